using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.FundMath;

namespace StratCap.Calculator.Cases;

/// <summary>Partners of a case and figures by partner, in the order of the file.</summary>
internal static class CaseParties
{
    internal static IReadOnlyList<string> Names(IReadOnlyList<CaseInputs> partners)
    {
        IReadOnlyList<string> names = [.. partners.Select(p => p.Text("id"))];
        CaseNumbers.RefuseRepeated(names, "partners");
        return names;
    }

    internal static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        throw new FundRuleException("case.partner_unknown", $"'{name}' is no partner of the case: name one of {string.Join(", ", names)}.");
    }

    internal static JsonObject Amounts(IReadOnlyList<string> names, IReadOnlyList<decimal> amounts, Currency currency)
    {
        var result = new JsonObject();
        foreach (var (name, amount) in names.Zip(amounts))
            result[name] = currency.Format(amount);
        return result;
    }

    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
