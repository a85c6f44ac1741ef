using System.Globalization;
using StratCap.PluginSdk;

namespace StratCap.Plugin.QuickBooks;

/// <summary>Where reading stands.</summary>
/// <param name="Since">What changed at this second or later is still to come.</param>
/// <param name="Position">While querying: the place among what changed since, from 1; 0 while capturing changes.</param>
/// <param name="AsOf">While querying: the vendor's time when the query began, from which capturing goes on.</param>
internal sealed record QuickBooksCursor(DateTimeOffset Since, int Position, DateTimeOffset? AsOf)
{
    // Before Intuit's first record; year 1 is refused there.
    internal static QuickBooksCursor Start { get; } = new(new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero), 1, null);

    internal static QuickBooksCursor Changes(DateTimeOffset since) => new(Seconds(since), 0, null);

    internal static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Seconds(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <exception cref="ConnectorException">It is no cursor of ours (<see cref="ErrorClass.Validation"/>).</exception>
    internal static QuickBooksCursor Parse(string cursor)
    {
        var parts = cursor.Split('|');
        if (parts.Length == 4 && parts[0] == "1" && QuickBooksConnector.Instant(parts[1]) is { } since && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && (parts[3].Length == 0 || QuickBooksConnector.Instant(parts[3]) is not null))
            return new(since, position, QuickBooksConnector.Instant(parts[3]));
        throw new ConnectorException(ErrorClass.Validation, "The cursor is not one of this connector's.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1|{Text(Since)}|{Position}|{(AsOf is { } asOf ? Text(asOf) : "")}");
}
