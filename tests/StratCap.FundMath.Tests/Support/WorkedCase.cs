using System.Globalization;
using System.Text.Json;

namespace StratCap.FundMath.Tests.Support;

/// <summary>A worked case from the Cases folder.</summary>
internal sealed class WorkedCase
{
    private WorkedCase(string id, JsonElement root)
    {
        Id = id;
        Inputs = root.GetProperty("inputs");
        Expected = root.GetProperty("expected");
        MoneyTolerance = Money(root.GetProperty("tolerance"), "money");
    }

    internal string Id { get; }

    internal JsonElement Inputs { get; }

    internal JsonElement Expected { get; }

    internal decimal MoneyTolerance { get; }

    internal static WorkedCase Load(string id)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", id + ".json")));
        return new WorkedCase(id, document.RootElement.Clone());
    }

    internal static decimal Money(JsonElement element, string name) => Number(element.GetProperty(name));

    internal static decimal Number(JsonElement element) => decimal.Parse(element.GetString()!, CultureInfo.InvariantCulture);

    internal static DateOnly Date(JsonElement element, string name) => DateOnly.ParseExact(element.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal Currency Currency => CurrencyOf(Inputs);

    internal static Currency CurrencyOf(JsonElement inputs) => new(inputs.GetProperty("currency").GetProperty("code").GetString()!);
}
