using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Calculations.Runs;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.Calculations;

/// <summary>Works out the management fee of a period by the fund's terms without charging it.</summary>
internal static class RunFees
{
    internal const string Kind = "fees";

    /// <param name="PeriodTo">Not counted.</param>
    internal sealed record Request(Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly PeriodFrom, DateOnly PeriodTo, DateTimeOffset? RecordedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBookRequest;

    internal sealed record Result(DateOnly PeriodFrom, DateOnly PeriodTo, MoneyView Amount, IReadOnlyList<Line> Lines);

    internal sealed record Line(Guid InvestorId, string Name, MoneyView Amount);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/fees", Handle)
        .WithSummary("Work out the management fee of a period; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    private static Task<Answer<RunView>> Handle(Request request, Calculation calculation, CancellationToken ct) => request.PeriodTo <= request.PeriodFrom
        ? Task.FromResult<Answer<RunView>>(Refusal.Field("periodTo", "The period ends before it begins; its last day is not counted."))
        : calculation.Run(Kind, request, ct);

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        var book = FundBook.Fold(facts, request.PeriodFrom, request.RecordedAt);
        watch?.Stage("fee, partner by partner", 1);
        var run = ManagementFee.For(book, request.PeriodFrom, request.PeriodTo, watch: watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new Calculated(
            new Result(request.PeriodFrom, request.PeriodTo, Money(run.Amount), [.. book.Partners.Select((p, i) => new Line(p.InvestorId, p.Name, Money(run.ByPartner[i])))]),
            run.Explanation!);
    }
}
