using System.Globalization;
using Microsoft.Extensions.Logging;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Connections;

/// <summary>What is noted while a call runs: the plugin's lines, and how many requests left. Kept short, whatever a plugin says.</summary>
internal sealed class CallNotes(TimeProvider clock) : ICallJournal
{
    private const int MostLines = 50;
    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset At, LogLevelShown Level, string Text)> _lines = [];
    private readonly long _began = clock.GetTimestamp();
    private readonly List<string> _hidden = [];
    private int _sent;
    private int _more;

    public void Sent(SentRequest request)
    {
        lock (_lock)
        {
            _sent++;
            if (request.Refused is { } why) Add(LogLevelShown.Error, $"{request.Method} {request.Host}{request.Path} did not leave: {why}");
            else if (request.Status is null or >= 400) Add(LogLevelShown.Warning, $"{request.Method} {request.Host}{request.Path}: {request.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}");
        }
    }

    public void Said(LogLevel level, string text)
    {
        if (level < LogLevel.Information) return;
        lock (_lock) Add(level >= LogLevel.Error ? LogLevelShown.Error : level == LogLevel.Warning ? LogLevelShown.Warning : LogLevelShown.Information, text);
    }

    /// <summary>What the call brought and no line may show, whoever wrote it and when.</summary>
    public void Hide(string secret)
    {
        if (secret.Length == 0) return;
        lock (_lock) _hidden.AddRange([secret, Uri.EscapeDataString(secret)]);
    }

    /// <summary>The lines of a call that ended, and one about it.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="failure">Why it failed, for a person; null when it did not.</param>
    public IReadOnlyList<(DateTimeOffset At, LogLevelShown Level, string Text)> Lines(string operation, string? failure)
    {
        lock (_lock)
        {
            if (_more > 0) _lines.Add((clock.GetUtcNow(), LogLevelShown.Warning, $"{_more} further lines of this call were not kept."));
            var took = ((long)clock.GetElapsedTime(_began).TotalMilliseconds).ToString("N0", CultureInfo.InvariantCulture);
            var about = string.Create(CultureInfo.InvariantCulture, $"{operation}: {_sent} request{(_sent == 1 ? "" : "s")} in {took} ms");
            _lines.Add((clock.GetUtcNow(), failure is null ? LogLevelShown.Information : LogLevelShown.Error, failure is null ? about : $"{about}; it failed: {failure}"));
            return [.. _lines.Select(l => (l.At, l.Level, _hidden.Aggregate(l.Text, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal))))];
        }
    }

    private void Add(LogLevelShown level, string text)
    {
        if (_lines.Count >= MostLines) _more++;
        else _lines.Add((clock.GetUtcNow(), level, text));
    }
}
