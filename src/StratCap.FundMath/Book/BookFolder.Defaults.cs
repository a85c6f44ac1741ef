namespace StratCap.FundMath.Book;

/// <summary>Calls that are not paid.</summary>
internal sealed partial class BookFolder
{
    private void Default(CallDefaulted fact, Entry entry)
    {
        RequireUnused(fact.DefaultId, "default");
        var (call, line) = LineOf(fact.CallId, fact.InvestorId);
        if (line.Outstanding <= 0)
            throw Refuse("book.default.nothing_due", "The investor has paid its part of that call: it is not in default.");
        if (entry.EffectiveDate <= call.DueDate)
            throw Refuse("book.default.not_overdue", $"The call is due on {Print.Date(call.DueDate)}: a default begins after it.");
        if (line.Default is not null)
            throw Refuse("book.default.already_given", "The investor is already in default of that call.");
        if (fact.CureBy < entry.EffectiveDate)
            throw Refuse("book.default.cure_before_notice", "Let the time to cure the default end on or after its notice.");
        usedIds.Add(fact.DefaultId);
        line.Default = new CallDefault(entry.EffectiveDate, fact.CureBy, entry.FactId);
    }

    private void WithdrawShare(CallShareWithdrawn fact)
    {
        RequireUnused(fact.WithdrawalId, "withdrawal");
        var partner = book.Partner(fact.InvestorId);
        var (call, line) = LineOf(fact.CallId, fact.InvestorId);
        CheckWithdrawal(fact, line);
        usedIds.Add(fact.WithdrawalId);
        line.Withdraw(fact.Amounts);
        call.Amount -= fact.Total;
        for (var p = 0; p < fact.Amounts.Count; p++)
        {
            var (purpose, amount) = (call.Purposes[p], fact.Amounts[p]);
            Both(partner, CalledFor(purpose.Kind), -amount);
            if (!purpose.InsideCommitment)
                Both(partner, Component.CalledOutside, -amount);
            if (purpose.DealId is not { } deal)
                continue;
            book.Deal(deal).AddTo(partner, new DealHolding(Called: -amount));
            book.Deal(deal).AddTotal(new DealHolding(Called: -amount));
        }
    }

    private void CheckWithdrawal(CallShareWithdrawn fact, BookCallLine line)
    {
        if (fact.Amounts.Count != line.Amounts.Count)
            throw Refuse("book.call.share_incomplete", "Give one amount for each purpose of the call.");
        if (string.IsNullOrWhiteSpace(fact.Reason))
            throw Refuse("book.withdrawal.reason_missing", "Say why the share is withdrawn.");
        RequirePositive(fact.Total, "withdrawal");
        for (var p = 0; p < fact.Amounts.Count; p++)
        {
            RequirePayable(fact.Amounts[p], "withdrawal");
            if (fact.Amounts[p] < 0 || fact.Amounts[p] > line.Amounts[p] - line.Received[p])
                throw Refuse("book.withdrawal.exceeds_due", $"What is withdrawn of purpose {p + 1} must be between zero and what is still due: return what was paid by other means.");
        }
    }

    private (BookCall Call, BookCallLine Line) LineOf(Guid callId, Guid investorId)
    {
        book.Partner(investorId);
        var call = book.FindCall(callId) ?? throw Refuse("book.call.unknown", "The call is not issued at that date: issue it first.");
        return (call, call.LineOf(investorId) ?? throw Refuse("book.call.investor_not_called", "The investor has no part in that call."));
    }
}
