using System.Globalization;
using StratCap.Contracts.Funds;
using StratCap.FundMath;

namespace StratCap.Ingestion.Positions;

/// <summary>
/// Judges a row by itself. Amounts in millions become money by exact decimal arithmetic, rounded half away from zero to the currency's minor unit;
/// what the file's binary fractions add (37.099999999999994) is less than a twentieth of a cent and rounds away in silence, anything more is flagged.
/// </summary>
/// <param name="columns">The file's columns.</param>
/// <param name="limits">Longest field.</param>
/// <param name="today">No as-of date lies after it.</param>
/// <param name="fileName">Named as the source of rows that name none.</param>
internal sealed class PositionJudge(PositionColumns columns, IngestionOptions limits, DateOnly today, string fileName)
{
    private const decimal LargestAmount = 100_000_000_000_000m;
    private const int LongestName = 200;
    private const decimal BinaryNoise = 0.0005m;
    private static readonly DateOnly FirstDate = new(1900, 1, 1);

    /// <summary>Judges one row. The position is null when the row is refused.</summary>
    /// <param name="number">The row's number.</param>
    /// <param name="row">Its fields.</param>
    /// <param name="quotesMalformed">The reader met a quote in the wrong place.</param>
    /// <param name="found">Receives what is found.</param>
    public PositionRow? Judge(int number, IReadOnlyList<string> row, bool quotesMalformed, RowFindings found)
    {
        if (!WellFormed(row, quotesMalformed, found)) return null;
        var fund = Name(row, PositionField.Fund, PositionRules.FundMissing, found);
        var investor = Name(row, PositionField.Investor, PositionRules.InvestorMissing, found);
        var strategy = PlainText(row, PositionField.Strategy, found) ?? PlainText(row, PositionField.AssetClass, found);
        var source = PlainText(row, PositionField.Source, found) ?? fileName;
        var asOf = AsOf(row, found);
        var currency = CurrencyOf(row, found);
        var multiple = Number(row, PositionField.Multiple, found);
        var position = new PositionRow(
            number, fund ?? "", Vintage(row, asOf, found), strategy, currency.Code, investor ?? "", asOf ?? default,
            Amount(row, PositionField.Commitment, currency, PositionRules.CommitmentMissing, found) ?? 0,
            Amount(row, PositionField.Called, currency, PositionRules.NotDisclosed, found),
            Amount(row, PositionField.Distributed, currency, PositionRules.NotDisclosed, found),
            Amount(row, PositionField.RemainingValue, currency, PositionRules.NotDisclosed, found),
            multiple is { } m ? Plain(m) : null, Number(row, PositionField.NetIrr, found) is { } irr ? Plain(irr) : null, source);
        JudgeFigures(position, multiple?.Scale ?? 0, found);
        return found.State == RowState.Refused ? null : position;
    }

    private bool WellFormed(IReadOnlyList<string> row, bool quotesMalformed, RowFindings found)
    {
        if (quotesMalformed)
            found.Add(PositionRules.Quotes, null, "A quotation mark stands inside a field: put the whole field in quotes and double the ones inside it.");
        else if (row.Count != columns.Header.Count)
            found.Add(PositionRules.ColumnCount, null, $"The row has {row.Count} fields, the header {columns.Header.Count}: a comma inside a field needs quotes around the field.");
        else
            for (var i = 0; i < row.Count; i++)
                if (row[i].Length > limits.MaxFieldLength)
                    found.Add(PositionRules.FieldTooLong, columns.Header[i], $"The field has {row[i].Length} characters; at most {limits.MaxFieldLength} are taken.");
        return found.State != RowState.Refused;
    }

    private string? Name(IReadOnlyList<string> row, PositionField field, PositionRule missing, RowFindings found)
    {
        var name = PlainText(row, field, found) is { } text ? FundNames.Tidy(text) : null;
        if (name is null)
            found.Add(missing, columns.NameOf(field), $"The row says nothing under '{columns.NameOf(field)}': fill it in.");
        else if (name.Length > LongestName)
            found.Add(PositionRules.NameTooLong, columns.NameOf(field), $"The name has {name.Length} characters; at most {LongestName} are taken.");
        return name;
    }

    private string? PlainText(IReadOnlyList<string> row, PositionField field, RowFindings found)
    {
        if (columns.Text(row, field) is not { } text) return null;
        foreach (var c in text)
            if (char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                found.Add(PositionRules.ControlCharacter, columns.NameOf(field), $"The field holds the invisible character U+{(int)c:X4}: remove it.");
                break;
            }
        return text;
    }

    private DateOnly? AsOf(IReadOnlyList<string> row, RowFindings found)
    {
        var column = columns.NameOf(PositionField.AsOf);
        if (columns.Text(row, PositionField.AsOf) is not { } text)
            found.Add(PositionRules.AsOfMissing, column, $"The row says nothing under '{column}': give the date of the figures.");
        else if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            found.Add(PositionRules.DateUnreadable, column, $"'{text}' is not a date as this file must write it: year-month-day, such as 2025-03-31.");
        else if (date < FirstDate)
            found.Add(PositionRules.DateOutOfRange, column, $"{Iso(date)} lies before 1900.");
        else if (date > today)
            found.Add(PositionRules.DateInFuture, column, $"{Iso(date)} lies after {Iso(today)}, the day of this import: figures cannot be known yet.");
        else
            return date;
        return null;
    }

    private int? Vintage(IReadOnlyList<string> row, DateOnly? asOf, RowFindings found)
    {
        if (columns.Text(row, PositionField.Vintage) is not { } text) return null;
        var column = columns.NameOf(PositionField.Vintage);
        if (!text.All(char.IsAsciiDigit) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var vintage))
            found.Add(PositionRules.NumberUnreadable, column, $"'{text}' is not a year: write four digits, or nothing when it is not known.");
        else if (vintage < 1900 || (asOf is { } date && vintage > date.Year + 1))
            found.Add(PositionRules.VintageOutOfRange, column, $"A vintage of {vintage} does not fit figures as of {(asOf is { } d ? Iso(d) : "the row's date")}: it lies between 1900 and the year after.");
        else
            return vintage;
        return null;
    }

    private Currency CurrencyOf(IReadOnlyList<string> row, RowFindings found)
    {
        var text = columns.Text(row, PositionField.Currency) ?? "USD";
        if (Currency.IsCode(text)) return new Currency(text);
        found.Add(PositionRules.CurrencyUnknown, columns.NameOf(PositionField.Currency), $"'{text}' is not an ISO 4217 code: write three capital letters, such as USD.");
        return new Currency("USD");
    }

    private decimal? Number(IReadOnlyList<string> row, PositionField field, RowFindings found)
    {
        if (columns.Text(row, field) is not { } text) return null;
        // The framework's parsers pass over trailing NUL characters; nothing of a file is passed over here.
        if (text.All(IsOfANumber) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return value;
        found.Add(PositionRules.NumberUnreadable, columns.NameOf(field), $"'{text}' is not a plain number: write digits with a decimal point and no thousands separators, or nothing when it is not disclosed.");
        return null;
    }

    private decimal? Amount(IReadOnlyList<string> row, PositionField field, Currency currency, PositionRule whenBlank, RowFindings found)
    {
        var column = columns.NameOf(field);
        if (columns.Text(row, field) is null)
        {
            found.Add(whenBlank, column, whenBlank.Outcome == RowState.Refused
                ? $"The row says nothing under '{column}': give the amount committed."
                : $"'{column}' is not disclosed. The position is kept without it, and figures that need it stay empty.");
            return null;
        }
        if (Number(row, field, found) is not { } given) return null;
        var scale = columns.Scale(field);
        if (Math.Abs(given) >= LargestAmount / scale)
        {
            found.Add(PositionRules.AmountOutOfRange, column, $"{Shown(given)} under '{column}' is more than any fund holds: check whether the column is in millions or in whole units.");
            return null;
        }
        var exact = given * scale;
        var rounded = Plain(currency.Round(exact));
        if (Math.Abs(exact - rounded) > BinaryNoise)
            found.Add(PositionRules.RoundedToMinorUnit, column, $"{Shown(Plain(exact))} {currency} is not payable and was rounded to {currency.Format(rounded)}.");
        return rounded;
    }

    private void JudgeFigures(PositionRow position, int multipleDecimals, RowFindings found)
    {
        NotNegative(position.Commitment, PositionField.Commitment, PositionRules.CommitmentNegative, position.Currency, found);
        NotNegative(position.Called, PositionField.Called, PositionRules.CalledNegative, position.Currency, found);
        NotNegative(position.Distributed, PositionField.Distributed, PositionRules.DistributedNegative, position.Currency, found);
        if (position.RemainingValue < 0)
            found.Add(PositionRules.RemainingNegative, columns.NameOf(PositionField.RemainingValue), $"The remaining value is {Money(position.RemainingValue.Value, position.Currency)}: possible where liabilities exceed assets, as fees may in a young fund.");
        JudgeRate(position.ReportedNetIrr, found);
        if (found.State == RowState.Refused) return;

        var column = columns.NameOf(PositionField.Called);
        if (position.Commitment == 0 && position.Called > 0)
            found.Add(PositionRules.CalledWithoutCommitment, column, $"{Money(position.Called.Value, position.Currency)} was called on a commitment of zero: give the commitment.");
        else if (position.Commitment == 0)
            found.Add(PositionRules.CommitmentZero, columns.NameOf(PositionField.Commitment), "The commitment is zero: a position without one is kept, but says little.");
        else if (position.Called > position.Commitment)
            found.Add(PositionRules.CalledExceedsCommitment, column, $"{Money(position.Called.Value, position.Currency)} was called on a commitment of {Money(position.Commitment, position.Currency)}: recalled distributions, or fees outside the commitment, would explain it.");
        JudgeMultiple(position, multipleDecimals, found);
    }

    private void NotNegative(decimal? amount, PositionField field, PositionRule rule, string currency, RowFindings found)
    {
        if (amount < 0)
            found.Add(rule, columns.NameOf(field), $"{Money(amount.Value, currency)} under '{columns.NameOf(field)}' is negative; cumulative amounts since inception are not.");
    }

    private void JudgeRate(decimal? irr, RowFindings found)
    {
        var column = columns.NameOf(PositionField.NetIrr);
        if (irr < -1)
            found.Add(PositionRules.IrrImpossible, column, $"A net IRR of {Percent(irr.Value)} is impossible, nobody loses more than everything: the column holds fractions, 0.059 for 5.9 %.");
        else if (irr > 1)
            found.Add(PositionRules.IrrUnusual, column, $"A net IRR of {Percent(irr.Value)} a year is rare outside young funds: check that the column holds fractions, 0.059 for 5.9 %.");
    }

    /// <summary>The plan's multiple may be off by half a unit of the last decimal that it shows: 1.3 stands for 1.25 to 1.35.</summary>
    private void JudgeMultiple(PositionRow position, int decimals, RowFindings found)
    {
        if (position.ReportedMultiple is not { } reported) return;
        var column = columns.NameOf(PositionField.Multiple);
        if (reported is < 0 or > 100)
            found.Add(PositionRules.MultipleUnusual, column, $"A multiple of {Shown(reported)} is rare: check that the column holds times the money, not per cent.");
        if (position.Called is not > 0 || (position.Distributed is null && position.RemainingValue is null)) return;
        var own = ((position.Distributed ?? 0) + (position.RemainingValue ?? 0)) / position.Called.Value;
        var tolerance = Math.Max(0.00005m, 0.5m / Power(decimals));
        if (Math.Abs(own - reported) <= tolerance) return;
        var blank = position.Distributed is null || position.RemainingValue is null ? ", what is not disclosed counted as zero" : "";
        found.Add(PositionRules.MultipleDiffers, column, $"The row reports {Shown(reported)}, its amounts give {Shown(Math.Round(own, 4, MidpointRounding.AwayFromZero))} ((distributed + remaining value) / called{blank}). Both are kept.");
    }

    private static bool IsOfANumber(char c) => char.IsAsciiDigit(c) || c is '.' or '-' or '+';

    private static decimal Power(int decimals)
    {
        var power = 1m;
        for (var i = 0; i < decimals; i++) power *= 10;
        return power;
    }

    /// <summary>The same number without trailing zeros and without a minus before zero, so that 37.10 and 37.1 are one in hashes and JSON.</summary>
    private static decimal Plain(decimal value) => value == 0 ? 0 : value / 1.0000000000000000000000000000m;

    private static string Shown(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Money(decimal amount, string currency) => $"{new Currency(currency).Format(amount)} {currency}";

    private static string Percent(decimal fraction) => (fraction * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
