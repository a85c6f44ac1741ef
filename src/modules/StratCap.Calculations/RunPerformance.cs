using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Calculations.Runs;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;

namespace StratCap.Calculations;

/// <summary>Performance of a fund and its investors, or the IRR of dated flows alone.</summary>
internal static class RunPerformance
{
    internal const string Kind = "performance";

    /// <param name="Amount">Negative: paid in. Positive: received, or the value at the end.</param>
    internal sealed record Flow(DateOnly Date, decimal Amount);

    /// <param name="Flows">Dated flows instead of a book: only their IRR is answered.</param>
    internal sealed record Request(Guid? FundId, IReadOnlyList<GivenFact>? Facts, IReadOnlyList<Flow>? Flows, DateOnly? AsOf, DateTimeOffset? RecordedAt) : IBookRequest;

    internal sealed record Result(PerformanceView Fund, PerformanceView LimitedPartners, IReadOnlyList<PerformanceView> Investors);

    internal sealed record FlowsResult(decimal? Irr, string Status, IReadOnlyList<decimal> Rates);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/performance", Handle)
        .WithSummary("Performance by fund or book, or the IRR of dated flows; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    private static Task<Answer<RunView>> Handle(Request request, Calculation calculation, CancellationToken ct)
    {
        if (request.Flows is null) return calculation.Run(Kind, request, Calculate, ct);
        if (request.FundId is not null || request.Facts is not null) return Refused("Give flows, or a fund, or facts: only one of them.");
        return request.Flows.Count is < 2 or > 10_000 ? Refused("Give between 2 and 10000 flows.") : calculation.Run(Kind, request with { Facts = [] }, Calculate, ct);
    }

    private static Task<Answer<RunView>> Refused(string sentence) => Task.FromResult<Answer<RunView>>(Refusal.Field("flows", sentence));

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request)
    {
        if (request.Flows is not null) return OfFlows(request.Flows);
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        var performance = Performance.Of(book);
        PerformanceView View(PerformanceLine line) => PerformanceView.Of(line, book.Currency.Code) with { Explanation = null };
        Explanation[] parts = [.. new[] { performance.Fund, performance.LimitedPartners }.Concat(performance.Partners).Select(p => p.Explanation).OfType<Explanation>()];
        return new Calculated(
            new Result(View(performance.Fund), View(performance.LimitedPartners), [.. performance.Partners.Select(View)]),
            new Explanation($"Performance of {book.Name} at {book.AsOf:yyyy-MM-dd}", $"{performance.Partners.Count} investors", Formula: "one tree a line", Parts: parts));
    }

    private static Calculated OfFlows(IReadOnlyList<Flow> flows)
    {
        var irr = Irr.Of(flows.Select(f => new DatedFlow(f.Date, f.Amount)));
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        return new Calculated(
            new FlowsResult(irr.Rate, irr.Status.ToString(), irr.Rates),
            new Explanation(
                "IRR of dated flows", irr.Rate?.ToString(invariant) ?? irr.Status.ToString(),
                Formula: "the rate at which Σ flow ÷ (1 + rate)^(days ÷ 365) from the first day is zero",
                Clause: "XIRR; actual/365",
                Parts: [.. flows.Select(f => new Explanation($"Flow of {f.Date.ToString("yyyy-MM-dd", invariant)}", f.Amount.ToString(invariant)))]));
    }
}
