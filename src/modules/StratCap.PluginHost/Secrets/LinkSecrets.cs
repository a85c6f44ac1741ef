using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.OAuth;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.PluginHost.Secrets;

/// <summary>Keeps what links gave: sealed like every secret of the connection, and gone with it. Each change is a transaction of its own, with its line in the audit trail; no value is in that.</summary>
internal sealed class LinkSecrets(IServiceScopeFactory scopes, SecretBox box, CurrentTenant current, CurrentActor actor, TimeProvider clock)
{
    private const int LeastLength = 8, MostLength = 16_384;

    /// <summary>Seals it. One of a family is set once: another link cannot take its place. The other names are the connection's one link of that kind, and the newest stands.</summary>
    /// <exception cref="ConnectorException">
    /// <see cref="ErrorClass.Permanent"/>: the manifest does not name it for links, or it is out of form; <see cref="ErrorClass.Conflict"/>: another link's secret lies under that name;
    /// <see cref="ErrorClass.NotFound"/>: the connection was taken away meanwhile.
    /// </exception>
    public Task Keep(ConnectionFacts facts, SecretToStore secret, CancellationToken ct)
    {
        if (facts.Manifest.Links is not { } links || !links.Gives(secret.Name)) throw new ConnectorException(ErrorClass.Permanent, "The plugin gave a secret that its manifest does not name for links.");
        if (secret.Value.Length is < LeastLength or > MostLength || secret.Value.Any(char.IsControl)) throw new ConnectorException(ErrorClass.Permanent, $"The plugin gave a secret that has not {LeastLength} to {MostLength:N0} characters.");
        return InStore(facts, async (db, audit) =>
        {
            if (!await db.Connections.AnyAsync(c => c.Id == facts.Id, ct)) throw new ConnectorException(ErrorClass.NotFound, "There is no such connection any more.");
            var row = await db.Secrets.SingleOrDefaultAsync(s => s.ConnectionId == facts.Id && s.Name == secret.Name, ct);
            if (row is not null && links.IsOfFamily(secret.Name))
            {
                if (await box.Open(db, facts.Id, row.Name, row.KeyNumber, row.Sealed, ct) == secret.Value) return;
                throw new ConnectorException(ErrorClass.Conflict, "Another link's secret lies under that name already.");
            }
            var before = row is null ? null : new { row.Name, row.SetAt, row.SetByName };
            var (keyNumber, closed) = await box.Close(db, facts.Id, secret.Name, secret.Value, ct);
            if (row is null) db.Secrets.Add(row = new ConnectionSecret { ConnectionId = facts.Id, Name = secret.Name, Sealed = closed, SetByName = "" });
            (row.KeyNumber, row.Sealed, row.SetByName, row.SetAt) = (keyNumber, closed, actor.Value.Name, clock.GetUtcNow());
            audit.Record(db, "plugins.secret.link", ("connection", facts.Id), before, new { row.Name, row.SetAt, row.SetByName });
        }, ct);
    }

    /// <summary>Whether a link's secret of that name lies under the connection.</summary>
    public async Task<bool> IsThere(ConnectionFacts facts, string name, CancellationToken ct)
    {
        var there = false;
        if (facts.Manifest.Links?.Gives(name) == true) await InStore(facts, async (db, _) => there = await db.Secrets.AnyAsync(s => s.ConnectionId == facts.Id && s.Name == name, ct), ct);
        return there;
    }

    /// <summary>Takes it away; no other secret than a link's.</summary>
    public async Task Forget(ConnectionFacts facts, string name, CancellationToken ct)
    {
        if (facts.Manifest.Links?.Gives(name) != true) return;
        await InStore(facts, async (db, audit) =>
        {
            if (await db.Secrets.SingleOrDefaultAsync(s => s.ConnectionId == facts.Id && s.Name == name, ct) is not { } row) return;
            db.Secrets.Remove(row);
            audit.Record(db, "plugins.secret.forget", ("connection", facts.Id), new { row.Name, row.SetAt, row.SetByName }, null, "The link was ended.");
        }, ct);
    }

    private async Task InStore(ConnectionFacts facts, Func<PluginHostDbContext, Audit, Task> work, CancellationToken ct)
    {
        using var _ = current.Use(facts.TenantId);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await TokenKeeper.Lock(db, facts.Id, ct);
        await work(db, scope.ServiceProvider.GetRequiredService<Audit>());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
