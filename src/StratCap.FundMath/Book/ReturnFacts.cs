using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>
/// The recipient of carried interest paid some of it back, and the limited partners received it on the same day (ILPA Model LPA 14.7). Each line turns carried interest
/// into tiers of the partner: apportioned nothing, carried interest negative. <see cref="Book.CarryClawback"/> makes it.
/// </summary>
/// <param name="PayerId">Who had received the carried interest.</param>
/// <param name="Amount">All of it.</param>
public sealed record ClawbackPaid(Guid ClawbackId, int Number, Guid PayerId, decimal Amount, IReadOnlyList<DistributionLine> Lines) : Fact;

/// <summary>
/// Partners are asked to return distributions, to meet what the fund owes (ILPA Model LPA 16.3). Neither a capital call nor a cut of the unfunded commitment.
/// <see cref="Book.Giveback"/> makes it.
/// </summary>
/// <param name="Reason">What the fund owes.</param>
public sealed record GivebackCalled(Guid GivebackId, int Number, DateOnly DueDate, string Reason, IReadOnlyList<Share> Shares) : Fact;

/// <summary>
/// A partner returned distributions: no contribution; the preferred return treats them as received when distributed and returned now (ILPA Model LPA 16.3).
/// </summary>
/// <param name="Line">What is undone, every amount zero or negative: the last distribution first, of each its last tier first.</param>
public sealed record GivebackReceived(Guid ReceiptId, Guid GivebackId, DistributionLine Line) : Fact
{
    /// <summary>What arrived.</summary>
    [JsonIgnore]
    public decimal Amount => -Line.Distributed;
}
