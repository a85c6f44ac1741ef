using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>A link as the API answers it.</summary>
/// <param name="FundId">Null: every fund of the firm.</param>
/// <param name="ConnectionName">Null when the connection is not there, or is off.</param>
/// <param name="Healthy">Whether the connection's last check passed; null when it is not there.</param>
/// <param name="EveryMinutes">Null: it runs when somebody asks.</param>
/// <param name="Dimensions">Names and values that every posted line carries.</param>
/// <param name="EntriesReadAt">What they had then is known here.</param>
/// <param name="Failing">Why it does not work, or null.</param>
internal sealed record LinkView(
    Guid LinkId, string Name, Guid? FundId, Guid ConnectionId, string? ConnectionName, bool? Healthy, SyncDirection Direction, DateOnly StartDate, int? EveryMinutes, bool Enabled,
    IReadOnlyDictionary<string, string> Dimensions, DateTimeOffset? NextRunAt, DateTimeOffset? EntriesReadAt, string? Failing, int Version)
{
    internal static LinkView Of(SyncLink link, SyncState? state, IReadOnlyList<ConnectionInfo> connections)
    {
        var connection = connections.FirstOrDefault(c => c.Id == link.ConnectionId);
        return new(link.Id, link.Name, link.FundId, link.ConnectionId, connection?.Name, connection?.Healthy, link.Direction, link.StartDate, link.EveryMinutes, link.Enabled,
            link.LineDimensions ?? new Dictionary<string, string>(), link.NextRunAt, state?.EntriesReadAt, state?.FailureReason, link.Version);
    }

    internal static string PathOf(Guid linkId) => $"/api/v1/accounting/sync/links/{linkId}";
}

/// <summary>Links as rows.</summary>
internal static class Links
{
    /// <summary>The link with its row held, so that changes and runs of it come one after another; null when there is none.</summary>
    public static Task<SyncLink?> LockLink(this AccountingDbContext db, Guid linkId, CancellationToken ct) =>
        db.SyncLinks.FromSql($"select * from accounting.sync_links where tenant_id = {db.TenantId} and id = {linkId} for update").SingleOrDefaultAsync(ct);
}

/// <summary>What is wrong with the settings of a link.</summary>
internal static class LinkRules
{
    private const int MostMinutes = 7 * 24 * 60;
    private const int MostDimensions = 20;

    public static Refusal? Problem(string? name, int? everyMinutes, IReadOnlyDictionary<string, string>? dimensions)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 100) return Refusal.Field("name", "Give the link a name of at most 100 characters.");
        if (everyMinutes is < 5 or > MostMinutes) return Refusal.Field("everyMinutes", $"A schedule is every 5 to {MostMinutes:N0} minutes; leave it out to run by hand only.");
        if (dimensions is null) return null;
        return dimensions.Count > MostDimensions || dimensions.Any(d => d.Key.Length is 0 or > 60 || d.Value is not { Length: > 0 and <= 100 })
            ? Refusal.Field("dimensions", $"At most {MostDimensions} dimensions, each with a name of 60 and a value of 100 characters at most.")
            : null;
    }
}
