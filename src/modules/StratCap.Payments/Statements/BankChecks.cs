using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.Payments.Accounts;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>The bank's part of a quarter's close: the book's cash is what the bank had at the end of it, and every line up to then is explained.</summary>
internal sealed class BankChecks(IServiceScopeFactory scopes, IFundBooks books, IFxRates rates) : IPeriodChecks
{
    private const string Cash = "cash";
    private const string Lines = "bankLines";

    public async Task<IReadOnlyList<PeriodCheck>> Of(PeriodToCheck period, CancellationToken ct)
    {
        if (await books.Facts(period.FundId, ct) is not { } facts) return [];
        var book = FundBook.Fold(facts, period.Through);
        var (balances, lines) = await Told(period, book.Currency.Code, ct);
        return [await OfCash(balances, period.Through, book, ct), lines];
    }

    private async Task<(List<AccountBalance> Balances, PeriodCheck Lines)> Told(PeriodToCheck period, string currency, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return (await BankBalances.At(db, period.FundId, period.Through, currency, ct), await OfLines(db, period, currency, ct));
    }

    private async Task<PeriodCheck> OfCash(List<AccountBalance> balances, DateOnly day, FundBook book, CancellationToken ct)
    {
        if (balances.Count == 0) return PeriodCheck.Nothing(Cash, "No statement of the fund's bank is here: there is no balance to compare the book's cash with.");
        if (balances.Find(b => b is { Amount: null, BeginsLater: false }) is { } missing)
            return PeriodCheck.Fails(Cash, $"No statement of {Name(missing)} that adds up reaches {day:yyyy-MM-dd}: import it.", null, book.Total.Cash);
        if (balances.Exists(b => b.Amount is null))
            return PeriodCheck.Nothing(Cash, $"The statements of the fund's bank that are here begin after {day:yyyy-MM-dd}: there is no balance to compare the book's cash with.");
        var sums = balances.GroupBy(b => b.Currency, StringComparer.Ordinal).Select(g => (Currency: g.Key, Amount: g.Sum(b => b.Amount!.Value))).Where(s => s.Amount != 0 && s.Currency != book.Currency.Code).ToList();
        var own = balances.Where(b => b.Currency == book.Currency.Code).Sum(b => b.Amount!.Value);
        return sums.Count == 0
            ? PeriodCheck.Tie(Cash, own, book.Total.Cash, "Balance on the bank's statements at the end of the quarter, and cash in the book.")
            : await Converted(own, sums, day, book, ct);
    }

    /// <summary>The book counts all cash in the fund's currency: what lies in another one is worth what the stored rate of the day makes of it.</summary>
    private async Task<PeriodCheck> Converted(decimal own, List<(string Currency, decimal Amount)> others, DateOnly day, FundBook book, CancellationToken ct)
    {
        var known = new FxRates(await rates.Between([book.Currency.Code, .. others.Select(o => o.Currency)], day, day, null, ct));
        foreach (var (code, amount) in others)
        {
            if (Worth(known, code, amount, book.Currency, day) is not { } worth)
                return PeriodCheck.Fails(Cash, $"There is no rate between {book.Currency.Code} and {code} for {day:yyyy-MM-dd}, and the bank's statements say {Shown(amount, code)}: record it.", null, book.Total.Cash);
            own += worth;
        }
        var parts = string.Join(", ", others.Select(o => Shown(o.Amount, o.Currency)));
        return PeriodCheck.Tie(Cash, own, book.Total.Cash, $"Balance on the bank's statements at the end of the quarter, with {parts} at the rates of that day, and cash in the book.");
    }

    private static decimal? Worth(FxRates known, string code, decimal amount, Currency into, DateOnly day)
    {
        if (!Currency.IsCode(code)) return null;
        try
        {
            return known.On(new Currency(code), into, day).Convert(amount);
        }
        catch (FundRuleException e) when (e.Code == "fx.rate_missing")
        {
            return null;
        }
    }

    private static string Shown(decimal amount, string code) => $"{BankLineView.Money(amount, code).Amount} {code}";

    private static string Name(AccountBalance b) => $"{AccountRules.Masked(b.Account.Iban ?? b.Account.AccountNumber)} ({b.Account.Bank}, {b.Currency})";

    private static async Task<PeriodCheck> OfLines(PaymentsDbContext db, PeriodToCheck period, string currency, CancellationToken ct)
    {
        var lines = db.Lines.Where(l => l.FundId == period.FundId && l.Status == BankStatus.Booked && l.State != LineState.NotBooked && (l.ValueOn ?? l.BookedOn) <= period.Through);
        var sums = await lines.GroupBy(l => l.Currency).Select(g => new { Currency = g.Key, Told = g.Sum(l => Math.Abs(l.Amount)), Explained = g.Sum(l => l.Explained), Open = g.Count(l => l.State != LineState.Matched) }).ToListAsync(ct);
        if (sums.Count == 0) return PeriodCheck.Nothing(Lines, "The bank told no line of the fund up to the end of the quarter.");
        // Amounts of several currencies are no sum; whether lines are explained is asked of all.
        var (own, open) = (sums.Find(s => s.Currency == currency), sums.Sum(s => s.Open));
        return open == 0
            ? PeriodCheck.Tie(Lines, own?.Told ?? 0, own?.Explained ?? 0, "Amounts of the bank's lines in the fund's currency up to the end of the quarter, and what is explained of them.")
            : PeriodCheck.Fails(Lines, $"{open} lines of the bank up to the end of the quarter are not explained: say what each is for.", own?.Told, own?.Explained);
    }
}
