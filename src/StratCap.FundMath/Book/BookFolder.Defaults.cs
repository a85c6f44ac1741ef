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

    private void Remedy(DefaultRemedied fact, Entry entry)
    {
        RequireUnused(fact.RemedyId, "remedy");
        RequirePositive(fact.Amount, "remedy");
        RequireShares(fact.To, fact.Amount, "remedy");
        var partner = book.Partner(fact.InvestorId);
        var notice = LineOf(fact.CallId, fact.InvestorId).Line.Default
            ?? throw Refuse("book.remedy.no_default", $"{partner.Name} was given no notice of default of that call: give it first.");
        if (entry.EffectiveDate <= notice.CureBy && fact.Remedy == DefaultRemedyKind.Forfeiture)
            throw Refuse("book.remedy.still_curable", $"{partner.Name} may cure the default until {Print.Date(notice.CureBy)}: nothing is forfeited before.");
        if (fact.To.Any(s => s.InvestorId == fact.InvestorId))
            throw Refuse("book.remedy.to_defaulter", "What a defaulter loses goes to the others.");
        if (fact.Amount > partner.Nav)
            throw Refuse("book.remedy.exceeds_account", $"The capital account of {partner.Name} is {book.Currency.Format(partner.Nav)} {book.Currency.Code}: no more can be taken from it.");
        usedIds.Add(fact.RemedyId);
        var component = fact.Remedy == DefaultRemedyKind.Interest ? Component.DefaultInterest : Component.Forfeited;
        // It goes from one partner to the others: the fund's total stays nothing.
        Move(partner, component, fact.Amount);
        foreach (var share in fact.To)
            Move(book.PartnerById[share.InvestorId], component, -share.Amount);
        book.RemedyList.Add(new BookRemedy(fact.RemedyId, entry.EffectiveDate, fact.CallId, fact.InvestorId, fact.Remedy, fact.Amount, fact.To, entry.FactId));
    }

    private (BookCall Call, BookCallLine Line) LineOf(Guid callId, Guid investorId)
    {
        book.Partner(investorId);
        var call = book.FindCall(callId) ?? throw Refuse("book.call.unknown", "The call is not issued at that date: issue it first.");
        return (call, call.LineOf(investorId) ?? throw Refuse("book.call.investor_not_called", "The investor has no part in that call."));
    }
}
