using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Statements;

/// <summary>The whole fund's columns, beside the investor's.</summary>
public sealed record FundColumns(StatementColumn Period, StatementColumn YearToDate, StatementColumn SinceInception);

/// <summary>
/// An investor's capital account statement: period, year to date and since inception, the fund's columns beside them, the unfunded roll,
/// performance, and the period's transactions.
/// </summary>
/// <param name="Outstanding">Called and not received at the end.</param>
/// <param name="Payable">Declared and not paid at the end.</param>
public sealed record InvestorStatement(
    Guid FundId, string FundName, string Currency, Guid InvestorId, string InvestorName, PartnerKind Partner, DateOnly From, DateOnly To,
    StatementColumn Period, StatementColumn YearToDate, StatementColumn SinceInception, FundColumns Fund,
    UnfundedRoll Unfunded, decimal Commitment, decimal Outstanding, decimal Payable,
    PerformanceLine Performance, IReadOnlyList<StatementTransaction> Transactions, Explanation? Explanation)
{
    internal StatementRun? Run { get; init; }

    /// <summary>The capital account as the book at the period's end has it, gross of accrued carried interest.</summary>
    public decimal BookBalance => Run!.After.Partner(InvestorId).Nav;

    /// <summary>Where each line of each column comes from: under <c>period</c>, <c>yearToDate</c>, <c>sinceInception</c>, each line under its key. Null unless explanations were asked for.</summary>
    public Explanation? LinesExplained { get; init; }

    /// <summary>One investor's statement. For many investors of a fund make one <see cref="StatementRun"/>: it folds the books once.</summary>
    /// <param name="facts">All facts of the fund.</param>
    /// <param name="from">First day of the period.</param>
    /// <param name="to">Last day.</param>
    /// <param name="recordedAt">What was known by then; null is all.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <exception cref="FundRuleException"><c>statement.period_backwards</c>, <c>book.investor.unknown</c>.</exception>
    public static InvestorStatement Of(
        IReadOnlyList<RecordedFact> facts, Guid investorId, DateOnly from, DateOnly to, DateTimeOffset? recordedAt = null, bool explain = true) =>
        new StatementRun(facts, from, to, recordedAt).For(investorId, explain);

    /// <summary>The statement's lines in the order of print.</summary>
    public IReadOnlyList<StatementLine> Lines =>
    [
        Line("opening", "Opening capital account", c => c.Opening, isTotal: true),
        Line("contributions", "Contributions", c => c.Contributions),
        Line("returnOfCapital", "Distributions: return of capital", c => c.ReturnOfCapital),
        Line("preferredReturn", "Distributions: preferred return", c => c.PreferredReturn),
        Line("catchUp", "Distributions: catch-up", c => c.CatchUp),
        Line("residualSplit", "Distributions: split of profit", c => c.ResidualSplit),
        Line("managementFees", "Management fees", c => c.ManagementFees),
        Line("feeWaivers", "Management fee waivers", c => c.FeeWaivers),
        Line("feeRebates", "Management fee rebates", c => c.FeeRebates),
        Line("feeOffsets", "Offsets of management fees", c => c.FeeOffsets),
        Line("expenses", "Partnership expenses", c => c.Expenses),
        Line("income", "Investment income", c => c.Income),
        Line("realisedGain", "Realised gain", c => c.RealisedGain),
        Line("unrealisedChange", "Change of unrealised gain", c => c.UnrealisedChange),
        Line("carriedInterestPaid", "Carried interest paid", c => c.CarriedInterestPaid),
        Line("carriedInterestReceived", "Carried interest allocated", c => c.CarriedInterestReceived),
        Line("carriedInterestDistributed", "Carried interest distributed", c => c.CarriedInterestDistributed),
        Line("clawbackReturned", "Carried interest returned", c => c.ClawbackReturned),
        Line("partnerTransfers", "Partner transfers", c => c.PartnerTransfers),
        Line("defaultInterest", "Interest on default", c => c.DefaultInterest),
        Line("forfeitures", "Forfeitures on default", c => c.Forfeitures),
        Line("closing", "Closing capital account, gross of accrued carried interest", c => c.Closing, isTotal: true),
        Line("accruedCarry", "Accrued carried interest", c => c.ClosingAccruedCarry),
        Line("closingNet", "Closing capital account, net of accrued carried interest", c => c.ClosingNet, isTotal: true),
    ];

    /// <summary>What the statement proves: its columns foot, its transactions explain the movement, and all partners add up to the fund.</summary>
    /// <exception cref="InvalidOperationException">A book does not tie: a defect of the kernel.</exception>
    public IReadOnlyList<StatementTie> Ties() =>
    [
        new("Period: opening and movements, and closing", Period.Opening + Period.Movement, Period.Closing),
        new("Year to date: opening and movements, and closing", YearToDate.Opening + YearToDate.Movement, YearToDate.Closing),
        new("Since inception: opening and movements, and closing", SinceInception.Opening + SinceInception.Movement, SinceInception.Closing),
        new("Transactions of the period, and its movement", Transactions.Sum(t => t.BalanceEffect), Period.Movement),
        new("Unfunded commitment: opening and movements, and closing",
            Unfunded.Opening + Unfunded.Commitments + Unfunded.CalledInside + Unfunded.CalledBeforeBook + Unfunded.Recallable + Unfunded.Released + Unfunded.PartnerTransfers, Unfunded.Closing),
        .. Run?.Ties() ?? [],
    ];

    private StatementLine Line(string key, string label, Func<StatementColumn, decimal> figure, bool isTotal = false) =>
        new(key, label, figure(Period), figure(YearToDate), figure(SinceInception), isTotal);
}
