using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Stripe;

/// <summary>An account of a party's: its owner at Stripe (a customer or recipient) and the method of payment.</summary>
internal sealed partial record StripeAccount(string Owner, string Method)
{
    internal string VendorId => $"{Owner}/{Method}";

    internal static StripeAccount Of(PartyAccount account) =>
        account.VendorId is { } id && Name().Match(id) is { Success: true } found ? new(found.Groups["owner"].Value, found.Groups["method"].Value)
        : throw new ConnectorException(ErrorClass.Validation, "The account is not known at Stripe.");

    [GeneratedRegex("^(?<owner>[a-z]{2,10}_[A-Za-z0-9_]{1,100})/(?<method>[a-z]{2,10}_[A-Za-z0-9_]{1,100})$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
