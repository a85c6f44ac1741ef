namespace StratCap.FundMath.Book;

/// <summary>The subscription line.</summary>
internal sealed partial class BookFolder
{
    private void DrawLine(LineDrawn fact, Entry entry)
    {
        RequireUnused(fact.DrawId, "draw");
        RequirePositive(fact.Amount, "draw");
        RequireShares(fact.Shares, fact.Amount, "draw");
        if (book.Total.Borrowed + fact.Amount > book.Total.Unfunded)
            throw Refuse("book.line.exceeds_unfunded", $"The line is secured by an unfunded commitment of {book.Currency.Format(book.Total.Unfunded)} {book.Currency.Code}, of which {book.Currency.Format(book.Total.Borrowed)} is borrowed already: draw less.");
        usedIds.Add(fact.DrawId);
        book.Total.Cash += fact.Amount;
        MoveLine(fact.Shares, Component.LineDrawn, CashFlowKind.LineDraw, fact.DrawId, entry);
    }

    private void RepayLine(LineRepaid fact, Entry entry)
    {
        RequireUnused(fact.RepaymentId, "repayment");
        RequirePositive(fact.Amount, "repayment");
        RequireShares(fact.Shares, fact.Amount, "repayment");
        foreach (var share in fact.Shares)
        {
            if (share.Amount > book.PartnerById[share.InvestorId].Borrowed)
                throw Refuse("book.line.exceeds_borrowed", $"{book.Currency.Format(book.Total.Borrowed)} {book.Currency.Code} is borrowed: repay no more, and of each partner's part no more than was drawn for him.");
        }
        RepayFromCall(fact);
        usedIds.Add(fact.RepaymentId);
        book.Total.Cash -= fact.Amount;
        MoveLine(fact.Shares, Component.LineRepaid, CashFlowKind.LineRepayment, fact.RepaymentId, entry);
    }

    private void RepayFromCall(LineRepaid fact)
    {
        if (fact.CallId is not { } id)
            return;
        var call = book.FindCall(id) ?? throw Refuse("book.call.unknown", "The call is not issued at that date: issue it first, or leave out which call repays the line.");
        var repaid = lineRepaidByCall.GetValueOrDefault(id) + fact.Amount;
        if (repaid > call.Amount)
            throw Refuse("book.line.exceeds_call", $"Call {call.Number} is for {book.Currency.Format(call.Amount)} {book.Currency.Code} and would repay {book.Currency.Format(repaid)} of the line: repay the rest from other money.");
        lineRepaidByCall[id] = repaid;
        book.CallByRepayment.Add(fact.RepaymentId, id);
    }

    private void MoveLine(IReadOnlyList<Share> shares, Component component, CashFlowKind kind, Guid source, Entry entry)
    {
        foreach (var share in shares)
        {
            var partner = book.PartnerById[share.InvestorId];
            Both(partner, component, share.Amount);
            partner.FlowList.Add(new CashFlow(entry.EffectiveDate, kind, share.Amount, source, entry.FactId, []));
        }
    }
}
