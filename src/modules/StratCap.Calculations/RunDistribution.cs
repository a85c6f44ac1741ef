using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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

    internal sealed record Request(Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly AsOf, decimal Amount, Guid? DealId, DateTimeOffset? RecordedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBookRequest;

    internal sealed record Result(DateOnly AsOf, MoneyView Amount, bool ExceedsCash, RunWaterfall.Tiers Totals, IReadOnlyList<Line> Lines);

    internal sealed record Line(
        Guid InvestorId, string Name, MoneyView Apportioned, MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView CarriedInterest, MoneyView Payable);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/distributions", (Request request, Calculation calculation, CancellationToken ct) => calculation.Run(Kind, request, ct))
        .WithSummary("Work out a distribution; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        watch?.Stage("distribution, partner by partner", 1);
        var run = DistributionRun.Run(book, new DistributionRequest(request.AsOf, request.Amount, request.DealId), watch: watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var totals = run.Totals;
        return new Calculated(
            new Result(
                request.AsOf, Money(request.Amount), run.ExceedsCash,
                new(Money(totals.ReturnOfCapital), Money(totals.PreferredReturn), Money(totals.CatchUp), Money(totals.ResidualSplit), Money(totals.CarriedInterest)),
                [.. run.Lines.Select(l => new Line(
                    l.Line.InvestorId, l.Name, Money(l.Line.Apportioned), Money(l.Line.ReturnOfCapital), Money(l.Line.PreferredReturn), Money(l.Line.CatchUp), Money(l.Line.ResidualSplit),
                    Money(l.Line.CarriedInterest), Money(l.Line.Payable)))]),
            run.Explanation!);
    }
}
