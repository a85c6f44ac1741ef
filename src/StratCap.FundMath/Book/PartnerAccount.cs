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

    /// <summary>The partner paid carried interest back.</summary>
    Clawback,

    /// <summary>The partner returned distributions.</summary>
    Giveback,

    /// <summary>The fund borrowed in place of a call; the partner's part. No movement between him and the fund.</summary>
    LineDraw,

    /// <summary>The fund repaid of that.</summary>
    LineRepayment,

    /// <summary>What a sale for the partner brought above the value of a distribution in kind, or below it (negative). No movement between him and the fund: the payment is.</summary>
    SaleDifference,
}

/// <summary>A dated movement between a partner and the fund.</summary>
/// <param name="Amount">Positive, the kind tells the direction; signed where it is a difference.</param>
/// <param name="SourceId">The call, the distribution, the clawback, the receipt of a giveback, the draw or its repayment.</param>
/// <param name="ByPurpose">Of a contribution: by the call's purposes, in its order; else empty.</param>
public sealed record CashFlow(DateOnly Date, CashFlowKind Kind, decimal Amount, Guid SourceId, Guid FactId, IReadOnlyList<decimal> ByPurpose)
{
    /// <summary>Whether it is of carried interest, which is no return on a commitment.</summary>
    public bool IsCarry => Kind is CashFlowKind.CarriedInterest or CashFlowKind.Clawback;

    /// <summary>Whether it is of the subscription line.</summary>
    public bool IsLine => Kind is CashFlowKind.LineDraw or CashFlowKind.LineRepayment;

    /// <summary>Whether the partner pays it to the fund.</summary>
    public bool IsToFund => Kind is CashFlowKind.Contribution or CashFlowKind.Clawback or CashFlowKind.Giveback;
}

/// <summary>A partner's line of a distribution that was declared.</summary>
public sealed record PartnerDistribution(DateOnly Date, Guid DistributionId, int Number, DistributionLine Line, Guid FactId);

/// <summary>A position that the partner disclosed itself.</summary>
public sealed record DisclosedPosition(DateOnly Date, PositionDisclosed Position, Guid FactId);

/// <summary>What came to a partner's account or left it on a date by a transfer or an equalisation.</summary>
/// <param name="Moved">Signed.</param>
public sealed record PartnerMoved(DateOnly Date, FigureSet Moved, Guid FactId);

/// <summary>A partner and its figures.</summary>
public sealed class PartnerAccount : FigureSet
{
    private readonly Figures transferred = new();

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

    /// <summary>Moves of interests that touched the account, in order of date.</summary>
    public IReadOnlyList<PartnerMoved> Moves => MoveList;

    /// <inheritdoc />
    public override FigureSet Transferred => transferred;

    internal List<PartnerCommitment> CommitmentList { get; } = [];

    internal List<CashFlow> FlowList { get; } = [];

    internal List<PartnerDistribution> DistributionList { get; } = [];

    internal List<DisclosedPosition> DisclosedList { get; } = [];

    internal List<PartnerMoved> MoveList { get; } = [];

    /// <summary>Whether the whole interest went to another and nothing came since.</summary>
    internal bool HasLeft { get; set; }

    /// <summary>Sequence of the last fact that moved a part of the interest: facts recorded before it did not know of it.</summary>
    internal long MovedBySequence { get; private set; }

    /// <summary>The last disclosed "called" before the book's own first call, uncapped.</summary>
    internal decimal OpeningCalledReported { get; set; }

    internal void TakeMove(PartnerMoved move, long sequence, bool isTransfer)
    {
        MoveList.Add(move);
        HasLeft = false;
        MovedBySequence = Math.Max(MovedBySequence, sequence);
        foreach (var component in Components)
        {
            Add(component, move.Moved[component]);
            if (isTransfer)
                transferred.Add(component, move.Moved[component]);
        }
    }

    /// <summary>Puts a dated movement into the history, or takes it out: what has the same date, kind and source becomes one.</summary>
    internal void MoveFlow(FlowMove move, Guid factId)
    {
        var at = FlowList.FindIndex(f => IsSame(f, move));
        var flow = new CashFlow(move.Date, move.Kind, move.Amount, move.SourceId, at < 0 ? factId : FlowList[at].FactId, move.ByPurpose);
        foreach (var same in FlowList.Where(f => IsSame(f, move)))
            flow = flow with { Amount = flow.Amount + same.Amount, ByPurpose = [.. flow.ByPurpose.Select((p, i) => p + same.ByPurpose[i])] };
        FlowList.RemoveAll(f => IsSame(f, move));
        if (flow.Amount != 0 || flow.ByPurpose.Any(p => p != 0))
            FlowList.Insert(FlowList.FindLastIndex(f => f.Date <= move.Date) + 1, flow);
    }

    /// <summary>Puts a part of a distribution's line into the history, or takes it out.</summary>
    internal void MoveLine(PartnerDistribution part)
    {
        var at = DistributionList.FindIndex(d => d.DistributionId == part.DistributionId);
        if (at < 0)
        {
            DistributionList.Insert(DistributionList.FindLastIndex(d => d.Date <= part.Date) + 1, part);
            return;
        }
        var line = DistributionList[at].Line + part.Line;
        if (line.IsEmpty)
            DistributionList.RemoveAt(at);
        else
            DistributionList[at] = DistributionList[at] with { Line = line };
    }

    /// <summary>What the history holds of a movement.</summary>
    internal decimal HeldOf(FlowMove move) => FlowList.Where(f => IsSame(f, move)).Sum(f => f.Amount);

    private static bool IsSame(CashFlow flow, FlowMove move) => flow.Date == move.Date && flow.Kind == move.Kind && flow.SourceId == move.SourceId;
}
