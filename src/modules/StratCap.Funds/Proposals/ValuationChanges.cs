using System.Globalization;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using static StratCap.Funds.Proposals.CompareProposals;

namespace StratCap.Funds.Proposals;

/// <summary>What a valuation round changes, investment by investment: against an earlier version of it, or against the last values in the book.</summary>
internal static class ValuationChanges
{
    /// <param name="book">The book before the round, as of its day.</param>
    /// <param name="earlier">The version that was submitted before; null compares with the book's last values.</param>
    public static List<Change> Of(FundBook book, IReadOnlyList<ValuationRecorded>? earlier, IReadOnlyList<ValuationRecorded> now)
    {
        List<Change> changes = [];
        foreach (var deal in book.Deals)
        {
            var (was, value) = (earlier?.FirstOrDefault(v => v.DealId == deal.DealId), now.FirstOrDefault(v => v.DealId == deal.DealId));
            if (was is null && value is null) continue;
            changes.AddRange(earlier is null ? Differences(book, Last.Of(deal), Last.Of(deal, value)) : Differences(book, Last.Of(deal, was), Last.Of(deal, value)));
        }
        return changes;
    }

    private static IEnumerable<Change> Differences(FundBook book, Last was, Last now)
    {
        Change Differs(string field, Value? before, Value? after) => new(field, was.Name, before, after);
        Value? Money(decimal? amount) => amount is { } given ? new Value(MoneyView.Of(given, book.Currency.Code)) : null;
        static Value? Text(string? text) => text is null ? null : new Value(Text: text);
        if (was.FairValue != now.FairValue) yield return Differs("fairValue", Money(was.FairValue), Money(now.FairValue));
        if (was.Level != now.Level) yield return Differs("level", Text(was.Level?.ToString(CultureInfo.InvariantCulture)), Text(now.Level?.ToString(CultureInfo.InvariantCulture)));
        if (was.Methodology != now.Methodology) yield return Differs("methodology", Text(was.Methodology), Text(now.Methodology));
        if (was.Inputs != now.Inputs) yield return Differs("inputs", Text(was.Inputs), Text(now.Inputs));
        if (was.Evidence != now.Evidence) yield return Differs("evidence", Text(was.Evidence), Text(now.Evidence));
    }

    /// <summary>What is compared of an investment's value; nothing where a version did not value it.</summary>
    private sealed record Last(string Name, decimal? FairValue, int? Level, string? Methodology, string? Inputs, string? Evidence)
    {
        public static Last Of(BookDeal deal) => new(deal.Name, deal.FairValue, deal.Level, How(deal.Methodology, deal.Basis), Printed(deal.Basis), Titles(deal.Basis));

        public static Last Of(BookDeal deal, ValuationRecorded? value) => new(deal.Name, value?.FairValue, value?.Level, How(value?.Methodology, value?.Basis), Printed(value?.Basis), Titles(value?.Basis));

        private static string? How(string? methodology, ValuationBasis? basis) =>
            basis is null || basis.Method.InWords() == methodology ? methodology : $"{basis.Method.InWords()}: {methodology}";

        private static string? Titles(ValuationBasis? basis) => basis?.Evidence is not { Count: > 0 } evidence ? null : string.Join("; ", evidence.Select(e => $"{e.Title} ({e.Version}, {e.Sha256[..8]})"));

        private static string? Printed(ValuationBasis? basis) => basis is not { Inputs.Count: > 0 } ? null : string.Join("; ", basis.Inputs.Select(Printed));

        private static string Printed(ValuationInput input) => string.Create(
            CultureInfo.InvariantCulture, $"{input.Name} {input.Value}{(input.Unit is null ? "" : " " + input.Unit)}{(input.Low is null ? "" : $" ({input.Low}–{input.High})")}{(input.Unobservable ? " *" : "")}");
    }
}
