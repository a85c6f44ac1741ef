using System.Globalization;
using StratCap.PluginSdk;

namespace StratCap.Plugin.SageIntacct;

/// <summary>Where reading stands.</summary>
/// <param name="Since">What changed at this second or later is still to come.</param>
/// <param name="Offset">The place among it, from 0.</param>
internal sealed record IntacctCursor(DateTimeOffset Since, int Offset)
{
    internal static IntacctCursor Start { get; } = new(new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero), 0);

    internal static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Seconds(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <exception cref="ConnectorException">It is no cursor of ours (<see cref="ErrorClass.Validation"/>).</exception>
    internal static IntacctCursor Parse(string cursor) =>
        cursor.Split('|') is ["1", var since, var offset] && Instant(since) is { } instant && int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new(instant, place)
            : throw new ConnectorException(ErrorClass.Validation, "The cursor is not one of this connector's.");

    internal static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime() : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1|{Text(Since)}|{Offset}");
}
