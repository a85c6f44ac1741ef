using StratCap.FundMath.Book;

namespace StratCap.FundMath.Allocation;

/// <summary>A cover call as a call that is shared out, so that it is drafted and approved as every other (ILPA Model LPA 6.6).</summary>
public static class CoverCallAllocation
{
    /// <summary>Shares out what is in default of a call among the others, within the limit of the terms.</summary>
    /// <param name="book">The book as of the notice date.</param>
    /// <param name="callId">The call that is in default.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <exception cref="FundRuleException"><c>default.terms_missing</c>, <c>book.terms.missing</c>; as <see cref="CoverCall.Make"/>.</exception>
    public static CapitalCallAllocationResult Run(FundBook book, Guid callId, DateOnly noticeDate, DateOnly dueDate, bool explain = true)
    {
        var terms = book.TermsAt(noticeDate);
        var agreed = terms.Default
            ?? throw new FundRuleException("default.terms_missing", "The fund's terms do not say what a default leads to: add that to the terms.");
        var fact = CoverCall.Make(book, callId, Guid.Empty, dueDate, agreed.Value.CoverOfOriginal);
        var lines = fact.Shares.Select(s => Line(book, fact, s, agreed.Clause, explain)).ToList();
        var days = BusinessDays.Between(noticeDate, dueDate);
        var total = lines.Sum(l => l.Total);
        return new CapitalCallAllocationResult(
            noticeDate, dueDate, fact.Purposes, lines, total, days, days < terms.NoticeBusinessDays.Value,
            explain ? new Explanation("Cover call", book.Currency.Format(total), "sum of partners' parts", agreed.Clause, Parts: [.. lines.Select(l => l.Explanation!)], Operation: Operation.Sum) : null);
    }

    private static CapitalCallLine Line(FundBook book, CapitalCallIssued fact, CallShare share, string clause, bool explain)
    {
        var partner = book.Partner(share.InvestorId);
        var inside = fact.Purposes.Select((p, i) => p.InsideCommitment ? share.Amounts[i] : 0).Sum();
        var after = partner.Unfunded - inside;
        return new CapitalCallLine(
            partner.InvestorId, partner.Name, partner.Kind, partner.Commitment, partner.Unfunded, share.Amounts, share.Total, after,
            partner.Commitment == 0 ? null : (partner.Commitment - after + partner.Recallable) / partner.Commitment,
            explain ? Explain(book, fact, share, partner, clause) : null);
    }

    private static Explanation Explain(FundBook book, CapitalCallIssued fact, CallShare share, PartnerAccount partner, string clause) => new(
        partner.Name, book.Currency.Format(share.Total), "sum of purposes", clause,
        "largest remainder, at most the unfunded commitment and the terms' part of the original call; ties to the partner admitted earlier",
        Parts: [.. fact.Purposes.Select((p, i) => new Explanation(p.Description, book.Currency.Format(share.Amounts[i]), "what is in default of it, in proportion to what each was called for it"))], Operation: Operation.Sum);
}
