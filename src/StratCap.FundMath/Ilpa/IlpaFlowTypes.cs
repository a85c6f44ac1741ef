namespace StratCap.FundMath.Ilpa;

/// <summary>How a fund tells its calls in the ILPA Performance Template; chosen once for the fund's life.</summary>
public enum IlpaMethod
{
    /// <summary>Each call says what it is for.</summary>
    Granular,

    /// <summary>Calls are not itemised: fees and expenses are added back to gross returns on the days on which they were charged.</summary>
    GrossUp,
}

/// <summary>What a flow is, in the types of the ILPA Performance Template v1.1, which the Capital Call and Distribution Template of 2025 shares.</summary>
public enum IlpaFlowType
{
    /// <summary>Called for investments, follow-on investments among them.</summary>
    CallInvestments,

    /// <summary>Called for the management fee.</summary>
    CallManagementFees,

    /// <summary>Called for expenses.</summary>
    CallExpenses,

    /// <summary>Called for interest and fees of the subscription line.</summary>
    CallFacilityCosts,

    /// <summary>Called, for whatever.</summary>
    CallTotal,

    /// <summary>Drawn on the subscription line in place of a call.</summary>
    FacilityDrawdown,

    /// <summary>The line was repaid: a distribution that nobody received.</summary>
    SyntheticDistribution,

    /// <summary>Capital that comes back for good.</summary>
    ReturnOfCapital,

    /// <summary>Capital that may be called again.</summary>
    RecallableReturnOfCapital,

    /// <summary>All else that was distributed.</summary>
    GainOrLoss,

    /// <summary>Distributions that partners returned; negative.</summary>
    DistributionReturned,

    /// <summary>Declared and not yet paid out at the quarter's end.</summary>
    DistributionPayable,

    /// <summary>Carried interest that was taken from partners' shares (positive), or paid back to them (negative).</summary>
    CarriedInterest,

    /// <summary>Management fees charged, less waivers, rebates and offsets.</summary>
    GrossUpManagementFees,

    /// <summary>Expenses charged, without the line's.</summary>
    GrossUpExpenses,

    /// <summary>Interest and fees of the line, charged.</summary>
    GrossUpFacilityCosts,

    /// <summary>Fees and expenses charged above what was called for them; negative where more was called.</summary>
    AccruedFeesAndExpenses,

    /// <summary>The same of the line's interest and fees.</summary>
    AccruedFacilityCosts,

    /// <summary>Carried interest that a liquidation at the capital accounts would take.</summary>
    UnrealisedCarry,

    /// <summary>Drawn on the line and not repaid.</summary>
    FacilityBalance,

    /// <summary>Capital accounts less accrued carried interest.</summary>
    NetAssetValue,
}

/// <summary>On which side of a multiple a flow stands.</summary>
public enum IlpaMultipleRole
{
    /// <summary>On neither.</summary>
    None,

    /// <summary>Adds to what came back or is left.</summary>
    Numerator,

    /// <summary>Adds to what was paid in.</summary>
    Denominator,

    /// <summary>Takes off what was paid in.</summary>
    LessDenominator,
}

/// <summary>Which returns count a flow.</summary>
public readonly record struct IlpaTreatment(bool Net, bool Gross, IlpaMultipleRole Role)
{
    internal static IlpaTreatment Excluded { get; } = new(false, false, IlpaMultipleRole.None);

    internal static IlpaTreatment Both(IlpaMultipleRole role) => new(true, true, role);

    internal static IlpaTreatment NetOnly(IlpaMultipleRole role) => new(true, false, role);

    internal static IlpaTreatment GrossOnly(IlpaMultipleRole role) => new(false, true, role);
}

/// <summary>The comparison sheet of the ILPA Performance Template v1.1: which type counts in which return, with the subscription line and without.</summary>
public static class IlpaFlowTypes
{
    /// <summary>How a type is treated.</summary>
    /// <param name="withLine">With the line as it was; else as if its draws had been called.</param>
    public static IlpaTreatment TreatmentOf(IlpaFlowType type, bool withLine) => type switch
    {
        IlpaFlowType.CallInvestments or IlpaFlowType.CallTotal => IlpaTreatment.Both(IlpaMultipleRole.Denominator),
        IlpaFlowType.CallManagementFees or IlpaFlowType.CallExpenses => IlpaTreatment.NetOnly(IlpaMultipleRole.Denominator),
        IlpaFlowType.CallFacilityCosts => withLine ? IlpaTreatment.NetOnly(IlpaMultipleRole.Denominator) : IlpaTreatment.Excluded,
        IlpaFlowType.FacilityDrawdown => withLine ? IlpaTreatment.Excluded : IlpaTreatment.Both(IlpaMultipleRole.Denominator),
        IlpaFlowType.SyntheticDistribution => withLine ? IlpaTreatment.Excluded : IlpaTreatment.Both(IlpaMultipleRole.LessDenominator),
        IlpaFlowType.FacilityBalance => withLine ? IlpaTreatment.Excluded : IlpaTreatment.Both(IlpaMultipleRole.Numerator),
        IlpaFlowType.GrossUpFacilityCosts or IlpaFlowType.AccruedFacilityCosts =>
            withLine ? IlpaTreatment.GrossOnly(IlpaMultipleRole.Numerator) : IlpaTreatment.Both(IlpaMultipleRole.Numerator),
        IlpaFlowType.CarriedInterest or IlpaFlowType.UnrealisedCarry or IlpaFlowType.AccruedFeesAndExpenses or IlpaFlowType.GrossUpManagementFees or IlpaFlowType.GrossUpExpenses =>
            IlpaTreatment.GrossOnly(IlpaMultipleRole.Numerator),
        _ => IlpaTreatment.Both(IlpaMultipleRole.Numerator),
    };

    /// <summary>The type's name.</summary>
    public static string LabelOf(IlpaFlowType type) => type switch
    {
        IlpaFlowType.CallInvestments => "Call: Investments",
        IlpaFlowType.CallManagementFees => "Call: Management Fees",
        IlpaFlowType.CallExpenses => "Call: Partnership Expenses",
        IlpaFlowType.CallFacilityCosts => "Call: Facility Fees/Interest",
        IlpaFlowType.CallTotal => "Call: Total",
        IlpaFlowType.FacilityDrawdown => "Facility Drawdown",
        IlpaFlowType.SyntheticDistribution => "Synthetic Distribution: Facility Repayment",
        IlpaFlowType.ReturnOfCapital => "Distribution: Return of Capital",
        IlpaFlowType.RecallableReturnOfCapital => "Distribution: Return of Capital (Recallable)",
        IlpaFlowType.GainOrLoss => "Distribution: Gain/(Loss)",
        IlpaFlowType.DistributionReturned => "Distribution: Returned by Partners",
        IlpaFlowType.DistributionPayable => "Distribution: Declared and Not Yet Paid",
        IlpaFlowType.CarriedInterest => "Carry/Clawback",
        IlpaFlowType.GrossUpManagementFees => "Gross-Up: Management Fees",
        IlpaFlowType.GrossUpExpenses => "Gross-Up: Partnership Expenses",
        IlpaFlowType.GrossUpFacilityCosts => "Gross-Up: Facility Fees/Interest",
        IlpaFlowType.AccruedFeesAndExpenses => "Quarter-End Adjustment: Accrued Fees/Expenses",
        IlpaFlowType.AccruedFacilityCosts => "Quarter-End Adjustment: Accrued Facility Fees/Interest",
        IlpaFlowType.UnrealisedCarry => "Quarter-End Adjustment: Unrealised Carry",
        IlpaFlowType.FacilityBalance => "Gross-Up: Outstanding Facility Balance",
        IlpaFlowType.NetAssetValue => "Net Asset Value",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>What a call's purpose is, itemised.</summary>
    public static IlpaFlowType Of(Book.CallPurposeKind purpose) => purpose switch
    {
        Book.CallPurposeKind.Investment or Book.CallPurposeKind.FollowOn => IlpaFlowType.CallInvestments,
        Book.CallPurposeKind.ManagementFee => IlpaFlowType.CallManagementFees,
        Book.CallPurposeKind.Expenses => IlpaFlowType.CallExpenses,
        Book.CallPurposeKind.LineCosts => IlpaFlowType.CallFacilityCosts,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, null),
    };
}
