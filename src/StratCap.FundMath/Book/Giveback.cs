using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Book;

/// <summary>How much a partner can be asked to return, and for how long.</summary>
/// <param name="OfDistributions">A fraction of all that was distributed to it: 0.3 is 30 %.</param>
/// <param name="OfCommitment">A fraction of its commitment: 0.25 is 25 %. The lower of both limits holds.</param>
/// <param name="TailYears">Distributions older than this are safe.</param>
public sealed record GivebackLimits(decimal OfDistributions = 0.30m, decimal OfCommitment = 0.25m, int TailYears = 2);

/// <summary>
/// Makes givebacks (ILPA Model LPA 16.3): what the fund owes is asked back by what was distributed within the tail and not returned since, never above a partner's limit;
/// who is at his limit leaves the rest to the others. Distributions are undone in reverse order, of each the last tier first. Carried interest on them is not
/// returned by this: see <see cref="CarryClawback"/>.
/// </summary>
public static class Giveback
{
    /// <summary>Shares out a giveback.</summary>
    /// <param name="book">The book as of the date.</param>
    /// <param name="number">The next of the whole book: one dated back must not take another's.</param>
    /// <param name="amount">What is to be returned in all, payable.</param>
    /// <exception cref="FundRuleException"><c>giveback.exceeds_limits</c>: the partners can be asked for less; <c>giveback.nothing_distributed</c>: nothing was distributed within the tail.</exception>
    public static GivebackCalled Make(
        FundBook book, Guid givebackId, int number, DateOnly date, DateOnly dueDate, string reason, decimal amount, GivebackLimits limits)
    {
        decimal[] open = [.. book.Partners.Select(p => Math.Max(0, Open(p).Where(l => l.Date >= date.AddYears(-limits.TailYears)).Sum(l => l.Line.Distributed) - p.GivebackOutstanding))];
        if (open.Sum() == 0)
            throw new FundRuleException("giveback.nothing_distributed", "Nothing was distributed within the tail: there is nothing to be returned.");
        decimal[] room = [.. book.Partners.Select(p => Math.Min(open[p.Index], LimitOf(book, p, limits)))];
        if (amount > room.Sum())
            throw new FundRuleException("giveback.exceeds_limits", $"The partners can be asked for {book.Currency.Format(room.Sum())} {book.Currency.Code} together: lower the amount.");
        var parts = CappedSplit.Split(amount, open, room, book.Currency.MinorUnits);
        return new GivebackCalled(
            givebackId, number, dueDate, reason,
            [.. book.Partners.Where(p => parts[p.Index] > 0).Select(p => new Share(p.InvestorId, parts[p.Index]))]);
    }

    /// <summary>What a partner can still be asked for: the lower limit less what it was asked for before, cut to the minor unit.</summary>
    public static decimal LimitOf(FundBook book, PartnerAccount partner, GivebackLimits limits)
    {
        var distributed = partner.Distributed + partner[Component.GivenBack];
        var limit = Math.Min(limits.OfDistributions * distributed, limits.OfCommitment * partner.Commitment);
        return Math.Max(0, Math.Round(limit, book.Currency.MinorUnits, MidpointRounding.ToZero) - partner[Component.GivebackCalled]);
    }

    /// <summary>Makes the receipt of a partner's part.</summary>
    /// <param name="book">The book as of the receipt.</param>
    /// <param name="amount">What arrived.</param>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>; <c>giveback.exceeds_distributed</c>; recording it refuses the rules <c>book.giveback.*</c>.</exception>
    public static GivebackReceived Receive(FundBook book, Guid receiptId, Guid givebackId, Guid investorId, decimal amount)
    {
        var line = Undone(Open(book.Partner(investorId)), amount).Aggregate(new DistributionLine(investorId, 0, 0, 0, 0, 0, 0), (sum, undone) => sum + undone.Line);
        return -line.Distributed == amount
            ? new GivebackReceived(receiptId, givebackId, line)
            : throw new FundRuleException("giveback.exceeds_distributed", "More is returned than was distributed: record at most that.");
    }

    /// <summary>What was distributed and not returned: the last distribution on top.</summary>
    private static Stack<(DateOnly Date, DistributionLine Line)> Open(PartnerAccount partner)
    {
        var open = new Stack<(DateOnly Date, DistributionLine Line)>();
        foreach (var distribution in partner.Distributions)
        {
            if (distribution.Line.Distributed >= 0)
            {
                open.Push((distribution.Date, distribution.Line));
                continue;
            }
            Undone(open, -distribution.Line.Distributed);
        }
        return open;
    }

    /// <summary>Takes an amount off what is open, from the last distribution back.</summary>
    /// <returns>The negative lines that do, each with what is told of its distribution.</returns>
    internal static List<(T Of, DistributionLine Line)> Undone<T>(Stack<(T Of, DistributionLine Line)> open, decimal amount)
    {
        var undone = new List<(T Of, DistributionLine Line)>();
        var left = amount;
        while (left > 0 && open.TryPop(out var last))
        {
            var line = Undo(last.Line, Math.Min(left, last.Line.Distributed));
            left += line.Distributed;
            undone.Add((last.Of, line));
            if ((last.Line + line).Distributed > 0)
                open.Push((last.Of, last.Line + line));
        }
        return undone;
    }

    /// <summary>The negative line that takes an amount out of a line, from the last tier back.</summary>
    private static DistributionLine Undo(DistributionLine line, decimal amount)
    {
        var left = amount;
        decimal Take(decimal tier)
        {
            var taken = Math.Min(tier, left);
            left -= taken;
            return -taken;
        }
        var (split, caught, preferred, capital) = (Take(line.ResidualSplit), Take(line.CatchUp), Take(line.PreferredReturn), Take(line.ReturnOfCapital));
        return new DistributionLine(line.InvestorId, -amount, capital, preferred, caught, split, 0);
    }
}
