using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Dashboards;

/// <summary>From a fund's net asset value at a period's opening to that at its end, step by step and investment by investment.</summary>
internal static class ReadBridge
{
    private const int MaxInvestments = 50;

    /// <param name="Investments">What each investment added, the greatest first, at most 50; the rest of them together is in <paramref name="Others"/>.</param>
    /// <param name="Explanation">Of the closing, with each step by its key; with explain=true.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly From, DateOnly To, MoneyView Opening, IReadOnlyList<Step> Steps, MoneyView Closing, IReadOnlyList<Investment> Investments, int InvestmentsTotal, MoneyView Others,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Explanation? Explanation);

    /// <param name="Amount">What takes away is negative.</param>
    internal sealed record Step(string Key, string Label, MoneyView Amount);

    internal sealed record Investment(Guid DealId, string Name, MoneyView Income, MoneyView Realised, MoneyView Unrealised, MoneyView Total);

    internal static void Map(RouteGroupBuilder dashboards) => dashboards
        .MapGet("/funds/{fundId:guid}/bridge", Handle)
        .WithSummary("Read what moved a fund's net asset value in a period, step by step and by investment")
        .WithDescription("All partners together, net of accrued carried interest; the opening and all steps are the closing. `period` is 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30. `recordedAt` gives it as it was known then. Figures open with explain=true.")
        .Produces<Envelope<Response>>(200)
        .Needs(Permissions.FundRead);

    private static async Task<Answer<Response>> Handle(Guid fundId, string period, Books books, CancellationToken ct, DateTimeOffset? recordedAt = null, bool explain = false)
    {
        if (StatementPeriod.Parse(period) is not { } span) return Refusal.Field("period", "Write the period as 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30.");
        if (await books.Facts(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var (before, after) = (books.AsOf(facts, span.From.AddDays(-1), recordedAt), books.AsOf(facts, span.To, recordedAt));
        if (!after.HasMovements)
            return Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead.");
        var bridge = ValueBridge.Of(before, after);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, bridge.Currency.Code);
        return new Response(
            fundId, after.Name, bridge.Currency.Code, bridge.From, bridge.To, Money(bridge.Opening), [.. bridge.Steps.Select(s => new Step(s.Key, s.Label, Money(s.Amount)))], Money(bridge.Closing),
            [.. bridge.Investments.Take(MaxInvestments).Select(i => new Investment(i.DealId, i.Name, Money(i.Income), Money(i.Realised), Money(i.Unrealised), Money(i.Total)))],
            bridge.Investments.Count, Money(bridge.Investments.Skip(MaxInvestments).Sum(i => i.Total)), explain ? bridge.Explanation : null);
    }
}
