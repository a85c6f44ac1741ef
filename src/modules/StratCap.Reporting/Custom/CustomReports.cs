using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Reporting.Custom;

/// <summary>A report with its rows.</summary>
/// <param name="Totals">One row for each currency, in the order of its code; empty where none were asked for, or the rows are not all.</param>
/// <param name="Truncated">There are more rows.</param>
internal sealed record CustomReport(CheckedReport Report, IReadOnlyList<object?[]> Rows, IReadOnlyList<object?[]> Totals, bool Truncated);

/// <summary>Makes custom reports: checks the definition, asks its dataset, computes the columns, adds up.</summary>
internal sealed class CustomReports(IEnumerable<IDataset> datasets, ConvertedRows converted, IPermissionSource permissions, CustomReportOptions options)
{
    private readonly IReadOnlyList<IDataset> _datasets = [.. datasets.OrderBy(d => d.Info.Name, StringComparer.Ordinal)];

    /// <summary>What the datasets hold.</summary>
    public IReadOnlyList<DatasetInfo> Datasets => [.. _datasets.Select(d => d.Info)];

    /// <summary>The most rows of a report.</summary>
    public int MaxRows => options.MaxRows;

    /// <summary>Whether a definition says something, and the reader may read what it names.</summary>
    public async Task<Answer<CheckedReport>> Check(ReportDefinition definition, Guid reader, DateOnly today, CancellationToken ct)
    {
        var report = DefinitionCheck.Of(definition, _datasets, today);
        if (report.Refused is not null) return report;
        var needed = report.Data.Dataset.Info.Permission;
        return (await permissions.Of(reader, ct)).Contains(needed) ? report : new Refusal(403, "auth.permission_missing", $"This needs the permission '{needed}'. Ask an administrator of your firm to grant it.");
    }

    /// <summary>Makes a report.</summary>
    /// <param name="reader">Whose rights it is made with.</param>
    /// <param name="most">The first so many rows, marked as truncated where there are more; null refuses a report that has more than the limit.</param>
    public async Task<Answer<CustomReport>> Make(ReportDefinition definition, Guid reader, DateOnly today, int? most, CancellationToken ct)
    {
        var check = await Check(definition, reader, today, ct);
        if (check.Refused is { } refused) return refused;
        var report = check.Data;
        var take = Math.Min(most ?? options.MaxRows, options.MaxRows);
        try
        {
            var question = report.Question(report.NeedsAll ? options.MaxRows : take);
            var read = report.In is { } currency ? await converted.Read(report.Dataset, question, currency, today, options.Limits, ct) : await report.Dataset.Read(question, options.Limits, ct);
            if (read.Count > options.MaxRows && (most is null || report.NeedsAll)) return TooMany();
            var rows = ReportRows.Computed(report, read);
            var truncated = rows.Count > take;
            return new CustomReport(report, truncated ? rows.GetRange(0, take) : rows, report.Totals && !truncated ? ReportRows.Totals(report, rows) : [], truncated);
        }
        catch (DatasetLimitException limit)
        {
            return limit.TooSlow
                ? new Refusal(504, "reporting.custom.too_slow", $"The report took longer than {options.Seconds} seconds and was stopped: filter it by fund or date, or group it.")
                : TooMany();
        }
        catch (FundRuleException missing) when (report.In is not null)
        {
            return Refusal.Rule(missing.Code, missing.Message);
        }
        catch (OverflowException) when (report.In is not null)
        {
            return Refusal.Rule("reporting.custom.too_large", "An amount in this currency is too large to be worked out: check the rates.");
        }
    }

    private Refusal TooMany() => Refusal.Rule("reporting.custom.too_many_rows", $"The report needs more rows than the {options.MaxRows:N0} that it may have: filter it by fund or date, or group it.");
}
