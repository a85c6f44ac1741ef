using Microsoft.EntityFrameworkCore;
using StratCap.Payments.Accounts;
using StratCap.Payments.Feeds;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>What the bank had on one of a fund's accounts, in one currency, at the end of a day.</summary>
/// <param name="Amount">Null when it cannot be said.</param>
/// <param name="BeginsLater">Its statements all begin after the day, so that none says anything of it.</param>
internal sealed record AccountBalance(ReceivingAccount Account, string Currency, decimal? Amount, bool BeginsLater);

/// <summary>
/// Balances by account and currency, whichever version of the account a statement was imported for and however the bank writes its number. Only statements that add up speak; of the days that a feed
/// covers, its lines go on from the last of them.
/// </summary>
internal static class BankBalances
{
    /// <summary>The fund's accounts of which there are statements, each with its balance.</summary>
    /// <param name="currency">The fund's; of a statement that says none, it is taken to be that one.</param>
    public static async Task<List<AccountBalance>> At(PaymentsDbContext db, Guid fundId, DateOnly day, string currency, CancellationToken ct)
    {
        var told = await Told(db, fundId, day, ct);
        var accounts = await db.Accounts.Where(a => a.FundId == fundId).ToDictionaryAsync(a => a.Id, ct);
        var statements = await Named(db, told, ct);
        var feeds = await db.Feeds.Where(f => f.FundId == fundId && f.From <= day).OrderBy(f => f.From).ToListAsync(ct);
        var fed = await Fed(db, feeds, day, ct);
        var balances = new List<AccountBalance>();
        foreach (var t in told.OrderBy(t => accounts[t.AccountId].Number).ThenBy(t => t.Currency, StringComparer.Ordinal))
        {
            // What says no currency says no balances either: it counts only where nothing else speaks of the account.
            if (t.Currency is null && told.Exists(o => o.AccountId == t.AccountId && o.Currency is not null)) continue;
            BankStatement? Named(Guid? id) => id is { } known ? statements[known] : null;
            var own = feeds.FindAll(f => f.Currency == t.Currency && accounts[f.OwnAccountId].IsSameAs(accounts[t.AccountId]));
            balances.Add(Of(accounts[t.AccountId], t.Currency ?? currency, day, Named(t.Covering), Named(t.Before), Named(t.After), own, fed));
        }
        return balances;
    }

    /// <summary>
    /// As the statement says that covers the day; else as the last one before it and what a feed brought since. Between two statements that end and begin with the same balance it stands still, and an account
    /// that was emptied has none.
    /// </summary>
    private static AccountBalance Of(
        ReceivingAccount account, string currency, DateOnly day, BankStatement? covering, BankStatement? before, BankStatement? after, List<BankFeed> feeds, List<FedDay> fed)
    {
        if (covering is not null) return new(account, currency, covering.At(day), false);
        if (before is null) return new(account, currency, after?.Opening == 0 ? 0 : null, after is not null);
        if (Reach(feeds, before.ClosingOn!.Value) is var reached && reached >= day)
            return new(account, currency, before.Closing + fed.Where(l => l.Currency == currency && l.On > before.ClosingOn && feeds.Exists(f => f.Id == l.FeedId)).Sum(l => l.Amount), false);
        return new(account, currency, before.Closing == (after is null ? 0 : after.Opening) ? before.Closing : null, false);
    }

    /// <summary>The last day up to which feeds, one after the other by their first days, bring every line after a day.</summary>
    private static DateOnly Reach(List<BankFeed> feeds, DateOnly from)
    {
        foreach (var feed in feeds)
        {
            if (feed.From > from.AddDays(1)) break;
            // What is booked on the day of a reading may come after it.
            var end = feed.IsLinked ? feed.ReadAt is { } read ? DateOnly.FromDateTime(read.UtcDateTime).AddDays(-1) : null : feed.Through;
            if (end > from) from = end.Value;
        }
        return from;
    }

    /// <summary>The statements that say what was on each account on a day.</summary>
    /// <param name="Covering">That begins by the day after it and ends on it or later.</param>
    /// <param name="Before">The last that ends before the day.</param>
    /// <param name="After">The first that begins after it.</param>
    private sealed record Telling(Guid AccountId, string? Currency, Guid? Covering, Guid? Before, Guid? After);

    private static Task<List<Telling>> Told(PaymentsDbContext db, Guid fundId, DateOnly day, CancellationToken ct)
    {
        var next = day.AddDays(1);
        return db.Statements.Where(s => s.FundId == fundId && s.OwnAccountId != null).GroupBy(s => new { s.OwnAccountId, s.Currency }).Select(g => new Telling(
            g.Key.OwnAccountId!.Value, g.Key.Currency,
            // On one that ends with the day there is nothing to take back. Of a day's several pages, the last one has its end.
            g.Where(s => s.Difference == 0 && s.Problems == null && s.ClosingOn >= day && s.OpeningOn <= next)
                .OrderBy(s => s.ClosingOn).ThenByDescending(s => s.OpeningOn).ThenByDescending(s => s.ImportedAt).ThenByDescending(s => s.Place).Select(s => (Guid?)s.Id).FirstOrDefault(),
            g.Where(s => s.Difference == 0 && s.Problems == null && s.ClosingOn < day)
                .OrderByDescending(s => s.ClosingOn).ThenByDescending(s => s.OpeningOn).ThenByDescending(s => s.ImportedAt).ThenByDescending(s => s.Place).Select(s => (Guid?)s.Id).FirstOrDefault(),
            g.Where(s => s.Difference == 0 && s.Problems == null && s.OpeningOn > next)
                .OrderBy(s => s.OpeningOn).ThenBy(s => s.ClosingOn).ThenBy(s => s.ImportedAt).ThenBy(s => s.Place).Select(s => (Guid?)s.Id).FirstOrDefault())).ToListAsync(ct);
    }

    private static async Task<Dictionary<Guid, BankStatement>> Named(PaymentsDbContext db, List<Telling> told, CancellationToken ct)
    {
        var ids = told.SelectMany(t => (Guid?[])[t.Covering, t.Before, t.After]).OfType<Guid>().ToList();
        return await db.Statements.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
    }

    /// <summary>What a feed booked on a day.</summary>
    private sealed record FedDay(Guid FeedId, string Currency, DateOnly On, decimal Amount);

    private static async Task<List<FedDay>> Fed(PaymentsDbContext db, List<BankFeed> feeds, DateOnly day, CancellationToken ct)
    {
        if (feeds.Count == 0) return [];
        var ids = feeds.ConvertAll(f => (Guid?)f.Id);
        return await db.Lines.Where(l => ids.Contains(l.FeedId) && l.Status == BankStatus.Booked && l.BatchId == null && (l.BookedOn ?? l.ValueOn) <= day)
            .GroupBy(l => new { l.FeedId, l.Currency, On = l.BookedOn ?? l.ValueOn })
            .Select(g => new FedDay(g.Key.FeedId!.Value, g.Key.Currency, g.Key.On!.Value, g.Sum(l => l.Amount))).ToListAsync(ct);
    }
}
