using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>All that a capital call notice says to one investor. Amounts in the fund's currency, with no more decimals than it pays.</summary>
/// <param name="Number">The call's number within the fund.</param>
/// <param name="NoticeDate">When the notice is given.</param>
/// <param name="DueDate">When the money must have arrived; not before the notice date.</param>
/// <param name="Lines">One for each purpose; at least one.</param>
/// <param name="CalledBefore">Called from this investor since inception, without this call.</param>
/// <param name="CalledAfter">With this call: CalledBefore + the lines inside the fund.</param>
/// <param name="DistributedToDate">Distributed to this investor since inception.</param>
/// <param name="PaymentDetails">Bank, account, reference and so on, in the order to print; empty when the fund's details are not repeated.</param>
/// <param name="CoverParagraphs">The covering letter; may be empty.</param>
/// <param name="Notes">Small print at the end; may be empty.</param>
internal sealed record CapitalCallNoticeModel(
    Letterhead Letterhead, DocumentStamp Stamp, string FundName, Addressee Investor, Currency Currency,
    int Number, DateOnly NoticeDate, DateOnly DueDate,
    IReadOnlyList<NoticeLine> Lines, UnfundedCommitment Unfunded,
    decimal CalledBefore, decimal CalledAfter, decimal DistributedToDate,
    IReadOnlyList<LabelledValue> PaymentDetails, Contact Contact,
    IReadOnlyList<string> CoverParagraphs, IReadOnlyList<string> Notes)
{
    /// <summary>What the investor is asked to pay.</summary>
    public decimal AmountDue => Lines.Sum(line => line.InvestorAmount);
}
