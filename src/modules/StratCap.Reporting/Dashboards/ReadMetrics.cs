using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Dashboards;

/// <summary>The firm at a glance: totals by currency, funds with their returns and curves, what is due, what waits for the caller.</summary>
internal static class ReadMetrics
{
    private const int DefaultFunds = 10;
    private const int MaxFunds = 25;
    private const int Shown = 20;

    /// <param name="Totals">All funds of the firm by currency; currencies are never added up.</param>
    /// <param name="Deadlines">The first 20, overdue ones first.</param>
    /// <param name="Waiting">The first 20 of what the caller can move on.</param>
    /// <param name="WaitingTotal">How many there are.</param>
    internal sealed record Response(IReadOnlyList<Total> Totals, IReadOnlyList<Fund> Funds, IReadOnlyList<Deadline> Deadlines, IReadOnlyList<Waits> Waiting, int WaitingTotal);

    /// <summary>Called, distributed and net asset value are null where they are not known of one of the funds.</summary>
    internal sealed record Total(string Currency, int Funds, MoneyView Commitment, MoneyView? Called, MoneyView? Distributed, MoneyView? Nav);

    /// <summary>A fund: totals of all partners; multiples and rate of return net to the limited partners.</summary>
    /// <param name="IsDisclosed">Nothing moved in its book: the figures are what its investors disclosed last, null where one of them left that figure out.</param>
    /// <param name="AsOf">The day of the multiples.</param>
    /// <param name="Curve">At each quarter's end and on the book's last day, oldest first; empty where no dated flow is known.</param>
    /// <param name="FiguresExplained">Where the totals come from; each is a part with its key.</param>
    /// <param name="ReturnsExplained">Where multiples and rate come from.</param>
    internal sealed record Fund(
        Guid FundId, string Name, string Currency, int? Vintage, bool IsDisclosed, MoneyView Commitment, MoneyView? Called, MoneyView? Distributed, MoneyView? Nav,
        DateOnly? AsOf, decimal? Dpi, decimal? Tvpi, decimal? Irr, IReadOnlyList<Point> Curve, string FiguresExplained, string ReturnsExplained);

    /// <param name="Net">Paid to partners less paid in, to date.</param>
    internal sealed record Point(DateOnly AsOf, MoneyView PaidIn, MoneyView PaidOut, MoneyView Net, MoneyView Nav);

    /// <param name="Kind">CallDue, PaymentDue or Decision.</param>
    /// <param name="Amount">Still open; of a decision, all of it.</param>
    internal sealed record Deadline(DeadlineKind Kind, DateOnly Date, bool Overdue, Guid FundId, string Title, MoneyView Amount, ProposalKind Proposal, Guid ProposalId, Guid? WorkflowId);

    internal enum DeadlineKind
    {
        CallDue,
        PaymentDue,
        Decision,
    }

    internal sealed record Waits(Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string Title, MoneyView Amount, string State, DateTimeOffset? Deadline, bool Overdue, string? WaitingFor);

    internal static void Map(RouteGroupBuilder dashboards) => dashboards
        .MapGet("/metrics", Handle)
        .WithSummary("Read the firm's figures at a glance: totals by currency, a page of funds with returns and curves, deadlines, what waits for you")
        .WithDescription("`fundId` reads one fund alone, with its deadlines. Funds are paged by name, 10 unless asked otherwise, 25 at most. Each fund says where its figures are explained.")
        .Produces<Envelope<Response>>(200)
        .Needs(Permissions.FundRead);

    private static async Task<Answer<Response>> Handle(
        IFundFigures figures, IProcesses processes, FundMeasures measures, IPermissionSource permissions, CurrentActor actor, TimeProvider clock, CancellationToken ct,
        Guid? fundId = null, string? cursor = null, int? size = null)
    {
        string? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var take = Math.Clamp(size ?? DefaultFunds, 1, MaxFunds);
        var rows = await figures.Funds(fundId, after, take + 1, ct);
        if (fundId is not null && rows.Count == 0) return Refusal.NotFound("fund");
        var funds = new List<Fund>(take);
        foreach (var row in rows.Take(take)) funds.Add(Of(row, await measures.Of(row, ct)));

        var me = actor.Value.Id;
        var (waiting, count) = await processes.WaitingFor(me, await permissions.Of(me, ct), fundId, Shown, ct);
        var response = new Response(
            fundId is null ? [.. (await figures.ByCurrency(ct)).Select(Of)] : [], funds, await Deadlines(figures, processes, fundId, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct),
            [.. waiting.Select(w => new Waits(w.WorkflowId, w.Kind, w.FundId, w.ProposalId, w.Title, MoneyView.Of(w.Amount, w.Currency), w.State, w.Deadline, w.Overdue, w.WaitingFor))], count);
        return ((Answer<Response>)response).Paged(new PageMeta(funds.Count, rows.Count > take ? Paging.Pack(rows[take - 1].Name) : null));
    }

    private static async Task<IReadOnlyList<Deadline>> Deadlines(IFundFigures figures, IProcesses processes, Guid? fundId, DateOnly today, CancellationToken ct)
    {
        var money = (await figures.Due(fundId, Shown, ct)).Select(d => new Deadline(
            d.Kind == ProposalKind.CapitalCall ? DeadlineKind.CallDue : DeadlineKind.PaymentDue, d.Date, d.Date < today, d.FundId,
            d.Kind == ProposalKind.CapitalCall ? $"Capital call {d.Number} of {d.FundName}" : $"Distribution {d.Number} of {d.FundName}", MoneyView.Of(d.Open, d.Currency), d.Kind, d.Id, null));
        // What waits for investors or the bank has the day of its money already.
        var decisions = (await processes.WithDeadline(fundId, Shown, ct)).Select(p => new Deadline(
            DeadlineKind.Decision, DateOnly.FromDateTime(p.Deadline!.Value.UtcDateTime), p.Overdue, p.FundId, p.Title, MoneyView.Of(p.Amount, p.Currency), p.Kind, p.ProposalId, p.WorkflowId));
        return [.. money.Concat(decisions).OrderBy(d => d.Date).ThenBy(d => d.ProposalId).Take(Shown)];
    }

    private static Total Of(CurrencyTotals t)
    {
        MoneyView? Money(decimal? amount) => amount is { } known ? MoneyView.Of(known, t.Currency) : null;
        return new(t.Currency, t.Funds, MoneyView.Of(t.Commitment, t.Currency), Money(t.Called), Money(t.Distributed), Money(t.Nav));
    }

    private static Fund Of(FundTotals fund, FundMeasure? measure)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, fund.Currency);
        MoneyView? Known(decimal? amount) => amount is { } known ? Money(known) : null;
        var net = measure is null ? null : PerformanceView.Of(measure.LimitedPartners, fund.Currency);
        var here = $"/api/v1/funds/{fund.FundId}";
        return new(
            fund.FundId, fund.Name, fund.Currency, fund.Vintage, fund.IsDisclosed, Money(fund.Commitment), Known(fund.Called), Known(fund.Distributed), Known(fund.Nav),
            net?.AsOf, net?.Dpi, net?.Tvpi, net?.Irr ?? net?.ReportedNetIrr,
            [.. (measure?.Curve ?? []).Select(p => new Point(p.AsOf, Money(p.PaidIn), Money(p.PaidOut), Money(p.Net), Money(p.Nav)))],
            here + "/figures/explanation", here + "/performance?explain=true");
    }
}
