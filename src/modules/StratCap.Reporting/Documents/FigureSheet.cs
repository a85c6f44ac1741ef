using StratCap.FundMath;
using StratCap.FundMath.Ilpa;

namespace StratCap.Reporting.Documents;

/// <summary>A row of figures.</summary>
/// <param name="Key">Named by the parts of sums; different in each row.</param>
/// <param name="Parts">Of a sum, which becomes a formula; else empty.</param>
/// <param name="Figures">By column; null leaves the cell empty.</param>
internal sealed record FigureRow(string Key, string Label, IlpaRowKind Kind, IReadOnlyList<IlpaPart> Parts, IReadOnlyList<decimal?> Figures);

/// <summary>A table of figures in which some rows are sums of others: a form of the ILPA reporting template's kind.</summary>
/// <param name="Name">Of the sheet; at most 31 characters.</param>
/// <param name="Title">Above the labels.</param>
/// <param name="Columns">Headings of the figures.</param>
/// <param name="Particulars">Whose and of when; above the rows.</param>
/// <param name="Ratios">Below the rows; null prints "n/a".</param>
internal sealed record FigureSheet(
    string Name, string Title, Currency Currency, IReadOnlyList<string> Columns, IReadOnlyList<LabelledValue> Particulars, IReadOnlyList<FigureRow> Rows,
    IReadOnlyList<(string Label, decimal? Value, string Format)> Ratios, IReadOnlyList<string> Notes);
