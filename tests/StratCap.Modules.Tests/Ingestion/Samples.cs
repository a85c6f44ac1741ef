using System.Text;
using StratCap.Ingestion;
using StratCap.Ingestion.Positions;

namespace StratCap.Modules.Tests.Ingestion;

/// <summary>Files for tests, and the checks run over them as an import does.</summary>
internal static class Samples
{
    public const string Header = "fund_name,vintage_year,pension_fund_name,commitment_mm,capital_called_mm,capital_distributed_mm,remaining_value_mm,net_irr,net_multiple,as_of_date,source_document";

    public const string GoodRow = "Alpha Fund I,2015,Plan A,100.0,60.0,20.0,70.0,0.081,1.5,2025-03-31,Report";

    public static readonly DateOnly Today = new(2026, 6, 30);

    public static string Demo(string name) => Path.Combine(Root(), "etc", "demo", name);

    /// <summary>A good row with some fields changed, by the header's names.</summary>
    public static string Row(params (string Column, string Value)[] changes)
    {
        var names = Header.Split(',');
        var fields = GoodRow.Split(',');
        foreach (var (column, value) in changes) fields[Array.IndexOf(names, column)] = value;
        return string.Join(',', fields);
    }

    public static string File(params string[] rows) => string.Join('\n', [Header, .. rows]) + "\n";

    public static List<CheckedRow> Check(string file, IngestionOptions? limits = null, params string[] fundsInBooks) => Check(new MemoryStream(Encoding.UTF8.GetBytes(file)), limits, fundsInBooks);

    public static List<CheckedRow> Check(Stream content, IngestionOptions? limits = null, params string[] fundsInBooks)
    {
        var options = limits ?? new IngestionOptions();
        var file = PositionFile.Open(content, options, Today, "sample.csv", fundsInBooks, TestContext.Current.CancellationToken);
        var rows = file.Rows(content, options, Today, "sample.csv").ToList();
        rows.Count.ShouldBe(file.Survey.Rows);
        return rows;
    }

    public static string[] Codes(this CheckedRow row) => [.. row.Reasons.Select(r => r.Code)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "global.json"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
