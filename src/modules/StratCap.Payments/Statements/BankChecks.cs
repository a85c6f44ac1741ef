using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>The bank's part of a quarter's close: the book's cash is what the bank had at the end of it, and every line up to then is explained.</summary>
internal sealed class BankChecks(IServiceScopeFactory scopes, IFundBooks books) : IPeriodChecks
{
    private const string Cash = "cash";
    private const string Lines = "bankLines";

    public async Task<IReadOnlyList<PeriodCheck>> Of(PeriodToCheck period, CancellationToken ct)
    {
        if (await books.Facts(period.FundId, ct) is not { } facts) return [];
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return [await OfCash(db, period, FundBook.Fold(facts, period.Through), ct), await OfLines(db, period, ct)];
    }

    private static async Task<PeriodCheck> OfCash(PaymentsDbContext db, PeriodToCheck period, FundBook book, CancellationToken ct)
    {
        var statements = await db.Statements.Where(s => s.FundId == period.FundId).ToListAsync(ct);
        if (statements.Count == 0) return PeriodCheck.Nothing(Cash, "No statement of the fund's bank is here: there is no balance to compare the book's cash with.");
        var balances = new List<decimal?>();
        foreach (var account in statements.GroupBy(s => s.AccountMask))
        {
            BankStatement[] sound = [.. account.Where(s => s is { AddsUp: true, Closing: not null, ClosingOn: not null }).OrderBy(s => s.ClosingOn).ThenBy(s => s.Id)];
            if (sound.Length > 0 && BeginsAfter(sound[0], period.Through))
                balances.Add(sound[0].Opening == 0 ? 0 : null);
            else if (await BalanceAt(db, period, sound, ct) is { } balance)
                balances.Add(balance);
            else
                return PeriodCheck.Fails(Cash, $"No statement of account {account.Key} that adds up reaches {period.Through:yyyy-MM-dd}: import it.", null, book.Total.Cash);
        }
        if (balances.Contains(null))
            return PeriodCheck.Nothing(Cash, $"The statements of the fund's bank that are here begin after {period.Through:yyyy-MM-dd}: there is no balance to compare the book's cash with.");
        return PeriodCheck.Tie(Cash, balances.Sum() ?? 0, book.Total.Cash, "Balance on the bank's statements at the end of the quarter, and cash in the book.");
    }

    /// <summary>The opening balance of a day is the one with which the day before ended.</summary>
    private static bool BeginsAfter(BankStatement statement, DateOnly day) => statement.OpeningOn > day.AddDays(1);

    /// <summary>
    /// The balance of an account on the quarter's last day: of the first statement that reaches it, less what was booked after the day; null when none covers it. An account that was emptied before
    /// has none, and between two statements that begin and end with the same balance it stands still.
    /// </summary>
    private static async Task<decimal?> BalanceAt(PaymentsDbContext db, PeriodToCheck period, BankStatement[] sound, CancellationToken ct)
    {
        var before = Array.FindLast(sound, s => s.ClosingOn < period.Through);
        var first = Array.Find(sound, s => s.ClosingOn >= period.Through);
        if (first is null) return before is { Closing: 0 } ? 0 : null;
        // Of several on the day itself the last one has its end.
        if (Array.FindLast(sound, s => s.ClosingOn == period.Through) is { } exact) return exact.Closing;
        if (BeginsAfter(first, period.Through) && before?.Closing != first.Opening) return null;
        var ids = Array.ConvertAll(sound, s => (Guid?)s.Id);
        var later = await db.Lines
            .Where(l => ids.Contains(l.StatementId) && l.Status == BankStatus.Booked && l.BatchId == null && l.BookedOn > period.Through && l.BookedOn <= first.ClosingOn)
            .SumAsync(l => l.Amount, ct);
        return first.Closing - later;
    }

    private static async Task<PeriodCheck> OfLines(PaymentsDbContext db, PeriodToCheck period, CancellationToken ct)
    {
        var lines = db.Lines.Where(l => l.FundId == period.FundId && l.Status == BankStatus.Booked && l.State != LineState.NotBooked && (l.ValueOn ?? l.BookedOn) <= period.Through);
        var sums = await lines.GroupBy(_ => 1).Select(g => new { Told = g.Sum(l => Math.Abs(l.Amount)), Explained = g.Sum(l => l.Explained), Open = g.Count(l => l.State != LineState.Matched) }).SingleOrDefaultAsync(ct);
        if (sums is null) return PeriodCheck.Nothing(Lines, "The bank told no line of the fund up to the end of the quarter.");
        return sums.Open == 0
            ? PeriodCheck.Tie(Lines, sums.Told, sums.Explained, "Amounts of the bank's lines up to the end of the quarter, and what is explained of them.")
            : PeriodCheck.Fails(Lines, $"{sums.Open} lines of the bank up to the end of the quarter are not explained: say what each is for.", sums.Told, sums.Explained);
    }
}
