namespace StratCap.FundMath.Book;

/// <summary>Whose figures a fact moves.</summary>
internal static class FactInvestors
{
    internal static IEnumerable<Guid> Of(Fact fact) => fact switch
    {
        CommitmentAccepted f => [f.InvestorId],
        CapitalCallIssued f => f.Shares.Select(s => s.InvestorId),
        ReceiptRecorded f => [f.InvestorId],
        InvestmentMade f => f.Shares.Select(s => s.InvestorId),
        ManagementFeeCharged f => f.Shares.Select(s => s.InvestorId),
        ExpenseCharged f => f.Shares.Select(s => s.InvestorId),
        ValuationRecorded f => f.ChangeShares.Select(s => s.InvestorId),
        ProceedsReceived f => f.ProceedsShares.Concat(f.CostShares).Concat(f.CarryingShares).Select(s => s.InvestorId).Distinct(),
        DistributionDeclared f => f.Lines.Select(l => l.InvestorId).Concat(f.CarryRecipientId is { } recipient ? [recipient] : [])
            .Concat(f.InKind is { } asset ? asset.ValueShares.Concat(asset.CostShares).Concat(asset.CarryingShares).Select(s => s.InvestorId) : []).Distinct(),
        DefaultRemedied f => f.To.Select(s => s.InvestorId).Append(f.InvestorId),
        SoldForPartner f => [f.InvestorId],
        DistributionPaid f => [f.InvestorId],
        FeeReduced f => f.Shares.Select(s => s.InvestorId),
        FeeOffsetRecognised f => f.Shares.Select(s => s.InvestorId),
        UnfundedReleased f => f.Shares.Select(s => s.InvestorId),
        LineDrawn f => f.Shares.Select(s => s.InvestorId),
        LineRepaid f => f.Shares.Select(s => s.InvestorId),
        CallShareWithdrawn f => [f.InvestorId],
        ClawbackPaid f => f.Lines.Select(l => l.InvestorId).Append(f.PayerId).Distinct(),
        GivebackCalled f => f.Shares.Select(s => s.InvestorId),
        GivebackReceived f => [f.Line.InvestorId],
        ClosingEqualised f => f.Lines.Select(l => l.InvestorId).Union(f.Interest.Select(i => i.InvestorId)),
        InterestsMoved f => f.Lines.Select(l => l.InvestorId),
        ManualEntryRecorded f => f.Lines.SelectMany(l => l.Shares).Select(s => s.InvestorId).Distinct(),
        PositionDisclosed f => [f.InvestorId],
        _ => [],
    };
}
