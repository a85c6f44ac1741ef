using System.Globalization;
using System.Text.Json;

namespace StratCap.Calculator.Tests.Cases;

/// <summary>Holds a result against what a case expects: the same keys, amounts within the case's tolerance of money, rates within that of rates.</summary>
internal static class Difference
{
    private const int RateDecimals = 12;

    internal static IReadOnlyList<string> Between(JsonElement expected, JsonElement actual, decimal money, decimal rate)
    {
        var found = new List<string>();
        Compare("", expected, actual, money, rate, found);
        return found;
    }

    private static void Compare(string at, JsonElement expected, JsonElement actual, decimal money, decimal rate, List<string> found)
    {
        if (expected.ValueKind != actual.ValueKind)
            found.Add($"{at}: {expected} expected, {actual} found");
        else if (expected.ValueKind == JsonValueKind.Object)
            CompareObjects(at, expected, actual, money, rate, found);
        else if (expected.ValueKind == JsonValueKind.Array)
            CompareLists(at, expected, actual, money, rate, found);
        else if (!Same(expected, actual, money, rate))
            found.Add($"{at}: {expected} expected, {actual} found");
    }

    private static void CompareObjects(string at, JsonElement expected, JsonElement actual, decimal money, decimal rate, List<string> found)
    {
        foreach (var wanted in expected.EnumerateObject())
        {
            if (actual.TryGetProperty(wanted.Name, out var value))
                Compare($"{at}/{wanted.Name}", wanted.Value, value, money, rate, found);
            else
                found.Add($"{at}/{wanted.Name} is missing");
        }
        found.AddRange(actual.EnumerateObject().Where(p => !expected.TryGetProperty(p.Name, out _)).Select(p => $"{at}/{p.Name} is not expected"));
    }

    private static void CompareLists(string at, JsonElement expected, JsonElement actual, decimal money, decimal rate, List<string> found)
    {
        if (expected.GetArrayLength() != actual.GetArrayLength())
            found.Add($"{at}: {expected.GetArrayLength()} items expected, {actual.GetArrayLength()} found");
        foreach (var (wanted, i) in expected.EnumerateArray().Zip(actual.EnumerateArray()).Select((pair, i) => (pair, i)))
            Compare($"{at}[{i}]", wanted.First, wanted.Second, money, rate, found);
    }

    private static bool Same(JsonElement expected, JsonElement actual, decimal money, decimal rate)
    {
        if (expected.ValueKind != JsonValueKind.String || !Number(expected, out var wanted))
            return expected.ToString() == actual.ToString();
        if (!Number(actual, out var given) || Decimals(expected) != Decimals(actual))
            return false;
        var isRate = Decimals(expected) == RateDecimals;
        return Math.Abs(wanted - given) <= (isRate ? rate * Math.Max(1, Math.Abs(wanted)) : money);
    }

    private static bool Number(JsonElement text, out decimal number) =>
        decimal.TryParse(text.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static int Decimals(JsonElement number) => number.GetString()!.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? number.GetString()!.Length - point - 1 : 0;
}
