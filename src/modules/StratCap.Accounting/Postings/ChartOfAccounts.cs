using StratCap.Contracts.Accounting;

namespace StratCap.Accounting.Postings;

/// <summary>Where an account stands in the statements.</summary>
internal enum AccountType
{
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
}

/// <summary>An account of a fund's ledger.</summary>
/// <param name="Code">Four digits; the first tells the type.</param>
/// <param name="Heading">What it is in the financial statements.</param>
internal sealed record Account(string Code, string Name, AccountType Type, LedgerHeading Heading);

/// <summary>The standard chart, to which the facts of every fund are posted; firms and funds show it in their own words (<see cref="Charts.FundChart"/>). Equity, income and expense carry the partner as a dimension, so that they sum to his capital account.</summary>
internal static class ChartOfAccounts
{
    public static readonly Account Cash = new("1000", "Cash", AccountType.Asset, LedgerHeading.Cash);
    public static readonly Account CallsReceivable = new("1100", "Capital calls receivable", AccountType.Asset, LedgerHeading.CallsReceivable);
    public static readonly Account GivebacksReceivable = new("1110", "Givebacks receivable", AccountType.Asset, LedgerHeading.GivebacksReceivable);
    public static readonly Account InvestmentsAtCost = new("1200", "Investments at cost", AccountType.Asset, LedgerHeading.InvestmentsAtCost);
    public static readonly Account UnrealisedAppreciation = new("1210", "Unrealised appreciation of investments", AccountType.Asset, LedgerHeading.UnrealisedAppreciation);
    public static readonly Account HeldInKind = new("1300", "Securities held for partners", AccountType.Asset, LedgerHeading.HeldInKind);
    public static readonly Account OtherReceivables = new("1400", "Other receivables and prepayments", AccountType.Asset, LedgerHeading.OtherReceivables);
    public static readonly Account DistributionsPayable = new("2000", "Distributions payable", AccountType.Liability, LedgerHeading.DistributionsPayable);
    public static readonly Account WithholdingPayable = new("2100", "Withholding tax payable", AccountType.Liability, LedgerHeading.WithholdingPayable);
    public static readonly Account SubscriptionLine = new("2200", "Subscription line", AccountType.Liability, LedgerHeading.Borrowed);
    public static readonly Account OtherPayables = new("2300", "Accrued expenses and other payables", AccountType.Liability, LedgerHeading.OtherPayables);
    public static readonly Account ContributedCapital = new("3000", "Partners' capital: contributions", AccountType.Equity, LedgerHeading.Contributions);
    public static readonly Account CapitalCalled = new("3010", "Partners' capital: called, not yet received", AccountType.Equity, LedgerHeading.CapitalCalled);
    public static readonly Account Distributions = new("3100", "Partners' capital: distributions", AccountType.Equity, LedgerHeading.Distributions);
    public static readonly Account GivebackCalled = new("3110", "Partners' capital: givebacks called, not yet received", AccountType.Equity, LedgerHeading.GivebacksCalled);
    public static readonly Account CarriedInterest = new("3200", "Partners' capital: carried interest", AccountType.Equity, LedgerHeading.CarriedInterest);
    public static readonly Account Defaults = new("3300", "Partners' capital: interest and forfeitures on default", AccountType.Equity, LedgerHeading.Defaults);
    public static readonly Account Income = new("4000", "Income from investments", AccountType.Income, LedgerHeading.Income);
    public static readonly Account OtherIncome = new("4010", "Other income", AccountType.Income, LedgerHeading.OtherIncome);
    public static readonly Account RealisedGain = new("4100", "Realised gain and loss", AccountType.Income, LedgerHeading.RealisedGain);
    public static readonly Account UnrealisedGainChange = new("4200", "Change in unrealised gain and loss", AccountType.Income, LedgerHeading.UnrealisedChange);
    public static readonly Account ManagementFees = new("5000", "Management fees", AccountType.Expense, LedgerHeading.ManagementFees);
    public static readonly Account FeeReductions = new("5010", "Waivers, rebates and offsets of management fees", AccountType.Expense, LedgerHeading.FeesReduced);
    public static readonly Account FundExpenses = new("5100", "Fund expenses", AccountType.Expense, LedgerHeading.Expenses);

    /// <summary>Every account, by code.</summary>
    public static IReadOnlyDictionary<string, Account> ByCode { get; } = new[]
    {
        Cash, CallsReceivable, GivebacksReceivable, InvestmentsAtCost, UnrealisedAppreciation, HeldInKind, OtherReceivables, DistributionsPayable, WithholdingPayable, SubscriptionLine, OtherPayables, ContributedCapital, CapitalCalled,
        Distributions, GivebackCalled, CarriedInterest, Defaults, Income, OtherIncome, RealisedGain, UnrealisedGainChange, ManagementFees, FeeReductions, FundExpenses,
    }.ToDictionary(a => a.Code, StringComparer.Ordinal);

    /// <summary>
    /// Accounts that make up a partner's capital account (net asset value). Called capital is not among them, nor are called givebacks: they count when
    /// they are received; until then the claim and its counterpart stand against each other.
    /// </summary>
    public static IReadOnlySet<string> CapitalAccount { get; } = ByCode.Values
        .Where(a => a.Type is AccountType.Equity or AccountType.Income or AccountType.Expense && a != CapitalCalled && a != GivebackCalled).Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
}
