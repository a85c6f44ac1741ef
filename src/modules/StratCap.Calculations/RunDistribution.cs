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
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculations;

/// <summary>Works out a distribution without drafting one.</summary>
internal static class RunDistribution
{
    internal const string Kind = "distributions";

    /// <param name="Branches">What might happen by the day, each worked out beside the book as it is; nothing of it is recorded.</param>
    internal sealed record Request(Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly AsOf, decimal Amount, Guid? DealId, DateTimeOffset? RecordedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Branch>? Branches = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBranchedRequest
    {
        RunLoad IBookRequest.Load => new(Passes: 1 + (Branches?.Count ?? 0));
    }

    internal sealed record Result(DateOnly AsOf, MoneyView Amount, bool ExceedsCash, RunWaterfall.Tiers Totals, IReadOnlyList<Line> Lines,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BranchResult>? Branches = null);

    internal sealed record Line(
        Guid InvestorId, string Name, MoneyView Apportioned, MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView CarriedInterest, MoneyView Payable);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/distributions", (Request request, Calculation calculation, CancellationToken ct) => BranchRuns.Malformed(request) is { } malformed ? Task.FromResult<Answer<RunView>>(malformed) : calculation.Run(Kind, request, ct))
        .WithSummary("Work out a distribution; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        watch?.Stage("distribution, partner by partner", decimal.Divide(1, (request.Branches?.Count ?? 0) + 1));
        var run = DistributionRun.Run(book, new DistributionRequest(request.AsOf, request.Amount, request.DealId), watch: watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var branches = BranchRuns.Each(
            facts, request, request.AsOf, watch, (branch, at) => DistributionRun.Run(at, new DistributionRequest(request.AsOf, branch.Amount ?? request.Amount, request.DealId), watch: watch));
        return new Calculated(
            new Result(
                request.AsOf, Money(request.Amount), run.ExceedsCash,
                RunWaterfall.Tiers.Of(run.Totals, book.Currency.Code),
                [.. run.Lines.Select(l => new Line(
                    l.Line.InvestorId, l.Name, Money(l.Line.Apportioned), Money(l.Line.ReturnOfCapital), Money(l.Line.PreferredReturn), Money(l.Line.CatchUp), Money(l.Line.ResidualSplit),
                    Money(l.Line.CarriedInterest), Money(l.Line.Payable)))],
                request.Branches is null ? null : [.. branches.Select(b => Beside(b.Branch.Name, b.Result, run, book.Currency.Code))]),
            BranchRuns.Explained(run.Explanation!, branches.Select(b => (b.Branch, b.Result.Explanation!))));
    }

    private static BranchResult Beside(string name, DistributionRunResult branch, DistributionRunResult without, string currency) => new(
        name, MoneyView.Of(branch.Request.Amount, currency), RunWaterfall.Tiers.Of(branch.Totals, currency), MoneyView.Of(branch.Totals.CarriedInterest - without.Totals.CarriedInterest, currency),
        BranchResult.Beside(branch.Lines.Select(l => (l.Line, l.Name)), without.Lines.Select(l => (l.Line, l.Name)), currency),
        branch.ExceedsCash ? ["The distribution is more than the cash of the branch."] : []);
}
