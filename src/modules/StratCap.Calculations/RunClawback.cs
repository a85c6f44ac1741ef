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

/// <summary>What the general partner would give back on a day, investor by investor: as things stand, or with the fund taken as liquidated at its net asset value.</summary>
internal static class RunClawback
{
    internal const string Kind = "clawback";

    /// <param name="AtLiquidation">The interim test: the fund is taken as liquidated at its net asset value on the day.</param>
    internal sealed record Request(Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly AsOf, bool AtLiquidation, DateTimeOffset? RecordedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBookRequest;

    internal sealed record Result(DateOnly AsOf, bool AtLiquidation, MoneyView Due, MoneyView FromEscrow, MoneyView FromGeneralPartner, IReadOnlyList<Line> Lines);

    internal sealed record Line(
        Guid InvestorId, string Name, MoneyView Profit, MoneyView CarryPaid, MoneyView CarryEntitled, MoneyView ExcessOverEntitlement, MoneyView PreferredReturnShortfall, MoneyView Limit, MoneyView Due);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/clawback", (Request request, Calculation calculation, CancellationToken ct) => calculation.Run(Kind, request, ct))
        .WithSummary("Test the general partner's clawback on a day; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        watch?.Stage("clawback, partner by partner", 1);
        var clawbacks = FundClawback.Of(book, request.AtLiquidation, watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var due = Money(clawbacks.Sum(c => c.Result.Due));
        return new Calculated(
            new Result(
                request.AsOf, request.AtLiquidation, due, Money(clawbacks.Sum(c => c.Result.FromEscrow)), Money(clawbacks.Sum(c => c.Result.FromGeneralPartner)),
                [.. clawbacks.Select(c => new Line(
                    c.InvestorId, c.Name, Money(c.Result.FundProfit), Money(c.Result.CarryPaid), Money(c.Result.CarryEntitled), Money(c.Result.ExcessOverEntitlement),
                    Money(c.Result.PreferredReturnShortfall), Money(c.Result.Limit), Money(c.Result.Due)))]),
            new Explanation($"Clawback of {book.Name} at {request.AsOf:yyyy-MM-dd}", book.Currency.Format(clawbacks.Sum(c => c.Result.Due)), "sum over limited partners", Parts: [.. clawbacks.Select(c => c.Result.Explanation)], Operation: Operation.Sum));
    }
}
