using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.CapitalCalls;

/// <summary>What was received for a call, latest first.</summary>
internal static class ReadReceipts
{
    /// <param name="DaysLate">Days after the due date; 0 when in time.</param>
    /// <param name="FactId">The fact to reverse if the transfer bounced.</param>
    /// <param name="Sequence">Of that fact in the fund's book.</param>
    internal sealed record Line(Guid ReceiptId, Guid InvestorId, string Name, MoneyView Amount, DateOnly ReceivedOn, int DaysLate, string? Reference, Guid FactId, long Sequence);

    internal static readonly Listing<Line> List = new Listing<Line>("receipts")
        .By("receivedOn", l => l.ReceivedOn).By("name", l => l.Name).By("amount", l => l.Amount.Value).By("daysLate", l => l.DaysLate).By("reference", l => l.Reference, nullable: true)
        .Unique(l => l.Sequence).Usually("-receivedOn").Searched(l => l.Name, l => l.Reference);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/capital-calls/{callId:guid}/receipts", Handle)
        .WithSummary("List the receipts of a capital call, latest first, without those that were reversed")
        .Lists(List, (Line l) => l)
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, Guid callId, BookStore books, ProposalStore proposals, [AsParameters] ListQuery asked, CancellationToken ct, bool? late = null)
    {
        if (await books.Read(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.CapitalCall, callId, ct) is null) return Refusal.NotFound("capital call");
        var book = FundBook.Fold(facts);
        var due = book.FindCall(callId)?.DueDate;
        var reversed = facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
        var lines = facts.Where(f => f.Payload is ReceiptRecorded r && r.CallId == callId && !reversed.Contains(f.FactId)).Select(f => Of(f, (ReceiptRecorded)f.Payload, book, due));
        if (late is { } wanted) lines = lines.Where(l => l.DaysLate > 0 == wanted);
        return await List.Show(lines, asked, l => l, ct);
    }

    private static Line Of(RecordedFact fact, ReceiptRecorded receipt, FundBook book, DateOnly? due) => new(
        receipt.ReceiptId, receipt.InvestorId, book.Partner(receipt.InvestorId).Name, MoneyView.Of(receipt.Total, book.Currency.Code), fact.EffectiveDate,
        Math.Max(0, fact.EffectiveDate.DayNumber - (due ?? fact.EffectiveDate).DayNumber), receipt.Reference, fact.FactId, fact.Sequence);
}
