using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;

namespace StratCap.FundMath.Ilpa;

/// <summary>The ILPA Reporting Templates of a quarter: the books behind them are folded and tagged once for all partners.</summary>
public sealed class ReportingTemplateRun
{
    private readonly StatementRun run;

    private readonly IReadOnlyList<(FundBook? Book, IlpaTags Tags, Waterfalls.AccruedCarry? Carry)> openings;

    private readonly IlpaTags closing;

    private readonly DateOnly inception;

    private readonly List<IReadOnlyDictionary<string, decimal>> fund;

    private readonly List<IReadOnlyDictionary<string, decimal>> general;

    private IReadOnlyList<IlpaCheck>? adding;

    /// <summary>Folds the books.</summary>
    /// <param name="facts">All facts of the fund.</param>
    /// <param name="quarterEnd">Any day of the quarter; the template covers all of it.</param>
    /// <param name="recordedAt">What was known by then; null is all.</param>
    public ReportingTemplateRun(IReadOnlyList<RecordedFact> facts, DateOnly quarterEnd, DateTimeOffset? recordedAt = null)
    {
        var to = CalendarQuarter.EndOf(quarterEnd);
        run = new StatementRun(facts, to.AddDays(1).AddMonths(-3), to, recordedAt);
        inception = facts[0].EffectiveDate;
        var empty = IlpaTags.Of(FundBook.Fold([]));
        openings = [(run.Before, IlpaTags.Of(run.Before), run.CarryBefore), (run.BeforeYear, IlpaTags.Of(run.BeforeYear), run.CarryBeforeYear), (null, empty, null)];
        closing = IlpaTags.Of(run.After);
        fund = [.. openings.Select(o => IlpaTagging.Of(o.Book is { } book ? book.Total : Figures.Zero, run.After.Total, o.Carry?.Total ?? 0, run.CarryAfter.Total, row => closing.OfFund(row) - o.Tags.OfFund(row)))];
        general = [.. openings.Select((_, span) => IlpaTagging.Sum(run.After.Partners.Where(p => !p.IsLimitedPartner).Select(p => Of(p, span))))];
    }

    /// <summary>The statements of the same quarter.</summary>
    public StatementRun Statements => run;

    /// <summary>A partner's template.</summary>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>: not admitted by the end of the quarter.</exception>
    public ReportingTemplate For(Guid investorId, IlpaVersion version = IlpaVersion.V20)
    {
        var partner = run.After.Partner(investorId);
        IReadOnlyDictionary<string, decimal>[] columns = [.. openings.Select((_, span) => Of(partner, span)), .. fund, .. general];
        var template = IlpaTemplate.Of(version);
        var rows = template.Rows.Select(row => new IlpaFigures(row, [.. columns.Select(c => Figure(version, row, c))])).ToList();
        var byKey = rows.ToDictionary(r => r.Row.Key, r => r.Figures, StringComparer.Ordinal);
        var checks = IlpaChecks.Of(template, (row, column) => byKey[row][column], run.To.Month == 3);
        return new ReportingTemplate(
            template, run.After.Name, run.After.Currency.Code, partner.InvestorId, partner.Name, partner.Kind, Dates(), rows,
            IlpaNotes.Of(run, version, partner, columns, closing), [.. checks, .. AddingUp()]);
    }

    /// <summary>All partners' templates, in order of admission.</summary>
    public IEnumerable<ReportingTemplate> ForAll(IlpaVersion version = IlpaVersion.V20) => run.After.Partners.Select(p => For(p.InvestorId, version));

    private IReadOnlyDictionary<string, decimal> Of(PartnerAccount partner, int span)
    {
        var (book, tags, carry) = openings[span];
        var id = partner.InvestorId;
        return IlpaTagging.Of(book?.FindPartner(id) is { } then ? then : Figures.Zero, partner, carry?.Of(id) ?? 0, run.CarryAfter.Of(id), row => closing.Of(id, row) - tags.Of(id, row));
    }

    private static decimal? Figure(IlpaVersion version, IlpaRow row, IReadOnlyDictionary<string, decimal> tagged)
    {
        if (version == IlpaVersion.V20 || row.Kind == IlpaRowKind.Sum && !row.IsAtTheEnd)
            return tagged.TryGetValue(row.Key, out var own) ? own : row.Kind == IlpaRowKind.Sum ? Formula(version, row, tagged) : null;
        var parts = IlpaTemplate11.Source(row.Key);
        return parts.Any(p => tagged.ContainsKey(p.Row)) ? parts.Sum(p => p.Sign * tagged.GetValueOrDefault(p.Row)) : null;
    }

    private static decimal Formula(IlpaVersion version, IlpaRow row, IReadOnlyDictionary<string, decimal> tagged) =>
        row.Parts.Sum(p => p.Sign * (Figure(version, IlpaTemplate.Of(version)[p.Row], tagged) ?? 0));

    private IReadOnlyList<IlpaCheck> AddingUp() => adding ??=
    [
        .. openings.SelectMany((_, span) =>
        {
            var all = IlpaTagging.Sum(run.After.Partners.Select(p => Of(p, span)));
            return fund[span].Select(row => new IlpaCheck(IlpaIdentity.AddsUp, row.Key, openings.Count + span, all.GetValueOrDefault(row.Key), row.Value));
        }),
    ];

    private IlpaDates Dates()
    {
        var book = run.After;
        DateOnly?[] first = [.. book.Calls.Select(c => (DateOnly?)c.NoticeDate).Take(1), .. book.Deals.Select(d => d.InvestedOn), .. book.Fees.Select(f => (DateOnly?)f.Date).Take(1), .. book.Expenses.Select(e => (DateOnly?)e.Date).Take(1), .. book.Entries.Select(e => (DateOnly?)e.Date).Take(1)];
        return new IlpaDates(inception, book.Closings.Count > 0 ? book.Closings[0].Date : null, book.Closings.Count > 1 ? book.Closings[^1].Date : null, first.Min(), run.YearStart, run.From, run.To);
    }
}
