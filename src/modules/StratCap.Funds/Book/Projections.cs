using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Tenancy;

namespace StratCap.Funds.Book;

/// <summary>A row that is derived from the book alone; <c>rebuild</c> recreates it and <c>verify</c> compares it.</summary>
internal interface IProjected : ITenantOwned
{
    Guid FundId { get; }
}

/// <summary>A fund in lists, and the head of its book: the row that writers lock.</summary>
internal sealed class FundRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public required string Name { get; set; }
    public required string Currency { get; set; }
    public int? Vintage { get; set; }
    public string? Strategy { get; set; }
    public long LastSequence { get; set; }
    public required string LastHash { get; set; }
    public int Partners { get; set; }
    public decimal Commitment { get; set; }
    public decimal Called { get; set; }
    public decimal Contributed { get; set; }
    public decimal Distributed { get; set; }
    public decimal Nav { get; set; }
    public decimal Cash { get; set; }
}

/// <summary>An investor's standing in a fund.</summary>
internal sealed class PartnerRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid InvestorId { get; init; }
    public int Ordinal { get; set; }
    public required string Name { get; set; }
    public required string Kind { get; set; }
    public DateOnly AdmittedOn { get; set; }
    public decimal Commitment { get; set; }
    public decimal Called { get; set; }
    public decimal Contributed { get; set; }
    public decimal Unfunded { get; set; }
    public decimal Distributed { get; set; }
    public decimal CarryPaid { get; set; }
    public decimal CarryReceived { get; set; }
    public decimal Nav { get; set; }
}

internal sealed class CommitmentRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid FactId { get; init; }
    public Guid InvestorId { get; init; }
    public Guid? ClosingId { get; set; }
    public DateOnly Date { get; set; }
    public decimal Amount { get; set; }
}

internal sealed class CapitalCallRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid CallId { get; init; }
    public int Number { get; set; }
    public DateOnly NoticeDate { get; set; }
    public DateOnly DueDate { get; set; }
    public decimal Amount { get; set; }
    public decimal Received { get; set; }
    public required string Status { get; set; }
    public Guid FactId { get; set; }
}

internal sealed class CapitalCallLineRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid CallId { get; init; }
    public Guid InvestorId { get; init; }
    public decimal Amount { get; set; }
    public decimal Received { get; set; }
    public DateOnly? LastReceivedOn { get; set; }
}

internal sealed class DealRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid DealId { get; init; }
    public required string Name { get; set; }
    public decimal Cost { get; set; }
    public decimal FairValue { get; set; }
    public decimal Proceeds { get; set; }
    public DateOnly? ValuedOn { get; set; }
}

internal sealed class DistributionRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid DistributionId { get; init; }
    public int Number { get; set; }
    public DateOnly Date { get; set; }
    public DateOnly PaymentDate { get; set; }
    public decimal Amount { get; set; }
    public decimal CarriedInterest { get; set; }
    public decimal Paid { get; set; }
    public required string Status { get; set; }
    public Guid FactId { get; set; }
}

internal sealed class DistributionLineRow : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid DistributionId { get; init; }
    public Guid InvestorId { get; init; }
    public decimal Apportioned { get; set; }
    public decimal ReturnOfCapital { get; set; }
    public decimal PreferredReturn { get; set; }
    public decimal CatchUp { get; set; }
    public decimal ResidualSplit { get; set; }
    public decimal CarriedInterest { get; set; }
    public decimal Payable { get; set; }
    public decimal Paid { get; set; }
}

/// <summary>A position that an investor disclosed.</summary>
internal sealed class PositionRowEntity : IProjected
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }
    public Guid InvestorId { get; init; }
    public DateOnly AsOf { get; init; }
    public Guid FactId { get; set; }
    public decimal Commitment { get; set; }
    public decimal? Called { get; set; }
    public decimal? Distributed { get; set; }
    public decimal? RemainingValue { get; set; }
    public decimal? ReportedMultiple { get; set; }
    public decimal? ReportedNetIrr { get; set; }
    public required string Source { get; set; }
}

internal static class Projections
{
    internal static void Map(ModelBuilder model)
    {
        model.Entity<FundRow>(e =>
        {
            e.ToTable("funds").HasKey(x => new { x.TenantId, x.FundId });
            e.HasIndex(x => new { x.TenantId, x.Name }).IsUnique();
        });
        model.Entity<PartnerRow>(e =>
        {
            e.ToTable("partners").HasKey(x => new { x.TenantId, x.FundId, x.InvestorId });
            e.HasIndex(x => new { x.TenantId, x.FundId, x.Ordinal });
            e.HasIndex(x => new { x.TenantId, x.InvestorId });
        });
        model.Entity<CommitmentRow>().ToTable("commitments").HasKey(x => new { x.TenantId, x.FundId, x.FactId });
        model.Entity<CapitalCallRow>(e =>
        {
            e.ToTable("capital_calls").HasKey(x => new { x.TenantId, x.FundId, x.CallId });
            e.HasIndex(x => new { x.TenantId, x.FundId, x.Number }).IsUnique();
            e.HasIndex(x => new { x.TenantId, x.DueDate, x.CallId }).HasFilter("status <> 'Received'");
        });
        model.Entity<CapitalCallLineRow>(e =>
        {
            e.ToTable("capital_call_lines").HasKey(x => new { x.TenantId, x.FundId, x.CallId, x.InvestorId });
            e.HasIndex(x => new { x.TenantId, x.InvestorId });
        });
        model.Entity<DealRow>().ToTable("deals").HasKey(x => new { x.TenantId, x.FundId, x.DealId });
        model.Entity<DistributionRow>(e =>
        {
            e.ToTable("distributions").HasKey(x => new { x.TenantId, x.FundId, x.DistributionId });
            e.HasIndex(x => new { x.TenantId, x.FundId, x.Number }).IsUnique();
            e.HasIndex(x => new { x.TenantId, x.PaymentDate, x.DistributionId }).HasFilter("status <> 'Paid'");
        });
        model.Entity<DistributionLineRow>(e =>
        {
            e.ToTable("distribution_lines").HasKey(x => new { x.TenantId, x.FundId, x.DistributionId, x.InvestorId });
            e.HasIndex(x => new { x.TenantId, x.InvestorId });
        });
        model.Entity<PositionRowEntity>(e =>
        {
            e.ToTable("positions").HasKey(x => new { x.TenantId, x.FundId, x.InvestorId, x.AsOf });
            e.HasIndex(x => new { x.TenantId, x.FundId, x.AsOf });
        });
    }
}
