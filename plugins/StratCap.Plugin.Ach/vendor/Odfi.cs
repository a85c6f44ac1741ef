using System.Globalization;
using System.Text;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Ach.Vendor;

/// <summary>
/// The originating bank's desk for ACH files (Nacha Operating Rules, appendix on file specifications; field tables as in moov-io/ach, docs/file-structure.md). A file is taken whole or not at all;
/// the same file again is seen by its bytes, another one of the same day and modifier is refused, and so is a trace number that was used before.
/// </summary>
internal sealed class Odfi
{
    internal const string Routing = "121042882", Company = "1123456789";
    private const int RecordLength = 94, BlockingFactor = 10;

    private readonly Dictionary<string, byte[]> _files = [];
    private readonly HashSet<string> _traces = new(StringComparer.Ordinal);

    internal List<TakenEntry> Taken { get; } = [];

    internal void Forget()
    {
        _files.Clear();
        _traces.Clear();
        Taken.Clear();
    }

    internal void Take(BankFile file)
    {
        var records = Records(file);
        // Creation day and modifier tell the files of a sender apart.
        var id = records[0][13..29] + records[0][33];
        if (_files.TryGetValue(id, out var known))
        {
            if (!file.Content.Span.SequenceEqual(known)) throw new FileRefusedException("Another file of this day has the same modifier.");
            return;
        }
        Hold(records[0].StartsWith("101 " + Routing, StringComparison.Ordinal) && records[0][34..40] == "094101", "The file header does not name this bank and the format's numbers.");
        Hold(records[0][13..23] == Company, "The sender is not known here.");
        var entries = Batches(records);
        if (entries.Find(e => _traces.Contains(e.Trace)) is { } used) throw new FileRefusedException($"The trace number {used.Trace} was used before.");
        Hold(entries.DistinctBy(e => e.Trace).Count() == entries.Count, "A trace number stands twice in the file.");
        _files[id] = file.Content.ToArray();
        _traces.UnionWith(entries.Select(e => e.Trace));
        Taken.AddRange(entries);
    }

    /// <summary>A file with one return: the account is closed (R02).</summary>
    internal BankFile? Return(string trace) => Taken.Find(t => t.Trace == trace) is { } entry ? ReturnFile.Of(entry) : null;

    private static List<string> Records(BankFile file)
    {
        var records = Encoding.ASCII.GetString(file.Content.Span).Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        Hold(records.Count > 1 && records[^1].Length == 0, "The last record has no line end.");
        records.RemoveAt(records.Count - 1);
        Hold(records.TrueForAll(r => r.Length == RecordLength && r.All(c => c is >= ' ' and <= '~')), "A record has not 94 printable characters.");
        Hold(records.Count % BlockingFactor == 0 && records[^1][0] == '9', "The file is not filled to blocks of ten, or ends without its control.");
        return records;
    }

    private static List<TakenEntry> Batches(List<string> records)
    {
        var (entries, totals, at, batches) = (new List<TakenEntry>(), new Totals(), 1, 0);
        while (records[at][0] == '5')
        {
            var header = records[at++];
            Hold(header[79..87] == Routing[..8] && header[87..94] == Padded(++batches, 7), "A batch header does not name this bank, or batches are not numbered upwards.");
            var batch = new Totals();
            while (records[at][0] == '6') entries.Add(Entry(records, ref at, header, batch));
            var control = records[at++];
            Hold(control[0] == '8' && control[1..4] == header[1..4] && control[44..54] == header[40..50] && control[79..94] == header[79..94], "A batch control does not belong to its header.");
            Hold(control[4..44] == batch.AsBatch(), "A batch control does not agree with its entries.");
            totals.Add(batch);
        }
        Hold(batches > 0 && records[at] == $"9{Padded(batches, 6)}{Padded(records.Count / BlockingFactor, 6)}{totals.AsFile()}".PadRight(RecordLength), "The file control does not agree with the file.");
        Hold(records.Skip(at + 1).All(r => r.All(c => c == '9')), "After the file control there is more than nines.");
        return entries;
    }

    private static TakenEntry Entry(List<string> records, ref int at, string header, Totals batch)
    {
        var record = records[at++];
        var (isCredit, kind, trace) = (record[2] == '2', header[50..53], record[79..94]);
        Hold(record[1..3] is "22" or "27" or "32" or "37", "The transaction code is not of a payment.");
        Hold(header[1..4] == (isCredit ? "220" : "225"), "The service class does not fit the entry.");
        Hold(record[29..39].All(char.IsAsciiDigit) && trace.All(char.IsAsciiDigit), "The amount or the trace number is no number.");
        Hold(AccountNumbers.IsRouting(record[3..12]), "The receiving bank's check digit is wrong.");
        Hold(trace.StartsWith(Routing[..8], StringComparison.Ordinal) && (batch.LastTrace is null || string.CompareOrdinal(batch.LastTrace, trace) < 0), "Trace numbers do not begin with this bank, or do not rise.");
        batch.LastTrace = trace;
        var cents = long.Parse(record[29..39], NumberStyles.None, CultureInfo.InvariantCulture);
        batch.Count(long.Parse(record[3..11], NumberStyles.None, CultureInfo.InvariantCulture), isCredit ? 0 : cents, isCredit ? cents : 0);
        Addenda(records, ref at, record, kind, batch);
        return new TakenEntry(trace, record[3..12], record[12..29], record[39..54], record[54..76], record[1..3], kind, header[4..20], cents);
    }

    private static void Addenda(List<string> records, ref int at, string entry, string kind, Totals batch)
    {
        var count = 0;
        for (; records[at][0] == '7'; at++, count++)
        {
            Hold(records[at][1..3] == "05" && records[at][83..94] == Padded(count + 1, 4) + entry[87..94], "An addenda record does not belong to its entry.");
            batch.Count(0, 0, 0);
        }
        Hold(entry[78] == (count > 0 ? '1' : '0'), "The entry's mark for addenda does not fit what follows.");
        Hold(count <= (kind == "CTX" ? 9_999 : 1) && (kind != "CTX" || entry[54..58] == Padded(count, 4)), "The class does not allow so many addenda records.");
    }

    private static void Hold(bool holds, string otherwise)
    {
        if (!holds) throw new FileRefusedException(otherwise);
    }

    internal static string Padded(long number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}

/// <summary>An entry that the bank took, its fields as they stand.</summary>
/// <param name="Trace">Fifteen digits.</param>
/// <param name="Rdfi">The receiving bank with its check digit.</param>
/// <param name="Code">Such as 22, a credit to a checking account.</param>
/// <param name="Class">CCD, PPD or CTX.</param>
internal sealed record TakenEntry(string Trace, string Rdfi, string Account, string PartyId, string Name, string Code, string Class, string Company, long Cents);

/// <summary>What control records say.</summary>
internal sealed class Totals
{
    private long _records, _hash, _debits, _credits;

    internal string? LastTrace { get; set; }

    internal void Count(long rdfi, long debit, long credit)
    {
        _records++;
        _hash = (_hash + rdfi) % 10_000_000_000;
        _debits += debit;
        _credits += credit;
    }

    internal void Add(Totals other)
    {
        _records += other._records;
        _hash = (_hash + other._hash) % 10_000_000_000;
        _debits += other._debits;
        _credits += other._credits;
    }

    internal string AsBatch() => Said(6);

    internal string AsFile() => Said(8);

    private string Said(int counted) => $"{Odfi.Padded(_records, counted)}{Odfi.Padded(_hash, 10)}{Odfi.Padded(_debits, 12)}{Odfi.Padded(_credits, 12)}";
}

/// <summary>Writes a file of one return: the entry as it came with the codes of a return (21, 26, 31, 36), and addenda 99 that quotes its trace.</summary>
internal static class ReturnFile
{
    internal static BankFile Of(TakenEntry entry)
    {
        var isCredit = entry.Code[1] == '2';
        var (code, service, rdfi) = ($"{entry.Code[0]}{(isCredit ? '1' : '6')}", isCredit ? "220" : "225", entry.Rdfi[..8]);
        var (own, amounts) = (rdfi + "0000001", $"{Odfi.Padded(isCredit ? 0 : entry.Cents, 12)}{Odfi.Padded(isCredit ? entry.Cents : 0, 12)}");
        List<string> records =
        [
            $"101{Odfi.Company} {Odfi.Routing}2601160600A094101{"Harbour Partners GP",-23}{"First Test Bank",-23}{"",8}",
            $"5{service}{entry.Company}{"",20}{Odfi.Company}{entry.Class}{"RETURN",-10}{"",6}260116   1{rdfi}0000001",
            $"6{code}{Odfi.Routing}{entry.Account}{Odfi.Padded(entry.Cents, 10)}{entry.PartyId}{entry.Name}  1{own}",
            $"799R02{entry.Trace}{"",6}{rdfi}{"",44}{own}",
            $"8{service}000002{Odfi.Padded(long.Parse(Odfi.Routing[..8], CultureInfo.InvariantCulture), 10)}{amounts}{Odfi.Company}{"",25}{rdfi}0000001",
            $"9{Odfi.Padded(1, 6)}{Odfi.Padded(1, 6)}{Odfi.Padded(2, 8)}{Odfi.Padded(long.Parse(Odfi.Routing[..8], CultureInfo.InvariantCulture), 10)}{amounts}".PadRight(94),
        ];
        while (records.Count % 10 != 0) records.Add(new string('9', 94));
        return new BankFile("returns.ach", Encoding.ASCII.GetBytes(string.Concat(records.Select(r => r + "\n"))));
    }
}
