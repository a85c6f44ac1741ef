using StratCap.Contracts.Accounting;
using StratCap.Contracts.Funds;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FairValues;
using StratCap.Reporting.Statements;
using static StratCap.Contracts.Accounting.LedgerHeading;
using Figures = StratCap.Reporting.Documents.Figures;

namespace StratCap.Reporting.FundStatements;

/// <summary>
/// A fund's financial statements (US GAAP, ASC 946): assets and liabilities (946-205-45-1), operations, changes in partners' capital, cash flows by the direct method, and the schedule of
/// investments (946-210-50). Every figure is a balance of the ledger or a difference of two; accrued carried interest, which the ledger posts when it is declared, is moved between the classes of
/// partners by a liquidation at the capital accounts. What is called and not yet received is a memo, not an asset.
/// </summary>
internal sealed class FundStatements
{
    private readonly IReadOnlyList<ClassBalance> _accounts;
    private readonly IReadOnlyList<LedgerCash> _cash;
    private readonly StatementPeriod _period;
    private readonly IReadOnlyList<decimal> _accrued;
    private readonly TranslationDifference? _difference;
    private readonly FundBook _book;
    private readonly FairValueRollForward _fairValues;

    /// <param name="ledger">At the day before the period, the last day of the year before the period's last day, and that day.</param>
    /// <param name="books">The book on the same days.</param>
    /// <param name="profiles">How investments are classified on the period's last day.</param>
    public FundStatements(StatementPeriod period, LedgerBalances ledger, IReadOnlyList<FundBook> books, IReadOnlyList<InvestmentProfile> profiles)
        : this(period, StatementLedger.Of(ledger, books), books, profiles)
    {
    }

    /// <param name="ledger">In the fund's currency, or translated.</param>
    /// <param name="books">The book on the ledger's days.</param>
    /// <param name="profiles">How investments are classified on the period's last day.</param>
    public FundStatements(StatementPeriod period, StatementLedger ledger, IReadOnlyList<FundBook> books, IReadOnlyList<InvestmentProfile> profiles)
    {
        (_period, _accounts, _cash, _accrued, _difference, _book) = (period, ledger.Accounts, ledger.Cash, ledger.AccruedCarry, ledger.Difference, books[^1]);
        AssetsAndLiabilities = Standing();
        Operations = Result();
        Changes = HasYear ? [Capital(0, "changes", "Changes in partners' capital"), Capital(1, "changesYear", "Changes in partners' capital, year to date")] : [Capital(0, "changes", "Changes in partners' capital")];
        CashFlows = Flows();
        _fairValues = ledger.FairValues;
        FairValues = _fairValues.Investments.Count == 0 ? [] : [FairValueTables.Hierarchy(_fairValues), FairValueTables.Roll(_fairValues)];
        Investments = Listed(profiles.ToDictionary(p => p.DealId));
        Schedule = GroupedSchedule.Of(Investments, NetAssets);
    }

    /// <summary>The days of the ledger that statements of a period need.</summary>
    public static DateOnly[] Days(StatementPeriod period) => [period.From.AddDays(-1), new DateOnly(period.To.Year, 1, 1).AddDays(-1), period.To];

    /// <summary>Statement of assets and liabilities.</summary>
    public LedgerTable AssetsAndLiabilities { get; }

    /// <summary>Statement of operations.</summary>
    public LedgerTable Operations { get; }

    /// <summary>Statement of changes in partners' capital: of the period, and of the year to date when that is longer.</summary>
    public IReadOnlyList<LedgerTable> Changes { get; }

    /// <summary>Statement of cash flows.</summary>
    public LedgerTable CashFlows { get; }

    /// <summary>Fair value hierarchy and its roll-forward through the period (ASC 820-10-50); none where nothing was held.</summary>
    public IReadOnlyList<LedgerTable> FairValues { get; }

    /// <summary>All investments held, the greatest first.</summary>
    public IReadOnlyList<ScheduledInvestment> Investments { get; }

    /// <summary>Schedule of investments, by type, country and industry.</summary>
    public IReadOnlyList<ScheduleRow> Schedule { get; }

    /// <summary>The limited partners' net expenses in the period, for the ratios of the financial highlights.</summary>
    public decimal ExpensesOfLimitedPartners => Balance(2, Charges, true) - Balance(0, Charges, true);

    /// <summary>All tables in the order of print.</summary>
    public IReadOnlyList<LedgerTable> Tables => [AssetsAndLiabilities, Operations, .. Changes, CashFlows, .. FairValues];

    /// <summary>What the statements prove: each tied to another and to the book.</summary>
    public IReadOnlyList<StatementsTie> Ties() => _difference is null ? [.. OfOneAnother(), .. ToTheBook()] : OfOneAnother();

    private StatementsTie[] OfOneAnother() =>
    [
        new("Assets less liabilities are the partners' capital", AssetsAndLiabilities["netAssets"].Amounts[0], AssetsAndLiabilities["capital"].Amounts[0]),
        new("Cash flows end at the cash of the balance", CashFlows["closing"].Amounts[0], AssetsAndLiabilities["cash"].Amounts[0]),
        new("Changes in partners' capital end at the balance", Changes[0]["closing"].Amounts[2], AssetsAndLiabilities["capital"].Amounts[0]),
        new("Changes in partners' capital have the result of operations", Changes[0]["fromOperations"].Amounts[2], Operations["netIncrease"].Amounts[0]),
        new("The schedule sums to investments at fair value", Investments.Sum(i => i.FairValue), AssetsAndLiabilities["fairValue"].Amounts[0]),
        new("Types of the schedule are investments at fair value", Scheduled(ScheduleRowKind.Type).Sum(r => r.FairValue), AssetsAndLiabilities["fairValue"].Amounts[0]),
        new("What it names and sums up is investments at cost", Scheduled(ScheduleRowKind.Investment, ScheduleRowKind.Others).Sum(r => r.Cost), AssetsAndLiabilities["cost"].Amounts[0]),
        new("Fair values of all levels are the schedule's", _fairValues.Total.Closing, Investments.Sum(i => i.FairValue)),
        new("Their roll-forward opens at the balance before", _fairValues.Total.Opening, AssetsAndLiabilities["fairValue"].Amounts[1]),
        new("Its realised gains are those of operations", _fairValues.Total.Realised, Operations["realised"].Amounts[0]),
        new("Its change in unrealised gains is that of operations", _fairValues.Total.Unrealised, Operations["unrealised"].Amounts[0]),
    ];

    private StatementsTie[] ToTheBook() =>
    [
        new("Partners' capital is the book's net asset value", AssetsAndLiabilities["capital"].Amounts[0], _book.Total.Nav),
        new("Cash is the book's", AssetsAndLiabilities["cash"].Amounts[0], _book.Total.Cash),
        new("Each investment has the book's fair value", Investments.Sum(i => i.FairValue), _book.Deals.Sum(d => d.FairValue)),
    ];

    private bool HasYear => _period.From != new DateOnly(_period.To.Year, 1, 1);

    private LedgerTable Standing()
    {
        // Newest first, as balance sheets are read.
        int[] days = HasYear ? [2, 0, 1] : [2, 0];
        LedgerColumn At(int day) => new(day switch { 2 => "closing", 0 => "opening", _ => "yearOpening" }, Figures.ShortDate(Days(_period)[day]));
        decimal[] Debit(params LedgerHeading[] of) => [.. days.Select(day => Balance(day, of))];
        decimal[] Credit(params LedgerHeading[] of) => [.. days.Select(day => -Balance(day, of))];
        decimal[] Class(bool limited) => [.. days.Select(day => ClassCapital(day, limited))];
        var writer = new LedgerTableWriter("assetsAndLiabilities", "Statement of assets and liabilities", [.. days.Select(At)])
            .Section("assets", "Assets")
            .Line("cost", "Investments, at cost", Debit(InvestmentsAtCost), Codes(InvestmentsAtCost))
            .Line("appreciation", "Unrealised appreciation (depreciation)", Debit(UnrealisedAppreciation), Codes(UnrealisedAppreciation))
            .Subtotal("fairValue", "Investments, at fair value", "cost", "appreciation")
            .Line("cash", "Cash", Debit(Cash), Codes(Cash))
            .Line("heldInKind", "Securities held for partners", Debit(HeldInKind), Codes(HeldInKind))
            .Line("otherReceivables", "Other receivables and prepayments", Debit(OtherReceivables), Codes(OtherReceivables))
            .Subtotal("totalAssets", "Total assets", "fairValue", "cash", "heldInKind", "otherReceivables")
            .Section("liabilities", "Liabilities")
            .Line("distributionsPayable", "Distributions payable", Credit(DistributionsPayable), Codes(DistributionsPayable))
            .Line("withholdingPayable", "Withholding tax payable", Credit(WithholdingPayable), Codes(WithholdingPayable))
            .Line("subscriptionLine", "Subscription line", Credit(Borrowed), Codes(Borrowed))
            .Line("otherPayables", "Accrued expenses and other payables", Credit(OtherPayables), Codes(OtherPayables))
            .Subtotal("totalLiabilities", "Total liabilities", "distributionsPayable", "withholdingPayable", "subscriptionLine", "otherPayables")
            .Total("netAssets", "Net assets", "totalAssets", new LedgerTerm("totalLiabilities", Less: true))
            .Section("partnersCapital", "Partners' capital")
            .Line("limitedPartners", "Limited partners", Class(limited: true))
            .Line("generalPartner", "General partner", Class(limited: false))
            .Total("capital", "Total partners' capital", "limitedPartners", "generalPartner")
            .Memo("receivable", "Called and not yet received, not an asset", Debit(CallsReceivable, GivebacksReceivable), Codes(CallsReceivable, GivebacksReceivable));
        if (_difference is { } difference)
            writer.Memo("translationDifference", "Translation difference in the partners' capital", [.. days.Select(day => difference.Of(day, true) + difference.Of(day, false))]);
        return writer.Done();
    }

    private LedgerTable Result()
    {
        decimal[] Credit(params LedgerHeading[] of) => Moved(day => -Balance(day, of));
        decimal[] Debit(params LedgerHeading[] of) => Moved(day => Balance(day, of));
        return new LedgerTableWriter("operations", "Statement of operations", Spans)
            .Section("investmentIncome", "Investment income")
            .Line("income", "Interest, dividends and other income", Credit(Income, OtherIncome), Codes(Income, OtherIncome))
            .Section("expenses", "Expenses")
            .Line("managementFees", "Management fees", Debit(ManagementFees), Codes(ManagementFees))
            .Line("feeReductions", "Waivers, rebates and offsets of management fees", Debit(FeesReduced), Codes(FeesReduced))
            .Line("otherExpenses", "Partnership expenses", Debit(Expenses), Codes(Expenses))
            .Subtotal("totalExpenses", "Net expenses", "managementFees", "feeReductions", "otherExpenses")
            .Subtotal("netInvestmentIncome", "Net investment income (loss)", "income", new LedgerTerm("totalExpenses", Less: true))
            .Section("gains", "Gain (loss) on investments")
            .Line("realised", "Net realised gain (loss)", Credit(RealisedGain), Codes(RealisedGain))
            .Line("unrealised", "Net change in unrealised gain (loss)", Credit(UnrealisedChange), Codes(UnrealisedChange))
            .Subtotal("netGain", "Net gain (loss) on investments", "realised", "unrealised")
            .Total("netIncrease", "Net increase (decrease) in partners' capital from operations", "netInvestmentIncome", "netGain")
            .Done();
    }

    /// <param name="since">Which of the ledger's days the span begins after.</param>
    private LedgerTable Capital(int since, string key, string title)
    {
        decimal[] Split(Func<bool, decimal> ofClass) => [ofClass(true), ofClass(false), ofClass(true) + ofClass(false)];
        decimal[] Moves(params LedgerHeading[] of) => Split(limited => -(Balance(2, of, limited) - Balance(since, of, limited)));
        var writer = new LedgerTableWriter(key, title, new("limitedPartners", "Limited partners"), new("generalPartner", "General partner"), new("total", "Total"))
            .Line("opening", "Opening partners' capital", Split(limited => ClassCapital(since, limited)))
            .Section("capitalTransactions", "Capital transactions")
            .Line("contributions", "Contributions", Moves(Contributions), Codes(Contributions))
            .Line("distributions", "Distributions", Moves(Distributions), Codes(Distributions))
            .Line("defaults", "Interest and forfeitures on default", Moves(Defaults), Codes(Defaults))
            .Subtotal("fromTransactions", "Net capital transactions", "contributions", "distributions", "defaults")
            .Section("operations", "Operations")
            .Line("netInvestmentIncome", "Net investment income (loss)", Moves(Income, OtherIncome, ManagementFees, FeesReduced, Expenses), Codes(Income, OtherIncome, ManagementFees, FeesReduced, Expenses))
            .Line("realised", "Net realised gain (loss)", Moves(RealisedGain), Codes(RealisedGain))
            .Line("unrealised", "Net change in unrealised gain (loss)", Moves(UnrealisedChange), Codes(UnrealisedChange))
            .Subtotal("fromOperations", "Net increase (decrease) from operations", "netInvestmentIncome", "realised", "unrealised")
            .Section("carriedInterest", "Carried interest")
            .Line("carryAllocated", "Carried interest allocated", Moves(CarriedInterest), Codes(CarriedInterest))
            .Line("carryAccrued", "Change of accrued carried interest", Split(limited => Accrued(2, limited) - Accrued(since, limited)));
        LedgerTerm[] parts = ["opening", "fromTransactions", "fromOperations", "carryAllocated", "carryAccrued"];
        if (_difference is { } difference)
        {
            writer.Section("translationOf", "Translation").Line("translation", "Change of the translation difference", Split(limited => difference.Of(2, limited) - difference.Of(since, limited)));
            parts = [.. parts, "translation"];
        }
        return writer.Total("closing", "Closing partners' capital", parts)
            .Memo("accruedCarry", "Accrued carried interest in the closing balance", Split(limited => Accrued(2, limited)))
            .Done();
    }

    private LedgerTable Flows()
    {
        var income = Moved(day => -Balance(day, Income));
        decimal[] Of(params string[] kinds) => Moved(day => _cash.Where(c => kinds.Contains(c.FactKind)).Sum(c => c.At[day]));
        var writer = new LedgerTableWriter("cashFlows", "Statement of cash flows", Spans)
            .Section("operating", "Operating activities")
            .Line("purchases", "Purchases of investments", Of(nameof(InvestmentMade)))
            .Line("sales", "Proceeds of sales of investments", [.. Of(nameof(ProceedsReceived)).Zip(income, (all, part) => all - part)])
            .Line("income", "Income received", income, Codes(Income))
            .Line("feesPaid", "Management fees paid, net of waivers, rebates and offsets", Of(nameof(ManagementFeeCharged), nameof(FeeReduced)))
            .Line("expensesPaid", "Partnership expenses paid", Of(nameof(ExpenseCharged)))
            .Subtotal("fromOperating", "Net cash from operating activities", "purchases", "sales", "income", "feesPaid", "expensesPaid")
            .Section("financing", "Financing activities")
            .Line("contributions", "Contributions received", Of(nameof(ReceiptRecorded)))
            .Line("distributions", "Distributions paid", Of(nameof(DistributionPaid)))
            .Line("equalisation", "Equalisation of later closings", Of(nameof(ClosingEqualised)))
            .Line("givebacks", "Givebacks and clawbacks received", Of(nameof(GivebackReceived), nameof(ClawbackPaid)))
            .Line("soldForPartners", "Securities sold for partners", Of(nameof(SoldForPartner)))
            .Line("borrowed", "Drawn on the subscription line", Of(nameof(LineDrawn)))
            .Line("repaid", "Repaid of the subscription line", Of(nameof(LineRepaid)))
            .Line("other", "Other", Moved(day => _cash.Where(c => !Known.Contains(c.FactKind)).Sum(c => c.At[day])))
            .Subtotal("fromFinancing", "Net cash from financing activities", "contributions", "distributions", "equalisation", "givebacks", "soldForPartners", "borrowed", "repaid", "other")
            .Subtotal("change", "Net change in cash", "fromOperating", "fromFinancing");
        decimal[] opening = [Balance(0, Cash), Balance(1, Cash), 0];
        LedgerTerm[] parts = ["opening", "change"];
        if (_difference is not null)
        {
            var flows = Moved(day => _cash.Sum(c => c.At[day]));
            writer.Line("ratesOnCash", "Effect of exchange rates on cash", [.. opening.Select((before, i) => Balance(2, Cash) - before - flows[i])]);
            parts = [.. parts, "ratesOnCash"];
        }
        return writer.Line("opening", "Cash at the beginning", opening, Codes(Cash)).Total("closing", "Cash at the end", parts).Done();
    }

    /// <summary>Kinds of facts that a line of the cash flows has; what is of another kind is not lost but stands under "Other".</summary>
    private static readonly HashSet<string> Known =
    [
        nameof(InvestmentMade), nameof(ProceedsReceived), nameof(ManagementFeeCharged), nameof(FeeReduced), nameof(ExpenseCharged), nameof(ReceiptRecorded), nameof(DistributionPaid), nameof(ClosingEqualised),
        nameof(GivebackReceived), nameof(ClawbackPaid), nameof(SoldForPartner), nameof(LineDrawn), nameof(LineRepaid),
    ];

    private List<ScheduledInvestment> Listed(Dictionary<Guid, InvestmentProfile> profiles)
    {
        var capital = NetAssets;
        return [.. _accounts.Where(a => a.Heading is InvestmentsAtCost or UnrealisedAppreciation && a.DealId is not null).GroupBy(a => a.DealId!.Value)
            .Select(g => (DealId: g.Key, Cost: g.Where(a => a.Heading == InvestmentsAtCost).Sum(a => a.At[2]), FairValue: g.Sum(a => a.At[2])))
            .Where(d => d.Cost != 0 || d.FairValue != 0)
            .Select(d =>
            {
                var (deal, profile) = (_book.Deals.Single(b => b.DealId == d.DealId), profiles.GetValueOrDefault(d.DealId));
                return new ScheduledInvestment(
                    d.DealId, deal.Name, d.Cost, d.FairValue, capital > 0 ? d.FairValue / capital : null, deal.Level, deal.Methodology, deal.ValuedOn, profile?.Type, profile?.Country, profile?.Industry);
            })
            .OrderByDescending(d => d.FairValue).ThenBy(d => d.Name, StringComparer.Ordinal)];
    }

    private IEnumerable<ScheduleRow> Scheduled(params ScheduleRowKind[] kinds) => Schedule.Where(r => kinds.Contains(r.Kind));

    private decimal NetAssets => ClassCapital(2, true) + ClassCapital(2, false);

    private static LedgerColumn[] Spans => [new("period", "Period"), new("yearToDate", "Year to date"), new("sinceInception", "Since inception")];

    /// <summary>What a balance moved by: in the period, the year to date, since inception.</summary>
    private static decimal[] Moved(Func<int, decimal> balance) => [balance(2) - balance(0), balance(2) - balance(1), balance(2)];

    private decimal Balance(int day, params LedgerHeading[] of) => _accounts.Where(a => of.Contains(a.Heading)).Sum(a => a.At[day]);

    private decimal Balance(int day, LedgerHeading[] of, bool limited) =>
        _accounts.Where(a => of.Contains(a.Heading) && a.IsOfLimitedPartners == limited).Sum(a => a.At[day]);

    /// <summary>A class's capital net of accrued carried interest, which its recipient, a general partner, has in turn.</summary>
    private decimal ClassCapital(int day, bool limited) => -Balance(day, OfCapital, limited) + Accrued(day, limited) + (_difference?.Of(day, limited) ?? 0);

    private decimal Accrued(int day, bool limited) => limited ? -_accrued[day] : _accrued[day];

    private static readonly LedgerHeading[] Charges = [ManagementFees, FeesReduced, Expenses];

    private static readonly LedgerHeading[] OfCapital = [Contributions, Distributions, CarriedInterest, Defaults, Income, OtherIncome, RealisedGain, UnrealisedChange, ManagementFees, FeesReduced, Expenses];

    private string[] Codes(params LedgerHeading[] of) => [.. _accounts.Where(a => of.Contains(a.Heading)).Select(a => a.Account).Distinct().Order(StringComparer.Ordinal)];
}
