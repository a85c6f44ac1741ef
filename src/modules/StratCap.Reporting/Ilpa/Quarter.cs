using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Ilpa;

/// <summary>What templates and capital accounts are asked for: an investor's, of one quarter, as known now or then.</summary>
internal static class Quarter
{
    /// <summary>What the books answer, or why not.</summary>
    public static async Task<(ReportingTemplateRun? Run, Refusal? Refusal)> Of(Books books, Guid fundId, Guid investorId, string period, string format, DateTimeOffset? recordedAt, CancellationToken ct)
    {
        if (StatementPeriod.Parse(period) is not { } span || CalendarQuarter.NameOf(span.To) != period) return (null, Refusal.Field("period", "Write the quarter as 2026-Q2."));
        if (format is not ("json" or "xlsx")) return (null, Refusal.Field("format", "The formats are json and xlsx."));
        if (await books.Facts(fundId, ct) is not { } facts) return (null, Refusal.NotFound("fund"));
        var run = RunOf(books, facts, span.To, recordedAt);
        if (run.Statements.After.FindPartner(investorId) is null) return (null, Refusal.NotFound("investor in this fund at the end of that period"));
        return run.Statements.After.HasMovements
            ? (run, null)
            : (null, Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead."));
    }

    /// <summary>The books behind a quarter's templates and capital accounts.</summary>
    public static ReportingTemplateRun RunOf(Books books, IReadOnlyList<RecordedFact> facts, DateOnly end, DateTimeOffset? recordedAt) =>
        books.Remember(facts, $"templates {end:O} at {recordedAt:O}", () => new ReportingTemplateRun(facts, end, recordedAt));
}
