using System.Globalization;
using StratCap.PluginSdk;

namespace StratCap.Plugin.SapS4;

/// <summary>Where reading stands.</summary>
/// <param name="Since">Documents made or changed on this day or later are to be read.</param>
/// <param name="AsOf">The day this reading began; null: it has not begun.</param>
/// <param name="AfterYear">The fiscal year of the last document handed over in this reading.</param>
/// <param name="AfterDocument">Its number.</param>
internal sealed record SapCursor(DateOnly Since, DateOnly? AsOf, string AfterYear, string AfterDocument)
{
    // Before SAP's first document.
    internal static SapCursor Start { get; } = Begin(new(1970, 1, 1));

    internal static SapCursor Begin(DateOnly since) => new(since, null, "", "");

    /// <exception cref="ConnectorException">It is no cursor of ours (<see cref="ErrorClass.Validation"/>).</exception>
    internal static SapCursor Parse(string cursor)
    {
        if (cursor.Split('|') is ["1", var since, var asOf, var year, var document] && Day(since) is { } from && (asOf.Length == 0 || Day(asOf) is not null)) return new(from, Day(asOf), year, document);
        throw new ConnectorException(ErrorClass.Validation, "The cursor is not one of this connector's.");
    }

    internal static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public override string ToString() => string.Join('|', "1", Text(Since), AsOf is { } asOf ? Text(asOf) : "", AfterYear, AfterDocument);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
