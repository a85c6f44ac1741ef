using System.Diagnostics;
using System.Text;

namespace StratCap.Documents.Texts;

/// <summary>A file unpacks to more, or takes longer, than is looked at.</summary>
internal sealed class TextBoundException(string why) : Exception(why);

/// <summary>Text as it is found in a file, within bounds of its length, of what the file unpacks to, and of time.</summary>
/// <param name="most">Characters that are kept; what comes after them is not searched.</param>
/// <param name="mostUnpacked">Bytes to which the file may unpack.</param>
internal sealed class FoundText(int most, long mostUnpacked, TimeSpan time, CancellationToken ct)
{
    private readonly StringBuilder _text = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _unpacked;

    /// <summary>As many characters were found as are kept.</summary>
    public bool Full => _text.Length >= most;

    /// <summary>Without what the database does not take: zeros and halves of characters.</summary>
    public string Text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(_text.ToString())).Replace('\0', ' ');

    /// <summary>Adds a piece that may be half of a word.</summary>
    public void Add(ReadOnlySpan<char> piece)
    {
        Check();
        _text.Append(piece[..Math.Min(piece.Length, most - Math.Min(most, _text.Length))]);
    }

    /// <summary>The word is over.</summary>
    public void Gap() => Add(" ");

    /// <summary>Counts what the file unpacks to.</summary>
    /// <exception cref="TextBoundException">It is too much.</exception>
    public void Unpacked(long bytes)
    {
        Check();
        _unpacked += bytes;
        if (_unpacked > mostUnpacked) throw new TextBoundException("It unpacks to more than is looked at.");
    }

    /// <summary>To be asked again and again.</summary>
    /// <exception cref="TextBoundException">It takes too long.</exception>
    public void Check()
    {
        ct.ThrowIfCancellationRequested();
        if (_clock.Elapsed > time) throw new TextBoundException("It takes longer to read than is allowed.");
    }
}
