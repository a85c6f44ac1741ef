using System.Globalization;

namespace StratCap.Plugin.Ach.Bai2;

/// <summary>A record with its continuations (88) put to it.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Parts">What stands on its physical lines after the type, without the closing slash.</param>
internal sealed record Bai2Record(int Line, string Type, List<string> Parts)
{
    public int PhysicalLines => Parts.Count;

    public static List<Bai2Record> Read(string text, CancellationToken ct)
    {
        var records = new List<Bai2Record>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            ct.ThrowIfCancellationRequested();
            number++;
            var line = raw.Trim('\r', ' ', '\x1a', '\ufeff');
            if (line.Length == 0) continue;
            if (line.Any(c => c < ' ')) throw Refusal.OfFile(number, "it holds control characters.");
            if (line.Length < 3 || line[2] is not (',' or '/')) throw Refusal.OfFile(number, "a record begins with two digits and a comma.");
            var (type, body) = (line[..2], line[3..]);
            if (body.EndsWith('/')) body = body[..^1];
            if (type == "88")
            {
                if (records.Count == 0) throw Refusal.OfFile(number, "a continuation continues nothing.");
                records[^1].Parts.Add(body);
            }
            else if (type is "01" or "02" or "03" or "16" or "49" or "98" or "99") records.Add(new Bai2Record(number, type, [body]));
            else throw Refusal.OfFile(number, "the record's type is not one of BAI2's.");
        }
        return records;
    }

    /// <summary>The fields of a record without text.</summary>
    public string[] Fields() => [.. string.Join(',', Parts).Split(',').Select(f => f.Trim())];

    /// <summary>A whole number with or without a sign, at most fifteen digits.</summary>
    public static decimal Integer(string? field, int line, string what) =>
        field is { Length: > 0 and <= 20 } && decimal.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000_000_000_000m
            ? number
            : throw Refusal.OfFile(line, $"{what} is no whole number of at most fifteen digits.");

    /// <summary>YYMMDD; null when empty, or no day.</summary>
    public static DateOnly? Day(string? field) =>
        DateOnly.TryParseExact(field, "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
