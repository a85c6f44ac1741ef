using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Scenarios;

namespace StratCap.Reporting.Dashboards;

/// <summary>How fast a fund called and paid out so far, year by year, and a projection of the years to come from where it stands.</summary>
internal static class ReadPacing
{
    private const int MaxYears = 40;

    /// <param name="AsOf">The last quarter's end on or before the day asked for: what is known.</param>
    /// <param name="Age">Whole years since the first call, or the first closing where nothing was called.</param>
    /// <param name="Past">Calendar years, the running one up to <paramref name="AsOf"/>, oldest first.</param>
    /// <param name="Projected">Years from <paramref name="AsOf"/> on. An assumption about the future, no figure of the book.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly AsOf, int Age, MoneyView Commitment, MoneyView Unfunded, MoneyView Nav, Assumptions Assumed, IReadOnlyList<PastYear> Past, IReadOnlyList<ProjectedYear> Projected);

    /// <param name="Contributions">Of what is unfunded, the part that is called in each year of life; the last holds on.</param>
    internal sealed record Assumptions(IReadOnlyList<decimal> Contributions, decimal Growth, decimal Yield, decimal Bow, int Life);

    /// <param name="Called">Received for calls in the year.</param>
    /// <param name="CalledPart">Received to date ÷ commitment, to four decimals; null without a commitment.</param>
    internal sealed record PastYear(DateOnly End, MoneyView Called, MoneyView Distributed, MoneyView Nav, decimal? CalledPart, decimal? DistributedPart);

    /// <param name="Explanation">Where the value comes from; contributions and distributions are parts of it, with their keys. With explain=true.</param>
    internal sealed record ProjectedYear(int Age, DateOnly End, MoneyView Contributions, MoneyView Distributions, MoneyView Nav, MoneyView Unfunded, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Explanation? Explanation);

    internal static void Map(RouteGroupBuilder dashboards) => dashboards
        .MapGet("/funds/{fundId:guid}/pacing", Handle)
        .WithSummary("Read how fast a fund called and distributed so far, and a projection of the years to come")
        .WithDescription("The projection is that of Takahashi and Alexander (2001). `contributions` are the parts of the unfunded commitment that are called in each year of life, parted by commas, such as 0.25,0.3333,0.5. Figures of the projection open with explain=true.")
        .Produces<Envelope<Response>>(200)
        .Needs(Permissions.FundRead);

    private static async Task<Answer<Response>> Handle(
        Guid fundId, Books books, TimeProvider clock, CancellationToken ct, DateOnly? asOf = null, string? contributions = null, decimal? growth = null, decimal? yield = null, decimal? bow = null, int? life = null, bool explain = false)
    {
        if (Assumed(contributions, growth, yield, bow, life) is not { } assumed) return Refusal.Field("contributions", "Write the parts as numbers between 0 and 1, parted by commas: 0.25,0.3333,0.5.");
        if (await books.Facts(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (asOf is { Year: < 1900 or > 2200 }) return Refusal.Field("asOf", "Give a day between 1900 and 2200.");
        var day = LastQuarterEnd(asOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var book = books.AsOf(facts, day, null);
        if (!book.HasMovements)
            return Refusal.Rule("performance.no_movements", "The fund's book holds no movements of its own at that date: choose a later quarter.");
        // A first call may be issued in one year and due in the next.
        DateOnly[] beginnings = [day, .. book.Calls.Count > 0 ? book.Calls.Select(c => c.DueDate) : book.Closings.Select(c => c.Date)];
        var began = beginnings.Min();
        var age = Math.Max(0, day.Year - began.Year - (day < began.AddYears(day.Year - began.Year) ? 1 : 0));
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var projected = Pacing.Project(book.Currency, day, age, book.Total.Nav, book.Total.Unfunded, assumed);
        return new Response(
            fundId, book.Name, book.Currency.Code, day, age, Money(book.Total.Commitment), Money(book.Total.Unfunded), Money(book.Total.Nav),
            new(assumed.Contributions, assumed.Growth, assumed.Yield, assumed.Bow, assumed.Life), [.. Past(facts, book, began, day)],
            [.. projected.Select(y => new ProjectedYear(y.Age, y.End, Money(y.Contributions), Money(y.Distributions), Money(y.Nav), Money(y.Unfunded), explain ? y.Explanation : null))]);
    }

    private static PacingAssumptions? Assumed(string? contributions, decimal? growth, decimal? yield, decimal? bow, int? life)
    {
        var usual = PacingAssumptions.Usual;
        var parts = usual.Contributions;
        if (contributions is not null)
        {
            var read = contributions.Split(',', StringSplitOptions.TrimEntries).Select(part => decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : (decimal?)null).ToList();
            if (read.Count > MaxYears || read.Any(part => part is null)) return null;
            parts = [.. read.Select(part => part!.Value)];
        }
        return new(parts, growth ?? usual.Growth, yield ?? usual.Yield, bow ?? usual.Bow, life ?? usual.Life);
    }

    private static DateOnly LastQuarterEnd(DateOnly day) => CalendarQuarter.EndOf(day) == day ? day : new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1).AddDays(-1);

    private static IEnumerable<PastYear> Past(IReadOnlyList<RecordedFact> facts, FundBook book, DateOnly began, DateOnly day)
    {
        DateOnly[] ends = [.. Enumerable.Range(began.Year, day.Year - began.Year).Select(year => new DateOnly(year, 12, 31)).Append(day).Distinct().TakeLast(MaxYears + 1)];
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        decimal? Part(decimal amount) => book.Total.Commitment == 0 ? null : Math.Round(amount / book.Total.Commitment, 4, MidpointRounding.AwayFromZero);
        static decimal PaidOut(FigureSet total) => total[Component.PaidOut] + total.Withheld;
        FigureSet before = Figures.Zero;
        foreach (var (total, end) in BookHistory.At(facts, ends).Zip(ends))
        {
            yield return new(end, Money(total.Contributed - before.Contributed), Money(PaidOut(total) - PaidOut(before)), Money(total.Nav), Part(total.Contributed), Part(PaidOut(total)));
            before = total;
        }
    }
}
