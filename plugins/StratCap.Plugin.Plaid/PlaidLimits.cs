using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Plaid;

/// <summary>What no Plaid account can send, refused before anything is asked; an account's own limits are Plaid's to say.</summary>
internal static class PlaidLimits
{
    internal static WriteOutcome.Rejected? Refuse(PaymentOrder order, string network, TimeProvider clock)
    {
        if (order.Amount.Currency != "USD") return new("plaid.currency", $"Plaid moves US dollars alone, not {order.Amount.Currency}.", "amount");
        if (order.Amount.Value <= 0) return new("plaid.amount", "The amount must be above zero.", "amount");
        if (decimal.Round(order.Amount.Value, 2) != order.Amount.Value) return new("plaid.amount", "An amount in US dollars has at most two decimal places.", "amount");
        if (Most(network) is not { } most) return new("plaid.network", $"Plaid has no network '{network}'.", "rail");
        if (order.Amount.Value > most) return new("plaid.amount", $"One payment by {network} carries at most {new Amount(most, "USD").Plain()} US dollars.", "amount");
        // Plaid has no value date: what it takes goes out at once.
        if (order.ExecuteOn > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)) return new("plaid.execute_on", "Plaid sends at once: hand the order over on its day.", "executeOn");
        return null;
    }

    // The networks' own: Nacha's ten-digit amount field; same-day ACH since March 2022; RTP since February 2025; Fedwire's twelve digits.
    private static decimal? Most(string network) => network switch
    {
        "ach" => 99_999_999.99m,
        "same-day-ach" => 1_000_000m,
        "rtp" => 10_000_000m,
        "wire" => 9_999_999_999.99m,
        _ => null,
    };
}
