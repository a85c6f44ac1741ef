using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>Which capital must be back before carried interest is paid.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WaterfallLevel>))]
public enum WaterfallLevel
{
    /// <summary>All contributions, whatever they were for ("European").</summary>
    WholeFund,

    /// <summary>That of deals which are realised or written off ("American"); see <see cref="DealByDealTerms"/>.</summary>
    DealByDeal,
}

/// <summary>How a distribution is first shared out among all partners, before any tier.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ApportioningBase>))]
public enum ApportioningBase
{
    /// <summary>By contributions to the investment it comes from; without an investment, by all contributions.</summary>
    SharingPercentages,

    /// <summary>By commitments.</summary>
    Commitments,

    /// <summary>By contributions to date.</summary>
    Contributions,
}

/// <summary>How the preferred return grows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Compounding>))]
public enum Compounding
{
    /// <summary>balance × (1 + rate)^(days ÷ year), on unreturned capital and unpaid return: "compounded annually, calculated daily".</summary>
    EffectiveAnnual,

    /// <summary>unreturned capital × rate × days ÷ year; unpaid return earns nothing.</summary>
    SimpleAnnual,

    /// <summary>Once a year on a fixed day unpaid return begins to earn; simple interest in between.</summary>
    AnnualOnDate,

    /// <summary>balance × (1 + rate ÷ 4)^(4 × years): the nominal rate, compounded quarterly.</summary>
    Quarterly,

    /// <summary>balance × (1 + rate ÷ 12)^(12 × years): the nominal rate, compounded monthly.</summary>
    Monthly,

    /// <summary>balance × (1 + rate ÷ 365)^(365 × years): the nominal rate, compounded daily; 8 % are 8.33 % effective.</summary>
    Daily,
}

/// <summary>How days become years. The first day counts, the last does not. See <see cref="YearFraction"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DayCount>))]
public enum DayCount
{
    /// <summary>Actual days ÷ 365; a leap day counts as any other (ISDA 2006 4.16(d), Actual/365 Fixed).</summary>
    Act365,

    /// <summary>Actual days ÷ 360 (ISDA 2006 4.16(e)).</summary>
    Act360,

    /// <summary>Days in a leap year ÷ 366 plus the other days ÷ 365 (ISDA 2006 4.16(b), Actual/Actual).</summary>
    ActAct,

    /// <summary>Actual days ÷ 365.25, the average Julian year.</summary>
    Act36525,

    /// <summary>Months of 30 days; a first 31st counts as a 30th, a last 31st only after a 30th or 31st (ISDA 2006 4.16(f), 30/360 or Bond Basis). Parts of a period may not add up to the whole.</summary>
    Thirty360,

    /// <summary>Months of 30 days, every 31st counts as a 30th (ISDA 2006 4.16(g), 30E/360), so that parts of a period add up to the whole.</summary>
    ThirtyE360,
}

/// <summary>The day from which contributed capital earns the preferred return.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccrualStart>))]
public enum AccrualStart
{
    /// <summary>The day the fund received the money.</summary>
    Receipt,

    /// <summary>The due date of the call, for early and late payers alike.</summary>
    DueDate,
}

/// <summary>From when a contribution earns the preferred return that repays a draw on the subscription line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineReturn>))]
public enum LineReturn
{
    /// <summary>As any other contribution.</summary>
    FromContribution,

    /// <summary>From the day the line was drawn (ILPA Principles 3.0; Subscription Lines of Credit, 2017 and 2020).</summary>
    FromDraw,
}

/// <summary>What partners of a closing after a distribution have of it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LaterPartners>))]
public enum LaterPartners
{
    /// <summary>Nothing: they take no part in investments that were wholly realised before they joined, as if they had been excused from them; what the fund still holds is shared with them.</summary>
    OnlyWhatIsHeld,

    /// <summary>Their share, as if they had joined first: the distributions are shared anew, carried interest with them, and settled against what they pay.</summary>
    ShareInDistributions,
}

/// <summary>Which contributions earn the preferred return. All are returned.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReturnBase>))]
public enum ReturnBase
{
    /// <summary>All, fees and expenses included (ILPA).</summary>
    AllContributions,

    /// <summary>Those for investments.</summary>
    Investments,
}

/// <summary>What is paid first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaymentOrder>))]
public enum PaymentOrder
{
    /// <summary>Capital, then preferred return.</summary>
    CapitalFirst,

    /// <summary>Preferred return, then capital.</summary>
    ReturnFirst,
}

/// <summary>Whose hurdle must be met.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HurdleLevel>))]
public enum HurdleLevel
{
    /// <summary>Each limited partner's own ("as to each Limited Partner").</summary>
    EachPartner,
}

/// <summary>How an amount is brought to the smallest payable unit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoundingRule>))]
public enum RoundingRule
{
    /// <summary>Half a unit goes away from zero.</summary>
    HalfAwayFromZero,
}

/// <summary>Who gets the units that are left over when a total is shared out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OddUnitRule>))]
public enum OddUnitRule
{
    /// <summary>The largest remainders first; of equal remainders, the partner admitted earlier.</summary>
    LargestRemainderEarlierFirst,
}

/// <summary>What the management fee is a percentage of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeeBasis>))]
public enum FeeBasis
{
    /// <summary>Commitments.</summary>
    Commitments,

    /// <summary>Cost of unrealised investments.</summary>
    InvestedCost,

    /// <summary>Contributions to date.</summary>
    Contributions,

    /// <summary>Capital account balances.</summary>
    NetAssetValue,
}

/// <summary>How often the fee is charged; periods start with the calendar year.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeeFrequency>))]
public enum FeeFrequency
{
    /// <summary>1 January, April, July, October.</summary>
    Quarterly,

    /// <summary>1 January and July.</summary>
    SemiAnnually,

    /// <summary>1 January.</summary>
    Annually,
}
