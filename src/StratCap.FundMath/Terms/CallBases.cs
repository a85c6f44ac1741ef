using StratCap.FundMath.Book;

namespace StratCap.FundMath.Terms;

/// <summary>How each purpose of a capital call is shared out among partners (ILPA Model LPA 6.2).</summary>
public sealed record CallBases(AllocationBase Investment, AllocationBase FollowOn, AllocationBase ManagementFee, AllocationBase Expenses)
{
    /// <summary>The base for a purpose.</summary>
    public AllocationBase For(CallPurposeKind kind) => kind switch
    {
        CallPurposeKind.Investment => Investment,
        CallPurposeKind.FollowOn => FollowOn,
        CallPurposeKind.ManagementFee => ManagementFee,
        CallPurposeKind.Expenses or CallPurposeKind.LineCosts => Expenses,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a purpose of a call."),
    };
}
