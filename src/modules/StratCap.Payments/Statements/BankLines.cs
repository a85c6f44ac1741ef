using System.Text;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>Where a line comes from: a statement or a feed.</summary>
/// <param name="AccountHash">Names the account on which its id is unique.</param>
/// <param name="ForPeople">Only people explain it.</param>
internal sealed record LineSource(Guid FundId, Guid? StatementId, Guid? FeedId, string AccountHash, bool ForPeople);

/// <summary>What files and feeds do alike with the bank's lines.</summary>
internal static class BankLines
{
    /// <summary>The lines among those told that are here already, by their ids, and which of them somebody said something of. Lines of which others are parts are among them.</summary>
    public static async Task<(Dictionary<string, BankLine> Lines, HashSet<Guid> Said)> Known(PaymentsDbContext db, string accountHash, IEnumerable<BankTransaction> told, CancellationToken ct)
    {
        var ids = told.SelectMany(t => (string[])[IdOf(t.Id), IdOf(t.BatchId ?? t.Id)]).Distinct().ToList();
        var found = db.Lines.Where(l => l.AccountHash == accountHash && ids.Contains(l.BankLineId));
        var lines = (await found.AsTracking().ToListAsync(ct)).ToDictionary(l => l.BankLineId, StringComparer.Ordinal);
        return (lines, [.. await db.Matches.Where(m => found.Any(l => l.Id == m.LineId)).Select(m => m.LineId).ToListAsync(ct)]);
    }

    /// <summary>A line as it was told.</summary>
    /// <param name="hasParts">It is booked by its parts, which explain it.</param>
    public static BankLine Of(LineSource source, BankTransaction t, bool hasParts, Seal seal, DateTimeOffset now)
    {
        var line = new BankLine
        {
            Id = Guid.CreateVersion7(),
            FundId = source.FundId,
            StatementId = source.StatementId,
            FeedId = source.FeedId,
            AccountHash = source.AccountHash,
            BankLineId = IdOf(t.Id),
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
            ForPeople = source.ForPeople,
            ImportedAt = now,
        };
        if (t.Status != BankStatus.Booked || t.Amount.Value == 0 || hasParts) line.NothingToExplain();
        return line;
    }

    /// <summary>Books what is sure of lines; how many matches that made.</summary>
    public static async Task<int> Book(
        PaymentsDbContext db, IFundBooks books, Reconciler reconciler, Guid fundId, IReadOnlyCollection<BankLine> lines, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        if (lines.Count == 0 || await Expected.Of(db, books, fundId, now, ct) is not { } expected) return 0;
        // What a reversal takes back is looked for in the database: the lines must be there.
        await db.SaveChangesAsync(ct);
        var open = lines.Where(l => l.State == LineState.Open).OrderBy(l => l.IsReversal).ToList();
        // A statement's lines come in any order, and banks' answers lock the same payments by their place.
        await db.LockLive([.. open.SelectMany(l => Matcher.Propose(l, expected, options.FeeAtMost)).Select(p => p.InstructionId).OfType<Guid>()], ct);
        var booked = 0;
        foreach (var line in open)
        {
            if (line.IsReversal) await db.SaveChangesAsync(ct);
            booked += await reconciler.Book(db, line, expected, options.FeeAtMost, ct);
        }
        return booked;
    }

    /// <summary>A line's id as it is kept; a long one by its hash.</summary>
    public static string IdOf(string id) => id.Length <= 200 ? id : FileHash.Of(Encoding.UTF8.GetBytes(id));

    /// <summary>A text as far as it is kept.</summary>
    public static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}
