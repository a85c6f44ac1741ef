using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Payments.Statements;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Feeds;

/// <summary>Takes in a page of a feed, in the caller's transaction: each line once, as a file's lines are. Whoever takes has locked the fund's lines.</summary>
internal sealed class FeedLines(IFundBooks books, Reconciler reconciler, Seal seal, Audit audit, Outbox outbox, TimeProvider clock, IOptions<PaymentsOptions> options)
{
    /// <summary>Takes a page; how many lines were new or told again.</summary>
    /// <param name="page">Of all accounts that the connection sees; only the feed's own counts.</param>
    public async Task<int> Take(PaymentsDbContext db, BankFeed feed, IReadOnlyList<BankTransaction> page, CancellationToken ct)
    {
        var own = page.Where(t => t.AccountId == feed.AccountId).ToList();
        if (own.Count == 0) return 0;
        var taken = await Sort(db, feed, own, ct);
        foreach (var (line, why) in taken.ForPeople)
            outbox.Add(db, new PaymentAttentionNeeded(feed.FundId, Guid.Empty, line.Id, why, Sentence(line, why)));
        var booked = await BankLines.Book(db, books, reconciler, feed.FundId, taken.Open, options.Value, clock.GetUtcNow(), ct);
        if (taken.New + taken.Again > 0)
            audit.Record(db, "payments.feed.read", ("bank_feed", feed.Id), null, new { feed.FundId, NewLines = taken.New, ToldAgain = taken.Again, ForPeople = taken.ForPeople.Count, Booked = booked });
        return taken.New + taken.Again;
    }

    private async Task<Taken> Sort(PaymentsDbContext db, BankFeed feed, List<BankTransaction> own, CancellationToken ct)
    {
        var taken = new Taken();
        var (known, said) = await BankLines.Known(db, feed.AccountHash, own, ct);
        var batches = own.Select(t => t.BatchId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var t in own)
        {
            var before = known.GetValueOrDefault(BankLines.IdOf(t.Id));
            // What was never here, or is of the days of statement files, is not missed.
            if (before is null && (t.Status == BankStatus.Removed || (t.BookedOn ?? t.ValueOn) < feed.From)) continue;
            var line = BankLines.Of(new LineSource(feed.FundId, null, feed.Id, feed.AccountHash, ForPeople: t.Amount.Currency != feed.Currency), t, batches.Contains(t.Id), seal, clock.GetUtcNow());
            // Of a line that is explained whole, its parts are not explained again.
            if (t.BatchId is { } batch && known.GetValueOrDefault(BankLines.IdOf(batch)) is { Explained: > 0 }) line.NothingToExplain();
            if (before is null) Add(db, known, line, taken);
            else Hear(before, line, said.Contains(before.Id), taken);
        }
        return taken;
    }

    private static void Add(PaymentsDbContext db, Dictionary<string, BankLine> known, BankLine line, Taken taken)
    {
        known.Add(line.BankLineId, line);
        db.Lines.Add(line);
        taken.New++;
        if (line.State == LineState.Open) taken.Open.Add(line);
    }

    private static void Hear(BankLine before, BankLine line, bool said, Taken taken)
    {
        var version = before.Version;
        if (before.Status == BankStatus.Booked && line.Status == BankStatus.Removed) taken.ForPeople[before] = nameof(BankStatus.Removed);
        else if (before.Status == BankStatus.Booked && line.Status == BankStatus.Booked && (before.Amount, before.Currency) != (line.Amount, line.Currency)) taken.ForPeople[before] = "Changed";
        else if (before.Hear(line, said)) taken.Open.Add(before);
        if (before.Version != version || taken.ForPeople.ContainsKey(before)) taken.Again++;
    }

    private static string Sentence(BankLine line, string why) => why == nameof(BankStatus.Removed)
        ? FormattableString.Invariant($"The bank takes back a line of {line.BookedOn:yyyy-MM-dd} that it had booked: see what was said of it.")
        : FormattableString.Invariant($"The bank tells another amount of a line of {line.BookedOn:yyyy-MM-dd} that it had booked with {line.Amount} {line.Currency}: nothing was changed, see its own statement.");

    /// <summary>What a page brought.</summary>
    private sealed class Taken
    {
        /// <summary>Lines that are to be explained, each once.</summary>
        public HashSet<BankLine> Open { get; } = [];

        /// <summary>Booked lines of which the bank says something else now, and what.</summary>
        public Dictionary<BankLine, string> ForPeople { get; } = [];

        public int New { get; set; }
        public int Again { get; set; }
    }
}
