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

/// <summary>Shares out a capital call without drafting one.</summary>
internal static class RunCapitalCall
{
    internal const string Kind = "capital-calls";

    internal sealed record Purpose(CallPurposeKind Kind, decimal Amount, Guid? DealId, string? Description, IReadOnlyList<Guid>? ExcusedInvestorIds, AllocationBase? Base);

    internal sealed record Request(
        Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly NoticeDate, DateOnly DueDate, IReadOnlyList<Purpose> Purposes, DateTimeOffset? RecordedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBookRequest;

    internal sealed record Result(DateOnly NoticeDate, DateOnly DueDate, MoneyView Total, int NoticeBusinessDays, bool IsNoticeShort, IReadOnlyList<Line> Lines);

    internal sealed record Line(Guid InvestorId, string Name, MoneyView UnfundedBefore, IReadOnlyList<MoneyView> Amounts, MoneyView Total, MoneyView UnfundedAfter);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/capital-calls", (Request request, Calculation calculation, CancellationToken ct) => calculation.Run(Kind, request, ct))
        .WithSummary("Share out a capital call; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        var book = FundBook.Fold(facts, request.NoticeDate, request.RecordedAt);
        watch?.Stage("call, partner by partner", 1);
        var run = CapitalCallAllocation.Run(book, new CapitalCallRequest(request.NoticeDate, request.DueDate, [.. request.Purposes.Select(p =>
            new CapitalCallPurposeRequest(p.Kind, p.Amount, p.DealId, p.Description ?? "", p.ExcusedInvestorIds, true, p.Base))]), watch: watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new Calculated(
            new Result(run.NoticeDate, run.DueDate, Money(run.Total), run.NoticeBusinessDays, run.IsNoticeShort,
                [.. run.Lines.Select(l => new Line(l.InvestorId, l.Name, Money(l.UnfundedBefore), [.. l.Amounts.Select(Money)], Money(l.Total), Money(l.UnfundedAfter)))]),
            run.Explanation!);
    }
}
