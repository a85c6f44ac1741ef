using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A tax distribution to be worked out.</summary>
/// <param name="Date">The distribution date.</param>
/// <param name="Limit">The most that is distributed, such as the cash that can be spared; shared out in proportion to what each lacks.</param>
/// <param name="AssumedRate">Above 0, at most 1: 0.4 is 40 %.</param>
/// <param name="IncomeByInvestor">Cumulative taxable income allocated to each partner on his commitment; not negative.</param>
/// <param name="CarryIncome">Cumulative taxable income allocated to the recipient of carried interest as such.</param>
/// <param name="CarryRecipientId">Who receives carried interest; null is the fund's only general partner.</param>
public sealed record TaxDistributionRequest(
    DateOnly Date, decimal Limit, decimal AssumedRate, IReadOnlyDictionary<Guid, decimal> IncomeByInvestor, decimal CarryIncome = 0, Guid? CarryRecipientId = null);

/// <summary>
/// Works out a tax distribution (ILPA Model LPA 14.5): to each partner what distributions so far fall short of the assumed tax on all income allocated to him. It is an advance: his
/// share runs through the tiers at once, and later distributions give him so much less and the others so much more. To the recipient of carried interest it is carried interest
/// in advance, borne by the limited partners as they would bear what has accrued, taken off the next carried interest, and paid carry in the clawback.
/// </summary>
public static class TaxDistribution
{
    private const string Clause = "ILPA Model LPA 14.5";

    /// <summary>Works it out.</summary>
    /// <param name="book">The book as of the distribution date.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <exception cref="FundRuleException">
    /// <c>tax.rate_out_of_range</c>, <c>tax.income_negative</c>, <c>tax.nothing_due</c>, <c>tax.each_deal_alone</c>, <c>distribution.amount_not_positive</c>, <c>distribution.carry_recipient_missing</c>,
    /// <c>book.terms.missing</c>, <c>book.investor.unknown</c>.
    /// </exception>
    public static DistributionRunResult Run(FundBook book, TaxDistributionRequest request, bool explain = true)
    {
        Check(book, request);
        var terms = book.TermsAt(request.Date);
        if (terms.DealByDeal is { Value.Pool: DealPool.EachDeal })
            throw new FundRuleException("tax.each_deal_alone", "Each deal stands alone by the fund's terms, and a tax distribution comes from none: pay it as a distribution of one investment.");
        var recipient = DistributionRun.Recipient(book, request.CarryRecipientId, request.CarryIncome);
        var basis = Basis(book, request, recipient);
        var (own, carry) = Amounts(book, request, basis);
        var waterfall = new Waterfall(terms, book.Currency);
        var borne = Borne(book, carry);
        var lines = new List<DistributionRunLine>();
        foreach (var partner in book.Partners.Where(p => own[p.Index] != 0 || borne[p.Index] != 0))
        {
            var (amount, advance) = (own[partner.Index], borne[partner.Index]);
            var history = WaterfallHistory.Of(book, partner, terms, dealId: null);
            Func<Explanation>? share = explain ? () => Share(book, partner, amount, basis, request.Limit) : null;
            var (line, tiers) = WaterfallHistory.Run(waterfall, book, partner, history, request.Date, amount, share);
            line = line with { Apportioned = amount + advance, CarriedInterest = line.CarriedInterest + advance, CarryAdvance = line.CarryAdvance + advance, Advance = amount };
            lines.Add(new DistributionRunLine(partner.Name, partner.Kind, line, tiers is null ? null : Explain(book, partner, tiers, amount, advance)));
        }
        var totals = TierTotals.Of(lines.Select(l => l.Line));
        var whole = explain
            ? new Explanation($"Tax distribution of {Print.Date(request.Date)}", book.Currency.Format(totals.Apportioned), "sum of partners' shares", Clause, Parts: [.. lines.Select(l => l.Explanation!)], Operation: Operation.Sum)
            : null;
        return new DistributionRunResult(
            new DistributionRequest(request.Date, totals.Apportioned), recipient, lines, totals, totals.Apportioned > DistributionRun.FreeCash(book), whole, Tax: basis);
    }

    private static void Check(FundBook book, TaxDistributionRequest request)
    {
        if (request.AssumedRate is <= 0 or > 1)
            throw new FundRuleException("tax.rate_out_of_range", "Give the assumed tax rate as a fraction above 0 and at most 1: 0.4 is 40 %.");
        if (request.CarryIncome < 0 || request.IncomeByInvestor.Values.Any(i => i < 0))
            throw new FundRuleException("tax.income_negative", "Give cumulative taxable income as amounts that are not negative: losses carried forward make it zero.");
        if (request.Limit <= 0 || !book.Currency.IsPayable(request.Limit))
            throw new FundRuleException("distribution.amount_not_positive", $"Give a positive amount that {book.Currency.Code} can pay.");
        foreach (var investor in request.IncomeByInvestor.Keys)
            book.Partner(investor);
    }

    private static TaxBasis Basis(FundBook book, TaxDistributionRequest request, Guid? recipient)
    {
        var partners = book.Partners.Where(p => request.IncomeByInvestor.ContainsKey(p.InvestorId))
            .Select(p => new TaxBasisLine(p.InvestorId, request.IncomeByInvestor[p.InvestorId], Tax(book, request, request.IncomeByInvestor[p.InvestorId]), p.Distributed));
        var had = recipient is { } id ? book.Partner(id).CarryReceived : 0;
        var carry = request.CarryIncome == 0 ? null : new TaxBasisLine(recipient!.Value, request.CarryIncome, Tax(book, request, request.CarryIncome), had);
        return new TaxBasis(request.AssumedRate, [.. partners], carry);
    }

    private static decimal Tax(FundBook book, TaxDistributionRequest request, decimal income) => book.Currency.Round(income * request.AssumedRate);

    /// <summary>What each lacks, or his part of the limit; and what the recipient of carried interest lacks.</summary>
    private static (decimal[] Own, decimal Carry) Amounts(FundBook book, TaxDistributionRequest request, TaxBasis basis)
    {
        var lacking = new decimal[book.Partners.Count + 1];
        foreach (var line in basis.Partners)
            lacking[book.Partner(line.InvestorId).Index] = line.Lacking;
        lacking[^1] = basis.CarriedInterest?.Lacking ?? 0;
        if (lacking.Sum() == 0)
            throw new FundRuleException("tax.nothing_due", "Every partner has had at least the assumed tax: there is nothing to advance.");
        var amounts = lacking.Sum() > request.Limit ? LargestRemainder.Split(request.Limit, lacking, book.Currency.MinorUnits) : lacking;
        return (amounts[..^1], amounts[^1]);
    }

    /// <summary>By the carried interest that has accrued on each limited partner; where none has, by commitments.</summary>
    private static decimal[] Borne(FundBook book, decimal carry)
    {
        if (carry == 0)
            return new decimal[book.Partners.Count];
        var accrued = AccruedCarry.Of(book);
        return LargestRemainder.Split(
            carry, [.. book.Partners.Select(p => !p.IsLimitedPartner ? 0 : accrued.Total > 0 ? accrued.Of(p.InvestorId) : p.Commitment)], book.Currency.MinorUnits);
    }

    private static Explanation Share(FundBook book, PartnerAccount partner, decimal amount, TaxBasis basis, decimal limit)
    {
        var label = $"Advance, {partner.Name}";
        if (basis.Partners.FirstOrDefault(l => l.InvestorId == partner.InvestorId) is not { } own)
            return Telling.Given(label, amount, Clause, "no taxable income of his own");
        var all = basis.Partners.Sum(l => l.Lacking) + (basis.CarriedInterest?.Lacking ?? 0);
        return all <= limit
            ? Lacking(book, own, basis.AssumedRate, label)
            : new ShareExplanation(book.Currency, label, limit, 0, Lacking(book, own, basis.AssumedRate, "What he lacks"), all, "what all lack", amount, 0).Explain(Clause);
    }

    private static Explanation Lacking(FundBook book, TaxBasisLine own, decimal assumedRate, string label)
    {
        var telling = new Telling(book.Currency);
        var tax = telling.Rounded(
            Operation.Product, "Assumed tax", own.Tax, [Telling.Given("Taxable income allocated to date", own.Income), Telling.Given("Assumed rate", assumedRate, Clause)]);
        var difference = telling.Money(Operation.Difference, "Assumed tax less distributions so far", own.Tax - own.Had, [tax, Telling.Given("Distributed so far", own.Had)]);
        return telling.Money(Operation.NotBelowZero, label, own.Lacking, [difference], "what distributions so far fall short of the assumed tax", Clause);
    }

    private static Explanation Explain(FundBook book, PartnerAccount partner, Explanation tiers, decimal amount, decimal advance) => advance == 0
        ? tiers
        : new Telling(book.Currency).Money(
            Operation.Sum, $"Tax distribution, {partner.Name}", amount + advance,
            [tiers, Telling.Given("Carried interest in advance", advance, Clause, "borne as the carried interest that has accrued, or by commitments; largest remainder")],
            "his own advance and the carried interest that he bears", Clause);
}
