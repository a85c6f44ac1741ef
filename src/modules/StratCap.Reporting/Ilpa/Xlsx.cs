namespace StratCap.Reporting.Ilpa;

/// <summary>Workbooks over HTTP.</summary>
internal static class Xlsx
{
    /// <summary>The media type.</summary>
    internal const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}
