using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>How a fair value was found (ASC 820-10-35-24A): the market approach in its three forms, the income approach, and what stands in for either.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValuationMethod>))]
public enum ValuationMethod
{
    /// <summary>A quoted price: of the very asset in an active market in level 1, of a like one in level 2.</summary>
    QuotedPrice,

    /// <summary>The price of a recent transaction in it.</summary>
    RecentTransaction,

    /// <summary>Multiples of comparable companies or transactions.</summary>
    MarketMultiples,

    /// <summary>Income approach: discounted cash flows.</summary>
    DiscountedCashFlow,

    /// <summary>Net asset value, as its manager reports it.</summary>
    NetAssetValue,

    /// <summary>Cost, where it still approximates fair value.</summary>
    CostApproximation,
}

/// <summary>A key input of a valuation (ASC 820-10-50-2(bbb)).</summary>
/// <param name="Name">Such as "EV/EBITDA"; 1 to 100 characters, once in a valuation.</param>
/// <param name="Value">What was used.</param>
/// <param name="Low">Lower end of the range that was looked at, at most the value; null together with <paramref name="High"/>.</param>
/// <param name="High">Upper end, at least the value.</param>
/// <param name="Unit">Such as "x" or "%"; at most 20 characters.</param>
/// <param name="Unobservable">Whether no market shows it, so that it is the firm's own assumption.</param>
public sealed record ValuationInput(
    string Name, decimal Value, decimal? Low, decimal? High, string? Unit, bool Unobservable);

/// <summary>A document on which a valuation rests, in the version that its approver could read.</summary>
/// <param name="Sha256">Of the version's bytes, lower-case hex.</param>
public sealed record ValuationEvidence(Guid DocumentId, int Version, string Sha256, string Title);

/// <summary>What a valuation rests on: beside its free text of methodology and its level.</summary>
/// <param name="Inputs">Key inputs; at least one unobservable in level 3.</param>
/// <param name="RoundId">The valuation round in which a second person approved it; null when one person recorded it.</param>
/// <param name="Evidence">Documents of the fund; null for none.</param>
public sealed record ValuationBasis(
    ValuationMethod Method, IReadOnlyList<ValuationInput> Inputs, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? RoundId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ValuationEvidence>? Evidence = null)
{
    private const int MaxInputs = 20;

    /// <summary>Refuses a basis that does not bear its level.</summary>
    /// <param name="level">1, 2 or 3.</param>
    /// <exception cref="FundRuleException"><c>book.valuation.level_1_unquoted</c>, <c>book.valuation.level_3_observable</c>, <c>book.valuation.input_*</c>.</exception>
    public void Check(int level)
    {
        if (level == 1 && Method != ValuationMethod.QuotedPrice)
            throw new FundRuleException("book.valuation.level_1_unquoted", "Level 1 takes a quoted price alone: choose it as the methodology, or another level.");
        if (level == 3 && !Inputs.Any(i => i.Unobservable))
            throw new FundRuleException("book.valuation.level_3_observable", "Level 3 rests on what no market shows: give at least one unobservable input.");
        if (Inputs.Count > MaxInputs || Inputs.Select(i => i.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Inputs.Count)
            throw new FundRuleException("book.valuation.input_twice", $"Give at most {MaxInputs} inputs, each once.");
        foreach (var input in Inputs)
            Check(input);
    }

    private static void Check(ValuationInput input)
    {
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > 100 || input.Unit?.Length > 20)
            throw new FundRuleException("book.valuation.input_unnamed", "Name each input in at most 100 characters, and its unit in at most 20.");
        if (input.Low is null != input.High is null || input.Value < input.Low || input.Value > input.High)
            throw new FundRuleException("book.valuation.input_range", $"The range of {input.Name} must have both ends, and hold its value between them.");
    }
}

/// <summary>Methods in words.</summary>
public static class ValuationMethods
{
    /// <summary>As documents print it.</summary>
    public static string InWords(this ValuationMethod method) => method switch
    {
        ValuationMethod.QuotedPrice => "Quoted price",
        ValuationMethod.RecentTransaction => "Recent transaction price",
        ValuationMethod.MarketMultiples => "Market multiples",
        ValuationMethod.DiscountedCashFlow => "Discounted cash flow",
        ValuationMethod.NetAssetValue => "Net asset value",
        _ => "Cost as approximation",
    };
}
