using StratCap.FundMath.Book;

namespace StratCap.Funds.Book;

/// <summary>The rows that lists read, derived from the book and nothing else.</summary>
internal static class ProjectionRows
{
    public static FundRow Fund(FundBook book) => new()
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        Name = book.Name,
        Currency = book.Currency.Code,
        Vintage = book.Vintage,
        Strategy = book.Strategy,
        LastSequence = book.LastSequence,
        LastHash = book.LastHash,
        Partners = book.Partners.Count,
        Commitment = book.Total.Commitment,
        Called = book.Total.Called,
        Contributed = book.Total.Contributed,
        Distributed = book.Total.Distributed + book.Total.CarryReceived,
        Nav = book.Total.Nav,
        Cash = book.Total.Cash,
    };

    public static IEnumerable<PartnerRow> Partners(FundBook book, Func<Guid, bool> wanted) => book.Partners.Where(p => wanted(p.InvestorId)).Select(p => new PartnerRow
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        InvestorId = p.InvestorId,
        Ordinal = p.Index,
        Name = p.Name,
        Kind = p.Kind.ToString(),
        AdmittedOn = p.AdmittedOn,
        Commitment = p.Commitment,
        Called = p.Called,
        Contributed = p.Contributed,
        Unfunded = p.Unfunded,
        Distributed = p.Distributed,
        CarryPaid = p.CarryPaid,
        CarryReceived = p.CarryReceived,
        Nav = p.Nav,
    });

    public static IEnumerable<CommitmentRow> Commitments(FundBook book, Func<Guid, bool> wanted) => book.Partners.Where(p => wanted(p.InvestorId)).SelectMany(p => p.Commitments, (p, c) => new CommitmentRow
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        FactId = c.FactId,
        InvestorId = p.InvestorId,
        ClosingId = c.ClosingId,
        Date = c.Date,
        Amount = c.Amount,
    });

    public static IEnumerable<PositionRowEntity> Positions(FundBook book, Func<Guid, bool> wanted) => book.Partners.Where(p => wanted(p.InvestorId)).SelectMany(p => p.Disclosed, (p, d) => new PositionRowEntity
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        InvestorId = p.InvestorId,
        AsOf = d.Date,
        FactId = d.FactId,
        Commitment = d.Position.Commitment,
        Called = d.Position.Called,
        Distributed = d.Position.Distributed,
        RemainingValue = d.Position.RemainingValue,
        ReportedMultiple = d.Position.ReportedMultiple,
        ReportedNetIrr = d.Position.ReportedNetIrr,
        Source = d.Position.Source,
    });

    public static IEnumerable<CapitalCallRow> Calls(FundBook book, Func<Guid, bool> wanted) => book.Calls.Where(c => wanted(c.CallId)).Select(c => new CapitalCallRow
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        CallId = c.CallId,
        Number = c.Number,
        NoticeDate = c.NoticeDate,
        DueDate = c.DueDate,
        Amount = c.Amount,
        Received = c.Received,
        Status = c.Status.ToString(),
        FactId = c.FactId,
    });

    public static IEnumerable<CapitalCallLineRow> CallLines(FundBook book, Func<Guid, bool> call, Func<Guid, bool> investor) => book.Calls.Where(c => call(c.CallId))
        .SelectMany(c => c.Lines.Where(l => investor(l.InvestorId)), (c, l) => new CapitalCallLineRow
        {
            TenantId = book.TenantId,
            FundId = book.FundId,
            CallId = c.CallId,
            InvestorId = l.InvestorId,
            Amount = l.Total,
            Received = l.ReceivedTotal,
            LastReceivedOn = l.LastReceivedOn,
        });

    public static IEnumerable<DealRow> Deals(FundBook book, Func<Guid, bool> wanted) => book.Deals.Where(d => wanted(d.DealId)).Select(d => new DealRow
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        DealId = d.DealId,
        Name = d.Name,
        Cost = d.Cost,
        FairValue = d.FairValue,
        Proceeds = d.Proceeds,
        ValuedOn = d.ValuedOn,
    });

    public static IEnumerable<DistributionRow> Distributions(FundBook book, Func<Guid, bool> wanted) => book.Distributions.Where(d => wanted(d.DistributionId)).Select(d => new DistributionRow
    {
        TenantId = book.TenantId,
        FundId = book.FundId,
        DistributionId = d.DistributionId,
        Number = d.Number,
        Date = d.Date,
        PaymentDate = d.PaymentDate,
        Amount = d.Amount,
        CarriedInterest = d.CarriedInterest,
        Paid = d.Paid,
        Status = d.Status.ToString(),
        FactId = d.FactId,
    });

    public static IEnumerable<DistributionLineRow> DistributionLines(FundBook book, Func<Guid, bool> wanted) => book.Distributions.Where(d => wanted(d.DistributionId))
        .SelectMany(d => d.Lines, (d, l) => new DistributionLineRow
        {
            TenantId = book.TenantId,
            FundId = book.FundId,
            DistributionId = d.DistributionId,
            InvestorId = l.InvestorId,
            Apportioned = l.Apportioned,
            ReturnOfCapital = l.ReturnOfCapital,
            PreferredReturn = l.PreferredReturn,
            CatchUp = l.CatchUp,
            ResidualSplit = l.ResidualSplit,
            CarriedInterest = l.CarriedInterest,
            Payable = d.PayableTo(l.InvestorId),
            Paid = d.PaidTo(l.InvestorId),
        });
}
