namespace StratCap.Contracts.Accounting;

/// <summary>What an account of a fund's ledger is in its financial statements. One heading for each account of the chart.</summary>
public enum LedgerHeading
{
    /// <summary>Money at the bank.</summary>
    Cash,

    /// <summary>Called and not yet received; its counterpart is <see cref="CapitalCalled"/>.</summary>
    CallsReceivable,

    /// <summary>Called back and not yet received; its counterpart is <see cref="GivebacksCalled"/>.</summary>
    GivebacksReceivable,

    /// <summary>What investments that are held have cost.</summary>
    InvestmentsAtCost,

    /// <summary>Fair value above cost.</summary>
    UnrealisedAppreciation,

    /// <summary>Owed to the fund or paid in advance, by manual entries.</summary>
    OtherReceivables,

    /// <summary>Securities of partners who declined them in kind.</summary>
    HeldInKind,

    /// <summary>Declared and not yet paid.</summary>
    DistributionsPayable,

    /// <summary>Withheld for tax authorities.</summary>
    WithholdingPayable,

    /// <summary>Owed by the fund or received in advance, by manual entries.</summary>
    OtherPayables,

    /// <summary>Drawn on the line and not repaid.</summary>
    Borrowed,

    /// <summary>Paid in by partners.</summary>
    Contributions,

    /// <summary>Counterpart of <see cref="CallsReceivable"/>.</summary>
    CapitalCalled,

    /// <summary>Distributed to partners, carried interest among it.</summary>
    Distributions,

    /// <summary>Counterpart of <see cref="GivebacksReceivable"/>.</summary>
    GivebacksCalled,

    /// <summary>Moved from limited partners to the recipient of carried interest.</summary>
    CarriedInterest,

    /// <summary>Moved from defaulters to the others.</summary>
    Defaults,

    /// <summary>Interest, dividends and other income of investments.</summary>
    Income,

    /// <summary>Income that comes from no investment.</summary>
    OtherIncome,

    /// <summary>Realised gain and loss.</summary>
    RealisedGain,

    /// <summary>Change in unrealised gain and loss.</summary>
    UnrealisedChange,

    /// <summary>Management fees, gross.</summary>
    ManagementFees,

    /// <summary>Waived, rebated or offset of management fees.</summary>
    FeesReduced,

    /// <summary>All other expenses of the fund.</summary>
    Expenses,
}

/// <summary>What headings are.</summary>
public static class LedgerHeadings
{
    /// <summary>
    /// Whether its balance stands for something the fund has, owes or has called: it is translated at the rate of the day on which it stands (ASC 830-30-45-3). What is not so came into capital or result
    /// on its days.
    /// </summary>
    public static bool Stands(this LedgerHeading heading) => heading is LedgerHeading.Cash or LedgerHeading.CallsReceivable or LedgerHeading.GivebacksReceivable or LedgerHeading.InvestmentsAtCost
        or LedgerHeading.UnrealisedAppreciation or LedgerHeading.OtherReceivables or LedgerHeading.HeldInKind or LedgerHeading.DistributionsPayable or LedgerHeading.WithholdingPayable or LedgerHeading.OtherPayables
        or LedgerHeading.Borrowed or LedgerHeading.CapitalCalled or LedgerHeading.GivebacksCalled;

    /// <summary>Whether it is a part of the partners' capital accounts, result included.</summary>
    public static bool IsCapital(this LedgerHeading heading) => !heading.Stands();
}

/// <summary>The balance of one account, partner and investment at the ends of the days asked for.</summary>
/// <param name="Account">The account's code.</param>
/// <param name="PartnerId">Null for the fund as a whole.</param>
/// <param name="DealId">The investment, or null.</param>
/// <param name="At">Debit positive, credit negative, in the fund's currency, one for each day asked for.</param>
public sealed record LedgerBalance(string Account, LedgerHeading Heading, Guid? PartnerId, Guid? DealId, IReadOnlyList<decimal> At);

/// <summary>Cash that facts of a kind have moved by the ends of the days asked for.</summary>
/// <param name="FactKind">The fact's, or that of the fact which a reversal takes back.</param>
/// <param name="At">Received positive, paid negative.</param>
public sealed record LedgerCash(string FactKind, IReadOnlyList<decimal> At);

/// <summary>A fund's ledger at the ends of some days.</summary>
/// <param name="PostedThrough">The book's facts up to this sequence are posted.</param>
public sealed record LedgerBalances(long PostedThrough, IReadOnlyList<LedgerBalance> Accounts, IReadOnlyList<LedgerCash> Cash);

/// <summary>What one account, kind of its lines and investment moved by on a day.</summary>
/// <param name="Kind">What kind of income, expense, receivable or payable it is, or null.</param>
/// <param name="IsOfOthers">Of partners who are not among those who were set apart.</param>
/// <param name="DealId">The investment, or null.</param>
/// <param name="RateDay">The day whose rate it is converted at: its own, or, where a reversal takes something back, the day of that.</param>
/// <param name="Amount">Debit positive, credit negative, in the fund's currency.</param>
public sealed record LedgerMovement(string Account, LedgerHeading Heading, string? Kind, bool IsOfOthers, Guid? DealId, DateOnly Day, DateOnly RateDay, decimal Amount);

/// <summary>Cash that facts of a kind moved on a day.</summary>
/// <param name="FactKind">The fact's, or that of the fact which a reversal takes back.</param>
/// <param name="RateDay">As of <see cref="LedgerMovement"/>.</param>
/// <param name="Amount">Received positive, paid negative.</param>
public sealed record LedgerCashMovement(string FactKind, DateOnly Day, DateOnly RateDay, decimal Amount);

/// <summary>What moved a fund's ledger, day by day.</summary>
/// <param name="PostedThrough">The book's facts up to this sequence are posted.</param>
public sealed record LedgerMovements(long PostedThrough, IReadOnlyList<LedgerMovement> Accounts, IReadOnlyList<LedgerCashMovement> Cash);

/// <summary>An account of the standard chart as a fund shows it.</summary>
/// <param name="Account">The account's code.</param>
/// <param name="Number">As is the name: the fund's, or the firm's, or the standard one.</param>
public sealed record LedgerAccount(string Account, string Number, string Name);

/// <summary>What changed the capital of some partners on a day.</summary>
/// <param name="Amount">More capital positive.</param>
public sealed record CapitalMovement(DateOnly Day, decimal Amount);

/// <summary>Asks Accounting for a fund's ledger, of the tenant in scope.</summary>
public interface IFundLedgers
{
    /// <summary>The ledger at the ends of days, as far as it is posted; all zero for a fund that has none.</summary>
    /// <param name="days">At least one and at most three.</param>
    /// <param name="recordedAt">Of what the book had learnt by then; null is all.</param>
    Task<LedgerBalances> At(Guid fundId, IReadOnlyList<DateOnly> days, DateTimeOffset? recordedAt, CancellationToken ct);

    /// <summary>What moved the ledger day by day through a day, the partners of each account together, those set apart and the fund's own by themselves.</summary>
    /// <param name="apart">Partners who are set apart.</param>
    Task<LedgerMovements> ByDay(Guid fundId, IEnumerable<Guid> apart, DateOnly through, DateTimeOffset? recordedAt, CancellationToken ct);

    /// <summary>The accounts that balances are of, in the words of a fund's chart on a day, by number.</summary>
    Task<IReadOnlyList<LedgerAccount>> Accounts(Guid fundId, DateOnly day, CancellationToken ct);

    /// <summary>What changed the capital accounts of all partners but some, day by day, through a day. Gross of accrued carried interest.</summary>
    Task<IReadOnlyList<CapitalMovement>> CapitalByDay(Guid fundId, IReadOnlyCollection<Guid> butOf, DateOnly through, DateTimeOffset? recordedAt, CancellationToken ct);
}
