using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Plaid;

/// <summary>How an account at a linked bank is named: the secret of the bank's access token, and Plaid's id of the account.</summary>
internal sealed partial record PlaidAccount(SecretRef Token, string AccountId)
{
    /// <summary>The secret of the fund's own bank, which the statements are read from.</summary>
    internal static readonly SecretRef Own = new("item_token");

    internal string VendorId => $"{Token.Name}/{AccountId}";

    /// <summary>The secret of a party's bank. Plaid's id tells capitals from small letters and a secret's name has none, hence the hash.</summary>
    internal static SecretRef TokenOf(string itemId) => new("item_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(itemId)))[..32]);

    internal static PlaidAccount Of(PartyAccount account) => Of(account.VendorId);

    internal static PlaidAccount Of(string? vendorId)
    {
        // Only names that a link made: an account must not make the host put another secret where a token belongs.
        if (vendorId is null || Name().Match(vendorId) is not { Success: true } found) throw new ConnectorException(ErrorClass.Validation, "The account was not linked through Plaid.");
        return new(new(found.Groups["token"].Value), found.Groups["account"].Value);
    }

    [GeneratedRegex("^(?<token>item_(token|[0-9a-f]{32}))/(?<account>[A-Za-z0-9_-]{1,100})$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
