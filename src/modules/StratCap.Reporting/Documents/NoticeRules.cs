using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>What must hold before a notice goes out. A notice that does not add up is refused, whoever computed it.</summary>
internal static class NoticeRules
{
    /// <summary>Checks a call's notice.</summary>
    /// <exception cref="FundRuleException"><c>reporting.notice.*</c>.</exception>
    public static void Check(CapitalCallNoticeModel notice)
    {
        CheckLines(notice.Lines);
        CheckUnfunded(notice.Unfunded, notice.Lines, notice.Currency);
        if (notice.DueDate < notice.NoticeDate)
            throw Refused("due_before_notice", $"The call is due on {Figures.Date(notice.DueDate)}, before its notice of {Figures.Date(notice.NoticeDate)}: set a later due date.");
        Ties("called_does_not_tie", "called to date", notice.CalledBefore + Inside(notice.Lines), notice.CalledAfter, notice.Currency);
    }

    /// <summary>Checks a distribution's notice.</summary>
    /// <exception cref="FundRuleException"><c>reporting.notice.*</c>.</exception>
    public static void Check(DistributionNoticeModel notice)
    {
        CheckLines(notice.Lines);
        CheckUnfunded(notice.Unfunded, notice.Lines, notice.Currency);
        Ties("tiers_do_not_tie", "apportioned share by tier", notice.Tiers.Sum(tier => tier.ToInvestor + tier.CarriedInterest), notice.Apportioned, notice.Currency);
        Ties("carry_does_not_tie", "carried interest by tier", notice.Tiers.Sum(tier => tier.CarriedInterest), notice.CarriedInterest, notice.Currency);
        Ties("lines_do_not_tie", "distribution by type", Inside(notice.Lines), notice.Apportioned - notice.CarriedInterest, notice.Currency);
        Ties("distributed_does_not_tie", "distributed to date", notice.DistributedBefore + Inside(notice.Lines), notice.DistributedAfter, notice.Currency);
        if (notice.Withholding < 0 || notice.Withholding > Math.Max(0, notice.Distributed))
            throw Refused("withholding_out_of_range", $"Withholding of {Figures.Money(notice.Withholding, notice.Currency)} is not between nothing and what is distributed: correct it.");
    }

    private static void CheckLines(IReadOnlyList<NoticeLine> lines)
    {
        if (lines.Count == 0)
            throw Refused("without_lines", "A notice needs at least one line: give what the money is for.");
    }

    private static void CheckUnfunded(UnfundedCommitment unfunded, IReadOnlyList<NoticeLine> lines, Currency currency) =>
        Ties("unfunded_does_not_tie", "unfunded commitment", unfunded.Before + lines.Sum(line => line.EffectOnUnfunded), unfunded.After, currency);

    private static decimal Inside(IReadOnlyList<NoticeLine> lines) => lines.Where(line => line.InsideFund).Sum(line => line.InvestorAmount);

    private static void Ties(string code, string what, decimal added, decimal given, Currency currency)
    {
        if (added != given)
            throw Refused(code, $"The notice's {what} adds up to {currency.Format(added)} but is given as {currency.Format(given)}: make it again from the fund's book.");
    }

    private static FundRuleException Refused(string code, string message) => new("reporting.notice." + code, message);
}
