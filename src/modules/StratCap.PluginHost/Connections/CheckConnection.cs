using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Connections;

/// <summary>Asks the vendor now whether a connection works. No transaction is held meanwhile: it may take a minute.</summary>
internal static class CheckConnection
{
    /// <param name="Healthy">Whether the vendor took the credentials and answered.</param>
    /// <param name="AccountName">What the vendor calls the account reached.</param>
    /// <param name="Error">The class of the error; null when it went well.</param>
    /// <param name="Text">Why not, for a person.</param>
    internal sealed record Response(bool Healthy, string? AccountName, IReadOnlyDictionary<string, string>? Details, ErrorClass? Error, string? Text, string? VendorCode);

    internal static void Map(RouteGroupBuilder connections) => connections
        .MapPost("/{connectionId:guid}/check", Handle)
        .Needs(Permissions.PluginManage)
        .WithName("CheckConnection")
        .WithSummary("Ask the vendor now whether a connection works")
        .WithDescription("Answers what was found, also when it does not work.");

    private static async Task<Answer<Response>> Handle(Guid connectionId, PluginHostDbContext db, ConnectionCalls calls, PluginCaller caller, Audit audit, CancellationToken ct)
    {
        ConnectionFacts? facts;
        await using (await db.Database.BeginTransactionAsync(ct)) facts = await ConnectionFacts.Read(db, connectionId, ct);
        if (facts is null) return Refusal.NotFound("connection");
        var found = await Found(facts, calls, caller, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        audit.Record(db, "plugins.connection.check", ("connection", connectionId), null, new { found.Healthy, found.Error });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return found;
    }

    /// <summary>What the plugin finds, and what the house finds where it carries the files itself.</summary>
    private static async Task<ConnectionCheck> Asked(ConnectionFacts facts, ConnectionCalls calls, PluginCaller caller, CallScope scope, CancellationToken ct)
    {
        var check = await caller.Check(scope, ct);
        if (!facts.HasFolder) return check;
        using var folder = calls.FolderOf(facts, scope.Journal);
        return check with { Details = new Dictionary<string, string>(check.Details ?? new Dictionary<string, string>()) { ["Bank's folder"] = await BankFolder.Check(facts, folder, ct) } };
    }

    private static async Task<Response> Found(ConnectionFacts facts, ConnectionCalls calls, PluginCaller caller, CancellationToken ct)
    {
        try
        {
            var check = await calls.Check(facts, (scope, token) => Asked(facts, calls, caller, scope, token), ct);
            return new Response(true, check.AccountName, check.Details, null, null, null);
        }
        catch (ConnectorException e)
        {
            return new Response(false, null, null, e.Class, e.Message, e.VendorCode);
        }
    }
}
