using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Book;

/// <summary>Makes draws and repayments of a subscription line, with each partner's part, so that returns can be told with and without it.</summary>
public static class SubscriptionLine
{
    /// <summary>A draw, by unfunded commitment, as a call would be; odd units by largest remainder.</summary>
    /// <param name="book">The book as of the draw.</param>
    /// <exception cref="FundRuleException"><c>allocation.no_weights</c>: nothing is unfunded; recording it refuses <c>book.line.exceeds_unfunded</c>.</exception>
    public static LineDrawn Draw(FundBook book, Guid drawId, decimal amount) =>
        new(drawId, amount, Shares(book, LargestRemainder.Split(amount, [.. book.Partners.Select(p => Math.Max(0, p.Unfunded))], book.Currency.MinorUnits)));

    /// <summary>A repayment, by what is open of each partner's draws, never above it.</summary>
    /// <param name="book">The book as of the repayment.</param>
    /// <param name="callId">The call that repays it; null is other money of the fund.</param>
    /// <exception cref="FundRuleException"><c>book.line.exceeds_borrowed</c></exception>
    public static LineRepaid Repay(FundBook book, Guid repaymentId, decimal amount, Guid? callId = null)
    {
        decimal[] open = [.. book.Partners.Select(p => p.Borrowed)];
        return amount <= open.Sum()
            ? new LineRepaid(repaymentId, amount, Shares(book, CappedSplit.Split(amount, open, open, book.Currency.MinorUnits)), callId)
            : throw new FundRuleException("book.line.exceeds_borrowed", $"{book.Currency.Format(open.Sum())} {book.Currency.Code} is borrowed: repay no more.");
    }

    private static Share[] Shares(FundBook book, decimal[] parts) =>
        [.. book.Partners.Where(p => parts[p.Index] != 0).Select(p => new Share(p.InvestorId, parts[p.Index]))];
}
