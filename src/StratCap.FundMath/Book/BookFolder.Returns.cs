namespace StratCap.FundMath.Book;

/// <summary>Money that comes back: clawbacks of carried interest, givebacks of distributions.</summary>
internal sealed partial class BookFolder
{
    private void PayClawback(ClawbackPaid fact, Entry entry)
    {
        CheckClawback(fact);
        RememberDeals(fact.ClawbackId);
        usedIds.Add(fact.ClawbackId);
        lineOrigins.Add(fact.ClawbackId, (entry.EffectiveDate, fact.Number, true));
        foreach (var line in fact.Lines)
        {
            var partner = book.PartnerById[line.InvestorId];
            AddLine(partner, line);
            AddLine(book.Total, line);
            Both(partner, Component.CarryReturned, line.Distributed);
            Both(partner, Component.PaidOut, line.Distributed);
            partner.DistributionList.Add(new PartnerDistribution(entry.EffectiveDate, fact.ClawbackId, fact.Number, line, entry.FactId));
            partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.Distribution, line.Distributed, fact.ClawbackId, entry.FactId, []));
        }
        var payer = book.PartnerById[fact.PayerId];
        Both(payer, Component.CarryReceived, -fact.Amount);
        Both(payer, Component.PaidOut, -fact.Amount);
        payer.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.Clawback, fact.Amount, fact.ClawbackId, entry.FactId, []));
        book.ClawbackList.Add(new BookClawback(fact.ClawbackId, fact.Number, entry.EffectiveDate, fact.PayerId, fact.Amount, fact.Lines, entry.FactId));
    }

    private void CheckClawback(ClawbackPaid fact)
    {
        RequireUnused(fact.ClawbackId, "clawback");
        RequirePositive(fact.Amount, "clawback");
        if (book.ClawbackList.Any(c => c.Number == fact.Number))
            throw Refuse("book.clawback.number_used", $"There is already a clawback number {fact.Number}: give the next one.");
        var payer = book.Partner(fact.PayerId);
        if (fact.Amount > payer.CarryReceived)
            throw Refuse("book.clawback.exceeds_received", $"{payer.Name} has received {book.Currency.Format(payer.CarryReceived)} {book.Currency.Code} of carried interest and can pay back no more.");
        RequireShares([.. fact.Lines.Select(l => new Share(l.InvestorId, l.Distributed))], fact.Amount, "clawback");
        foreach (var line in fact.Lines)
        {
            RequireTiers(line, line.Distributed, "clawback");
            var partner = book.PartnerById[line.InvestorId];
            if (line.Apportioned != 0 || line.Withholding != 0 || line.Recallable != 0)
                throw Refuse("book.clawback.apportions", "A clawback turns carried interest into tiers of the limited partners: apportion and withhold nothing.");
            if (line.Distributed > partner.CarryPaid)
                throw Refuse("book.clawback.exceeds_borne", $"{partner.Name} has borne {book.Currency.Format(partner.CarryPaid)} {book.Currency.Code} of carried interest and can get back no more.");
        }
    }

    /// <summary>The four tiers of a line add up to what is distributed, none with the other sign.</summary>
    private void RequireTiers(DistributionLine line, decimal distributed, string what)
    {
        ReadOnlySpan<decimal> tiers = [line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit];
        var sum = 0m;
        foreach (var tier in tiers)
        {
            RequirePayable(tier, $"tiers of the {what}");
            if (tier != 0 && Math.Sign(tier) != Math.Sign(distributed))
                throw Refuse("book.shares.negative", $"A tier of the {what} has the wrong sign.");
            sum += tier;
        }
        if (sum != distributed)
            throw Refuse("book.distribution.line_does_not_add_up", $"The tiers of the {what} do not add up to its amount.");
    }

    private void CallGiveback(GivebackCalled fact, Entry entry)
    {
        RequireUnused(fact.GivebackId, "giveback");
        if (book.GivebackList.Any(g => g.Number == fact.Number))
            throw Refuse("book.giveback.number_used", $"There is already a giveback number {fact.Number}: give the next one.");
        if (fact.DueDate < entry.EffectiveDate)
            throw Refuse("book.giveback.due_before_notice", "Set the due date on or after the day on which the giveback is called.");
        if (string.IsNullOrWhiteSpace(fact.Reason))
            throw Refuse("book.giveback.reason_missing", "Say what the fund owes, such as the indemnity that is claimed.");
        var amount = fact.Shares.Sum(s => s.Amount);
        RequirePositive(amount, "giveback");
        RequireShares(fact.Shares, amount, "giveback");
        foreach (var share in fact.Shares)
        {
            var partner = book.PartnerById[share.InvestorId];
            if (share.Amount > partner.Distributed - partner.GivebackOutstanding)
                throw Refuse("book.giveback.exceeds_distributed", $"{partner.Name} cannot return more than was distributed to it.");
        }
        usedIds.Add(fact.GivebackId);
        book.GivebackList.Add(new BookGiveback(fact, entry.EffectiveDate, entry.FactId));
        foreach (var share in fact.Shares)
            Move(book.PartnerById[share.InvestorId], Component.GivebackCalled, share.Amount);
        Total(Component.GivebackCalled, amount);
    }

    private void ReceiveGiveback(GivebackReceived fact, Entry entry)
    {
        RequireUnused(fact.ReceiptId, "receipt");
        var partner = book.Partner(fact.Line.InvestorId);
        var giveback = book.GivebackList.Find(g => g.GivebackId == fact.GivebackId)
            ?? throw Refuse("book.giveback.unknown", "The giveback is not called at that date: call it first.");
        RequirePositive(fact.Amount, "receipt");
        RequireTiers(fact.Line, fact.Line.Apportioned, "giveback");
        if (fact.Line.CarriedInterest != 0 || fact.Line.Withholding != 0 || fact.Line.Recallable != 0)
            throw Refuse("book.giveback.returns_other", "A partner returns what was distributed to it: no carried interest, tax or recallable amount.");
        if (fact.Amount > giveback.OutstandingOf(partner.InvestorId))
            throw Refuse("book.giveback.exceeds_due", $"{partner.Name} returns more than is still due of that giveback: record at most what is due.");

        usedIds.Add(fact.ReceiptId);
        lineOrigins.Add(fact.ReceiptId, (entry.EffectiveDate, giveback.Number, false));
        giveback.ReturnedByInvestor[partner.InvestorId] = giveback.ReturnedByInvestor.GetValueOrDefault(partner.InvestorId) + fact.Amount;
        AddLine(partner, fact.Line);
        AddLine(book.Total, fact.Line);
        Both(partner, Component.GivenBack, fact.Amount);
        Both(partner, Component.PaidOut, -fact.Amount);
        book.Total.Cash += fact.Amount;
        partner.DistributionList.Add(new PartnerDistribution(entry.EffectiveDate, fact.ReceiptId, giveback.Number, fact.Line, entry.FactId));
        partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.Giveback, fact.Amount, fact.ReceiptId, entry.FactId, []));
    }

    private void Both(PartnerAccount partner, Component component, decimal amount)
    {
        Move(partner, component, amount);
        Total(component, amount);
    }
}
