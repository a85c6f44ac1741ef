using System.Text.Json.Serialization;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Book;

/// <summary>
/// One thing that moved money or changed a right. Facts are only ever added; a correction is a reversal or a back-dated fact.
/// Amounts are in the fund's currency, exact, with no more decimals than the currency pays. Shares by investor are frozen in the fact
/// and sum to its total exactly, so that folding never computes: it adds.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FundEstablished), "fund_established")]
[JsonDerivedType(typeof(TermsSet), "terms_set")]
[JsonDerivedType(typeof(InvestorAdmitted), "investor_admitted")]
[JsonDerivedType(typeof(ClosingHeld), "closing_held")]
[JsonDerivedType(typeof(CommitmentAccepted), "commitment_accepted")]
[JsonDerivedType(typeof(CapitalCallIssued), "capital_call_issued")]
[JsonDerivedType(typeof(ReceiptRecorded), "receipt_recorded")]
[JsonDerivedType(typeof(InvestmentMade), "investment_made")]
[JsonDerivedType(typeof(ValuationRecorded), "valuation_recorded")]
[JsonDerivedType(typeof(ProceedsReceived), "proceeds_received")]
[JsonDerivedType(typeof(ManagementFeeCharged), "management_fee_charged")]
[JsonDerivedType(typeof(ExpenseCharged), "expense_charged")]
[JsonDerivedType(typeof(DistributionDeclared), "distribution_declared")]
[JsonDerivedType(typeof(DistributionPaid), "distribution_paid")]
[JsonDerivedType(typeof(FeeReduced), "fee_reduced")]
[JsonDerivedType(typeof(FeeOffsetRecognised), "fee_offset_recognised")]
[JsonDerivedType(typeof(UnfundedReleased), "unfunded_released")]
[JsonDerivedType(typeof(LineDrawn), "line_drawn")]
[JsonDerivedType(typeof(LineRepaid), "line_repaid")]
[JsonDerivedType(typeof(CallDefaulted), "call_defaulted")]
[JsonDerivedType(typeof(CallShareWithdrawn), "call_share_withdrawn")]
[JsonDerivedType(typeof(ClawbackPaid), "clawback_paid")]
[JsonDerivedType(typeof(GivebackCalled), "giveback_called")]
[JsonDerivedType(typeof(GivebackReceived), "giveback_received")]
[JsonDerivedType(typeof(InterestTransferred), "interest_transferred")]
[JsonDerivedType(typeof(ClosingEqualised), "closing_equalised")]
[JsonDerivedType(typeof(DefaultRemedied), "default_remedied")]
[JsonDerivedType(typeof(SoldForPartner), "sold_for_partner")]
[JsonDerivedType(typeof(CarryPlanSet), "carry_plan_set")]
[JsonDerivedType(typeof(CarryAllocated), "carry_allocated")]
[JsonDerivedType(typeof(CarryAccelerated), "carry_accelerated")]
[JsonDerivedType(typeof(CarryHolderLeft), "carry_holder_left")]
[JsonDerivedType(typeof(PositionDisclosed), "position_disclosed")]
[JsonDerivedType(typeof(ManualEntryRecorded), "manual_entry_recorded")]
[JsonDerivedType(typeof(PeriodClosed), "period_closed")]
[JsonDerivedType(typeof(PeriodReopened), "period_reopened")]
[JsonDerivedType(typeof(FactReversed), "fact_reversed")]
public abstract record Fact;

/// <summary>An investor's part of an amount.</summary>
public sealed record Share(Guid InvestorId, decimal Amount);

/// <summary>The fund exists. Always sequence 1, once.</summary>
/// <param name="Name">Legal name of the fund.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Vintage">Year of the first closing or first drawdown, null when unknown.</param>
/// <param name="Strategy">Such as "Buyout", null when unknown.</param>
public sealed record FundEstablished(string Name, string Currency, int? Vintage, string? Strategy) : Fact;

/// <summary>The fund's terms from the fact's effective date on, until the next ones.</summary>
public sealed record TermsSet(FundTerms Terms) : Fact;

/// <summary>What an investor is to the fund.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PartnerKind>))]
public enum PartnerKind
{
    /// <summary>Bears the management fee and carried interest.</summary>
    LimitedPartner,

    /// <summary>The general partner's own commitment: bears neither fee nor carry, and receives the carry.</summary>
    GeneralPartner,
}

/// <summary>A legal entity may invest. Its commitments follow.</summary>
public sealed record InvestorAdmitted(Guid InvestorId, string Name, PartnerKind Partner) : Fact;

/// <summary>A closing at which commitments are accepted. Numbered from 1.</summary>
public sealed record ClosingHeld(Guid ClosingId, int Number, string Name) : Fact;

/// <summary>A commitment, or an increase of one (positive).</summary>
public sealed record CommitmentAccepted(Guid InvestorId, Guid? ClosingId, decimal Amount) : Fact;

/// <summary>What called money is for; decides the allocation base (ILPA Model LPA 6.2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallPurposeKind>))]
public enum CallPurposeKind
{
    /// <summary>A new investment: by remaining commitments, without the excused.</summary>
    Investment,

    /// <summary>A follow-on investment or a deal's expenses: by the deal's sharing percentages.</summary>
    FollowOn,

    /// <summary>Management fee: by each limited partner's own rate and base; not borne by the general partner.</summary>
    ManagementFee,

    /// <summary>Other fund expenses and organisation expenses: by commitments.</summary>
    Expenses,

    /// <summary>Interest and fees of the subscription line: as expenses, and left out of returns without the line.</summary>
    LineCosts,
}

/// <summary>How a purpose's amount is shared out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AllocationBase>))]
public enum AllocationBase
{
    /// <summary>By unfunded commitment before the call.</summary>
    RemainingCommitments,

    /// <summary>By the deal's sharing percentages.</summary>
    SharingPercentages,

    /// <summary>By commitment.</summary>
    Commitments,

    /// <summary>By each limited partner's own fee for the period.</summary>
    LimitedPartnerSpecific,
}

/// <summary>One purpose of a call. Inside the commitment, it lowers the unfunded commitment.</summary>
public sealed record CallPurpose(CallPurposeKind Kind, AllocationBase Base, decimal Amount, Guid? DealId, string Description, bool InsideCommitment = true);

/// <summary>An investor's amounts of a call, one for each purpose, in the call's order of purposes.</summary>
public sealed record CallShare(Guid InvestorId, IReadOnlyList<decimal> Amounts)
{
    /// <summary>What the investor is asked to pay.</summary>
    [JsonIgnore]
    public decimal Total => Amounts.Sum();
}

/// <summary>A capital call was issued: the right to the money arises, the unfunded commitment falls. Effective on the notice date.</summary>
public sealed record CapitalCallIssued(Guid CallId, int Number, DateOnly DueDate, IReadOnlyList<CallPurpose> Purposes, IReadOnlyList<CallShare> Shares) : Fact;

/// <summary>Money of an investor for a call arrived. Effective on the value date. It counts as contribution from then on.</summary>
/// <param name="Amounts">One for each purpose of the call, in its order; sums to the receipt.</param>
/// <param name="Reference">What the bank statement says; null when nobody noted it.</param>
public sealed record ReceiptRecorded(
    Guid ReceiptId, Guid CallId, Guid InvestorId, IReadOnlyList<decimal> Amounts, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference = null) : Fact
{
    /// <summary>What arrived.</summary>
    [JsonIgnore]
    public decimal Total => Amounts.Sum();
}

/// <summary>The fund bought or added to an investment at cost.</summary>
/// <param name="Foreign">The cost in the investment's own currency; null where that is the fund's. Likewise below.</param>
public sealed record InvestmentMade(
    Guid DealId, string Name, decimal Cost, IReadOnlyList<Share> Shares, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ForeignAmount? Foreign = null) : Fact;

/// <summary>An investment's fair value as of the effective date; shares are of the change since the last value or cost.</summary>
/// <param name="FairValue">The whole value of what is still held.</param>
/// <param name="Change">FairValue less the carrying value before.</param>
/// <param name="Methodology">Such as "Market multiple".</param>
/// <param name="Level">Fair value hierarchy 1, 2 or 3 (ASC 820).</param>
/// <param name="Basis">What it rests on; null where nobody said.</param>
public sealed record ValuationRecorded(
    Guid DealId, decimal FairValue, decimal Change, string Methodology, int Level, IReadOnlyList<Share> ChangeShares,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ForeignAmount? Foreign = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ValuationBasis? Basis = null) : Fact;

/// <summary>What proceeds are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProceedsKind>))]
public enum ProceedsKind
{
    /// <summary>Sale of all or a part.</summary>
    Realisation,

    /// <summary>Dividend or interest: no cost is realised.</summary>
    Income,
}

/// <summary>What income is, in the rows of the ILPA reporting template.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncomeKind>))]
public enum IncomeKind
{
    /// <summary>Interest.</summary>
    Interest,

    /// <summary>Dividends.</summary>
    Dividends,

    /// <summary>Neither.</summary>
    Other,
}

/// <summary>Money came out of an investment. Carrying value falls by <paramref name="CarryingValue"/>, cost by <paramref name="Cost"/>.</summary>
/// <param name="ProceedsShares">By investor, sums to Proceeds.</param>
/// <param name="CostShares">By investor, sums to Cost.</param>
/// <param name="CarryingShares">By investor, sums to CarryingValue.</param>
/// <param name="Income">Of income, what it is; null when nobody said, and of a realisation.</param>
public sealed record ProceedsReceived(
    Guid DealId, ProceedsKind Proceeding, decimal Proceeds, decimal Cost, decimal CarryingValue,
    IReadOnlyList<Share> ProceedsShares, IReadOnlyList<Share> CostShares, IReadOnlyList<Share> CarryingShares,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ForeignAmount? Foreign = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IncomeKind? Income = null) : Fact;

/// <summary>The manager's fee for a period, borne by the limited partners.</summary>
/// <param name="PeriodTo">Not counted.</param>
public sealed record ManagementFeeCharged(Guid ChargeId, DateOnly PeriodFrom, DateOnly PeriodTo, decimal Amount, IReadOnlyList<Share> Shares) : Fact;

/// <summary>A fund expense.</summary>
/// <param name="Category">Such as "Audit", in the words of the ILPA reporting template.</param>
public sealed record ExpenseCharged(Guid ChargeId, string Category, decimal Amount, IReadOnlyList<Share> Shares) : Fact;

/// <summary>One investor's line of a distribution: his apportioned share run through the tiers.</summary>
/// <param name="Apportioned">His share before carried interest.</param>
/// <param name="ReturnOfCapital">Tier 1.</param>
/// <param name="PreferredReturn">Tier 2.</param>
/// <param name="CatchUp">What stays with him of tier 3.</param>
/// <param name="ResidualSplit">What stays with him of tier 4.</param>
/// <param name="CarriedInterest">What went from his share to the general partner: tiers 3 and 4.</param>
/// <param name="Withholding">Tax withheld; deemed distributed.</param>
/// <param name="Recallable">The part that restores unfunded commitment.</param>
/// <param name="Advance">Positive: of the apportioned share, an advance on later ones; negative: taken off an earlier advance, which made this share smaller.</param>
/// <param name="CarryAdvance">
/// Positive: of the carried interest, an advance on later carried interest, in no tier yet; negative: taken off an earlier advance, so that the tiers hold so much more carried interest.
/// </param>
/// <param name="FromDefault">Of the apportioned share, what comes from a defaulter's (positive); negative: what a defaulter gives up to the others, which made this share smaller.</param>
public sealed record DistributionLine(
    Guid InvestorId, decimal Apportioned, decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal ResidualSplit,
    decimal CarriedInterest, decimal Withholding = 0, decimal Recallable = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal Advance = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal CarryAdvance = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal FromDefault = 0)
{
    /// <summary>Distributed to him as an investor: apportioned less carried interest. Withholding is part of it.</summary>
    [JsonIgnore]
    public decimal Distributed => Apportioned - CarriedInterest;

    /// <summary>What is paid out to him as an investor.</summary>
    [JsonIgnore]
    public decimal Payable => Distributed - Withholding;

    /// <summary>Whether every amount is zero.</summary>
    [JsonIgnore]
    public bool IsEmpty => this == new DistributionLine(InvestorId, 0, 0, 0, 0, 0, 0);

    /// <summary>Two parts of one investor's line together, amount by amount.</summary>
    public static DistributionLine operator +(DistributionLine a, DistributionLine b) => new(
        a.InvestorId, a.Apportioned + b.Apportioned, a.ReturnOfCapital + b.ReturnOfCapital, a.PreferredReturn + b.PreferredReturn, a.CatchUp + b.CatchUp,
        a.ResidualSplit + b.ResidualSplit, a.CarriedInterest + b.CarriedInterest, a.Withholding + b.Withholding, a.Recallable + b.Recallable,
        a.Advance + b.Advance, a.CarryAdvance + b.CarryAdvance, a.FromDefault + b.FromDefault);

    /// <summary>Every amount with its sign turned.</summary>
    public static DistributionLine operator -(DistributionLine a) => new(
        a.InvestorId, -a.Apportioned, -a.ReturnOfCapital, -a.PreferredReturn, -a.CatchUp, -a.ResidualSplit, -a.CarriedInterest, -a.Withholding, -a.Recallable,
        -a.Advance, -a.CarryAdvance, -a.FromDefault);
}

/// <summary>What a tax distribution was worked out from.</summary>
/// <param name="AssumedRate">0.4 is 40 %.</param>
/// <param name="Partners">Partners with income on their own commitment.</param>
/// <param name="CarriedInterest">The recipient of carried interest as such; null when it has no income from it.</param>
public sealed record TaxBasis(decimal AssumedRate, IReadOnlyList<TaxBasisLine> Partners, TaxBasisLine? CarriedInterest);

/// <summary>Assumed tax on all income allocated to date, and what was distributed before.</summary>
/// <param name="Had">Distributed, or received as carried interest, before this distribution.</param>
public sealed record TaxBasisLine(Guid InvestorId, decimal Income, decimal Tax, decimal Had)
{
    /// <summary>What distributions fall short of the tax.</summary>
    [JsonIgnore]
    public decimal Lacking => Math.Max(0, Tax - Had);
}

/// <summary>A distribution was declared: the liability to pay arises. Effective on the distribution date.</summary>
/// <param name="Amount">All of it; Σ Apportioned.</param>
/// <param name="CarryRecipientId">The general partner's investor id; receives Σ CarriedInterest.</param>
/// <param name="InKind">Of a distribution in kind, what is handed over; else null.</param>
/// <param name="Tax">Of a tax distribution, what it was worked out from; else null.</param>
public sealed record DistributionDeclared(
    Guid DistributionId, int Number, DateOnly PaymentDate, Guid? DealId, decimal Amount, Guid? CarryRecipientId, IReadOnlyList<DistributionLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TaxBasis? Tax = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] InKindAsset? InKind = null) : Fact
{
    /// <summary>Carried interest of all lines.</summary>
    [JsonIgnore]
    public decimal CarriedInterest => Lines.Sum(l => l.CarriedInterest);
}

/// <summary>Money of a distribution left the fund's account for an investor (carry included where he receives it).</summary>
public sealed record DistributionPaid(Guid PaymentId, Guid DistributionId, Guid InvestorId, decimal Amount) : Fact;

/// <summary>
/// What an investor itself disclosed of its position, as of the effective date: opening figures of a fund whose history is not in the book.
/// Cumulative since inception; null = not disclosed.
/// </summary>
/// <param name="ReportedMultiple">The investor's own TVPI.</param>
/// <param name="ReportedNetIrr">A fraction: 0.059 is 5.9 %.</param>
/// <param name="Source">The document it was disclosed in.</param>
public sealed record PositionDisclosed(
    Guid InvestorId, decimal Commitment, decimal? Called, decimal? Distributed, decimal? RemainingValue,
    decimal? ReportedMultiple, decimal? ReportedNetIrr, string Source) : Fact;

/// <summary>An earlier fact never counted (same effective date) or counts no more (later effective date).</summary>
public sealed record FactReversed(Guid OriginalFactId, string Reason) : Fact;
