using System.IO.Compression;
using System.Text.Json;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Publishing;

/// <summary>One figure of a report: an amount in the fund's currency, or a ratio.</summary>
/// <param name="Section">The table that it stands in.</param>
/// <param name="Key">The row; with section and column it names the figure.</param>
/// <param name="Column">Empty where there is but one.</param>
internal sealed record ReportFigure(string Section, string Key, string Label, string Column, decimal? Amount, decimal? Ratio = null)
{
    /// <summary>Packs figures for a row of the database.</summary>
    public static byte[] Pack(IReadOnlyList<ReportFigure> figures)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) JsonSerializer.Serialize(zip, figures, ApiJson.Options);
        return packed.ToArray();
    }

    /// <summary>What was packed.</summary>
    public static IReadOnlyList<ReportFigure> Unpack(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<ReportFigure>>(zip, ApiJson.Options)!;
    }

    /// <summary>Figures that are not the same in both, in the order of the later, then what only the earlier has. One that is missing counts as none, not as zero.</summary>
    public static IEnumerable<(ReportFigure Named, ReportFigure? Before, ReportFigure? After)> Differences(IReadOnlyList<ReportFigure> before, IReadOnlyList<ReportFigure> after)
    {
        static (string, string, string) Name(ReportFigure f) => (f.Section, f.Key, f.Column);
        var (earlier, later) = (before.ToDictionary(Name), after.ToDictionary(Name));
        foreach (var figure in after)
        {
            var was = earlier.GetValueOrDefault(Name(figure));
            if (was?.Amount != figure.Amount || was?.Ratio != figure.Ratio) yield return (figure, was, figure);
        }
        foreach (var gone in before.Where(f => !later.ContainsKey(Name(f)) && (f.Amount ?? f.Ratio) is not null)) yield return (gone, gone, null);
    }
}
