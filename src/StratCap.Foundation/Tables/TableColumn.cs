using StratCap.FundMath;

namespace StratCap.Foundation.Tables;

/// <summary>A column of an export.</summary>
/// <param name="Header">Its heading; for money it should name the currency.</param>
/// <param name="Decimals">Least decimals of its numbers; a number with more keeps them.</param>
/// <param name="Width">In characters, for workbooks.</param>
public sealed record TableColumn(string Header, int Decimals = 0, double Width = 18)
{
    /// <summary>A column of amounts in a currency, which is named in the heading.</summary>
    public static TableColumn Money(string header, Currency currency) => new($"{header} ({currency.Code})", currency.MinorUnits, 22);
}

/// <summary>What a cell holds.</summary>
public enum TableCellKind
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>Text, never a formula.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A moment.</summary>
    Instant,
}

/// <summary>A cell of an export.</summary>
public readonly record struct TableCell
{
    private TableCell(TableCellKind kind, string? text = null, decimal number = 0, DateTimeOffset instant = default) =>
        (Kind, TextValue, NumberValue, InstantValue) = (kind, text, number, instant);

    /// <summary>Nothing.</summary>
    public static TableCell Empty => default;

    /// <summary>What it holds.</summary>
    public TableCellKind Kind { get; }

    /// <summary>Its text, when it is text.</summary>
    public string? TextValue { get; }

    /// <summary>Its number, when it is a number.</summary>
    public decimal NumberValue { get; }

    /// <summary>Its moment, when it is one.</summary>
    public DateTimeOffset InstantValue { get; }

    /// <summary>Its day, when it is a day.</summary>
    public DateOnly DateValue => DateOnly.FromDateTime(InstantValue.UtcDateTime);

    /// <summary>Text; null and "" are empty.</summary>
    public static TableCell Text(string? text) => string.IsNullOrEmpty(text) ? Empty : new(TableCellKind.Text, text: text);

    /// <summary>A number, exact; null is empty.</summary>
    public static TableCell Number(decimal? number) => number is { } value ? new(TableCellKind.Number, number: value) : Empty;

    /// <summary>A day; null is empty.</summary>
    public static TableCell Date(DateOnly? date) =>
        date is { } value ? new(TableCellKind.Date, instant: new(value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)) : Empty;

    /// <summary>A moment, shown in UTC; null is empty.</summary>
    public static TableCell Instant(DateTimeOffset? instant) => instant is { } value ? new(TableCellKind.Instant, instant: value) : Empty;
}
