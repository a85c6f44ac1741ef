namespace StratCap.FundMath.Book;

/// <summary>A commitment of a partner.</summary>
public sealed record PartnerCommitment(DateOnly Date, Guid? ClosingId, decimal Amount, Guid FactId);

/// <summary>What moved between a partner and the fund.</summary>
public enum CashFlowKind
{
    /// <summary>The partner paid a call; dated by receipt.</summary>
    Contribution,

    /// <summary>The fund paid a distribution; dated by payment.</summary>
    Distribution,

    /// <summary>Tax was withheld: deemed distributed; dated by the declaration.</summary>
    Withholding,

    /// <summary>The fund paid carried interest; dated by payment.</summary>
    CarriedInterest,
}

/// <summary>A dated movement between a partner and the fund.</summary>
/// <param name="Amount">Always positive; the kind tells the direction.</param>
/// <param name="SourceId">The call or the distribution.</param>
/// <param name="ByPurpose">Of a contribution: by the call's purposes, in its order; else empty.</param>
public sealed record CashFlow(DateOnly Date, CashFlowKind Kind, decimal Amount, Guid SourceId, Guid FactId, IReadOnlyList<decimal> ByPurpose);

/// <summary>A partner's line of a distribution that was declared.</summary>
public sealed record PartnerDistribution(DateOnly Date, Guid DistributionId, int Number, DistributionLine Line, Guid FactId);

/// <summary>A position that the partner disclosed itself.</summary>
public sealed record DisclosedPosition(DateOnly Date, PositionDisclosed Position, Guid FactId);

/// <summary>A partner and its figures.</summary>
public sealed class PartnerAccount : FigureSet
{
    internal PartnerAccount(int index, Guid investorId, string name, PartnerKind kind, DateOnly admittedOn, Guid factId)
    {
        Index = index;
        InvestorId = investorId;
        Name = name;
        Kind = kind;
        AdmittedOn = admittedOn;
        AdmissionFactId = factId;
    }

    /// <summary>Place in the order of admission, from 0: the tie-break of allocations.</summary>
    public int Index { get; }

    /// <summary>The investor.</summary>
    public Guid InvestorId { get; }

    /// <summary>Legal name.</summary>
    public string Name { get; }

    /// <summary>Limited partner, or the general partner's own commitment.</summary>
    public PartnerKind Kind { get; }

    /// <summary>Whether it bears fee and carried interest.</summary>
    public bool IsLimitedPartner => Kind == PartnerKind.LimitedPartner;

    /// <summary>Effective date of the admission.</summary>
    public DateOnly AdmittedOn { get; }

    /// <summary>The fact that admitted it.</summary>
    public Guid AdmissionFactId { get; }

    /// <summary>Commitments in order of date.</summary>
    public IReadOnlyList<PartnerCommitment> Commitments => CommitmentList;

    /// <summary>Movements in order of date.</summary>
    public IReadOnlyList<CashFlow> CashFlows => FlowList;

    /// <summary>Lines of declared distributions in order of date.</summary>
    public IReadOnlyList<PartnerDistribution> Distributions => DistributionList;

    /// <summary>Disclosed positions in order of date.</summary>
    public IReadOnlyList<DisclosedPosition> Disclosed => DisclosedList;

    internal List<PartnerCommitment> CommitmentList { get; } = [];

    internal List<CashFlow> FlowList { get; } = [];

    internal List<PartnerDistribution> DistributionList { get; } = [];

    internal List<DisclosedPosition> DisclosedList { get; } = [];

    /// <summary>The last disclosed "called" before the book's own first call, uncapped.</summary>
    internal decimal OpeningCalledReported { get; set; }
}
