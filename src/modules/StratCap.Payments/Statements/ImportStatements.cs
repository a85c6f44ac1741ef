using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>Imports a bank's statement file for a fund: each line once, and what is sure of it booked. What does not add up is imported as such, and only people explain it.</summary>
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
        .WithDescription("The same file again brings nothing new. A file with a statement of another account than the fund's confirmed ones is refused whole (422 payments.statement.other_account). A statement whose lines and balances disagree is imported and flagged, and nothing of it is booked by itself.");

    private static async Task<Answer<Response>> Handle(
        Guid fundId, Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, Reconciler reconciler, Seal seal, Audit audit, CurrentActor actor, TimeProvider clock,
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
        if (file.Statements.Sum(s => s.Transactions.Count) > MaxLines) return Refusal.Rule("payments.statement.too_long", $"A file has at most {MaxLines:N0} lines: ask the bank for shorter ones.");
        if (await Others(db, fundId, file, ct) is { } others) return others;
        await Reconciler.Lock(db, fundId, ct);
        var hash = FileHash.Of(request.Content);
        if (await db.Statements.Where(s => s.FundId == fundId && s.FileHash == hash).OrderBy(s => s.Place).ToListAsync(ct) is { Count: > 0 } before)
        {
            audit.Record(db, "payments.statement.import", ("fund", fundId), null, new { request.FileName, hash, NewLines = 0 });
            return new Response(file.Format, 0, 0, [.. before.Select(StatementView.Of)]);
        }
        var (statements, lines) = await Added(db, fundId, request, file, hash, seal, actor.Value, clock.GetUtcNow(), ct);
        var booked = await Book(db, books, reconciler, fundId, lines, options.Value, clock.GetUtcNow(), ct);
        audit.Record(db, "payments.statement.import", ("fund", fundId), null, new { request.FileName, hash, Statements = statements.Count, NewLines = lines.Count, Booked = booked });
        return new Response(file.Format, lines.Count, booked, [.. statements.Select(StatementView.Of)]);
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

    private static async Task<(List<BankStatement>, List<BankLine>)> Added(
        PaymentsDbContext db, Guid fundId, Request request, StatementFile file, string hash, Seal seal, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var (statements, lines) = (new List<BankStatement>(), new List<BankLine>());
        var known = new HashSet<(string, string)>();
        foreach (var account in file.Statements.Select(s => PayeeNumbers.Hash(s.AccountId, seal)).Distinct())
            known.UnionWith((await db.Lines.Where(l => l.AccountHash == account).Select(l => l.BankLineId).ToListAsync(ct)).Select(id => (account, id)));
        foreach (var (read, place) in file.Statements.Select((s, n) => (s, n + 1)))
        {
            var account = PayeeNumbers.Hash(read.AccountId, seal);
            var fresh = read.Transactions.Where(t => known.Add((account, Id(t.Id)))).ToList();
            var statement = Statement(fundId, request, file.Format, read, hash, place, fresh.Count, by, now);
            statements.Add(statement);
            lines.AddRange(fresh.Select(t => Line(statement, account, read, t, seal, now)));
        }
        db.Statements.AddRange(statements);
        db.Lines.AddRange(lines);
        return (statements, lines);
    }

    private static async Task<int> Book(
        PaymentsDbContext db, IFundBooks books, Reconciler reconciler, Guid fundId, List<BankLine> lines, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        if (lines.Count == 0 || await Expected.Of(db, books, fundId, now, ct) is not { } expected) return 0;
        // What a reversal takes back is looked for in the database: the lines must be there.
        await db.SaveChangesAsync(ct);
        var booked = 0;
        foreach (var line in lines.OrderBy(l => l.IsReversal))
        {
            if (line.IsReversal) await db.SaveChangesAsync(ct);
            booked += await reconciler.Book(db, line, expected, options.FeeAtMost, ct);
        }
        return booked;
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
            Format = Cut(format, 40)!,
            Reference = Cut(read.Id, 100)!,
            AccountMask = PayeeNumbers.Mask(read.AccountId) ?? "",
            Currency = Cut(read.Currency, 3),
            Opening = read.Opening,
            Closing = read.Closing,
            ClosingOn = read.ClosingOn,
            Difference = read.Difference,
            Problems = problems.Length == 0 ? null : Cut(problems, 2000),
            Lines = read.Transactions.Count,
            NewLines = fresh,
            ImportedBy = by.Id,
            ImportedByName = by.Name,
            ImportedAt = now,
        };
    }

    private static BankLine Line(BankStatement statement, string account, Statement read, BankTransaction t, Seal seal, DateTimeOffset now)
    {
        var line = new BankLine
        {
            Id = Guid.CreateVersion7(),
            FundId = statement.FundId,
            StatementId = statement.Id,
            AccountHash = account,
            BankLineId = Id(t.Id),
            Status = t.Status,
            BookedOn = t.BookedOn,
            ValueOn = t.ValueOn,
            Amount = t.Amount.Value,
            Currency = Cut(t.Amount.Currency, 3)!,
            IsReversal = t.IsReversal,
            EndToEndId = Cut(t.EndToEndId, 200),
            BankReference = Cut(t.BankReference, 200),
            CustomerReference = Cut(t.CustomerReference, 200),
            Counterparty = Cut(t.Counterparty, 200),
            CounterpartyMask = PayeeNumbers.Mask(t.CounterpartyAccount),
            CounterpartyHash = string.IsNullOrEmpty(t.CounterpartyAccount) ? null : PayeeNumbers.Hash(t.CounterpartyAccount, seal),
            Text = Cut(t.Text, 2000),
            Code = Cut(t.Code, 40),
            BatchId = Cut(t.BatchId, 200),
            ForPeople = !statement.AddsUp,
            ImportedAt = now,
        };
        // A line that is booked by its parts is explained by them.
        if (t.Status != BankStatus.Booked || t.Amount.Value == 0 || read.Transactions.Any(part => part.BatchId == t.Id)) line.NothingToExplain();
        return line;
    }

    private static string Id(string id) => id.Length <= 200 ? id : FileHash.Of(Encoding.UTF8.GetBytes(id));

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}
