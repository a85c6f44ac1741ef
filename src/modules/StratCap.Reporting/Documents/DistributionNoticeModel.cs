using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>One tier of the waterfall, run for this investor's apportioned share.</summary>
/// <param name="Name">Such as "Return of capital contributions".</param>
/// <param name="FundAmount">The tier's total for all partners.</param>
/// <param name="ToInvestor">What stays with the investor.</param>
/// <param name="CarriedInterest">What goes from his share to the general partner.</param>
internal sealed record DistributionTierLine(string Name, decimal FundAmount, decimal ToInvestor, decimal CarriedInterest);

/// <summary>All that a distribution notice says to one investor. Amounts in the fund's currency, with no more decimals than it pays.</summary>
/// <param name="Number">The distribution's number within the fund.</param>
/// <param name="PaymentDate">When the money is paid.</param>
/// <param name="Source">Where the money comes from, such as "Sale of Alder Logistics".</param>
/// <param name="FundDistribution">Distributed to all partners, carried interest included.</param>
/// <param name="Apportioned">The investor's share before carried interest.</param>
/// <param name="Tiers">The waterfall; ToInvestor + CarriedInterest sum to Apportioned.</param>
/// <param name="CarriedInterest">Of this investor's share; sums the tiers.</param>
/// <param name="Lines">What the distribution is to the investor, by ILPA type, before withholding; sums to Apportioned less CarriedInterest.</param>
/// <param name="Withholding">Tax withheld, positive; deemed distributed.</param>
/// <param name="DistributedBefore">Distributed to this investor since inception, without this distribution.</param>
/// <param name="DistributedAfter">With it.</param>
/// <param name="CalledToDate">Called from this investor since inception.</param>
/// <param name="PaymentDetails">The account on file to be paid to, masked by the caller; may be empty.</param>
/// <param name="CoverParagraphs">The covering letter; may be empty.</param>
/// <param name="InKind">Whether securities are handed over and no cash is paid by it.</param>
/// <param name="Notes">Small print at the end; may be empty.</param>
internal sealed record DistributionNoticeModel(
    Letterhead Letterhead, DocumentStamp Stamp, string FundName, Addressee Investor, Currency Currency,
    int Number, DateOnly NoticeDate, DateOnly PaymentDate, string? Source,
    decimal FundDistribution, decimal Apportioned, IReadOnlyList<DistributionTierLine> Tiers, decimal CarriedInterest,
    IReadOnlyList<NoticeLine> Lines, decimal Withholding, UnfundedCommitment Unfunded,
    decimal DistributedBefore, decimal DistributedAfter, decimal CalledToDate,
    IReadOnlyList<LabelledValue> PaymentDetails, Contact Contact,
    IReadOnlyList<string> CoverParagraphs, IReadOnlyList<string> Notes, bool InKind = false)
{
    /// <summary>Distributed to the investor: after carried interest, before withholding.</summary>
    public decimal Distributed => Apportioned - CarriedInterest;

    /// <summary>What is paid out: distributed, plus what passes outside the fund, less withholding.</summary>
    public decimal Payable => Lines.Sum(line => line.InvestorAmount) - Withholding;

    /// <summary>The part that may be called again: what the lines add to the unfunded commitment.</summary>
    public decimal Recallable => Lines.Sum(line => line.EffectOnUnfunded);
}
