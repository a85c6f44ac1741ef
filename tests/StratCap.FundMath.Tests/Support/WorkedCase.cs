using System.Globalization;
using System.Text.Json;
using StratCap.FundMath.Terms;

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

    /// <summary>The ILPA terms with the case's tiers in place of theirs.</summary>
    internal static FundTerms Terms(JsonElement terms)
    {
        var hurdle = terms.GetProperty("hurdles").GetProperty("pref");
        hurdle.GetProperty("type").GetString().ShouldBe("account");
        hurdle.GetProperty("day_count").GetString().ShouldBe("act/365");
        hurdle.GetProperty("compounding").GetString().ShouldBe("effective");
        var rate = Money(hurdle, "rate");
        IReadOnlyList<Tier> tiers = [.. terms.GetProperty("tiers").EnumerateArray().Select(t => Tier(t, rate))];
        var ilpa = IlpaTerms.WholeOfFund();
        return ilpa with { Tiers = ilpa.Tiers with { Value = tiers } };
    }

    private static Tier Tier(JsonElement tier, decimal rate) => tier.GetProperty("kind").GetString() switch
    {
        "return_of_capital" => new ReturnOfCapitalTier(),
        "preferred_return" => new PreferredReturnTier(rate, Compounding.EffectiveAnnual, DayCount.Act365, AccrualStart.Receipt),
        "catch_up" => new CatchUpTier(Money(tier, "gp_share"), Money(tier, "target")),
        "split" => new SplitTier(Money(tier, "gp_share")),
        var other => throw new InvalidOperationException($"Unknown tier {other}."),
    };
}
