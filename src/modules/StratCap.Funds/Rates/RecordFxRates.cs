using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tables;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Funds.Rates;

/// <summary>
/// Records the firm's exchange rates, as JSON or as comma-separated text. The very same rate again adds nothing; another one for the same pair and date is a correction
/// and must say so. All rates of a request are recorded, or none.
/// </summary>
internal static class RecordFxRates
{
    internal const int MaxRates = 5_000;
    private const string Header = "from,to,date,rate,source";
    private const decimal Largest = 1_000_000_000m;

    /// <param name="Value">Units of <paramref name="To"/> for one unit of <paramref name="From"/>, at most 12 decimals.</param>
    /// <param name="Source">Such as "ECB reference rate".</param>
    internal sealed record Given(string From, string To, DateOnly Date, decimal Value, string Source);

    /// <param name="Correct">Whether a rate that differs from the one recorded before is its correction.</param>
    internal sealed record Request(IReadOnlyList<Given> Rates, bool Correct = false);

    internal sealed record Response(int Recorded, int AlreadyThere, int Corrected, IReadOnlyList<FxRateView> Rates);

    internal static void Map(RouteGroupBuilder rates)
    {
        rates.MapPost("/", Handle).WithSummary("Record exchange rates; a correction is a new version").Writes<FundsDbContext>(Permissions.FundWrite);
        rates.MapPost("/csv", HandleText)
            .WithSummary("Record exchange rates from comma-separated text")
            .WithDescription($"The body is the text itself. Its first line is `{Header}`; dates are year-month-day, the rate has a decimal point. With correct=true a rate that differs from the one recorded before is its correction.")
            .Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static async Task<Answer<Response>> HandleText(HttpContext http, FundsDbContext db, CurrentActor actor, Audit audit, TimeProvider clock, bool correct = false)
    {
        using var reader = new StreamReader(http.Request.Body, leaveOpen: true);
        if ((await reader.ReadLineAsync(http.RequestAborted))?.Trim('\uFEFF', ' ') != Header) return Refusal.Field("header", $"Let the first line be: {Header}");
        var given = new List<Given>();
        for (var number = 2; await reader.ReadLineAsync(http.RequestAborted) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (given.Count >= MaxRates || Read(line) is not { } rate)
                return Refusal.Field("rows", given.Count >= MaxRates ? $"Send at most {MaxRates} rates at once." : $"Line {number} is no rate: write it as EUR,USD,2024-03-28,1.0811,ECB");
            given.Add(rate);
        }
        return await Handle(new Request(given, correct), db, actor, audit, clock, http.RequestAborted);
    }

    private static Given? Read(string line)
    {
        var fields = line.Split(',', 5, StringSplitOptions.TrimEntries);
        return fields.Length == 5
            && DateOnly.TryParseExact(fields[2], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && decimal.TryParse(fields[3], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            ? new Given(fields[0], fields[1], date, rate, TableCsv.Restore(fields[4].Trim('"')))
            : null;
    }

    private static async Task<Answer<Response>> Handle(Request request, FundsDbContext db, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Invalid(request, DateOnly.FromDateTime(now.UtcDateTime)) is { } refusal) return refusal;
        var before = await Before(db, request, ct);
        var (added, corrected) = (new List<FxRateRow>(), 0);
        foreach (var given in request.Rates)
        {
            var last = before.GetValueOrDefault((given.From, given.To, given.Date));
            if (last is not null && last.Rate == given.Value) continue;
            if (last is not null && !request.Correct)
                return Refusal.Conflict("fx.rate_exists", string.Create(CultureInfo.InvariantCulture, $"{given.From}/{given.To} of {given.Date:yyyy-MM-dd} is recorded as {last.ToRate().Rate}: send correct=true if {given.Value} corrects it."));
            corrected += last is null ? 0 : 1;
            added.Add(new FxRateRow
            {
                Id = Guid.CreateVersion7(),
                FromCurrency = given.From,
                ToCurrency = given.To,
                Date = given.Date,
                Version = (last?.Version ?? 0) + 1,
                Rate = given.Value,
                Source = given.Source.Trim(),
                RecordedAt = now,
                RecordedBy = actor.Value.Id,
            });
        }
        db.FxRates.AddRange(added);
        var response = new Response(added.Count, request.Rates.Count - added.Count, corrected, [.. added.Take(Paging.MaxSize).Select(FxRateView.Of)]);
        audit.Record(db, "funds.fx.record", ("fx_rates", added.FirstOrDefault()?.Id ?? Guid.Empty), null, new { response.Recorded, response.AlreadyThere, response.Corrected, request.Correct });
        return response;
    }

    private static Refusal? Invalid(Request request, DateOnly today)
    {
        if (request.Rates.Count is 0 or > MaxRates) return Refusal.Field("rates", $"Send between 1 and {MaxRates} rates.");
        var seen = new HashSet<(string, string, DateOnly)>();
        foreach (var rate in request.Rates)
        {
            if (!Currency.IsCode(rate.From) || !Currency.IsCode(rate.To) || rate.From == rate.To) return Refusal.Field("rates", "Give each rate two different currencies as three capital letters, such as EUR and USD.");
            if (rate.Value <= 0 || rate.Value > Largest || Math.Round(rate.Value, 12) != rate.Value) return Refusal.Field("rates", $"The rate of {Words(rate)} must be positive, at most {Largest:0} and have at most 12 decimals.");
            if (rate.Date.Year < 1970 || rate.Date > today.AddDays(1)) return Refusal.Field("rates", $"The rate of {Words(rate)} has a date on which it cannot be known: give one from 1970 to today.");
            if (string.IsNullOrWhiteSpace(rate.Source) || rate.Source.Length > 100) return Refusal.Field("rates", "Say in at most 100 characters where each rate comes from, such as 'ECB reference rate'.");
            if (!seen.Add((rate.From, rate.To, rate.Date))) return Refusal.Field("rates", $"{Words(rate)} stands twice in the request.");
        }
        return null;
    }

    /// <summary>The latest version of each pair and date asked about.</summary>
    private static async Task<Dictionary<(string, string, DateOnly), FxRateRow>> Before(FundsDbContext db, Request request, CancellationToken ct)
    {
        string[] from = [.. request.Rates.Select(r => r.From).Distinct()];
        string[] to = [.. request.Rates.Select(r => r.To).Distinct()];
        DateOnly[] dates = [.. request.Rates.Select(r => r.Date).Distinct()];
        return await db.FxRates.AsNoTracking().ThatCount()
            .Where(r => from.Contains(r.FromCurrency) && to.Contains(r.ToCurrency) && dates.Contains(r.Date))
            .ToDictionaryAsync(r => (r.FromCurrency, r.ToCurrency, r.Date), ct);
    }

    private static string Words(Given rate) => string.Create(CultureInfo.InvariantCulture, $"{rate.From}/{rate.To} of {rate.Date:yyyy-MM-dd}");
}
