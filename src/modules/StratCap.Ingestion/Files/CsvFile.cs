using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using StratCap.Foundation.Tables;

namespace StratCap.Ingestion.Files;

/// <summary>
/// Reads comma-separated values (RFC 4180) row by row, with memory for one row: UTF-8 with or without a mark, nothing else. Rows are numbered as a
/// spreadsheet numbers them: the header is row 1.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    // An unclosed quote makes one field of the rest of the file: beyond this it is refused instead of held in memory.
    private const int LongestFieldAtAll = 1 << 16;
    private const int LongestRawKept = 8000;

    private readonly StreamReader _text;
    private readonly CsvParser _parser;
    private readonly int _maxRows;
    private int _read;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="FileRefusedException">It is no UTF-8 text, or empty.</exception>
    public CsvFile(Stream content, IngestionOptions limits)
    {
        FileSigns.RequireText(content);
        _maxRows = limits.MaxRows;
        _text = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        _parser = new CsvParser(_text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            Mode = CsvMode.RFC4180,
            BadDataFound = _ => QuotesMalformed = true,
            MaxFieldSize = LongestFieldAtAll,
            BufferSize = 1 << 16,
        }, leaveOpen: true);
        if (!Next()) throw new FileRefusedException(422, "ingestion.file_empty", "The file is empty: its first line must name its columns.");
        if (QuotesMalformed) throw new FileRefusedException(422, "ingestion.header_malformed", "The first line has a quotation mark inside a column's name: it must name the columns, separated by commas.");
        Header = [.. Fields];
        HeaderLine = Raw;
    }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The header as it stands in the file.</summary>
    public string HeaderLine { get; }

    /// <summary>Number of the row last read.</summary>
    public int Row => _parser.Row;

    /// <summary>Fields of the row last read, without the apostrophes that a file of ours carries in front of formulas.</summary>
    public IReadOnlyList<string> Fields { get; private set; } = [];

    /// <summary>Whether the row last read has a quote where none may be.</summary>
    public bool QuotesMalformed { get; private set; }

    /// <summary>The row last read as it stands in the file, without the line's end; what a database cannot hold is replaced, what is too long is cut.</summary>
    public string Raw => Texts.Cut(_parser.RawRecord.TrimEnd('\r', '\n').Replace('\0', '\uFFFD'), LongestRawKept);

    /// <summary>Reads the next row; false at the end.</summary>
    /// <exception cref="FileRefusedException">The rest cannot be read, or there are too many rows.</exception>
    public bool Read()
    {
        if (!Next()) return false;
        if (++_read > _maxRows)
            throw new FileRefusedException(422, "ingestion.too_many_rows", string.Create(CultureInfo.InvariantCulture, $"The file has more than {_maxRows:N0} rows: split it."));
        return true;
    }

    private bool Next()
    {
        QuotesMalformed = false;
        try
        {
            var read = _parser.Read();
            Fields = read ? [.. (_parser.Record ?? []).Select(TableCsv.Restore)] : [];
            return read;
        }
        catch (DecoderFallbackException)
        {
            throw new FileRefusedException(422, "ingestion.encoding_not_utf8", $"The file is not UTF-8 text: a byte in or after row {_parser.Row} fits no character. Save it as 'CSV UTF-8'.");
        }
        catch (MaxFieldSizeException)
        {
            throw new FileRefusedException(422, "ingestion.quote_not_closed", string.Create(CultureInfo.InvariantCulture, $"In row {_parser.Row} a field is longer than {LongestFieldAtAll:N0} characters: a quotation mark is probably not closed."));
        }
    }

    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
    }
}
