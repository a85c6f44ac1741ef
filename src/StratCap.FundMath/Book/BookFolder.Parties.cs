using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Book;

/// <summary>Fund, terms, investors, closings, commitments, disclosures.</summary>
internal sealed partial class BookFolder
{
    private void Establish(FundEstablished fact)
    {
        if (book.IsEstablished)
            throw Refuse("book.already_established", "The fund is already established: amend its terms instead.");
        if (string.IsNullOrWhiteSpace(fact.Name))
            throw Refuse("book.fund.name_missing", "Give the fund its legal name.");
        if (!Currency.IsCode(fact.Currency))
            throw Refuse("book.fund.currency_invalid", "Give the fund's currency as three capital letters, such as USD.");
        book.IsEstablished = true;
        book.Name = fact.Name;
        book.Currency = new Currency(fact.Currency);
        book.Vintage = fact.Vintage;
        book.Strategy = fact.Strategy;
    }

    private void SetTerms(TermsSet fact, Entry entry)
    {
        fact.Terms.Validate();
        WaterfallHistory.RequireDeals(book, fact.Terms);
        if (book.TermsList.Any(t => t.From == entry.EffectiveDate))
            throw Refuse("book.terms.date_taken", FormattableString.Invariant($"The fund already has terms from {entry.EffectiveDate:yyyy-MM-dd} on: reverse those first, or let the new ones count from another day."));
        book.TermsList.Add(new BookTerms(entry.EffectiveDate, fact.Terms, entry.FactId));
    }

    private void Admit(InvestorAdmitted fact, Entry entry)
    {
        if (string.IsNullOrWhiteSpace(fact.Name))
            throw Refuse("book.investor.name_missing", "Give the investor its legal name.");
        if (book.FindPartner(fact.InvestorId) is { } known)
        {
            // A disclosure dated before the admission has already brought the partner in by this very fact.
            if (known.AdmissionFactId == entry.FactId)
                return;
            throw Refuse("book.investor.already_admitted", "The investor is already admitted: record a further commitment instead.");
        }
        var partner = new PartnerAccount(book.PartnerList.Count, fact.InvestorId, fact.Name, fact.Partner, entry.EffectiveDate, entry.FactId);
        book.PartnerList.Add(partner);
        book.PartnerById.Add(partner.InvestorId, partner);
    }

    private void HoldClosing(ClosingHeld fact, Entry entry)
    {
        RequireUnused(fact.ClosingId, "closing");
        if (book.ClosingList.Any(c => c.Number == fact.Number))
            throw Refuse("book.closing.number_used", $"There is already a closing number {fact.Number}: give the next one.");
        usedIds.Add(fact.ClosingId);
        book.ClosingList.Add(new BookClosing(fact.ClosingId, fact.Number, fact.Name, entry.EffectiveDate, entry.FactId));
    }

    private void AcceptCommitment(CommitmentAccepted fact, Entry entry)
    {
        var partner = book.Partner(fact.InvestorId);
        RequirePositive(fact.Amount, "commitment");
        if (fact.ClosingId is { } closing && book.ClosingList.All(c => c.ClosingId != closing))
            throw Refuse("book.closing.unknown", "The closing is not held at that date: record the closing first.");
        partner.CommitmentList.Add(new PartnerCommitment(entry.EffectiveDate, fact.ClosingId, fact.Amount, entry.FactId));
        partner.HasLeft = false;
        Move(partner, Component.Commitment, fact.Amount);
        Total(Component.Commitment, fact.Amount);
        SettleOpeningCalled(partner);
    }

    private void Disclose(PositionDisclosed fact, Entry entry)
    {
        if (!admissions.TryGetValue(fact.InvestorId, out var admission))
            book.Partner(fact.InvestorId);
        RequireDisclosedAmount(fact.Commitment, "commitment");
        RequireDisclosedAmount(fact.Called, "amount called");
        RequireDisclosedAmount(fact.Distributed, "amount distributed");
        if (fact.RemainingValue is { } value)
            RequirePayable(value, "remaining value");
        if (disclosures.Contains((fact.InvestorId, entry.EffectiveDate)))
            throw Refuse("book.position.already_disclosed", "The investor's position of that date is already in the book: reverse it before recording another.");

        if (book.FindPartner(fact.InvestorId) is null)
            Admit((InvestorAdmitted)admission.Payload, admission with { EffectiveDate = entry.EffectiveDate });
        var partner = book.Partner(fact.InvestorId);
        disclosures.Add((fact.InvestorId, entry.EffectiveDate));
        partner.DisclosedList.Add(new DisclosedPosition(entry.EffectiveDate, fact, entry.FactId));
        book.HasDisclosures = true;
        if (fact.Called is { } called && partner.Called == 0)
        {
            partner.OpeningCalledReported = called;
            SettleOpeningCalled(partner);
        }
    }

    private void RequireDisclosedAmount(decimal? amount, string what)
    {
        if (amount is not { } given)
            return;
        RequirePayable(given, what);
        if (given < 0)
            throw Refuse("book.position.negative", $"The disclosed {what} cannot be negative.");
    }

    /// <summary>
    /// What was called before the book begins lowers the unfunded commitment, at most to zero: more than the commitment means that
    /// distributions were recalled, and how much of that is still open was not disclosed.
    /// </summary>
    private void SettleOpeningCalled(PartnerAccount partner)
    {
        var opening = Math.Min(partner.OpeningCalledReported, partner.Commitment);
        if (partner.Called != 0)
            return;
        Total(Component.OpeningCalled, opening - partner[Component.OpeningCalled]);
        partner.Set(Component.OpeningCalled, opening);
    }
}
