using StratCap.FundMath.Book;

namespace StratCap.Funds.Book;

/// <summary>Which rows a set of facts can have changed. A reversal touches what its original touched.</summary>
internal sealed class Touched
{
    public HashSet<Guid> Partners { get; } = [];
    public HashSet<Guid> Calls { get; } = [];
    public HashSet<Guid> Deals { get; } = [];
    public HashSet<Guid> Distributions { get; } = [];
    public HashSet<Guid> CallPartners { get; } = [];
    public bool AllCallPartners { get; private set; }

    /// <summary>Whether somebody may have moved in the order of admission, and with him all who come after.</summary>
    public bool MayReorder { get; private set; }

    /// <summary>What the facts touch; <paramref name="all"/> is the whole book with them.</summary>
    public static Touched By(IEnumerable<RecordedFact> facts, IReadOnlyList<RecordedFact> all)
    {
        var touched = new Touched();
        foreach (var fact in facts)
            touched.Add(fact.Payload is FactReversed reversal ? all.First(f => f.FactId == reversal.OriginalFactId).Payload : fact.Payload);
        return touched;
    }

    private void Add(Fact fact)
    {
        switch (fact)
        {
            case InvestorAdmitted f:
                Partners.Add(f.InvestorId);
                MayReorder = true;
                break;
            case CommitmentAccepted f: Partners.Add(f.InvestorId); break;
            case PositionDisclosed f:
                // A disclosure dated before the admission brings the partner in earlier.
                Partners.Add(f.InvestorId);
                MayReorder = true;
                break;
            case CapitalCallIssued f:
                Calls.Add(f.CallId);
                AllCallPartners = true;
                Add(f.Shares.Select(s => s.InvestorId));
                if (f.Purposes.Any(p => p.DealId is not null)) Deals.UnionWith(f.Purposes.Where(p => p.DealId is not null).Select(p => p.DealId!.Value));
                break;
            case ReceiptRecorded f:
                Calls.Add(f.CallId);
                CallPartners.Add(f.InvestorId);
                Partners.Add(f.InvestorId);
                break;
            case InvestmentMade f: Deals.Add(f.DealId); Add(f.Shares.Select(s => s.InvestorId)); break;
            case ValuationRecorded f: Deals.Add(f.DealId); Add(f.ChangeShares.Select(s => s.InvestorId)); break;
            case ProceedsReceived f: Deals.Add(f.DealId); Add(f.ProceedsShares.Select(s => s.InvestorId)); break;
            case ManualEntryRecorded f: Add(f.Lines.SelectMany(l => l.Shares).Select(s => s.InvestorId)); break;
            case ManagementFeeCharged f: Add(f.Shares.Select(s => s.InvestorId)); break;
            case ExpenseCharged f: Add(f.Shares.Select(s => s.InvestorId)); break;
            case DistributionDeclared f:
                Distributions.Add(f.DistributionId);
                Add(f.Lines.Select(l => l.InvestorId));
                if (f.CarryRecipientId is { } recipient) Partners.Add(recipient);
                if (f.InKind is { } asset)
                {
                    Deals.Add(f.DealId!.Value);
                    Add(asset.ValueShares.Concat(asset.CostShares).Concat(asset.CarryingShares).Select(s => s.InvestorId));
                }
                break;
            case DefaultRemedied f: Partners.Add(f.InvestorId); Add(f.To.Select(s => s.InvestorId)); break;
            case SoldForPartner f: Distributions.Add(f.DistributionId); Partners.Add(f.InvestorId); break;
            case DistributionPaid f: Distributions.Add(f.DistributionId); Partners.Add(f.InvestorId); break;
            case ClawbackPaid f:
                Add(f.Lines.Select(l => l.InvestorId));
                Partners.Add(f.PayerId);
                break;
            case CallDefaulted: break;
            case CallShareWithdrawn f:
                Calls.Add(f.CallId);
                CallPartners.Add(f.InvestorId);
                Partners.Add(f.InvestorId);
                break;
            case FeeReduced f: Add(f.Shares.Select(s => s.InvestorId)); break;
            case FeeOffsetRecognised or LineDrawn or LineRepaid: break;
            case UnfundedReleased f: Add(f.Shares.Select(s => s.InvestorId)); break;
            case GivebackCalled f: Add(f.Shares.Select(s => s.InvestorId)); break;
            case GivebackReceived f: Partners.Add(f.Line.InvestorId); break;
            case ClosingEqualised f: Add(f.Lines.Select(l => l.InvestorId)); Add(f.Interest.Select(i => i.InvestorId)); break;
            case InterestsMoved f: Add(f.Lines.Select(l => l.InvestorId)); break;
            case FundEstablished or TermsSet or ClosingHeld or CarryPlanSet or CarryAllocated or CarryAccelerated or CarryHolderLeft or PeriodClosed or PeriodReopened: break;
            default: throw new InvalidOperationException($"Say which rows {fact.GetType().Name} touches.");
        }
    }

    private void Add(IEnumerable<Guid> partners) => Partners.UnionWith(partners);
}
