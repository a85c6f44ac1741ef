using System.Globalization;
using System.Text.Json;
using StratCap.PluginSdk;

namespace StratCap.Plugin.PortalSync.Http;

/// <summary>Where a list stands: which change it was asked from, which page comes next, and the latest change seen in this pass, which the next pass asks from.</summary>
internal sealed record ListCursor(string? Since = null, string? Page = null, string? Seen = null)
{
    private const int Longest = 2000;

    internal static ListCursor Read(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return new();
        try
        {
            return JsonSerializer.Deserialize<ListCursor>(cursor) ?? new();
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "The cursor is none of this portal's lists.", inner: e);
        }
    }

    internal string Write()
    {
        var text = JsonSerializer.Serialize(this);
        return text.Length <= Longest ? text : throw new ConnectorException(ErrorClass.Permanent, "The portal's page token is too long to be kept.");
    }

    /// <summary>After a page: the latest of the changes seen, as the portal writes it.</summary>
    internal ListCursor Saw(IEnumerable<string?> changes)
    {
        var latest = Seen;
        foreach (var change in changes)
        {
            if (change is null) throw new ConnectorException(ErrorClass.Validation, "An investor of the portal does not say when he changed (changedAt).");
            if (latest is null || Time(change) > Time(latest)) latest = change;
        }
        return this with { Seen = latest };
    }

    /// <summary>After the last page: the next pass asks from the latest change, again: what changed in the same moment must not be missed.</summary>
    internal ListCursor Done() => new(Seen ?? Since);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new ConnectorException(ErrorClass.Validation, "An investor of the portal says when he changed in a form that is not ISO 8601's (changedAt).");
}
