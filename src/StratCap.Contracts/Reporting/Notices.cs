namespace StratCap.Contracts.Reporting;

/// <summary>A document made for one investor.</summary>
public sealed record InvestorDocument(string FileName, string ContentType, byte[] Content);

/// <summary>Asks Reporting for notices, of the tenant in scope.</summary>
public interface INotices
{
    /// <summary>The notice of an issued call for one investor, or null when he has no part in it.</summary>
    Task<InvestorDocument?> CapitalCall(Guid fundId, Guid callId, Guid investorId, CancellationToken ct);

    /// <summary>The notice of a declared distribution for one investor, or null when he has no part in it.</summary>
    Task<InvestorDocument?> Distribution(Guid fundId, Guid distributionId, Guid investorId, CancellationToken ct);
}
