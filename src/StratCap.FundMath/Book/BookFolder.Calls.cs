namespace StratCap.FundMath.Book;

/// <summary>Capital calls and receipts.</summary>
internal sealed partial class BookFolder
{
    private void IssueCall(CapitalCallIssued fact, Entry entry)
    {
        CheckCall(fact, entry);
        var call = new BookCall(fact, entry.EffectiveDate, entry.FactId);
        for (var p = 0; p < fact.Purposes.Count; p++)
        {
            var purpose = fact.Purposes[p];
            Total(CalledFor(purpose.Kind), purpose.Amount);
            if (!purpose.InsideCommitment)
                Total(Component.CalledOutside, purpose.Amount);
            var deal = purpose.DealId is { } id ? DealOrNew(id, entry.FactId) : null;
            deal?.AddTotal(new DealHolding(Called: purpose.Amount));
            foreach (var share in fact.Shares)
                AddCalled(book.PartnerById[share.InvestorId], purpose, share.Amounts[p], deal);
        }
        usedIds.Add(fact.CallId);
        book.CallList.Add(call);
        book.CallById.Add(call.CallId, call);
    }

    private void AddCalled(PartnerAccount partner, CallPurpose purpose, decimal amount, BookDeal? deal)
    {
        Move(partner, CalledFor(purpose.Kind), amount);
        if (!purpose.InsideCommitment)
            Move(partner, Component.CalledOutside, amount);
        deal?.AddTo(partner, new DealHolding(Called: amount));
    }

    private void CheckCall(CapitalCallIssued fact, Entry entry)
    {
        RequireUnused(fact.CallId, "call");
        if (book.CallList.Any(c => c.Number == fact.Number))
            throw Refuse("book.call.number_used", $"There is already a call number {fact.Number}: give the next one.");
        if (fact.DueDate < entry.EffectiveDate)
            throw Refuse("book.call.due_before_notice", "Set the due date on or after the notice date.");
        if (fact.Purposes.Count == 0)
            throw Refuse("book.call.no_purpose", "Give the call at least one purpose.");
        foreach (var purpose in fact.Purposes)
            CheckPurpose(purpose);
        var sums = new decimal[fact.Purposes.Count];
        var seen = new HashSet<Guid>(fact.Shares.Count);
        foreach (var share in fact.Shares)
        {
            if (!seen.Add(share.InvestorId))
                throw Refuse("book.shares.repeated_investor", "An investor stands twice among the shares of the call.");
            CheckCallShare(fact, share, sums);
        }
        for (var p = 0; p < sums.Length; p++)
        {
            if (sums[p] != fact.Purposes[p].Amount)
                throw Refuse("book.shares.sum_differs", FormattableString.Invariant($"The shares of purpose {p + 1} add up to {sums[p]} and not to {fact.Purposes[p].Amount}."));
        }
    }

    private void CheckPurpose(CallPurpose purpose)
    {
        RequirePositive(purpose.Amount, "amount of a purpose");
        if (purpose.Kind == CallPurposeKind.FollowOn && (purpose.DealId is not { } deal || book.FindDeal(deal) is null))
            throw Refuse("book.deal.unknown", "A follow-on needs an investment that the fund already has: give its id, or call for a new investment.");
    }

    private void CheckCallShare(CapitalCallIssued fact, CallShare share, decimal[] sums)
    {
        var partner = book.Partner(share.InvestorId);
        if (share.Amounts.Count != fact.Purposes.Count)
            throw Refuse("book.call.share_incomplete", "Give each investor one amount for each purpose of the call.");
        var inside = 0m;
        for (var p = 0; p < share.Amounts.Count; p++)
        {
            var amount = share.Amounts[p];
            var purpose = fact.Purposes[p];
            RequirePayable(amount, "shares of the call");
            if (amount < 0)
                throw Refuse("book.shares.negative", "A share of the call is negative.");
            if (amount != 0 && purpose.Kind == CallPurposeKind.ManagementFee && !partner.IsLimitedPartner)
                throw Refuse("book.fee.general_partner_share", "The general partner bears no management fee: leave it out of that purpose.");
            sums[p] += amount;
            if (purpose.InsideCommitment)
                inside += amount;
        }
        if (inside > partner.Unfunded)
        {
            var money = book.Currency;
            throw Refuse(
                "book.call.exceeds_unfunded",
                $"{partner.Name} would be called {money.Format(inside)} of an unfunded commitment of {money.Format(partner.Unfunded)} {money.Code}: lower the call, or mark the purpose as outside the commitment.");
        }
    }

    private void RecordReceipt(ReceiptRecorded fact, Entry entry)
    {
        RequireUnused(fact.ReceiptId, "receipt");
        var partner = book.Partner(fact.InvestorId);
        var call = book.FindCall(fact.CallId)
            ?? throw Refuse("book.call.unknown", "The call is not issued at that date: issue it first, or date the receipt on or after the notice.");
        var line = call.LineOf(fact.InvestorId)
            ?? throw Refuse("book.call.investor_not_called", "The investor has no part in that call.");
        CheckReceipt(fact, line);

        usedIds.Add(fact.ReceiptId);
        for (var p = 0; p < fact.Amounts.Count; p++)
        {
            var amount = fact.Amounts[p];
            if (amount == 0)
                continue;
            line.ReceivedByPurpose[p] += amount;
            var purpose = call.Purposes[p];
            Move(partner, ContributedFor(purpose.Kind), amount);
            Total(ContributedFor(purpose.Kind), amount);
            if (purpose.Kind == CallPurposeKind.LineCosts)
                Both(partner, Component.ContributedLineCosts, amount);
            if (!purpose.InsideCommitment)
            {
                Move(partner, Component.ContributedOutside, amount);
                Total(Component.ContributedOutside, amount);
            }
        }
        var total = fact.Total;
        line.ReceivedTotal += total;
        line.LastReceivedOn = entry.EffectiveDate;
        call.Received += total;
        book.Total.Cash += total;
        partner.FlowList.Add(new CashFlow(entry.EffectiveDate, CashFlowKind.Contribution, total, fact.CallId, entry.FactId, fact.Amounts));
    }

    private void CheckReceipt(ReceiptRecorded fact, BookCallLine line)
    {
        if (fact.Amounts.Count != line.Amounts.Count)
            throw Refuse("book.receipt.incomplete", "Give the receipt one amount for each purpose of the call.");
        RequirePositive(fact.Total, "receipt");
        for (var p = 0; p < fact.Amounts.Count; p++)
        {
            var amount = fact.Amounts[p];
            RequirePayable(amount, "receipt");
            if (amount < 0)
                throw Refuse("book.receipt.negative", "A part of the receipt is negative.");
            if (amount > line.Amounts[p] - line.ReceivedByPurpose[p])
                throw Refuse("book.receipt.exceeds_due", $"The receipt is above what is still due for purpose {p + 1} of the call: return the surplus, or hold it until the next call.");
        }
    }

    private BookDeal DealOrNew(Guid id, Guid factId)
    {
        if (!book.DealById.TryGetValue(id, out var deal))
        {
            deal = new BookDeal(id);
            book.DealById.Add(id, deal);
            book.DealList.Add(deal);
        }
        deal.FactList.Add(factId);
        return deal;
    }

    private static Component CalledFor(CallPurposeKind kind) => kind switch
    {
        CallPurposeKind.Investment => Component.CalledInvestment,
        CallPurposeKind.FollowOn => Component.CalledFollowOn,
        CallPurposeKind.ManagementFee => Component.CalledManagementFee,
        _ => Component.CalledExpenses,
    };

    private static Component ContributedFor(CallPurposeKind kind) => kind switch
    {
        CallPurposeKind.Investment => Component.ContributedInvestment,
        CallPurposeKind.FollowOn => Component.ContributedFollowOn,
        CallPurposeKind.ManagementFee => Component.ContributedManagementFee,
        _ => Component.ContributedExpenses,
    };
}
