using System.Globalization;
using Microsoft.EntityFrameworkCore;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;

namespace StratCap.Funds.Rates;

/// <summary>The stored rates that facts are converted by.</summary>
internal static class UsedRates
{
    /// <summary>The way from a currency to the fund's on a day, by the rates that are stored now; null where it is the fund's.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c></exception>
    internal static async Task<FxConversion?> On(FundsDbContext db, string? currency, FundBook book, string? via, DateOnly date, CancellationToken ct)
    {
        if (currency is null || currency == book.Currency.Code) return null;
        string[] codes = [currency, book.Currency.Code, .. via is null ? [] : new[] { via }];
        var rows = await db.FxRates.Where(r => r.Date == date && codes.Contains(r.FromCurrency) && codes.Contains(r.ToCurrency)).ToListAsync(ct);
        return new FxRates(rows.Select(r => r.ToRate()), via: via).On(new Currency(currency), book.Currency, date);
    }

    /// <summary>Facts whose rates are not those that are stored under their ids, in words.</summary>
    internal static async Task<IReadOnlyList<string>> Differences(FundsDbContext db, IReadOnlyList<RecordedFact> facts, CancellationToken ct)
    {
        var used = facts.SelectMany(f => (Foreign(f.Payload)?.Steps ?? []).Select(s => (Fact: f, Step: s))).ToList();
        Guid[] ids = [.. used.Select(u => u.Step.RateId).Distinct()];
        var stored = ids.Length == 0 ? [] : await db.FxRates.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
        return [.. used.Where(u => !(stored.TryGetValue(u.Step.RateId, out var row) && IsOf(row.ToRate(), u.Step, u.Fact.EffectiveDate)))
            .Select(u => string.Create(CultureInfo.InvariantCulture, $"fact {u.Fact.Sequence} is converted at a rate {u.Step.RateId} that is not stored so"))];
    }

    private static ForeignAmount? Foreign(Fact fact) => fact switch
    {
        InvestmentMade f => f.Foreign,
        ValuationRecorded f => f.Foreign,
        ProceedsReceived f => f.Foreign,
        _ => null,
    };

    private static bool IsOf(FxRate rate, FxStep step, DateOnly date) => rate.Rate == step.Rate && rate.Date == date
        && (step.IsInverted ? (rate.To, rate.From) : (rate.From, rate.To)) == (step.From, step.To);
}
