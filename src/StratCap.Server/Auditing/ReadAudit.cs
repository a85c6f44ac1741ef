using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Server.Auditing;

/// <summary>The audit trail of one module, newest first: who, what, before, after, why, from where.</summary>
internal static class ReadAudit
{
    internal sealed record Line(
        Guid Id, DateTimeOffset At, Guid ActorId, string ActorName, string Action, string SubjectType, string SubjectId,
        System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement? After, string? Why, string? Address, string? Agent, string? TraceId);

    internal static readonly Listing<AuditEntry> List = new Listing<AuditEntry>("audit")
        .By("at", a => a.Id).By("actorName", a => a.ActorName).By("action", a => a.Action).By("subjectType", a => a.SubjectType)
        .Unique(a => a.Id).Usually("-at").Searched(a => a.Action, a => a.ActorName, a => a.SubjectId, a => a.Why);

    public static void MapAudit(this IEndpointRouteBuilder api) => api
        .MapGet("/audit/{module}", Handle)
        .WithTags("Audit")
        .WithSummary("Read a module's audit trail, newest first; filter by subject or actor")
        .Lists(List, Of)
        .Needs(Permissions.AuditRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        string module, IEnumerable<ModuleStore> stores, IServiceProvider services, [AsParameters] ListQuery asked, CancellationToken ct,
        string? subjectType = null, string? subjectId = null, Guid? actorId = null)
    {
        if (stores.FirstOrDefault(s => s.Module == module) is not { } store)
            return Refusal.Field("module", "There is no such module; there are " + string.Join(", ", stores.Select(s => s.Module)) + ".");
        var db = store.Open(services);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = db.Audit.AsNoTracking();
        if (subjectType is not null) rows = rows.Where(a => a.SubjectType == subjectType);
        if (subjectId is not null) rows = rows.Where(a => a.SubjectId == subjectId);
        if (actorId is not null) rows = rows.Where(a => a.ActorId == actorId);
        return await List.Show(rows, asked, Of, ct);
    }

    private static Line Of(AuditEntry a) => new(
        a.Id, a.At, a.ActorId, a.ActorName, a.Action, a.SubjectType, a.SubjectId, Json(a.Before), Json(a.After), a.Why, a.Address, a.Agent, a.TraceId);

    private static System.Text.Json.JsonElement? Json(string? text) => text is null ? null : System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(text);
}
