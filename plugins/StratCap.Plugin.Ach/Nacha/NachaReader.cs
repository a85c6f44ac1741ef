using System.Globalization;
using System.Text;

namespace StratCap.Plugin.Ach.Nacha;

/// <summary>
/// Reads a NACHA file whole or refuses it. Unlike a statement, a file of returns whose own sums do not agree is refused: part of it is missing or changed, and a missing return is money that is not there.
/// </summary>
internal sealed class NachaReader
{
    private const int RecordLength = 94;
    private readonly IReadOnlyList<string> records;
    private int at;

    private NachaReader(IReadOnlyList<string> records) => this.records = records;

    public static NachaFile Read(ReadOnlyMemory<byte> content) => new NachaReader(Records(content)).File();

    private int Line => at + 1;

    private static string[] Records(ReadOnlyMemory<byte> content)
    {
        var text = Encoding.Latin1.GetString(content.Span);
        if (!text.Contains('\n') && !text.Contains('\r') && text.Length > RecordLength && text.Length % RecordLength == 0)
            return [.. Enumerable.Range(0, text.Length / RecordLength).Select(i => text.Substring(i * RecordLength, RecordLength))];
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n', ' ', '\x1a').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].TrimEnd(' ').PadRight(RecordLength);
            if (lines[i].Length != RecordLength) throw Refusal.OfFile(i + 1, "a record has 94 characters.");
            if (lines[i].Any(c => c < ' ')) throw Refusal.OfFile(i + 1, "it holds control characters.");
        }
        return lines;
    }

    private NachaFile File()
    {
        var header = Take('1', "a file begins with its header");
        if (header[34..37] != "094") throw Refusal.OfFile(1, "the header does not say that records have 94 characters.");
        var batches = new List<NachaBatch>();
        while (Peek() == '5') batches.Add(Batch());
        var line = Line;
        var control = Take('9', "a batch or the file's control is expected");
        if (control.All(c => c == '9')) throw Refusal.OfFile(line, "the file's control is missing.");
        Agree(line, Number(control, 1, 6), batches.Count, "the number of batches");
        var totals = new NachaTotals(Number(control, 13, 8), Number(control, 21, 10), Number(control, 31, 12), Number(control, 43, 12));
        Agree(line, totals, batches.Aggregate(default(NachaTotals), (sum, b) => sum + b.Totals));
        for (; at < records.Count; at++)
            if (records[at].Any(c => c != '9')) throw Refusal.OfFile(Line, "after the file's control there are only lines of nines.");
        return new NachaFile(header[3..13].Trim(), header[13..23].Trim(), header[23..29], header[33..34], batches, totals);
    }

    private NachaBatch Batch()
    {
        var line = Line;
        var header = Take('5', "a batch begins with its header");
        var kind = header[50..53];
        if (kind is "IAT" or "ADV") throw Refusal.OfFile(line, $"entries of class {kind} have records of their own, which are not read.");
        var entries = new List<NachaEntry>();
        while (Peek() == '6') entries.Add(Entry());
        var controlLine = Line;
        var control = Take('8', "an entry or the batch's control is expected");
        if (control[1..4] != header[1..4] || control[87..94] != header[87..94]) throw Refusal.OfFile(controlLine, "the batch's control does not belong to its header.");
        var totals = new NachaTotals(Number(control, 4, 6), Number(control, 10, 10), Number(control, 20, 12), Number(control, 32, 12));
        Agree(controlLine, totals, NachaTotals.Of(entries));
        return new NachaBatch(
            line, header[1..4], header[4..20].Trim(), header[40..50].Trim(), kind, header[53..63].Trim(), header[69..75], header[79..87], (int)Number(header, 87, 7, line), entries, totals);
    }

    private NachaEntry Entry()
    {
        var line = Line;
        var record = Take('6', "an entry is expected");
        if (!char.IsAsciiDigit(record[1]) || !char.IsAsciiDigit(record[2])) throw Refusal.OfFile(line, "the transaction code is no number.");
        foreach (var (from, length) in new[] { (3, 9), (79, 15) }) Number(record, from, length, line);
        var addenda = new List<NachaAddenda>();
        while (Peek() == '7') addenda.Add(new NachaAddenda(Line, Take('7', "an addenda is expected")));
        if ((record[78] == '1') != (addenda.Count > 0)) throw Refusal.OfFile(line, "the entry's mark for addenda does not fit what follows.");
        return new NachaEntry(
            line, record[1..3], record[3..11], record[11..12], record[12..29].Trim(), Number(record, 29, 10, line), record[39..54].Trim(), record[54..76].Trim(), record[78..79], record[79..94], addenda);
    }

    private char? Peek() => at < records.Count ? records[at][0] : null;

    private string Take(char type, string wanted)
    {
        if (at >= records.Count) throw Refusal.OfFile(Line, $"the file ends where {wanted}.");
        return records[at][0] == type ? records[at++] : throw Refusal.OfFile(Line, $"{wanted}.");
    }

    private long Number(string record, int from, int length, int? line = null) =>
        long.TryParse(record.AsSpan(from, length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusal.OfFile(line ?? at, $"positions {from + 1} to {from + length} are no number.");

    private static void Agree(int line, long said, long counted, string what)
    {
        if (said != counted) throw Refusal.OfFile(line, $"{what} does not agree with the control.");
    }

    private static void Agree(int line, NachaTotals said, NachaTotals counted)
    {
        Agree(line, said.Count, counted.Count, "the number of entries and addenda");
        Agree(line, said.Hash, counted.Hash, "the entry hash");
        Agree(line, said.Debits, counted.Debits, "the sum of debits");
        Agree(line, said.Credits, counted.Credits, "the sum of credits");
    }
}
