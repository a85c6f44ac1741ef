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
    internal sealed record Line(Guid ReceiptId, Guid InvestorId, string Name, MoneyView Amount, DateOnly ReceivedOn, int DaysLate, string? Reference, Guid FactId);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/capital-calls/{callId:guid}/receipts", Handle)
        .WithSummary("List the receipts of a capital call, latest first, without those that were reversed")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, Guid callId, BookStore books, ProposalStore proposals, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts || await proposals.Find(fundId, ProposalKind.CapitalCall, callId, ct) is null) return Refusal.NotFound("capital call");
        var book = FundBook.Fold(facts);
        var call = book.FindCall(callId);
        var reversed = facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
        var all = facts.Where(f => f.Payload is ReceiptRecorded r && r.CallId == callId && !reversed.Contains(f.FactId)).OrderByDescending(f => f.EffectiveDate).ThenByDescending(f => f.Sequence).ToList();
        if (Paging.Slice(all, cursor, size) is not { } page) return Paging.BadCursor;
        Line[] lines = [.. page.Items.Select(f =>
        {
            var receipt = (ReceiptRecorded)f.Payload;
            return new Line(
                receipt.ReceiptId, receipt.InvestorId, book.Partner(receipt.InvestorId).Name, MoneyView.Of(receipt.Total, book.Currency.Code), f.EffectiveDate,
                Math.Max(0, f.EffectiveDate.DayNumber - (call?.DueDate ?? f.EffectiveDate).DayNumber), receipt.Reference, f.FactId);
        })];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }
}
