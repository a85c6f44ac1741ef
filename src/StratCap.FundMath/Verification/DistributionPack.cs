using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Verification;

/// <summary>
/// All that one limited partner's line of a distribution follows from, and nothing of any other partner: his share before carried interest, what he paid in,
/// what earlier distributions gave him, and the terms. From these anybody can work out his carried interest again.
/// </summary>
/// <param name="Form">The version of this form.</param>
/// <param name="BookHash">Hash of the book's last fact before the declaration: the pack stands for the book as it was known then.</param>
/// <param name="FundAmount">What the fund distributed, to all partners together.</param>
/// <param name="Terms">As they counted on the date, without other investors' side letters.</param>
/// <param name="Contributions">His contributions, in order of date.</param>
/// <param name="Earlier">His lines of earlier distributions, in order of date.</param>
public sealed record DistributionPack(
    string Form, Guid FundId, string FundName, string Currency, long BookSequence, string BookHash,
    Guid InvestorId, string InvestorName,
    Guid DistributionId, int DistributionNumber, DateOnly Date, Guid FactId, decimal FundAmount, decimal Apportioned,
    FundTerms Terms, IReadOnlyList<WaterfallContribution> Contributions, IReadOnlyList<WaterfallDistribution> Earlier, PackResult Result)
{
    /// <summary>The version of the form that this kernel writes and reads.</summary>
    public const string CurrentForm = "stratcap-distribution-pack-1";

    /// <summary>Makes the pack of a limited partner's line as it was declared.</summary>
    /// <param name="facts">The fund's whole book.</param>
    /// <exception cref="FundRuleException">
    /// <c>verification.distribution_unknown</c>, <c>verification.investor_without_line</c>, <c>verification.general_partner</c>; <c>verification.not_reproducible</c>:
    /// the line does not follow from the terms and the book as it was known, as when it was set by hand.
    /// </exception>
    public static DistributionPack Of(IReadOnlyList<RecordedFact> facts, Guid distributionId, Guid investorId)
    {
        var declared = facts.FirstOrDefault(f => f.Payload is DistributionDeclared d && d.DistributionId == distributionId)
            ?? throw new FundRuleException("verification.distribution_unknown", "The fund's book has no such distribution: give the id of one that was declared.");
        var distribution = (DistributionDeclared)declared.Payload;
        var line = distribution.Lines.FirstOrDefault(l => l.InvestorId == investorId)
            ?? throw new FundRuleException("verification.investor_without_line", "The investor has no line in that distribution.");
        var book = FundBook.Fold(facts.Where(f => f.Sequence < declared.Sequence), declared.EffectiveDate);
        var partner = book.Partner(investorId);
        if (!partner.IsLimitedPartner)
            throw new FundRuleException("verification.general_partner", "The general partner's own commitment runs through no tiers: there is nothing to verify.");
        var terms = WithoutOthers(book.TermsAt(declared.EffectiveDate), investorId);
        var history = WaterfallHistory.Of(book, partner, terms, distribution.DealId);
        var pack = new DistributionPack(
            CurrentForm, book.FundId, book.Name, book.Currency.Code, book.LastSequence, book.LastHash, investorId, partner.Name,
            distributionId, distribution.Number, declared.EffectiveDate, declared.FactId, distribution.Amount, line.Apportioned,
            terms, history.Contributions, history.Earlier, PackResult.Of(line));
        pack = pack with { Result = pack.Compute() };
        return pack.Result.IsOf(line)
            ? pack
            : throw new FundRuleException("verification.not_reproducible", "The line does not follow from the terms and the book as it was known when it was declared: it was set by hand, and cannot be packed.");
    }

    /// <summary>Works the line out again from what the pack says.</summary>
    /// <exception cref="FundRuleException">The terms cannot be run, or an amount cannot be paid in the currency.</exception>
    public PackResult Compute()
    {
        var run = new Waterfall(Terms, new Currency(Currency)).Open(InvestorId, InvestorName, explain: false);
        run.Play(new WaterfallPartner(InvestorId, InvestorName, Contributions, Earlier), Date);
        var line = run.Run(Date, Apportioned);
        run.Record(Date, line);
        return PackResult.Of(line, run);
    }

    private static FundTerms WithoutOthers(FundTerms terms, Guid investorId)
    {
        if (terms.ManagementFee.Value.RateByInvestor is not { } rates)
            return terms;
        var own = rates.Where(r => r.Key == investorId).ToDictionary();
        return terms with { ManagementFee = terms.ManagementFee with { Value = terms.ManagementFee.Value with { RateByInvestor = own.Count == 0 ? null : own } } };
    }
}

/// <summary>What a share went to, tier by tier, and what is still owed after it.</summary>
/// <param name="CarriedInterest">What went to the general partner.</param>
/// <param name="Distributed">What went to the limited partner.</param>
/// <param name="UnreturnedCapitalAfter">Capital in the tiers that is not returned after it, to 10 decimals.</param>
/// <param name="UnpaidReturnAfter">Preferred return not paid after it, to 10 decimals.</param>
public sealed record PackResult(
    decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal ResidualSplit, decimal CarriedInterest, decimal Distributed,
    decimal UnreturnedCapitalAfter, decimal UnpaidReturnAfter)
{
    private const int OwedDecimals = 10;

    internal static PackResult Of(WaterfallLine line, PartnerWaterfall after) => new(
        line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest, line.ToPartner,
        Math.Round(after.UnreturnedCapital, OwedDecimals, MidpointRounding.AwayFromZero), Math.Round(after.UnpaidReturn, OwedDecimals, MidpointRounding.AwayFromZero));

    internal static PackResult Of(DistributionLine line) => new(
        line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest, line.Distributed, 0, 0);

    internal bool IsOf(DistributionLine line) => this with { UnreturnedCapitalAfter = 0, UnpaidReturnAfter = 0 } == Of(line);
}
