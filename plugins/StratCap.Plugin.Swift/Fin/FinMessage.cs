using System.Text;
using System.Text.RegularExpressions;

namespace StratCap.Plugin.Swift.Fin;

/// <summary>A field of a message: its tag and its lines.</summary>
/// <param name="Line">Where it stands, from 1.</param>
internal sealed record FinField(int Line, string Tag, List<string> Lines)
{
    public string First => Lines[0];

    /// <summary>Its lines without empty ones at the end, joined.</summary>
    public string Text => string.Join('\n', Lines.Select(l => l.TrimEnd())).TrimEnd('\n');
}

/// <summary>A message of SWIFT's FIN, in its blocks (<c>{1:…}{4:</c>), in batches (RJE, parted by <c>$</c>), or as the bare fields that banks hand out.</summary>
/// <param name="Type">Such as 940, where a header says so.</param>
/// <param name="IsRefused">The network's answer before it says that it was not taken (451:1).</param>
internal sealed partial record FinMessage(int Line, string? Type, bool IsRefused, List<FinField> Fields)
{
    private const int LongestLine = 20_000;

    public FinField? One(params ReadOnlySpan<string> tags)
    {
        FinField? found = null;
        foreach (var field in Fields)
        {
            if (!tags.Contains(field.Tag)) continue;
            if (found is not null) throw Refusal.OfFile(field.Line, $"the field {field.Tag} stands twice in one message.");
            found = field;
        }
        return found;
    }

    public static List<FinMessage> Read(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var lines = Decode(content.Span).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var splitter = new Splitter();
        for (var i = 0; i < lines.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (lines[i].Length > LongestLine) throw Refusal.OfFile(i + 1, "the line is too long.");
            var line = lines[i].Trim('\u0001', '\u0003', '\ufeff', '\u001a');
            if (line.Any(c => c < ' ' && c != '\t')) throw Refusal.OfFile(i + 1, "it holds control characters.");
            splitter.Line(i + 1, line);
        }
        return splitter.Messages;
    }

    /// <summary>UTF-8 where the bytes are that, else Latin-1: banks use both, against the standard's letter.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    [GeneratedRegex(@"^:(\d{2}[A-Z]?|NS):")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\{2:[IO](\d{3})")]
    private static partial Regex Header();

    /// <summary>Goes through the lines. A message begins with field 20 and ends with a line of <c>-</c>, or where the next begins; a field outside of one would be lost and so is refused.</summary>
    private sealed class Splitter
    {
        private FinMessage? current;
        private string? type;
        private bool refused;

        public List<FinMessage> Messages { get; } = [];

        public void Line(int number, string line)
        {
            if (line is "-" || line.StartsWith("-}", StringComparison.Ordinal)) (current, type, refused) = (null, null, false);
            if (line.LastIndexOf("{4:", StringComparison.Ordinal) is var body && body >= 0 && line.Contains("{1:", StringComparison.Ordinal))
            {
                current = null;
                type = Header().Match(line) is { Success: true } match ? match.Groups[1].Value : null;
                refused = line.Contains("{451:1}", StringComparison.Ordinal);
                line = line[(body + 3)..];
            }
            if (Tag().Match(line) is { Success: true } tag) Field(number, tag.Groups[1].Value, line[tag.Length..]);
            else current?.Fields[^1].Lines.Add(line);
        }

        private void Field(int number, string tag, string rest)
        {
            if (tag == "20")
            {
                current = new FinMessage(number, type, refused, []);
                Messages.Add(current);
            }
            if (current is null) throw Refusal.OfFile(number, $"the field {tag} stands outside of a message: its field 20 is missing.");
            current.Fields.Add(new FinField(number, tag, [rest]));
        }
    }
}
