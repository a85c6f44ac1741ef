using StratCap.Contracts.Accounting;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.Reporting.FundStatements;
using static StratCap.Contracts.Accounting.LedgerHeading;

namespace StratCap.Reporting.FairValues;

/// <summary>Rolls fair values forward in another currency than the fund's, so that the statements translated from the same ledger say the same to the cent.</summary>
internal static class TranslatedFairValues
{
    /// <summary>Whether an account is of what an investment is worth, or of what it gained.</summary>
    public static bool Has(LedgerHeading heading) => heading is InvestmentsAtCost or UnrealisedAppreciation or RealisedGain or UnrealisedChange;

    /// <summary>What a part of the ledger says its investments are worth.</summary>
    /// <param name="day">Which of the balances' days.</param>
    public static decimal Worth(IEnumerable<ClassBalance> accounts, Index day) => accounts.Where(a => a.Heading is InvestmentsAtCost or UnrealisedAppreciation).Sum(a => a.At[day]);

    /// <summary>Rolls from the first day of the balances to their last.</summary>
    /// <param name="accounts">Translated.</param>
    /// <param name="opening">The book on the first day.</param>
    /// <param name="closing">The book on the last.</param>
    /// <exception cref="FundMath.FundRuleException"><c>fx.rate_missing</c>.</exception>
    public static FairValueRollForward Of(IEnumerable<ClassBalance> accounts, FundBook opening, FundBook closing, LedgerTranslation translation)
    {
        var ofDeals = accounts.Where(a => Has(a.Heading)).ToLookup(a => a.DealId);
        return FairValueRollForward.Translated(opening, closing, translation, deal =>
        {
            var of = ofDeals[deal].ToList();
            decimal Gained(LedgerHeading heading) => of.Where(a => a.Heading == heading).Sum(a => a.At[0] - a.At[^1]);
            return new(Worth(of, 0), Gained(RealisedGain), Gained(UnrealisedChange), Worth(of, ^1));
        });
    }
}
