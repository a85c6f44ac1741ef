using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;

namespace StratCap.Payments.BankFiles;

/// <summary>Looks into a bank's folder now, also at what was refused before, and from then on by schedule. No transaction is held while the bank is asked.</summary>
internal static class FetchNow
{
    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/connections/{bankConnectionId:guid}/fetch", Handle)
        .Needs(Permissions.BankReconcile)
        .WithName("FetchBankFiles")
        .WithSummary("Fetch the files that the bank has put into its folder")
        .WithDescription("Statements are imported and answers taken in, each file once by name and hash; a repeat finds nothing new. Files that were refused before are tried again. 422 payments.folder.none where the connection's settings name no file server.");

    private static async Task<Answer<FetchBankFiles.Found>> Handle(
        Guid bankConnectionId, PaymentsDbContext db, [FromServices] IConnectors connectors, FetchBankFiles fetch, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if ((await connectors.Connections(["statementFiles", "paymentFiles"], ct)).FirstOrDefault(c => c.Id == bankConnectionId) is not { } connection) return Refusal.NotFound("connection");
        if (!connection.HasFolder) return Refusal.Rule("payments.folder.none", "The connection's settings name no file server: name it there, or bring the bank's files by hand.");
        FetchBankFiles.Found found;
        try
        {
            found = await fetch.Fetch(connection, again: true, ct);
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await WatchedFolder.Begin(db, bankConnectionId, clock.GetUtcNow(), ct);
        audit.Record(db, "payments.bank_files.fetch", ("connection", bankConnectionId), null, found);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return found;
    }
}
