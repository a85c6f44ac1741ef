using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Book;

/// <summary>
/// What a defaulter loses to the other partners, out of his capital account and without cash (ILPA Model LPA 6.6): interest on what is overdue, and a part of the account. The others
/// share it by their remaining commitments, or by commitments where nobody has one left; by largest remainder. Later distributions give him so much less and them so much more, whether they share in them otherwise or not.
/// </summary>
public static class DefaultRemedies
{
    /// <summary>
    /// Simple interest, actual/365, from the due date: on late receipts to their value date, on what is still due to the book's day; less what was already charged for that call.
    /// Rounded once, half away from zero.
    /// </summary>
    /// <param name="book">The book as of the day of the charge.</param>
    /// <exception cref="FundRuleException"><c>default.terms_missing</c>, <c>default.not_given</c>, <c>default.nothing_to_charge</c>; <c>book.call.unknown</c>.</exception>
    public static DefaultRemedied Interest(FundBook book, Guid remedyId, Guid callId, Guid investorId)
    {
        var (call, line) = LineOf(book, callId, investorId);
        var rate = (Fraction)Terms(book).InterestAnnual;
        var partner = book.Partner(investorId);
        var late = partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution && f.SourceId == callId && f.Date > call.DueDate).Select(f => (f.Amount, Until: f.Date))
            .Append((Amount: line.Outstanding, Until: book.AsOf));
        var interest = Fraction.Sum(late.Select(l => rate * l.Amount * new Fraction(l.Until.DayNumber - call.DueDate.DayNumber, 365))).Round(book.Currency.MinorUnits);
        interest -= book.Remedies.Where(r => r.CallId == callId && r.InvestorId == investorId && r.Remedy == DefaultRemedyKind.Interest).Sum(r => r.Amount);
        return Make(book, remedyId, callId, partner, DefaultRemedyKind.Interest, interest);
    }

    /// <summary>A part of the capital account, which is net of nothing that has only accrued; rounded half away from zero.</summary>
    /// <param name="book">The book as of the day of the forfeiture.</param>
    /// <param name="part">Above 0, at most what the terms say: 0.5 is 50 %.</param>
    /// <exception cref="FundRuleException">As <see cref="Interest"/>; <c>default.part_out_of_range</c>.</exception>
    public static DefaultRemedied Forfeit(FundBook book, Guid remedyId, Guid callId, Guid investorId, decimal part)
    {
        LineOf(book, callId, investorId);
        var most = Terms(book).MostForfeited;
        if (part <= 0 || part > most)
            throw new FundRuleException("default.part_out_of_range", FormattableString.Invariant($"Forfeit more than nothing and at most {most} of the capital account, as the terms say."));
        var partner = book.Partner(investorId);
        return Make(book, remedyId, callId, partner, DefaultRemedyKind.Forfeiture, book.Currency.Round(Math.Max(0, partner.Nav) * part));
    }

    private static DefaultRemedied Make(FundBook book, Guid remedyId, Guid callId, PartnerAccount partner, DefaultRemedyKind kind, decimal amount)
    {
        if (amount <= 0)
            throw new FundRuleException("default.nothing_to_charge", $"There is nothing to take from {partner.Name}: nothing is overdue that was not charged, or the capital account is empty.");
        var others = book.Partners.Where(p => p != partner && !book.Calls.Any(c => c.LineOf(p.InvestorId) is { IsInDefault: true })).ToList();
        decimal[] weights = [.. others.Select(p => Math.Max(0, p.Unfunded))];
        if (weights.All(w => w == 0))
            weights = [.. others.Select(p => p.Commitment)];
        var parts = LargestRemainder.Split(amount, weights, book.Currency.MinorUnits);
        return new DefaultRemedied(remedyId, callId, partner.InvestorId, kind, amount, [.. others.Select((p, i) => new Share(p.InvestorId, parts[i])).Where(s => s.Amount != 0)]);
    }

    private static DefaultTerms Terms(FundBook book) => book.TermsAt(book.AsOf).Default?.Value
        ?? throw new FundRuleException("default.terms_missing", "The fund's terms do not say what a default leads to: add that to the terms.");

    private static (BookCall Call, BookCallLine Line) LineOf(FundBook book, Guid callId, Guid investorId)
    {
        var call = book.FindCall(callId) ?? throw new FundRuleException("book.call.unknown", "The call is not issued at that date: issue it first.");
        return call.LineOf(investorId) is { Default: not null } line
            ? (call, line)
            : throw new FundRuleException("default.not_given", "No notice of default was given to the investor for that call: give it first.");
    }
}
