using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Outside;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.BankFiles;

/// <summary>
/// Takes in the files that banks put into their folders: statements of the funds, and answers on payments, by the same code as files that people bring. A file is taken in whole in one transaction,
/// once by name and hash, and moved away after the commit; what cannot be taken in is told once and left until a person asks again.
/// </summary>
internal sealed class FetchBankFiles(
    IServiceScopeFactory scopes, PlatformConnections platform, IConnectors connectors, IFundBooks books, CurrentTenant tenant, CurrentActor actor, PaymentUpdates updates, Reconciler reconciler, Seal seal,
    Outbox outbox, Audit audit, TimeProvider clock, IOptions<PaymentsOptions> options, ILogger<FetchBankFiles> log)
{
    /// <summary>Files of one folder that one look takes in; the rest waits for the next.</summary>
    private const int MostAtOnce = 100;

    /// <param name="Name">The file, with account numbers masked.</param>
    /// <param name="Reason">Why it was not taken in, or not whole.</param>
    internal sealed record Problem(string Name, string Reason);

    /// <param name="Taken">Files that were taken in now.</param>
    /// <param name="Arriving">Files so young that the bank may still be writing them.</param>
    /// <param name="Problems">Files that were refused now, or could not be read now.</param>
    /// <param name="LeftOut">Files that were taken in now but for some of their statements, which the bank's interface brings.</param>
    internal sealed record Found(int Taken, int Arriving, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> LeftOut);

    /// <summary>Looks into every watched folder of all firms, and returns how many files were taken in.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var taken = 0;
        foreach (var (tenantId, connectionId) in await Watched(ct))
        {
            using var _ = tenant.Use(tenantId);
            using var __ = actor.Use(Actor.System);
            taken += await TryFetch(tenantId, connectionId, ct);
        }
        return taken;
    }

    /// <summary>Looks into a connection's folder, for the firm and the actor in scope.</summary>
    /// <param name="again">Also what was refused before: a person has seen to it.</param>
    public async Task<Found> Fetch(ConnectionInfo connection, bool again, CancellationToken ct)
    {
        var (folder, taken, problems, leftOut) = (connectors.Folder(connection.Id), 0, new List<Problem>(), new List<Problem>());
        var waiting = await folder.Waiting(ct);
        var settledBy = clock.GetUtcNow() - TimeSpan.FromSeconds(options.Value.FileSettleSeconds);
        var settled = waiting.Where(f => f.ModifiedAt <= settledBy).OrderBy(f => f.ModifiedAt).ThenBy(f => f.Path, StringComparer.Ordinal).ToList();
        var files = await WithPast(connection.Id, settled, ct);
        foreach (var (file, _) in files.Where(f => f.Was == FetchedState.Taken).Take(MostAtOnce)) await PutAway(connection.Id, folder, file, ct);
        // What was refused before lies there for as long as the bank likes: it comes last, so that it never keeps a new file out.
        foreach (var (file, _) in files.Where(f => f.Was != FetchedState.Taken && (again || f.Was is null)).OrderBy(f => f.Was is not null).Take(MostAtOnce))
        {
            var (isNew, reason) = await TryTake(connection, folder, file, ct);
            if (reason is not null) (isNew ? leftOut : problems).Add(new(UploadedFile.Shown(FetchedFile.NameOf(file)), reason));
            if (isNew) taken++;
        }
        return new(taken, waiting.Count - settled.Count, problems, leftOut);
    }

    /// <summary>The same files, each with what became of it before; null: it was never seen as it is now. A folder lists at most 10,000.</summary>
    private async Task<List<(RemoteFile File, FetchedState? Was)>> WithPast(Guid connectionId, List<RemoteFile> files, CancellationToken ct)
    {
        var names = files.ConvertAll(FetchedFile.NameOf);
        var seen = (await In(db => db.FetchedFiles.AsNoTracking().Where(f => f.ConnectionId == connectionId && names.Contains(f.Name)).ToListAsync(ct), ct)).ToLookup(f => f.Name, StringComparer.Ordinal);
        // A file may have been refused unread, and taken in when it could be read: then it is taken.
        return files.ConvertAll(file => (file, seen[FetchedFile.NameOf(file)].Where(f => f.Is(file)).OrderBy(f => f.State).FirstOrDefault()?.State));
    }

    // One file that cannot be read now must not keep the others from being taken in: it comes up again at the next look.
    private async Task<(bool IsNew, string? Reason)> TryTake(ConnectionInfo connection, IBankFolder folder, RemoteFile file, CancellationToken ct)
    {
        try
        {
            if (await Read(connection, folder, file, ct) is not { } content) return (false, null);
            var (isNew, reason) = await Take(connection, file, content, ct);
            if (isNew || reason is null) await PutAway(connection.Id, folder, file, ct);
            return (isNew, reason);
        }
        catch (ConnectorException e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "A file in the bank's folder of connection {ConnectionId} could not be read", connection.Id);
            return (false, e.Message);
        }
    }

    // One bank that does not answer must not keep the others from being asked: it comes up again at the next look.
    private async Task<int> TryFetch(Guid tenantId, Guid connectionId, CancellationToken ct)
    {
        try
        {
            var connection = (await connectors.Connections(["statementFiles", "paymentFiles"], ct)).FirstOrDefault(c => c.Id == connectionId && c.HasFolder);
            return connection is null ? 0 : (await Fetch(connection, again: false, ct)).Taken;
        }
        catch (ConnectorException e)
        {
            log.LogWarning(e, "The bank's folder of connection {ConnectionId} of tenant {TenantId} could not be looked into", connectionId, tenantId);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "The bank's files of connection {ConnectionId} of tenant {TenantId} could not be taken in", connectionId, tenantId);
        }
        return 0;
    }

    private async Task<List<(Guid TenantId, Guid ConnectionId)>> Watched(CancellationToken ct)
    {
        await using var connection = await platform.Open(PaymentsDbContext.Module, ct);
        await using var command = new NpgsqlCommand("select tenant_id, connection_id from payments.watched_folders order by tenant_id, connection_id", connection);
        var found = new List<(Guid, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }

    /// <summary>What a file says, or why it cannot be read.</summary>
    private sealed record Content(BankFile File, string Hash, StatementFile? Statements, IReadOnlyList<PaymentUpdate>? Answers, string? Problem);

    /// <summary>What a file says, or why it is refused; null: it is gone since it was listed.</summary>
    private async Task<Content?> Read(ConnectionInfo connection, IBankFolder folder, RemoteFile file, CancellationToken ct)
    {
        if (file.Length > UploadedFile.MostBytes) return Unread(file, string.Create(CultureInfo.InvariantCulture, $"It is longer than {UploadedFile.MostBytes:N0} bytes: ask the bank for shorter files."));
        BankFile read;
        try
        {
            read = await folder.Read(file, ct);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.NotFound)
        {
            return null;
        }
        catch (ConnectorException e) when (Refuses(e))
        {
            return Unread(file, e.Message);
        }
        return await Understood(connection, read, ct);
    }

    private static Content Unread(RemoteFile file, string problem) => new(new BankFile(FetchedFile.NameOf(file), default), "", null, null, problem);

    /// <summary>Whether the same file would fail again: a person must see to it. While its plugin may not be called, the file waits.</summary>
    private static bool Refuses(ConnectorException e) => e.VendorCode != ConnectorCodes.Unusable && e.Class is ErrorClass.Validation or ErrorClass.Permanent or ErrorClass.Conflict;

    /// <returns>Whether it was taken in now, and if it is refused or some of it was left out, why.</returns>
    private async Task<(bool IsNew, string? Reason)> Take(ConnectionInfo connection, RemoteFile file, Content content, CancellationToken ct)
    {
        var (isNew, leftOut) = (false, (string?)null);
        var reason = content.Problem ?? await InUnlessRefused(async db =>
        {
            var row = await Row(db, connection.Id, file, content, ct);
            if (row.State == FetchedState.Taken && db.Entry(row).State != EntityState.Added) return null;
            isNew = true;
            (row.State, row.Reason, row.At) = (FetchedState.Taken, null, clock.GetUtcNow());
            if (content.Statements is null) return await Answered(db, connection, row, content, ct);
            (leftOut, var refused) = await Import(db, connection, content, ct);
            if (leftOut is not null)
            {
                row.Reason = BankLines.Cut(leftOut, 500);
                audit.Record(db, "payments.bank_file.leave_out", ("connection", connection.Id), null, new { Name = UploadedFile.Shown(row.Name), row.Hash }, row.Reason);
            }
            return refused;
        }, ct);
        if (reason is null) return (isNew, leftOut);
        await Refuse(connection, file, content, reason, ct);
        return (false, reason);
    }

    private async Task<Content> Understood(ConnectionInfo connection, BankFile file, CancellationToken ct)
    {
        var (hash, problems) = (FileHash.Of(file.Content.Span), new List<string>());
        try
        {
            if (connection.Capabilities.Contains("statementFiles") && await connectors.Bank(connection.Id).ReadStatements(file, ct) is { Statements.Count: > 0 } statements) return new(file, hash, statements, null, null);
        }
        catch (ConnectorException e) when (Refuses(e))
        {
            problems.Add(e.Message);
        }
        try
        {
            if (connection.Capabilities.Contains("paymentFiles")) return new(file, hash, null, await connectors.Payments(connection.Id).ReadAnswers(file, ct), null);
        }
        catch (ConnectorException e) when (Refuses(e))
        {
            problems.Add(e.Message);
        }
        return new(file, hash, null, null, $"It is neither a statement nor a file of answers: {string.Join(" ", problems.Distinct())}");
    }

    /// <summary>The file's row, locked for this connection; a new one is marked as refused until its end is known.</summary>
    private async Task<FetchedFile> Row(PaymentsDbContext db, Guid connectionId, RemoteFile file, Content content, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.bank_folder " + db.TenantId + connectionId}, 0))", ct);
        var row = await db.FetchedFiles.AsTracking().SingleOrDefaultAsync(f => f.ConnectionId == connectionId && f.Name == content.File.Name && f.Hash == content.Hash, ct);
        if (row is null)
        {
            row = new FetchedFile { Id = Guid.CreateVersion7(), ConnectionId = connectionId, Name = content.File.Name, Hash = content.Hash, Length = file.Length, State = FetchedState.Refused };
            db.FetchedFiles.Add(row);
        }
        row.ModifiedAt = file.ModifiedAt;
        // Unread files of one name share a row, whatever their length: without the newest, it would be refused and told anew at every look.
        db.Entry(row).Property(r => r.Length).CurrentValue = file.Length;
        return row;
    }

    /// <summary>Imports statements, each for the fund whose account it is of, but for those that a feed brings.</summary>
    /// <returns>Why some were left out, if any; and why nothing was imported, if so.</returns>
    private async Task<(string? LeftOut, string? Refused)> Import(PaymentsDbContext db, ConnectionInfo connection, Content content, CancellationToken ct)
    {
        var accounts = await db.Accounts.AsNoTracking().Where(a => db.Decisions.Any(d => d.AccountId == a.Id && d.Confirmed) && (connection.FundId == null || a.FundId == connection.FundId)).ToListAsync(ct);
        var byFund = new SortedDictionary<Guid, List<Statement>>();
        foreach (var statement in content.Statements!.Statements)
        {
            var funds = accounts.Where(a => a.IsWrittenAs(statement.AccountId, statement.Currency)).Select(a => a.FundId).Distinct().ToList();
            if (funds.Count != 1) return (null, $"It has a statement of {PayeeNumbers.Mask(statement.AccountId) ?? "an account without a number"}, which is {(funds.Count == 0 ? "no fund's confirmed account" : "several funds' account")}: nothing of it was imported.");
            if (!byFund.TryGetValue(funds[0], out var own)) byFund[funds[0]] = own = [];
            own.Add(statement);
        }
        var request = new ImportStatements.Request(connection.Id, content.File.Name, content.File.Content.ToArray());
        var leftOut = new List<string>();
        foreach (var (fund, statements) in byFund.ToList())
        {
            await Reconciler.Lock(db, fund, ct);
            if (await ImportStatements.AllFed(db, fund, content.Statements with { Statements = statements }, ct) is not { } fed) continue;
            leftOut.Add(fed);
            // Of a file of which nothing else is left, the refusal says what to do.
            if (byFund.Count > 1) byFund.Remove(fund);
        }
        foreach (var (fund, statements) in byFund)
        {
            var answer = await ImportStatements.Import(fund, request, content.Statements with { Statements = statements }, db, books, reconciler, seal, outbox, audit, actor.Value, clock.GetUtcNow(), options.Value, ct);
            if (answer.Refused is { } refused) return (null, refused.Detail);
            leftOut.AddRange(answer.Data.LeftOut);
        }
        return (leftOut.Count == 0 ? null : string.Join(" ", leftOut.Distinct()), null);
    }

    private async Task<string?> Answered(PaymentsDbContext db, ConnectionInfo connection, FetchedFile row, Content content, CancellationToken ct)
    {
        var unknown = (await ReadAnswers.Take(db, connection.Id, content.File, content.Answers!, updates, audit, ct)).Unknown;
        // Whoever brings a file sees how many are unknown; of a fetched one nobody would learn.
        var mean = unknown == 1 ? "answer means" : "answers mean";
        if (unknown > 0) await Tell(db, connection, row, string.Create(CultureInfo.InvariantCulture, $"In the bank's file {UploadedFile.Shown(row.Name)}, {unknown} {mean} no payment that was sent over this connection."), ct);
        return null;
    }

    private Task<bool> Refuse(ConnectionInfo connection, RemoteFile file, Content content, string reason, CancellationToken ct) => In(async db =>
    {
        var row = await Row(db, connection.Id, file, content, ct);
        // Another copy took it in meanwhile.
        if (row.State == FetchedState.Taken) return false;
        (row.Reason, row.At) = (reason.Length > 500 ? reason[..500] : reason, clock.GetUtcNow());
        audit.Record(db, "payments.bank_file.refuse", ("connection", connection.Id), null, new { Name = UploadedFile.Shown(row.Name), row.Hash }, row.Reason);
        await Tell(db, connection, row, $"The bank's file {UploadedFile.Shown(row.Name)} was not taken in. {row.Reason}", ct);
        return true;
    }, ct);

    private async Task Tell(PaymentsDbContext db, ConnectionInfo connection, FetchedFile row, string what, CancellationToken ct)
    {
        // A connection for every fund is told of at the fund that entered its account first: somebody who reconciles must learn of it.
        var fund = connection.FundId ?? await db.Accounts.OrderBy(a => a.Id).Select(a => (Guid?)a.FundId).FirstOrDefaultAsync(ct);
        if (fund is { } at) outbox.Add(db, new PaymentAttentionNeeded(at, Guid.Empty, row.Id, row.State.ToString(), what));
    }

    // What is not moved is known by name and hash: it is not taken in again.
    private async Task PutAway(Guid connectionId, IBankFolder folder, RemoteFile file, CancellationToken ct)
    {
        try
        {
            await folder.PutAway(file, ct);
        }
        catch (ConnectorException e)
        {
            log.LogWarning(e, "A file of connection {ConnectionId} was taken in and could not be moved away", connectionId);
        }
    }

    private async Task<T> In<T>(Func<PaymentsDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>The same; what gives a reason leaves nothing behind.</summary>
    private async Task<string?> InUnlessRefused(Func<PaymentsDbContext, Task<string?>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await work(db) is { } reason) return reason;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}

/// <summary>The job that looks into banks' folders; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class FetchBankFilesJob(FetchBankFiles fetch, ILogger<FetchBankFilesJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await fetch.Run(cancellationToken) is > 0 and var taken) log.LogInformation("Took in {Count} files of banks", taken);
    }
}
