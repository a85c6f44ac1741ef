using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Terms;

namespace StratCap.Calculator.Cases;

/// <summary>A JSON object of a case, read strictly: what is missing or of another kind is refused with its path.</summary>
internal readonly struct CaseInputs(JsonElement element, string path)
{
    internal JsonElement Element { get; } = element.ValueKind == JsonValueKind.Object ? element : throw Refused("case.not_an_object", path, "an object");

    internal string Path { get; } = path;

    internal bool Has(string name) => Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    internal CaseInputs Object(string name) => new(Required(name), At(name));

    internal IReadOnlyList<CaseInputs> Objects(string name)
    {
        var (list, at) = (Required(name), At(name));
        if (list.ValueKind != JsonValueKind.Array)
            throw Refused("case.not_a_list", at, "a list");
        return [.. list.EnumerateArray().Select((e, i) => new CaseInputs(e, $"{at}[{i}]"))];
    }

    internal IReadOnlyList<CaseInputs> ObjectsOrNone(string name) => Has(name) ? Objects(name) : [];

    internal string Text(string name) => Required(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Refused("case.not_a_text", At(name), "a text");

    internal string? TextOrNull(string name) => Has(name) ? Text(name) : null;

    internal bool Flag(string name, bool otherwise = false) => !Has(name)
        ? otherwise
        : Required(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Refused("case.not_a_flag", At(name), "true or false"),
        };

    /// <summary>An amount, rate or level: a decimal string, or a number.</summary>
    internal decimal Number(string name) => NumberOf(Required(name), At(name));

    internal decimal NotNegative(string name) => Number(name) is var number && number >= 0 ? number : throw Refused("case.amount_negative", At(name), "an amount that is not negative");

    internal decimal? NumberOrNull(string name) => Has(name) ? Number(name) : null;

    internal decimal Number(string name, decimal otherwise) => Has(name) ? Number(name) : otherwise;

    internal DateOnly Date(string name) => DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? date
        : throw Refused("case.not_a_date", At(name), "a date such as 2024-03-31");

    internal DateOnly? DateOrNull(string name) => Has(name) ? Date(name) : null;

    internal IReadOnlyList<decimal> Numbers(string name)
    {
        var (list, at) = (Required(name), At(name));
        if (list.ValueKind != JsonValueKind.Array)
            throw Refused("case.not_a_list", at, "a list");
        return [.. list.EnumerateArray().Select((e, i) => NumberOf(e, $"{at}[{i}]"))];
    }

    internal IReadOnlyList<string> TextsOrNone(string name)
    {
        if (!Has(name))
            return [];
        var (list, at) = (Required(name), At(name));
        if (list.ValueKind != JsonValueKind.Array)
            throw Refused("case.not_a_list", at, "a list");
        return [.. list.EnumerateArray().Select((e, i) => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw Refused("case.not_a_text", $"{at}[{i}]", "a text"))];
    }

    /// <summary>Amounts by name, in the order of the file.</summary>
    internal IReadOnlyList<KeyValuePair<string, decimal>> Amounts(string name)
    {
        var amounts = Object(name);
        return [.. amounts.Element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, NumberOf(p.Value, amounts.At(p.Name))))];
    }

    /// <summary>The currency, with the minor units of ISO 4217 unless the case counts in others (a statement in thousands).</summary>
    internal Currency Currency()
    {
        var given = Object("currency");
        try
        {
            var currency = new Currency(given.Text("code"));
            return given.Number("minor_units", currency.MinorUnits) is var units && units is 0 or 1 or 2 or 3 or 4 or 5 or 6
                ? currency.CountedTo((int)units)
                : throw Refused("case.minor_units_out_of_range", given.At("minor_units"), "a whole number from 0 to 6");
        }
        catch (ArgumentException unknown)
        {
            throw new FundRuleException("case.currency_unknown", $"{given.At("code")}: {unknown.Message}");
        }
    }

    /// <summary>A day count by its usual name; actual/365 where none is given.</summary>
    internal DayCount DayCount(string name) => TextOrNull(name) switch
    {
        null or "act/365" => FundMath.Terms.DayCount.Act365,
        "act/360" => FundMath.Terms.DayCount.Act360,
        "act/act" => FundMath.Terms.DayCount.ActAct,
        "act/365.25" => FundMath.Terms.DayCount.Act36525,
        "30/360" => FundMath.Terms.DayCount.Thirty360,
        "30e/360" or "30E/360" => FundMath.Terms.DayCount.ThirtyE360,
        _ => throw Refuse(name, "act/365, act/360, act/act, act/365.25, 30/360 or 30e/360"),
    };

    internal FundRuleException Refuse(string name, string wanted) => Refused("case.value_unknown", At(name), wanted);

    internal string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private JsonElement Required(string name) => Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value
        : throw new FundRuleException("case.field_missing", $"{At(name)} is missing: add it.");

    private static decimal NumberOf(JsonElement value, string at)
    {
        var text = value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refused("case.not_a_number", at, "a decimal such as \"1234.50\"");
    }

    private static FundRuleException Refused(string code, string path, string wanted) => new(code, $"{(path.Length == 0 ? "The file" : path)}: give {wanted}.");
}

/// <summary>How results are printed.</summary>
internal static class CaseNumbers
{
    private const int RateDecimals = 12;

    /// <summary>A rate or ratio: 12 decimals, half away from zero.</summary>
    internal static string Rate(decimal rate) => Math.Round(rate, RateDecimals, MidpointRounding.AwayFromZero).ToString("F12", CultureInfo.InvariantCulture);

    internal static JsonNode? RateOrNull(decimal? rate) => rate is { } known ? Rate(known) : null;

    /// <summary>A name in the file's order twice is refused: results by name would hide one of them.</summary>
    internal static void RefuseRepeated(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FundRuleException("case.name_repeated", $"Two {what} are named {twice.Key}: give each its own name.");
    }
}
