using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>
/// A fund's terms: one explicit setting for each convention on which funds differ, each with its clause. They count from the effective
/// date of the <see cref="Book.TermsSet"/> fact that carries them.
/// </summary>
/// <param name="Name">Such as "ILPA Model LPA, whole of fund".</param>
/// <param name="Level">Which capital must be back before carried interest.</param>
/// <param name="Apportioning">How a distribution is first shared out among all partners.</param>
/// <param name="Tiers">The waterfall, in order; ends in a split.</param>
/// <param name="PaymentOrder">Capital or preferred return first; agrees with the order of the tiers.</param>
/// <param name="Hurdle">Whose hurdle must be met.</param>
/// <param name="CallBases">How the purposes of a call are shared out.</param>
/// <param name="ManagementFee">The management fee.</param>
/// <param name="NoticeBusinessDays">Business days between the notice of a call and its due date.</param>
/// <param name="Rounding">How amounts are brought to the minor unit.</param>
/// <param name="OddUnits">Who gets the units left over by sharing out.</param>
/// <param name="ReturnBase">Which contributions earn the preferred return; null is all.</param>
/// <param name="DealByDeal">How deals are taken together, exactly when the level is deal by deal.</param>
/// <param name="Clawback">The duty to give carried interest back; null is none.</param>
/// <param name="LineReturn">From when a contribution earns that repays the subscription line; null is as any other.</param>
/// <param name="LaterPartners">What partners of later closings have of earlier distributions; null is nothing, they share in what the fund still holds.</param>
/// <param name="Default">What a default leads to; null is that the terms do not say.</param>
public sealed record FundTerms(
    string Name,
    Sourced<WaterfallLevel> Level,
    Sourced<ApportioningBase> Apportioning,
    Sourced<IReadOnlyList<Tier>> Tiers,
    Sourced<PaymentOrder> PaymentOrder,
    Sourced<HurdleLevel> Hurdle,
    Sourced<CallBases> CallBases,
    Sourced<ManagementFeeTerms> ManagementFee,
    Sourced<int> NoticeBusinessDays,
    Sourced<RoundingRule> Rounding,
    Sourced<OddUnitRule> OddUnits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<ReturnBase>? ReturnBase = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<DealByDealTerms>? DealByDeal = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<ClawbackTerms>? Clawback = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<LineReturn>? LineReturn = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<LaterPartners>? LaterPartners = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<DefaultTerms>? Default = null)
{
    /// <summary>Whether a contribution earns the preferred return.</summary>
    /// <param name="isForInvestment">Whether it was for an investment.</param>
    public bool Earns(bool isForInvestment) => isForInvestment || ReturnBase is null or { Value: Terms.ReturnBase.AllContributions };

    /// <summary>Refuses terms that contradict themselves or could not be run.</summary>
    /// <exception cref="FundRuleException">A rule is broken; the code starts with <c>terms.</c></exception>
    public void Validate() => TermsRules.Check(this);

    /// <summary>The terms as sentences for a person, each with its clause.</summary>
    public IReadOnlyList<TermSentence> InPlainEnglish() => TermsInWords.Of(this);
}

/// <summary>A term in words.</summary>
/// <param name="Clause">Where it stands in the agreement.</param>
/// <param name="Sentence">What it says.</param>
public sealed record TermSentence(string Clause, string Sentence);
