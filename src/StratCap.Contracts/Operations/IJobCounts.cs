namespace StratCap.Contracts.Operations;

/// <summary>How a module's jobs of one tenant stand. Numbers alone: what the jobs are about is the tenant's.</summary>
/// <param name="Waiting">For a worker.</param>
/// <param name="Running">A worker gives signs of life.</param>
/// <param name="Stalled">Its worker gives none; another takes it over.</param>
/// <param name="Failed">Ended so.</param>
public sealed record JobCounts(string Module, int Waiting, int Running, int Stalled, int Failed);

/// <summary>Asks a module for the counts of a tenant's jobs, for the platform's operators.</summary>
public interface IJobCounts
{
    /// <summary>The counts now.</summary>
    Task<JobCounts> Of(Guid tenantId, CancellationToken ct);
}
