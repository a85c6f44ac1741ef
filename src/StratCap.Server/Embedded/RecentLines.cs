namespace StratCap.Server.Embedded;

/// <summary>The last lines that a server said, so that a failure can be told in its own words; bounded, since a server may talk for days.</summary>
internal sealed class RecentLines
{
    private const int Most = 60;
    private readonly Queue<string> _lines = new();

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most)
                _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }
}
