using System.Security.Cryptography;
using System.Text;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Swift.Pain;

/// <summary>An order as a file carries it, all of it checked.</summary>
/// <param name="Plain">The amount with its currency's decimals.</param>
internal sealed record PainOrder(string Key, string Plain, string Currency, string Name, PainAddress? Address, PartyAccount Account, string? Remittance, Party Party)
{
    public static PainOrder Of(PaymentOrder order, bool isSepa)
    {
        Exception Refuse(string why) => Refusal.OfOrder(order.Key, why);
        if (order.Key.Length is 0 or > 35 || !order.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) throw Refusal.OfBatch("an order's key has 1 to 35 letters, digits and dashes.");
        if (order.Amount.Currency is not { Length: 3 } currency || !currency.All(char.IsAsciiLetterUpper)) throw Refuse("the currency is three capitals (ISO 4217).");
        if (isSepa && currency != "EUR") throw Refuse("SEPA carries euros alone.");
        if (order.Amount.Value is <= 0 or >= 1_000_000_000_000_000m) throw Refuse("an amount is above zero and below a thousand billions.");
        if (isSepa && order.Amount.Value > 999_999_999.99m) throw Refuse("SEPA carries at most 999,999,999.99.");
        if (decimal.Round(order.Amount.Value, StratCap.PluginSdk.Amount.MinorUnits(currency)) != order.Amount.Value) throw Refuse($"the amount has more decimals than {currency} has.");
        var address = PainAddress.Of(order.Party.Address, Refuse);
        if (address is null && !isSepa) throw Refuse("a wire needs the party's address, with town and country at least.");
        return new PainOrder(
            order.Key, order.Amount.Plain(), currency, Latin(order.Party.Name, isSepa ? 70 : 140, "the party's name", Refuse) ?? throw Refuse("the party has no name."), address,
            AccountOf(order.Party.Account, isSepa, Refuse), Latin(order.Remittance, 140, "the text", Refuse), order.Party);
    }

    /// <summary>The UETR in the shape of a random UUID (version 4), made of the key so that the same order has the same one for ever.</summary>
    public string Uetr()
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"uetr\n{Key}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>An account that a file can name: an IBAN, or a number with the bank's BIC or routing number.</summary>
    public static PartyAccount AccountOf(PartyAccount account, bool isSepa, Func<string, Exception> refuse)
    {
        if (account.Iban is not null && !AccountNumbers.IsIban(account.Iban)) throw refuse("the IBAN's check digits do not fit.");
        if (account.Bic is not null && !AccountNumbers.IsBic(account.Bic)) throw refuse("the BIC is malformed.");
        if (account.RoutingNumber is not null && !AccountNumbers.IsRouting(account.RoutingNumber)) throw refuse("the routing number's check digit does not fit.");
        if (isSepa && account.Iban is null) throw refuse("SEPA needs an IBAN.");
        if (!isSepa && account is { Bic: null, RoutingNumber: null }) throw refuse("a wire needs the bank's BIC or routing number.");
        if (account.Iban is null && (account.AccountNumber is not { Length: > 0 and <= 34 } number || !number.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ')))
            throw refuse("the account is neither an IBAN nor a number of at most 34 letters, digits and dashes.");
        return account;
    }

    public static string? Latin(string? text, int longest, string what, Func<string, Exception> refuse)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var plain = LatinText.ToSwift(text.Trim()) ?? throw refuse($"{what} has characters without a Latin form.");
        return plain.Length <= longest ? plain : throw refuse($"{what} has more than {longest} characters.");
    }
}
