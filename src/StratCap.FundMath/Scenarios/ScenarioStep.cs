using System.Text.Json.Serialization;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Scenarios;

/// <summary>Something that might happen to a fund. In a branch it becomes facts by the same calculations as if it had happened. Amounts are in the fund's currency.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ExitStep), "exit")]
[JsonDerivedType(typeof(ValuationStep), "valuation")]
[JsonDerivedType(typeof(ClosingStep), "closing")]
[JsonDerivedType(typeof(TermsStep), "terms")]
[JsonDerivedType(typeof(CallStep), "capital_call")]
[JsonDerivedType(typeof(TransferStep), "transfer")]
public abstract record ScenarioStep(DateOnly Date)
{
    /// <summary>Its name for people: "exit".</summary>
    [JsonIgnore]
    public abstract string Name { get; }
}

/// <summary>An investment is sold; the money stays in the fund until it is distributed.</summary>
/// <param name="Proceeds">Received for it.</param>
/// <param name="Cost">Cost of what is sold; null is all that is held.</param>
public sealed record ExitStep(DateOnly Date, Guid DealId, decimal Proceeds, decimal? Cost = null) : ScenarioStep(Date)
{
    /// <inheritdoc/>
    public override string Name => "exit";
}

/// <summary>An investment is worth something else.</summary>
/// <param name="FairValue">Of all that is still held.</param>
public sealed record ValuationStep(DateOnly Date, Guid DealId, decimal FairValue) : ScenarioStep(Date)
{
    /// <inheritdoc/>
    public override string Name => "valuation";
}

/// <summary>A commitment at a hypothetical closing.</summary>
/// <param name="InvestorId">A partner of the fund, or a new id.</param>
/// <param name="Investor">Name of a new limited partner; null for one who is there.</param>
public sealed record HypotheticalCommitment(Guid InvestorId, decimal Amount, string? Investor = null);

/// <summary>Further commitments are accepted. Where capital was called, the closing is equalised as if all had joined first, settled on its own day.</summary>
/// <param name="Interest">On what later partners refund to earlier ones; null is none.</param>
public sealed record ClosingStep(DateOnly Date, IReadOnlyList<HypotheticalCommitment> Commitments, LateInterestTerms? Interest = null) : ScenarioStep(Date)
{
    /// <inheritdoc/>
    public override string Name => "closing";
}

/// <summary>Other terms from a day on.</summary>
public sealed record TermsStep(DateOnly Date, FundTerms Terms) : ScenarioStep(Date)
{
    /// <inheritdoc/>
    public override string Name => "terms";
}

/// <summary>Capital is called on a day, and everybody pays in full on the due date.</summary>
public sealed record CallStep(DateOnly Date, DateOnly DueDate, IReadOnlyList<CapitalCallPurposeRequest> Purposes) : ScenarioStep(Date)
{
    /// <inheritdoc/>
    public override string Name => "capital call";
}

/// <summary>An interest passes on with its history.</summary>
/// <param name="ToInvestorId">A partner of the fund, or a new id.</param>
/// <param name="Fraction">Above 0, at most 1 (all).</param>
/// <param name="ToInvestor">Name of a new limited partner; null for one who is there.</param>
public sealed record TransferStep(DateOnly Date, Guid FromInvestorId, Guid ToInvestorId, decimal Fraction, string? ToInvestor = null) : ScenarioStep(Date)
{
    /// <inheritdoc/>
    public override string Name => "transfer";
}
