using System.Text;
using System.Text.Json;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Payees;

/// <summary>The number of an account, whole: an IBAN, or the account number that goes with a routing number.</summary>
internal sealed record PayeeNumbers(string? Iban, string? AccountNumber)
{
    /// <summary>What numbers are sealed for.</summary>
    public const string Purpose = "payments.payee_account";

    private const string HashPurpose = "payments.account_hash";
    internal const string VendorPurpose = "payments.payee_vendor_id";

    /// <summary>Sealed for the database.</summary>
    public byte[] Sealed(Seal seal) => seal.Close(Purpose, JsonSerializer.SerializeToUtf8Bytes(this, ApiJson.Options));

    /// <summary>Opened again.</summary>
    public static PayeeNumbers Of(PayeeAccount account, Seal seal) => JsonSerializer.Deserialize<PayeeNumbers>(seal.Open(Purpose, account.SealedNumbers), ApiJson.Options)!;

    /// <summary>The same for every way of writing a number, and nothing to anybody without the key.</summary>
    public static string Hash(string number, Seal seal) =>
        Convert.ToHexStringLower(seal.Code(HashPurpose, Encoding.UTF8.GetBytes(string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant())));

    /// <summary>Of an account that only its vendor knows the number of.</summary>
    public static string HashOfLinked(Guid connectionId, string vendorId, Seal seal) => Hash($"{connectionId:N}{vendorId}", seal);

    /// <summary>As a mask; of an empty number, nothing.</summary>
    public static string? Mask(string? number) => string.IsNullOrEmpty(number) ? null : AccountRules.Masked(number.Length > 34 ? number[^34..] : number);

    /// <summary>The vendor's id of an account, sealed.</summary>
    public static byte[] SealVendorId(string vendorId, Seal seal) => seal.Close(VendorPurpose, Encoding.UTF8.GetBytes(vendorId));

    /// <summary>As connectors name the account.</summary>
    /// <param name="vendorId">A step's sealed vendor id, or null.</param>
    public static PartyAccount Party(PayeeAccount account, byte[]? vendorId, Seal seal)
    {
        var numbers = Of(account, seal);
        return new(numbers.Iban, numbers.AccountNumber, account.RoutingNumber, account.Bic, account.IsSavings, vendorId is null ? null : Encoding.UTF8.GetString(seal.Open(VendorPurpose, vendorId)));
    }
}
