using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Ach;

/// <summary>A firm with a bank, and orders for it.</summary>
internal static class AchSamples
{
    public static object Settings { get; } = SettingsOf("121042882");

    public static object SettingsOf(string odfi) => new
    {
        immediateDestination = "021000021",
        destinationName = "First Test Bank",
        odfi,
        immediateOrigin = "1123456789",
        originName = "StratCap Test GP",
        companyId = "1123456789",
    };

    public static PaymentOrder Order(int n, decimal amount = 1234.56m, bool isPerson = false, string? remittance = "Call 3", PaymentPurpose purpose = PaymentPurpose.CapitalCall, string? rail = null) => new(
        $"call-3-lp-{n}", "approval-1", new Amount(amount, "USD"), new DateOnly(2026, 3, 2),
        new Party($"C3-LP{n}", isPerson ? "Zoë Müller" : "Pension Trust of São Paulo County", isPerson, new PartyAccount(AccountNumber: $"44-{n:00000}", RoutingNumber: "231380104", IsSavings: n % 2 == 0)),
        purpose, remittance, rail, n);

    public static PaymentBatch Batch(PaymentDirection direction, string? format, params PaymentOrder[] orders) => new(
        "batch-7", direction, new OwnAccount("Fund I LP", new PartyAccount(AccountNumber: "998877", RoutingNumber: "121042882")), new DateTimeOffset(2026, 3, 1, 4, 30, 0, TimeSpan.Zero), 1, orders, format);
}
