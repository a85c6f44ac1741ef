using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Statements;

/// <summary>The books behind the statements of a period, folded once for all investors.</summary>
public sealed class StatementRun
{
    private readonly StatementTransactions transactions;

    private IReadOnlyList<StatementTie>? ties;

    /// <summary>Folds the books.</summary>
    /// <param name="facts">All facts of the fund.</param>
    /// <param name="from">First day of the period.</param>
    /// <param name="to">Last day.</param>
    /// <param name="recordedAt">What was known by then; null is all.</param>
    /// <exception cref="FundRuleException"><c>statement.period_backwards</c></exception>
    public StatementRun(IReadOnlyList<RecordedFact> facts, DateOnly from, DateOnly to, DateTimeOffset? recordedAt = null)
    {
        if (to < from)
            throw new FundRuleException("statement.period_backwards", "Let the period end on or after its first day.");
        From = from;
        To = to;
        List<RecordedFact> known = [.. facts.Where(f => recordedAt is not { } time || f.RecordedAt <= time)];
        YearStart = new DateOnly(to.Year, 1, 1);
        Before = FundBook.Fold(known, DayBefore(from));
        BeforeYear = FundBook.Fold(known, DayBefore(YearStart));
        After = FundBook.Fold(known, to);
        transactions = new StatementTransactions(known, After);
        CarryBefore = AccruedCarry.Of(Before);
        CarryBeforeYear = AccruedCarry.Of(BeforeYear);
        CarryAfter = AccruedCarry.Of(After);
    }

    /// <summary>First day.</summary>
    public DateOnly From { get; }

    /// <summary>Last day.</summary>
    public DateOnly To { get; }

    /// <summary>The book at the end of the period.</summary>
    public FundBook After { get; }

    internal DateOnly YearStart { get; }

    internal FundBook Before { get; }

    internal FundBook BeforeYear { get; }

    internal AccruedCarry CarryBefore { get; }

    internal AccruedCarry CarryBeforeYear { get; }

    internal AccruedCarry CarryAfter { get; }

    /// <summary>An investor's statement.</summary>
    /// <param name="explain">Whether to build explanations.</param>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>: not admitted by the end of the period.</exception>
    public InvestorStatement For(Guid investorId, bool explain = true)
    {
        var partner = After.Partner(investorId);
        FigureSet Opening(FundBook book) => book.FindPartner(investorId) is { } then ? then : Figures.Zero;
        var inception = partner.AdmittedOn < From ? partner.AdmittedOn : From;
        var period = StatementColumn.Of(From, To, Opening(Before), partner, CarryBefore.Of(investorId), CarryAfter.Of(investorId));
        var year = StatementColumn.Of(YearStart, To, Opening(BeforeYear), partner, CarryBeforeYear.Of(investorId), CarryAfter.Of(investorId));
        var ever = StatementColumn.Of(inception, To, Figures.Zero, partner, 0, CarryAfter.Of(investorId));
        var statement = new InvestorStatement(
            After.FundId, After.Name, After.Currency.Code, partner.InvestorId, partner.Name, partner.Kind, From, To,
            period, year, ever, Fund(inception),
            UnfundedRoll.Of(Opening(Before), partner), partner.Commitment, partner.Outstanding, partner.Payable,
            Returns.Performance.OfPartner(After, partner, CarryAfter, explain),
            transactions.Of(investorId, From, To),
            explain ? StatementExplanations.Of(this, partner, ever) : null)
        {
            Run = this,
        };
        return explain ? statement with { LinesExplained = StatementLineExplanations.Of(this, partner, statement) } : statement;
    }

    /// <summary>Statements of all partners, in order of admission.</summary>
    public IEnumerable<InvestorStatement> ForAll(bool explain = true) => After.Partners.Select(p => For(p.InvestorId, explain));

    /// <summary>That every partner's columns add up to the fund's, and that the books behind them tie.</summary>
    /// <exception cref="InvalidOperationException">A book does not tie: a defect of the kernel.</exception>
    public IReadOnlyList<StatementTie> Ties() => ties ??= Prove();

    private IReadOnlyList<StatementTie> Prove()
    {
        Before.CheckTies();
        BeforeYear.CheckTies();
        After.CheckTies();
        return
        [
            new("Partners' opening balances and the fund's", Before.Partners.Sum(p => p.Nav), Before.Total.Nav),
            new("Partners' balances at the year's beginning and the fund's", BeforeYear.Partners.Sum(p => p.Nav), BeforeYear.Total.Nav),
            new("Partners' closing balances and the fund's", After.Partners.Sum(p => p.Nav), After.Total.Nav),
            new("Partners' contributions and the fund's", After.Partners.Sum(p => p.Contributed), After.Total.Contributed),
            new("Partners' distributions and the fund's", After.Partners.Sum(p => p.Distributed), After.Total.Distributed),
            new("Partners' unfunded commitments and the fund's", After.Partners.Sum(p => p.Unfunded), After.Total.Unfunded),
            new("Partners' accrued carried interest and the fund's", After.Partners.Sum(p => CarryAfter.Of(p.InvestorId)), CarryAfter.Total),
        ];
    }

    /// <summary>Transactions of a span that ends with the period.</summary>
    internal List<StatementTransaction> TransactionsSince(Guid investorId, DateOnly first) => transactions.Of(investorId, first, To);

    internal List<StatementTransaction> TransactionsSinceInception(Guid investorId) =>
        transactions.Of(investorId, DateOnly.MinValue, To);

    private FundColumns Fund(DateOnly inception) => new(
        StatementColumn.Of(From, To, Before.Total, After.Total, CarryBefore.Total, CarryAfter.Total),
        StatementColumn.Of(YearStart, To, BeforeYear.Total, After.Total, CarryBeforeYear.Total, CarryAfter.Total),
        StatementColumn.Of(inception, To, Figures.Zero, After.Total, 0, CarryAfter.Total));

    private static DateOnly DayBefore(DateOnly date) => date == DateOnly.MinValue ? date : date.AddDays(-1);
}
