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
using StratCap.Payments.Feeds;
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
    /// <param name="LeftOut">Why statements of the file were left out: a feed of their account brings their lines.</param>
    internal sealed record Response(string Format, int NewLines, int Booked, IReadOnlyList<StatementView> Statements, IReadOnlyList<string> LeftOut);

    /// <summary>A statement, and the how-manyth of its file it is.</summary>
    private sealed record Placed(Statement Read, int Place);

    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPost("/statements", Handle)
        .Writes<PaymentsDbContext>(Permissions.BankReconcile)
        .WithName("ImportStatements")
        .WithSummary("Import a bank's statement file")
        .WithDescription("The same file again brings nothing new, and a line that was announced before becomes the one that is booked. A file with a statement of another account than the fund's confirmed ones is refused whole (422 payments.statement.other_account). A statement whose lines and balances disagree is imported and flagged, and nothing of it is booked by itself. A statement whose lines are all of days that a feed of its account covers is left out; a file of which nothing is left then, or with a statement that is covered in part, is refused whole (422 payments.statement.fed).");

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
        var own = await db.Confirmed(fundId, ct);
        if (Others(own, file) is { } others) return others;
        await Reconciler.Lock(db, fundId, ct);
        var sorted = await Unfed(db, fundId, file, ct);
        if (sorted.Refused is { } fed) return fed;
        var hash = FileHash.Of(request.Content);
        var before = await db.Statements.Where(s => s.FundId == fundId && s.FileHash == hash).OrderBy(s => s.Place).ToListAsync(ct);
        // Of a file that came before, a statement may be new: a feed brought its lines then.
        var missing = sorted.Kept.Where(k => !before.Exists(s => s.Place == k.Place)).ToList();
        if (missing.Count == 0)
        {
            audit.Record(db, "payments.statement.import", ("fund", fundId), null, new { FileName = UploadedFile.Shown(request.FileName), hash, NewLines = 0 });
            return new Response(file.Format, 0, 0, [.. before.Select(StatementView.Of)], sorted.LeftOut);
        }
        var read = await Take(db, fundId, own, request, file.Format, missing, hash, seal, by, now, ct);
        foreach (var line in read.TakenBack)
            outbox.Add(db, new PaymentAttentionNeeded(fundId, Guid.Empty, line.Id, nameof(BankStatus.Removed), FormattableString.Invariant($"The bank takes back a line of {line.BookedOn:yyyy-MM-dd} that it had booked: see what was said of it.")));
        var booked = await BankLines.Book(db, books, reconciler, fundId, read.Open, options, now, ct);
        audit.Record(db, "payments.statement.import", ("fund", fundId), null, new
        {
            FileName = UploadedFile.Shown(request.FileName),
            hash,
            Statements = read.Statements.Count,
            read.NewLines,
            ToldAgain = read.Again,
            TakenBack = read.TakenBack.Count,
            Booked = booked,
            LeftOut = sorted.LeftOut.Count,
        });
        return new Response(file.Format, read.NewLines, booked, [.. before.Concat(read.Statements).Select(StatementView.Of)], sorted.LeftOut);
    }

    /// <summary>Refuses a file with a statement of an account that is not the fund's, or may be two of its accounts: other money would be booked here, or taken for another account's.</summary>
    private static Refusal? Others(List<ReceivingAccount> own, StatementFile file)
    {
        if (own.Count == 0) return Refusal.Rule("payments.statement.other_account", "The fund has no confirmed bank account whose statements these could be: enter it and have it confirmed.");
        foreach (var statement in file.Statements)
        {
            var written = PayeeNumbers.Mask(statement.AccountId) ?? "an account without a number";
            var found = own.WrittenAs(statement.AccountId, statement.Currency).Count;
            if (found == 0) return Refusal.Rule("payments.statement.other_account", $"The file has a statement of {written}, which is none of the fund's confirmed accounts: nothing of it was imported.");
            if (found > 1) return Refusal.Rule("payments.statement.other_account", $"The file has a statement of {written}, which may be several of the fund's confirmed accounts: ask the bank to write the whole number. Nothing of it was imported.");
        }
        return null;
    }

    /// <summary>Why each statement that a file has for a fund is left out; null: some come in, or the file is refused. Whoever asks has locked the fund's lines.</summary>
    internal static async Task<string?> AllFed(PaymentsDbContext db, Guid fundId, StatementFile file, CancellationToken ct) =>
        await Unfed(db, fundId, file, ct) is { Kept.Count: 0, Partly: null, LeftOut: { Count: > 0 } leftOut } ? string.Join(" ", leftOut.Distinct()) : null;

    /// <summary>
    /// Sorts out the statements of a file that a feed of their account brings: their lines would come twice, under the file's ids and the interface's. One that is covered in part would lose its other lines if it were left
    /// out, so that the file is refused for it.
    /// </summary>
    private static async Task<Sorted> Unfed(PaymentsDbContext db, Guid fundId, StatementFile file, CancellationToken ct)
    {
        var feeds = await db.Feeds.AsNoTracking().Where(f => f.FundId == fundId).Join(db.Accounts, f => f.OwnAccountId, a => a.Id, (f, a) => new { Feed = f, Account = a }).ToListAsync(ct);
        var sorted = new Sorted();
        foreach (var (read, place) in file.Statements.Select((s, n) => (s, n + 1)))
        {
            var own = feeds.Where(f => f.Account.IsWrittenAs(read.AccountId, read.Currency)).Select(f => f.Feed).ToList();
            var fed = read.Transactions.Select(t => own.Find(f => f.Covers(t.BookedOn ?? t.ValueOn))).OfType<BankFeed>().ToList();
            if (fed.Count == 0)
            {
                sorted.Kept.Add(new(read, place));
                continue;
            }
            sorted.LeftOut.Add($"The statement of {PayeeNumbers.Mask(read.AccountId)} was left out: the bank's interface brings the lines of this account {Days(fed[0])}.");
            if (fed.Count == read.Transactions.Count) sorted.Whole = fed[0];
            else sorted.Partly = fed[0];
        }
        return sorted;
    }

    /// <summary>What of a file comes in, as far as feeds are concerned.</summary>
    private sealed class Sorted
    {
        public List<Placed> Kept { get; } = [];
        public List<string> LeftOut { get; } = [];

        /// <summary>A feed that covers a part of a statement.</summary>
        public BankFeed? Partly { get; set; }

        /// <summary>A feed that covers a whole one.</summary>
        public BankFeed? Whole { get; set; }

        public Refusal? Refused => (Partly ?? (Kept.Count == 0 ? Whole : null)) is { } feed ? Fed(feed) : null;
    }

    private static string Days(BankFeed feed) => feed.IsLinked ? FormattableString.Invariant($"from {feed.From:yyyy-MM-dd} on") : FormattableString.Invariant($"from {feed.From:yyyy-MM-dd} to {feed.Through:yyyy-MM-dd}");

    private static Refusal Fed(BankFeed feed) => Refusal.Rule(
        "payments.statement.fed", $"The bank's interface brings the lines of this account {Days(feed)}: import statements of other days{(feed.IsLinked ? ", or unlink the feed first" : "")}. Nothing of this file was imported.");

    /// <summary>Takes in each line of statements: as a new one, or as the bank's later word of one that it had told before.</summary>
    private static async Task<Taken> Take(
        PaymentsDbContext db, Guid fundId, List<ReceivingAccount> own, Request request, string format, List<Placed> statements, string hash, Seal seal, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var taken = new Taken();
        var (known, said) = await Known(db, statements, seal, ct);
        foreach (var (read, place) in statements)
        {
            var account = PayeeNumbers.Hash(read.AccountId, seal);
            var fresh = read.Transactions.Select(t => BankLines.IdOf(t.Id)).Distinct().Count(id => !known.ContainsKey((account, id)));
            var statement = Statement(fundId, own.WrittenAs(read.AccountId, read.Currency)[0], request, format, read, hash, place, fresh, by, now);
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

    /// <summary>The lines of statements that were told before, and which of them somebody said something of.</summary>
    private static async Task<(Dictionary<(string Account, string Id), BankLine> Lines, HashSet<Guid> Said)> Known(PaymentsDbContext db, List<Placed> statements, Seal seal, CancellationToken ct)
    {
        var (lines, said) = (new Dictionary<(string, string), BankLine>(), new HashSet<Guid>());
        foreach (var read in statements.Select(s => s.Read).GroupBy(s => PayeeNumbers.Hash(s.AccountId, seal)))
        {
            var known = await BankLines.Known(db, read.Key, read.SelectMany(s => s.Transactions), ct);
            foreach (var (id, line) in known.Lines) lines.Add((read.Key, id), line);
            said.UnionWith(known.Said);
        }
        return (lines, said);
    }

    private static BankStatement Statement(Guid fundId, ReceivingAccount own, Request request, string format, Statement read, string hash, int place, int fresh, Actor by, DateTimeOffset now)
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
            OwnAccountId = own.Id,
            Currency = BankLines.Cut(read.Currency, 3),
            Opening = read.Opening,
            Closing = read.Closing,
            OpeningOn = DayBalance.Begin(read),
            ClosingOn = read.ClosingOn,
            Difference = read.Difference,
            Problems = problems.Length == 0 ? null : BankLines.Cut(problems, 2000),
            Days = DayBalance.Of(read),
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
