using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Calculations.Branches;
using StratCap.Calculations.Runs;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;

namespace StratCap.Calculations;

/// <summary>Performance of a fund and its investors, or of dated flows alone; against a public index where one is given.</summary>
internal static class RunPerformance
{
    internal const string Kind = "performance";

    /// <param name="Amount">Negative: paid in. Positive: received, or the value at the end.</param>
    internal sealed record Flow(DateOnly Date, decimal Amount);

    /// <param name="Level">Of a total-return index in the currency of the flows.</param>
    internal sealed record IndexLevel(DateOnly Date, decimal Level);

    /// <param name="Flows">Dated flows instead of a book: only their rates are answered.</param>
    /// <param name="Index">Levels on the day of each flow and of the valuation: adds the public market equivalents.</param>
    /// <param name="Branches">What might happen by the day, each measured beside the book as it is; nothing of it is recorded.</param>
    /// <param name="Nav">Of dated flows with an index: their value on the day <c>asOf</c>, not among the flows. Zero if not given.</param>
    internal sealed record Request(
        Guid? FundId, IReadOnlyList<GivenFact>? Facts, IReadOnlyList<Flow>? Flows, DateOnly? AsOf, DateTimeOffset? RecordedAt, IReadOnlyList<IndexLevel>? Index = null, decimal? Nav = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Branch>? Branches = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBranchedRequest
    {
        RunLoad IBookRequest.Load => new(Passes: 2 * (1 + (Branches?.Count ?? 0)));
    }

    /// <param name="Pme">Of the limited partners together, net.</param>
    internal sealed record Result(PerformanceView Fund, PerformanceView LimitedPartners, IReadOnlyList<PerformanceView> Investors, PmeResult? Pme,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OnBranch>? Branches = null);

    /// <summary>Performance on a branch, and by how much the limited partners' and each investor's differs.</summary>
    internal sealed record OnBranch(string Name, PerformanceView Fund, PerformanceView LimitedPartners, IReadOnlyList<PerformanceView> Investors, IReadOnlyList<Change> Differences);

    /// <summary>The branch's less the base's; null where either has none.</summary>
    /// <param name="InvestorId">Null is all limited partners together.</param>
    internal sealed record Change(Guid? InvestorId, string Name, decimal? Tvpi, decimal? Irr);

    internal sealed record FlowsResult(decimal? Irr, string Status, IReadOnlyList<decimal> Rates, PmeResult? Pme);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/performance", Handle)
        .WithSummary("Performance by fund or book, or the IRR of dated flows; posts nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    private static Task<Answer<RunView>> Handle(Request request, Calculation calculation, CancellationToken ct)
    {
        if (BranchRuns.Malformed(request) is { } malformed) return Task.FromResult<Answer<RunView>>(malformed);
        if (request.Flows is null) return calculation.Run(Kind, request, ct);
        if (request.FundId is not null || request.Facts is not null || request.Branches is not null) return Refused("Give flows, or a fund, or facts: only one of them.");
        return request.Flows.Count is < 2 or > 10_000 ? Refused("Give between 2 and 10000 flows.") : calculation.Run(Kind, request with { Facts = [] }, ct);
    }

    private static Task<Answer<RunView>> Refused(string sentence) => Task.FromResult<Answer<RunView>>(Refusal.Field("flows", sentence));

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        if (request.Flows is not null) return OfFlows(request);
        var index = Levels(request);
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        watch?.Stage("performance, partner by partner", decimal.Divide(1, (request.Branches?.Count ?? 0) + 1));
        var performance = Performance.Of(book, watch: watch);
        var branches = BranchRuns.Each(facts, request, request.AsOf, watch, (_, at) => (Book: at, Performance: Performance.Of(at, watch: watch)));
        var pme = index is null ? null : Performance.PmeOfLimitedPartners(book, index);
        return new Calculated(
            new Result(
                View(performance.Fund, book), View(performance.LimitedPartners, book), [.. performance.Partners.Select(p => View(p, book))], pme,
                request.Branches is null ? null : [.. branches.Select(b => Beside(b.Branch.Name, b.Result.Performance, performance, book))]),
            BranchRuns.Explained(Tree(book, performance, pme?.Explanation), branches.Select(b => (b.Branch, Tree(b.Result.Book, b.Result.Performance)))));
    }

    private static PerformanceView View(PerformanceLine line, FundBook book) => PerformanceView.Of(line, book.Currency.Code) with { Explanation = null };

    private static Explanation Tree(FundBook book, FundPerformance performance, Explanation? pme = null) => new(
        $"Performance of {book.Name} at {book.AsOf:yyyy-MM-dd}", $"{performance.Partners.Count} investors", Formula: "one tree a line",
        Parts: [.. new[] { performance.Fund, performance.LimitedPartners }.Concat(performance.Partners).Select(p => p.Explanation).Append(pme).OfType<Explanation>()], Operation: Operation.Heading);

    private static OnBranch Beside(string name, FundPerformance branch, FundPerformance without, FundBook book)
    {
        List<PerformanceView> Views(FundPerformance performance) => [View(performance.LimitedPartners, book), .. performance.Partners.Select(p => View(p, book))];
        var before = Views(without).ToDictionary(v => v.InvestorId ?? Guid.Empty);
        var changes = Views(branch).Select(v => (Now: v, Was: before.GetValueOrDefault(v.InvestorId ?? Guid.Empty)))
            .Select(p => new Change(p.Now.InvestorId, p.Now.Name, p.Now.Tvpi - p.Was?.Tvpi, p.Now.Irr - p.Was?.Irr));
        return new OnBranch(name, View(branch.Fund, book), View(branch.LimitedPartners, book), [.. branch.Partners.Select(p => View(p, book))], [.. changes]);
    }

    private static Dictionary<DateOnly, decimal>? Levels(Request request)
    {
        if (request.Index is null) return null;
        var levels = new Dictionary<DateOnly, decimal>();
        foreach (var (date, level) in request.Index)
            if (!levels.TryAdd(date, level)) throw new FundRuleException("calculation.index_repeated", $"Give one level of the index for {date:yyyy-MM-dd}.");
        return levels;
    }

    private static Calculated OfFlows(Request request)
    {
        DatedFlow[] flows = [.. request.Flows!.Select(f => new DatedFlow(f.Date, f.Amount))];
        var valuedOn = request.AsOf ?? flows.Max(f => f.Date);
        DatedFlow[] all = request.Nav is { } nav ? [.. flows, new DatedFlow(valuedOn, nav)] : flows;
        var irr = Irr.Of(all);
        var pme = Levels(request) is { } index ? PublicMarketEquivalent.Of(flows, index, valuedOn, request.Nav ?? 0) : null;
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var rate = new Explanation(
            "IRR of dated flows", irr.Rate?.ToString(invariant) ?? irr.Status.ToString(),
            Formula: "the rate at which Σ flow ÷ (1 + rate)^(days ÷ 365) from the first day is zero",
            Clause: "XIRR; actual/365",
            Parts: [.. all.Select(f => new Explanation($"Flow of {f.Date.ToString("yyyy-MM-dd", invariant)}", f.Amount.ToString(invariant)))],
            Operation: Operation.RateOfReturn)
        {
            Days = [.. all.Select(f => f.Date)],
        };
        return new Calculated(
            new FlowsResult(irr.Rate, irr.Status.ToString(), irr.Rates, pme),
            pme?.Explanation is { } compared ? new Explanation(rate.Label, rate.Value, "the figures below", Parts: [rate, compared], Operation: Operation.Heading) : rate);
    }
}
