using StratCap.Foundation.Web;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.CapitalCalls;

/// <summary>A capital call with the first of its lines; all of them are under its link <c>lines</c>.</summary>
/// <param name="State">Draft, Submitted, Issued, PartlyReceived or Received.</param>
/// <param name="Outstanding">Still due, less what was withdrawn since.</param>
/// <param name="ReturnedBecause">Why it came back to its maker, if it did.</param>
internal sealed record CapitalCallView(
    Guid Id, Guid FundId, int Number, string State, DateOnly NoticeDate, DateOnly DueDate, MoneyView Amount, MoneyView Received, MoneyView Outstanding,
    IReadOnlyList<CapitalCallView.PurposeView> Purposes, int Investors, IReadOnlyList<CapitalCallView.LineView> Lines, string? ReturnedBecause,
    int NoticeBusinessDays, bool IsNoticeShort, Guid PreparedBy, string ContentHash)
{
    internal const int LinesShown = 50;

    internal sealed record PurposeView(CallPurposeKind Kind, AllocationBase Base, MoneyView Amount, Guid? DealId, string Description, bool InsideCommitment);

    /// <param name="Amounts">By purpose, in their order.</param>
    /// <param name="CalledOfCommitment">All that is called with this, as a fraction of the commitment.</param>
    internal sealed record LineView(
        Guid InvestorId, string Name, PartnerKind Kind, MoneyView Commitment, MoneyView UnfundedBefore, IReadOnlyList<MoneyView> Amounts, MoneyView Total,
        MoneyView UnfundedAfter, decimal? CalledOfCommitment, MoneyView Received, MoneyView Outstanding)
    {
        internal int Ordinal { get; init; }
    }

    internal static (string, string)[] Links(Guid fundId, Guid callId)
    {
        var here = $"/api/v1/funds/{fundId}/capital-calls/{callId}";
        return [("lines", here + "/lines"), ("explanation", here + "/explanation")];
    }

    internal static CapitalCallView Of(Proposal proposal, CapitalCallAllocationResult result, string currency, BookCall? issued = null) => new(
        proposal.Id, proposal.FundId, proposal.Number, issued?.Status.ToString() ?? proposal.State.ToString(), result.NoticeDate, result.DueDate,
        MoneyView.Of(result.Total, currency), MoneyView.Of(issued?.Received ?? 0, currency), MoneyView.Of(issued?.Outstanding ?? result.Total, currency),
        PurposesOf(result, currency), result.Lines.Count, [.. result.Lines.Take(LinesShown).Select(l => Line(l, currency, issued))], proposal.ReturnedBecause,
        result.NoticeBusinessDays, result.IsNoticeShort, proposal.PreparedBy, proposal.ContentHash);

    internal static IReadOnlyList<PurposeView> PurposesOf(CapitalCallAllocationResult result, string currency) =>
        [.. result.Purposes.Select(p => new PurposeView(p.Kind, p.Base, MoneyView.Of(p.Amount, currency), p.DealId, p.Description, p.InsideCommitment))];

    internal static LineView Line(CapitalCallLine line, string currency, BookCall? issued)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        // As the book has it now: a part of what was asked may have been withdrawn since.
        var part = issued?.LineOf(line.InvestorId);
        return new(line.InvestorId, line.Name, line.Partner, Money(line.Commitment), Money(line.UnfundedBefore), [.. line.Amounts.Select(Money)], Money(line.Total),
            Money(line.UnfundedAfter), line.CalledOfCommitment is { } share ? decimal.Round(share, 6) : null, Money(part?.ReceivedTotal ?? 0), Money(part?.Outstanding ?? line.Total));
    }
}
