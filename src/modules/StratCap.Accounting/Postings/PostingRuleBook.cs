using StratCap.FundMath.Book;
using static StratCap.Accounting.Postings.ChartOfAccounts;

namespace StratCap.Accounting.Postings;

/// <summary>On which side a line of a rule stands.</summary>
internal enum RuleSide
{
    Debit,
    Credit,

    /// <summary>A gain or a loss, what came or went: its sign decides.</summary>
    Either,
}

/// <summary>A line that a rule posts, where its amount is not zero.</summary>
/// <param name="ByPartner">One line for each partner who has a part; else one for the fund.</param>
/// <param name="ByInvestment">It names the investment.</param>
internal sealed record RuleLine(Account Account, RuleSide Side, bool ByPartner, bool ByInvestment = false);

/// <summary>A rule as it is shown: what a kind of fact may post.</summary>
/// <param name="Fact">The kind of fact.</param>
/// <param name="When">Which facts of the kind, where there is more than one rule; else null.</param>
/// <param name="Mirrors">It posts another entry's lines with their signs turned, and none of its own.</param>
internal sealed record PostingRule(Type Fact, string? When, bool Mirrors, IReadOnlyList<RuleLine> Lines)
{
    /// <summary>Whether the rule is that of a fact.</summary>
    public bool IsOf(Fact fact) => fact.GetType() == Fact && (When is null || When == PostingRuleBook.CaseOf(fact));
}

/// <summary>
/// <see cref="PostingRules"/> as data, to be shown. Tests hold the two together: every line that is posted is one of its rule's, every line of a rule is posted by some fact, and a kind of fact without a rule posts nothing.
/// </summary>
internal static class PostingRuleBook
{
    /// <summary>Of these rules; entries name it. A rule that becomes another is of the next version, beside this one in <see cref="PostingVersions"/>.</summary>
    public const int Version = 2;

    private const string Sale = "Sale";
    private const string InvestmentIncome = "Income";
    private const string InCash = "InCash";
    private const string InKind = "InKind";

    /// <summary>Rules in the order of a fund's life.</summary>
    public static IReadOnlyList<PostingRule> Rules { get; } =
    [
        Of<CapitalCallIssued>(Partner(CallsReceivable, RuleSide.Debit), Partner(CapitalCalled, RuleSide.Credit)),
        Of<CallShareWithdrawn>(Partner(CallsReceivable, RuleSide.Credit), Partner(CapitalCalled, RuleSide.Debit)),
        Of<ReceiptRecorded>(Fund(Cash, RuleSide.Debit), Partner(CallsReceivable, RuleSide.Credit), Partner(CapitalCalled, RuleSide.Debit), Partner(ContributedCapital, RuleSide.Credit)),
        Of<InvestmentMade>(Deal(InvestmentsAtCost, RuleSide.Debit), Fund(Cash, RuleSide.Credit)),
        Of<ValuationRecorded>(Deal(UnrealisedAppreciation, RuleSide.Either), OfDeal(UnrealisedGainChange)),
        When<ProceedsReceived>(Sale, [Fund(Cash, RuleSide.Debit), .. Realised]),
        When<ProceedsReceived>(InvestmentIncome, [Fund(Cash, RuleSide.Debit), new(Income, RuleSide.Credit, ByPartner: true, ByInvestment: true)]),
        Of<ManagementFeeCharged>(Partner(ManagementFees, RuleSide.Debit), Fund(Cash, RuleSide.Credit)),
        Of<FeeReduced>(Fund(Cash, RuleSide.Debit), Partner(ChartOfAccounts.FeeReductions, RuleSide.Credit)),
        Of<ExpenseCharged>(Partner(FundExpenses, RuleSide.Debit), Fund(Cash, RuleSide.Credit)),
        When<DistributionDeclared>(InCash, [.. Declared, Partner(WithholdingPayable, RuleSide.Credit)]),
        When<DistributionDeclared>(InKind, [.. Realised, .. Declared, Partner(ChartOfAccounts.HeldInKind, RuleSide.Debit)]),
        Of<SoldForPartner>(Fund(Cash, RuleSide.Debit), Partner(ChartOfAccounts.HeldInKind, RuleSide.Credit), Partner(DistributionsPayable, RuleSide.Either)),
        Of<DistributionPaid>(Partner(DistributionsPayable, RuleSide.Debit), Fund(Cash, RuleSide.Credit)),
        Of<LineDrawn>(Fund(Cash, RuleSide.Debit), Partner(ChartOfAccounts.SubscriptionLine, RuleSide.Credit)),
        Of<LineRepaid>(Fund(Cash, RuleSide.Credit), Partner(ChartOfAccounts.SubscriptionLine, RuleSide.Debit)),
        Of<ClawbackPaid>(Partner(Cash, RuleSide.Either), Partner(CarriedInterest, RuleSide.Either), Partner(ChartOfAccounts.Distributions, RuleSide.Either)),
        Of<FundMath.Book.GivebackCalled>(Partner(GivebacksReceivable, RuleSide.Debit), Partner(ChartOfAccounts.GivebackCalled, RuleSide.Credit)),
        Of<GivebackReceived>(Fund(Cash, RuleSide.Debit), Partner(GivebacksReceivable, RuleSide.Credit), Partner(ChartOfAccounts.GivebackCalled, RuleSide.Debit), Partner(ChartOfAccounts.Distributions, RuleSide.Credit)),
        Of<DefaultRemedied>(Partner(Defaults, RuleSide.Either)),
        Of<InterestTransferred>([.. Moved]),
        Of<ClosingEqualised>([.. Moved, Fund(Cash, RuleSide.Either), Partner(Cash, RuleSide.Either)]),
        Of<ManualEntryRecorded>(Fund(OtherReceivables, RuleSide.Either), Fund(OtherPayables, RuleSide.Either), Partner(OtherIncome, RuleSide.Either), Partner(FundExpenses, RuleSide.Either)),
        new(typeof(FactReversed), null, Mirrors: true, []),
    ];

    /// <summary>Which of several rules of its kind a fact has.</summary>
    internal static string? CaseOf(Fact fact) => fact switch
    {
        ProceedsReceived f => f.Proceeding == ProceedsKind.Income ? InvestmentIncome : Sale,
        DistributionDeclared f => f.InKind is null ? InCash : InKind,
        _ => null,
    };

    private static IEnumerable<RuleLine> Realised =>
    [
        Deal(InvestmentsAtCost, RuleSide.Credit), OfDeal(RealisedGain), Deal(UnrealisedAppreciation, RuleSide.Either), OfDeal(UnrealisedGainChange),
    ];

    private static RuleLine[] Declared =>
    [
        Partner(ChartOfAccounts.Distributions, RuleSide.Debit), Partner(DistributionsPayable, RuleSide.Credit), Partner(CarriedInterest, RuleSide.Either),
    ];

    private static IEnumerable<RuleLine> Moved => new[]
    {
        ContributedCapital, ChartOfAccounts.Distributions, WithholdingPayable, CarriedInterest, Income, RealisedGain, UnrealisedGainChange, ManagementFees, ChartOfAccounts.FeeReductions, OtherIncome, FundExpenses, Defaults,
        ChartOfAccounts.SubscriptionLine,
    }.Select(account => Partner(account, RuleSide.Either));

    private static PostingRule Of<T>(params RuleLine[] lines) where T : Fact => new(typeof(T), null, Mirrors: false, lines);

    private static PostingRule When<T>(string when, RuleLine[] lines) where T : Fact => new(typeof(T), when, Mirrors: false, lines);

    private static RuleLine Fund(Account account, RuleSide side) => new(account, side, ByPartner: false);

    private static RuleLine Partner(Account account, RuleSide side) => new(account, side, ByPartner: true);

    private static RuleLine Deal(Account account, RuleSide side) => new(account, side, ByPartner: false, ByInvestment: true);

    private static RuleLine OfDeal(Account account) => new(account, RuleSide.Either, ByPartner: true, ByInvestment: true);
}
