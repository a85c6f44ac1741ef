using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Book;

/// <summary>
/// A fund as its facts tell it, as of an effective date and as known at a time. Read-only. Two decisions hold everywhere: the unfunded commitment
/// falls when a call is issued; a contribution counts when it is received.
/// </summary>
public sealed class FundBook
{
    internal FundBook()
    {
    }

    /// <summary>
    /// Folds facts into a book. Facts count if they are effective by <paramref name="asOf"/> and were recorded by <paramref name="recordedAt"/>, unless a
    /// reversal that itself is within both takes them out. They are folded by effective date, then sequence. The fact that establishes the fund is
    /// always taken: name and currency are timeless.
    /// </summary>
    /// <param name="facts">The fund's facts, in any order.</param>
    /// <param name="asOf">The effective date to fold up to, inclusive; null is all.</param>
    /// <param name="recordedAt">What was known by then, inclusive; null is all.</param>
    /// <exception cref="FundRuleException">The facts contradict a rule of the book: they did not come through <see cref="BookRules"/>.</exception>
    public static FundBook Fold(IEnumerable<RecordedFact> facts, DateOnly? asOf = null, DateTimeOffset? recordedAt = null) =>
        BookFolder.Fold(facts, asOf, recordedAt);

    /// <summary>Whether the book holds the fact that establishes the fund.</summary>
    public bool IsEstablished { get; internal set; }

    /// <summary>The tenant, empty while the book is.</summary>
    public Guid TenantId { get; internal set; }

    /// <summary>The fund, empty while the book is.</summary>
    public Guid FundId { get; internal set; }

    /// <summary>Legal name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The currency of every amount.</summary>
    public Currency Currency { get; internal set; }

    /// <summary>Vintage year, null when unknown.</summary>
    public int? Vintage { get; internal set; }

    /// <summary>Such as "Buyout", null when unknown.</summary>
    public string? Strategy { get; internal set; }

    /// <summary>The effective date asked for, or the last fact's.</summary>
    public DateOnly AsOf { get; internal set; }

    /// <summary>The time of knowledge asked for, or the last fact's.</summary>
    public DateTimeOffset RecordedAt { get; internal set; }

    /// <summary>Highest sequence that was known at <see cref="RecordedAt"/>, whether effective by <see cref="AsOf"/> or not; 0 when empty.</summary>
    public long LastSequence { get; internal set; }

    /// <summary>Hash of that fact.</summary>
    public string LastHash { get; internal set; } = FactHash.Genesis;

    /// <summary>Terms in order of the day from which they count.</summary>
    public IReadOnlyList<BookTerms> TermsTimeline => TermsList;

    /// <summary>Closings in order of date.</summary>
    public IReadOnlyList<BookClosing> Closings => ClosingList;

    /// <summary>Partners in order of admission.</summary>
    public IReadOnlyList<PartnerAccount> Partners => PartnerList;

    /// <summary>Capital calls in order of notice date.</summary>
    public IReadOnlyList<BookCall> Calls => CallList;

    /// <summary>Investments in the order in which they were first heard of.</summary>
    public IReadOnlyList<BookDeal> Deals => DealList;

    /// <summary>Distributions in order of date.</summary>
    public IReadOnlyList<BookDistribution> Distributions => DistributionList;

    /// <summary>Management fees in order of date.</summary>
    public IReadOnlyList<BookFee> Fees => FeeList;

    /// <summary>Waivers, rebates and offsets of management fees in order of date.</summary>
    public IReadOnlyList<BookFeeReduction> FeeReductions => FeeReductionList;

    /// <summary>Offsets recognised, in order of date.</summary>
    public IReadOnlyList<BookFeeOffset> FeeOffsets => FeeOffsetList;

    /// <summary>Expenses in order of date.</summary>
    public IReadOnlyList<BookExpense> Expenses => ExpenseList;

    /// <summary>Manual entries in order of date.</summary>
    public IReadOnlyList<BookEntry> Entries => EntryList;

    /// <summary>Clawbacks of carried interest in order of date.</summary>
    public IReadOnlyList<BookClawback> Clawbacks => ClawbackList;

    /// <summary>Givebacks of distributions in order of date.</summary>
    public IReadOnlyList<BookGiveback> Givebacks => GivebackList;

    /// <summary>Transfers of interests and equalisations of closings in order of date.</summary>
    public IReadOnlyList<BookMove> Moves => MoveList;

    /// <summary>What was taken from defaulters, in order of date.</summary>
    public IReadOnlyList<BookRemedy> Remedies => RemedyList;

    /// <summary>Plans of carried interest in order of the day from which they count.</summary>
    public IReadOnlyList<BookCarryPlan> CarryPlans => CarryPlanList;

    /// <summary>Holders of carried interest in the order in which plans named them.</summary>
    public IReadOnlyList<BookCarryHolder> CarryHolders => CarryHolderList;

    /// <summary>Carried interest shared out among its holders, in order of date.</summary>
    public IReadOnlyList<BookCarryAllocation> CarryAllocations => CarryAllocationList;

    /// <summary>The fund's own totals, added up from the totals of facts.</summary>
    public FundTotal Total { get; } = new();

    /// <summary>Whether a partner disclosed a position.</summary>
    public bool HasDisclosures { get; internal set; }

    /// <summary>What the fund has less what it owes, from the assets' side: equal to the partners' capital accounts. What is called and not received is no asset.</summary>
    public decimal NetAssets =>
        Total.Cash + Total.FairValue + Total[Component.HeldInKind] + Total.OtherReceivables - Total.OtherPayables - Total.Payable - Total.Withheld - Total.Borrowed;

    /// <summary>Whether money moved in the book itself: else all that is known are disclosed positions.</summary>
    public bool HasMovements => CallList.Count > 0 || DealList.Count > 0 || DistributionList.Count > 0 || FeeList.Count > 0 || ExpenseList.Count > 0 || EntryList.Count > 0;

    /// <summary>The number after the highest call's. Ask the whole book, not one as of an earlier date.</summary>
    public int NextCallNumber => CallList.Count == 0 ? 1 : CallList.Max(c => c.Number) + 1;

    /// <summary>The number after the highest distribution's. Ask the whole book, not one as of an earlier date.</summary>
    public int NextDistributionNumber => DistributionList.Count == 0 ? 1 : DistributionList.Max(d => d.Number) + 1;

    /// <summary>The number after the highest closing's. Ask the whole book, not one as of an earlier date.</summary>
    public int NextClosingNumber => ClosingList.Count == 0 ? 1 : ClosingList.Max(c => c.Number) + 1;

    /// <summary>The number after the highest clawback's. Ask the whole book, not one as of an earlier date.</summary>
    public int NextClawbackNumber => Clawbacks.Count == 0 ? 1 : Clawbacks.Max(c => c.Number) + 1;

    /// <summary>The number after the highest giveback's. Ask the whole book, not one as of an earlier date.</summary>
    public int NextGivebackNumber => Givebacks.Count == 0 ? 1 : Givebacks.Max(g => g.Number) + 1;

    /// <summary>A partner, or null.</summary>
    public PartnerAccount? FindPartner(Guid investorId) => PartnerById.GetValueOrDefault(investorId);

    /// <summary>A partner.</summary>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c></exception>
    public PartnerAccount Partner(Guid investorId) => FindPartner(investorId)
        ?? throw new FundRuleException("book.investor.unknown", "The investor is not admitted to the fund at that date: admit it first.");

    /// <summary>A call, or null.</summary>
    public BookCall? FindCall(Guid callId) => CallById.GetValueOrDefault(callId);

    /// <summary>An investment, or null.</summary>
    public BookDeal? FindDeal(Guid dealId) => DealById.GetValueOrDefault(dealId);

    /// <summary>An investment.</summary>
    /// <exception cref="FundRuleException"><c>book.deal.unknown</c></exception>
    public BookDeal Deal(Guid dealId) => FindDeal(dealId)
        ?? throw new FundRuleException("book.deal.unknown", "The fund does not know the investment at that date: record the investment first.");

    /// <summary>A distribution, or null.</summary>
    public BookDistribution? FindDistribution(Guid distributionId) => DistributionById.GetValueOrDefault(distributionId);

    /// <summary>A holder of carried interest, or null.</summary>
    public BookCarryHolder? FindCarryHolder(Guid holderId) => CarryHolderList.Find(h => h.HolderId == holderId);

    /// <summary>What an investor bears of a management fee after its reductions.</summary>
    public decimal NetFeeOf(BookFee fee, Guid investorId) =>
        fee.Shares.Where(s => s.InvestorId == investorId).Sum(s => s.Amount)
        - FeeReductionList.Where(r => r.ChargeId == fee.ChargeId).SelectMany(r => r.Shares).Where(s => s.InvestorId == investorId).Sum(s => s.Amount);

    /// <summary>The terms that count on a date, or null before the first.</summary>
    public BookTerms? FindTermsAt(DateOnly date) => TermsList.LastOrDefault(t => t.From <= date);

    /// <summary>The terms that count on a date.</summary>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c></exception>
    public FundTerms TermsAt(DateOnly date) => FindTermsAt(date)?.Terms
        ?? throw new FundRuleException("book.terms.missing", "The fund has no terms on that date: set its terms first.");

    /// <summary>
    /// Proves that the partners add up to the fund for every component, that distributions are the sum of their tiers, and that cash and investments
    /// less what is owed equal the capital accounts.
    /// </summary>
    /// <exception cref="InvalidOperationException">They do not: a defect of the kernel, never of an input.</exception>
    public void CheckTies() => BookTies.Check(this);

    internal List<BookTerms> TermsList { get; } = [];

    internal List<BookClosing> ClosingList { get; } = [];

    internal List<PartnerAccount> PartnerList { get; } = [];

    internal Dictionary<Guid, PartnerAccount> PartnerById { get; } = [];

    internal List<BookCall> CallList { get; } = [];

    internal Dictionary<Guid, BookCall> CallById { get; } = [];

    internal List<BookDeal> DealList { get; } = [];

    internal Dictionary<Guid, BookDeal> DealById { get; } = [];

    internal List<BookDistribution> DistributionList { get; } = [];

    internal Dictionary<Guid, BookDistribution> DistributionById { get; } = [];

    /// <summary>The deals' totals, in the order of deals, when a distribution or a clawback was recorded.</summary>
    internal Dictionary<Guid, IReadOnlyList<DealHolding>> DealsAt { get; } = [];

    /// <summary>The calls that repaid the subscription line, by repayment.</summary>
    internal Dictionary<Guid, Guid> CallByRepayment { get; } = [];

    internal List<BookClawback> ClawbackList { get; } = [];

    internal List<BookGiveback> GivebackList { get; } = [];

    internal List<BookMove> MoveList { get; } = [];

    internal List<BookRemedy> RemedyList { get; } = [];

    internal List<BookCarryPlan> CarryPlanList { get; } = [];

    internal List<BookCarryHolder> CarryHolderList { get; } = [];

    internal List<BookCarryAllocation> CarryAllocationList { get; } = [];

    internal List<BookFee> FeeList { get; } = [];

    internal List<BookFeeReduction> FeeReductionList { get; } = [];

    internal List<BookFeeOffset> FeeOffsetList { get; } = [];

    internal List<BookExpense> ExpenseList { get; } = [];

    internal List<BookEntry> EntryList { get; } = [];
}
