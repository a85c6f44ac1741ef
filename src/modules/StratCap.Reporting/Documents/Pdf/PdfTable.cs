namespace StratCap.Reporting.Documents.Pdf;

/// <summary>What stands in a column, and so how wide it is.</summary>
internal enum PdfColumnKind
{
    /// <summary>Text that wraps; the text columns share what the others leave.</summary>
    Text,

    /// <summary>Short text that stays on one line, such as a date.</summary>
    Short,

    /// <summary>A figure: at the right, on one line, digits under digits.</summary>
    Figure,
}

/// <summary>A table's column.</summary>
/// <param name="Header">Stands at the top of the column on every page.</param>
/// <param name="Share">A text column's part of what is left, relative to the other text columns.</param>
internal sealed record PdfColumn(string Header, PdfColumnKind Kind = PdfColumnKind.Text, double Share = 1);

/// <summary>What a row of a table is.</summary>
internal enum PdfRowKind
{
    /// <summary>An ordinary row.</summary>
    Line,

    /// <summary>Names the rows that follow and stays on their page.</summary>
    Section,

    /// <summary>Sums up the rows before it and stays on their page.</summary>
    Subtotal,

    /// <summary>The end of the table; stays on the page of the row before it.</summary>
    Total,
}

/// <summary>A row of a table: a text for each column.</summary>
internal sealed record PdfRow(IReadOnlyList<string> Cells, PdfRowKind Kind = PdfRowKind.Line);

/// <summary>A table: its header is repeated after a page break, its rows never split.</summary>
internal sealed record PdfTable(IReadOnlyList<PdfColumn> Columns, IReadOnlyList<PdfRow> Rows);
