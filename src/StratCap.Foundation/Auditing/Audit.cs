using System.Text.Json;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Foundation.Auditing;

/// <summary>One line of the audit trail: who, what, before, after, why, from where. Never changed, never deleted.</summary>
public sealed class AuditEntry : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Action { get; init; }
    public required string SubjectType { get; init; }
    public required string SubjectId { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }
    public string? Why { get; init; }
    public string? Address { get; init; }
    public string? Agent { get; init; }
    public string? TraceId { get; init; }
}

/// <summary>Writes audit lines into the transaction of the change that they tell of.</summary>
public sealed class Audit(CurrentActor actor, TimeProvider clock)
{
    /// <summary>Adds a line; it is saved with the change.</summary>
    /// <param name="db">The module's context, in its transaction.</param>
    /// <param name="action">Dotted, such as <c>funds.capital_call.draft</c>.</param>
    /// <param name="subject">Type and id of what changed.</param>
    /// <param name="before">State before, or null when it is new. Never secrets.</param>
    /// <param name="after">State after, or null when it is gone. Never secrets.</param>
    /// <param name="why">The reason a person gave, if any.</param>
    public void Record(ModuleDbContext db, string action, (string Type, object Id) subject, object? before, object? after, string? why = null)
    {
        var who = actor.Value;
        db.Audit.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = clock.GetUtcNow(),
            ActorId = who.Id,
            ActorName = who.Name,
            Action = action,
            SubjectType = subject.Type,
            SubjectId = subject.Id.ToString() ?? "",
            Before = Text(before),
            After = Text(after),
            Why = why,
            Address = who.Address,
            Agent = who.Agent,
            TraceId = System.Diagnostics.Activity.Current?.TraceId.ToString(),
        });
    }

    private static string? Text(object? state) => state is null ? null : JsonSerializer.Serialize(state, ApiJson.Options);
}
