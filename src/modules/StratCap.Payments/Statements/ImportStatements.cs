using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>
/// Imports a bank's statement file for a fund: each line once, and what is sure of it booked. A line that was announced is booked when the bank books it. What does not add up is imported as such,
/// and only people explain it.
/// </summary>
internal static class ImportStatements
{
    private const int MaxLines = 20_000;

    /// <param name="ConnectionId">Who reads the file.</param>
    /// <param name="Content">The file's bytes, at most 2.5 MB.</param>
    internal sealed record Request(Guid ConnectionId, string FileName, byte[] Content);

    /// <param name="NewLines">Lines that no earlier file had brought.</param>
    /// <param name="Booked">Matches that were sure.</param>
    internal sealed record Response(string Format, int NewLines, int Booked, IReadOnlyList<StatementView> Statements);

    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPost("/statements", Handle)
        .Writes<PaymentsDbContext>(Permissions.BankReconcile)
        .WithName("ImportStatements")
        .WithSummary("Import a bank's statement file")
        .WithDescription("The same file again brings nothing new, and a line that was announced before becomes the one that is booked. A file with a statement of another account than the fund's confirmed ones is refused whole (422 payments.statement.other_account). A statement whose lines and balances disagree is imported and flagged, and nothing of it is booked by itself. A file with lines of days that a feed of the account covers is refused whole (422 payments.statement.fed).");

    private static async Task<Answer<Response>> Handle(
        Guid fundId, Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, Reconciler reconciler, Seal seal, Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock,
        IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (UploadedFile.Problem(request.FileName, request.Content) is { } problem) return problem;
        if ((await books.Facts(fundId, 1, 1, ct)).Count == 0) return Refusal.NotFound("fund");
        if (await connectors.Find(request.ConnectionId, "statementFiles", fundId, ct) is null) return Refusal.NotFound("connection");
        StatementFile file;
        try
        {
            file = await connectors.Bank(request.ConnectionId).ReadStatements(new BankFile(request.FileName, request.Content), ct);
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        return await Import(fundId, request, file, db, books, reconciler, seal, outbox, audit, actor.Value, clock.GetUtcNow(), options.Value, ct);
    }

    /// <summary>Imports what was read of a file, whoever brought it; a refusal changes nothing.</summary>
    internal static async Task<Answer<Response>> Import(
        Guid fundId, Request request, StatementFile file, PaymentsDbContext db, IFundBooks books, Reconciler reconciler, Seal seal, Outbox outbox, Audit audit, Actor by, DateTimeOffset now, PaymentsOptions options,
        CancellationToken ct)
    {
        if (file.Statements.Sum(s => s.Transactions.Count) > MaxLines) return Refusal.Rule("payments.statement.too_long", $"A file has at most {MaxLines:N0} lines: ask the bank for shorter ones.");
        if (await Others(db, fundId, file, ct) is { } others) return others;
        await Reconciler.Lock(db, fundId, ct);
        if (await Fed(db, fundId, file, ct) is { } fed) return fed;
        var hash = FileHash.Of(request.Content);
        if (await db.Statements.Where(s => s.FundId == fundId && s.FileHash == hash).OrderBy(s => s.Place).ToListAsync(ct) is { Count: > 0 } before)
        {
            audit.Record(db, "payments.statement.import", ("fund", fundId), null, new { request.FileName, hash, NewLines = 0 });
            return new Response(file.Format, 0, 0, [.. before.Select(StatementView.Of)]);
        }
        var read = await Take(db, fundId, request, file, hash, seal, by, now, ct);
        foreach (var line in read.TakenBack)
            outbox.Add(db, new PaymentAttentionNeeded(fundId, Guid.Empty, line.Id, nameof(BankStatus.Removed), FormattableString.Invariant($"The bank takes back a line of {line.BookedOn:yyyy-MM-dd} that it had booked: see what was said of it.")));
        var booked = await BankLines.Book(db, books, reconciler, fundId, read.Open, options, now, ct);
        audit.Record(db, "payments.statement.import", ("fund", fundId), null, new { request.FileName, hash, Statements = read.Statements.Count, read.NewLines, ToldAgain = read.Again, TakenBack = read.TakenBack.Count, Booked = booked });
        return new Response(file.Format, read.NewLines, booked, [.. read.Statements.Select(StatementView.Of)]);
    }

    /// <summary>Refuses a file with a statement of an account that is not the fund's: another's money would be booked here.</summary>
    private static async Task<Refusal?> Others(PaymentsDbContext db, Guid fundId, StatementFile file, CancellationToken ct)
    {
        var own = await db.Confirmed(fundId, ct);
        if (own.Count == 0) return Refusal.Rule("payments.statement.other_account", "The fund has no confirmed bank account whose statements these could be: enter it and have it confirmed.");
        return file.Statements.FirstOrDefault(s => !own.Exists(a => a.IsWrittenAs(s.AccountId, s.Currency))) is { } other
            ? Refusal.Rule("payments.statement.other_account", $"The file has a statement of {PayeeNumbers.Mask(other.AccountId) ?? "an account without a number"}, which is none of the fund's confirmed accounts: nothing of it was imported.")
            : null;
    }

    /// <summary>Refuses a file with lines of days that a feed of the same account covers: they would come twice, under the file's ids and the interface's.</summary>
    private static async Task<Refusal?> Fed(PaymentsDbContext db, Guid fundId, StatementFile file, CancellationToken ct)
    {
        var feeds = await db.Feeds.AsNoTracking().Where(f => f.FundId == fundId).Join(db.Accounts, f => f.OwnAccountId, a => a.Id, (f, a) => new { Feed = f, Account = a }).ToListAsync(ct);
        var twice = feeds.Find(f => file.Statements.Any(s => f.Account.IsWrittenAs(s.AccountId, s.Currency) && s.Transactions.Any(t => f.Feed.Covers(t.BookedOn ?? t.ValueOn))))?.Feed;
        if (twice is null) return null;
        var days = twice.IsLinked ? $"from {twice.From:yyyy-MM-dd} on" : $"from {twice.From:yyyy-MM-dd} to {twice.Through:yyyy-MM-dd}";
        return Refusal.Rule("payments.statement.fed", $"The bank's interface brings the lines of this account {days}: import statements of other days{(twice.IsLinked ? ", or unlink the feed first" : "")}. Nothing of this file was imported.");
    }

    /// <summary>Takes in each line of a file: as a new one, or as the bank's later word of one that it had told before.</summary>
    private static async Task<Taken> Take(
        PaymentsDbContext db, Guid fundId, Request request, StatementFile file, string hash, Seal seal, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var taken = new Taken();
        var (known, said) = await Known(db, file, seal, ct);
        foreach (var (read, place) in file.Statements.Select((s, n) => (s, n + 1)))
        {
            var account = PayeeNumbers.Hash(read.AccountId, seal);
            var fresh = read.Transactions.Select(t => BankLines.IdOf(t.Id)).Distinct().Count(id => !known.ContainsKey((account, id)));
            var statement = Statement(fundId, request, file.Format, read, hash, place, fresh, by, now);
            taken.Statements.Add(statement);
            db.Statements.Add(statement);
            var batches = read.Transactions.Select(t => t.BatchId).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var t in read.Transactions)
            {
                var line = BankLines.Of(new LineSource(fundId, statement.Id, null, account, ForPeople: !statement.AddsUp), t, batches.Contains(t.Id), seal, now);
                // Of a line that is explained whole, its parts are not explained again.
                if (t.BatchId is { } batch && known.GetValueOrDefault((account, BankLines.IdOf(batch))) is { Explained: > 0 }) line.NothingToExplain();
                if (known.TryAdd((account, line.BankLineId), line))
                {
                    db.Lines.Add(line);
                    taken.NewLines++;
                    if (line.State == LineState.Open) taken.Open.Add(line);
                    continue;
                }
                var before = known[(account, line.BankLineId)];
                if (before.FundId != fundId) continue;
                taken.Again++;
                if (before.Status == BankStatus.Booked && line.Status == BankStatus.Removed) taken.TakenBack.Add(before);
                else if (before.Hear(line, said.Contains(before.Id))) taken.Open.Add(before);
            }
        }
        return taken;
    }

    /// <summary>The lines of a file that were told before, and which of them somebody said something of.</summary>
    private static async Task<(Dictionary<(string Account, string Id), BankLine> Lines, HashSet<Guid> Said)> Known(PaymentsDbContext db, StatementFile file, Seal seal, CancellationToken ct)
    {
        var (lines, said) = (new Dictionary<(string, string), BankLine>(), new HashSet<Guid>());
        foreach (var read in file.Statements.GroupBy(s => PayeeNumbers.Hash(s.AccountId, seal)))
        {
            var known = await BankLines.Known(db, read.Key, read.SelectMany(s => s.Transactions), ct);
            foreach (var (id, line) in known.Lines) lines.Add((read.Key, id), line);
            said.UnionWith(known.Said);
        }
        return (lines, said);
    }

    private static BankStatement Statement(Guid fundId, Request request, string format, Statement read, string hash, int place, int fresh, Actor by, DateTimeOffset now)
    {
        var problems = string.Join(" ", read.Problems);
        return new BankStatement
        {
            Id = Guid.CreateVersion7(),
            FundId = fundId,
            ConnectionId = request.ConnectionId,
            FileName = request.FileName,
            FileHash = hash,
            Place = place,
            Format = BankLines.Cut(format, 40)!,
            Reference = BankLines.Cut(read.Id, 100)!,
            AccountMask = PayeeNumbers.Mask(read.AccountId) ?? "",
            Currency = BankLines.Cut(read.Currency, 3),
            Opening = read.Opening,
            Closing = read.Closing,
            ClosingOn = read.ClosingOn,
            Difference = read.Difference,
            Problems = problems.Length == 0 ? null : BankLines.Cut(problems, 2000),
            Lines = read.Transactions.Count,
            NewLines = fresh,
            ImportedBy = by.Id,
            ImportedByName = by.Name,
            ImportedAt = now,
        };
    }

    /// <summary>What a file brought.</summary>
    private sealed class Taken
    {
        public List<BankStatement> Statements { get; } = [];

        /// <summary>Lines that are to be explained, each once.</summary>
        public HashSet<BankLine> Open { get; } = [];

        /// <summary>Lines that the bank had booked.</summary>
        public HashSet<BankLine> TakenBack { get; } = [];

        public int NewLines { get; set; }
        public int Again { get; set; }
    }
}
