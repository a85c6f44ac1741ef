using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Calculations.Branches;
using StratCap.Calculations.Runs;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculations;

/// <summary>What everybody would receive if the fund were liquidated on a day at a value, tier by tier, investor by investor.</summary>
internal static class RunWaterfall
{
    internal const string Kind = "waterfall";

    private const int MostValues = 10_000;

    /// <param name="AsOf">Day of the hypothetical liquidation.</param>
    /// <param name="Amount">Its value; left out, the net asset value or the disclosed remaining values.</param>
    /// <param name="Scenario">Must be true or left out: a calculation never posts; distributions are posted by the process of their own.</param>
    /// <param name="Terms">Other terms than the fund's, for a comparison.</param>
    /// <param name="Values">Further values, each of which is answered in totals.</param>
    /// <param name="Branches">What might happen by the day, each worked out beside the book as it is; nothing of it is recorded.</param>
    internal sealed record Request(
        Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly AsOf, decimal? Amount, bool? Scenario, FundTerms? Terms, DateTimeOffset? RecordedAt, IReadOnlyList<decimal>? Values = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Branch>? Branches = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBranchedRequest
    {
        RunLoad IBookRequest.Load => new(Passes: 1 + (Branches?.Count ?? 0), Values?.Count ?? 0);
    }

    internal sealed record Result(
        DateOnly AsOf, MoneyView Value, string Basis, Tiers Totals, IReadOnlyList<Line> Lines, IReadOnlyList<string> Notes, IReadOnlyList<Point>? Values,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BranchResult>? Branches = null);

    /// <summary>The liquidation at one of the further values.</summary>
    internal sealed record Point(MoneyView Value, MoneyView CarriedInterest, MoneyView ToLimitedPartners, MoneyView ToGeneralPartners);

    internal sealed record Tiers(MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView CarriedInterest)
    {
        internal static Tiers Of(TierTotals totals, string currency) => new(
            MoneyView.Of(totals.ReturnOfCapital, currency), MoneyView.Of(totals.PreferredReturn, currency), MoneyView.Of(totals.CatchUp, currency), MoneyView.Of(totals.ResidualSplit, currency),
            MoneyView.Of(totals.CarriedInterest, currency));
    }

    internal sealed record Line(
        Guid InvestorId, string Name, MoneyView Apportioned, MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView CarriedInterest,
        MoneyView Received, decimal? MultipleAfter);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/waterfall", Handle)
        .WithSummary("Run the waterfall as a scenario; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    private static Task<Answer<RunView>> Handle(Request request, Calculation calculation, CancellationToken ct) => request switch
    {
        { Scenario: false } => Task.FromResult<Answer<RunView>>(Refusal.Field("scenario", "A calculation never posts: draft a distribution to pay one, or set scenario to true.")),
        { Values.Count: > MostValues } => Task.FromResult<Answer<RunView>>(Refusal.Field("values", $"Give at most {MostValues} values.")),
        _ when BranchRuns.Malformed(request) is { } malformed => Task.FromResult<Answer<RunView>>(malformed),
        _ => calculation.Run(Kind, request, ct),
    };

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        request.Terms?.Validate();
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        watch?.Stage("liquidation, partner by partner", FirstPart(facts, request));
        var result = LiquidationScenario.Run(book, request.AsOf, request.Amount, explain: true, request.Terms, watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var branches = BranchRuns.Each(
            facts, request, request.AsOf, watch, (branch, at) => LiquidationScenario.Run(at, request.AsOf, branch.Amount ?? request.Amount, explain: true, request.Terms, watch));
        return new Calculated(
            new Result(
                result.Date, Money(result.Value), result.Basis.ToString(), Tiers.Of(result.Totals, book.Currency.Code),
                [.. result.Lines.Select(l => new Line(
                    l.Line.InvestorId, l.Name, Money(l.Line.Apportioned), Money(l.Line.ReturnOfCapital), Money(l.Line.PreferredReturn), Money(l.Line.CatchUp), Money(l.Line.ResidualSplit),
                    Money(l.Line.CarriedInterest), Money(l.Line.Distributed), l.MultipleAfter is { } multiple ? Math.Round(multiple, 4, MidpointRounding.AwayFromZero) : null))],
                result.Notes, AtValues(book, request, watch), request.Branches is null ? null : [.. branches.Select(b => Beside(b.Branch.Name, b.Result, result, book.Currency.Code))]),
            BranchRuns.Explained(result.Explanation!, branches.Select(b => (b.Branch, b.Result.Explanation!))));
    }

    /// <summary>The part of the run, 0 to 1, that the liquidation on the book itself takes.</summary>
    private static decimal FirstPart(IReadOnlyList<RecordedFact> facts, Request request) =>
        request.Branches is { Count: var branches } ? decimal.Divide(1, branches + 1) : request.Values is null ? 1 : RunSize.ShareOfPasses(facts, request);

    private static IReadOnlyList<Point>? AtValues(FundBook book, Request request, RunWatch? watch)
    {
        if (request.Values is not { } values) return null;
        watch?.Stage("liquidation at further values", 1);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return [.. LiquidationScenario.Sweep(book, request.AsOf, values, request.Terms, watch).Select(p => new Point(Money(p.Value), Money(p.CarriedInterest), Money(p.ToLimitedPartners), Money(p.ToGeneralPartners)))];
    }

    private static BranchResult Beside(string name, ScenarioResult branch, ScenarioResult without, string currency) => new(
        name, MoneyView.Of(branch.Value, currency), Tiers.Of(branch.Totals, currency), MoneyView.Of(branch.CarriedInterest - without.CarriedInterest, currency),
        BranchResult.Beside(branch.Lines.Select(l => (l.Line, l.Name)), without.Lines.Select(l => (l.Line, l.Name)), currency), branch.Notes);
}
