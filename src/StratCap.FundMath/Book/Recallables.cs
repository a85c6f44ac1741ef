namespace StratCap.FundMath.Book;

/// <summary>
/// Distributions that may be called again (ILPA Model LPA 6.4): how much, under a cap and until a day, and their expiry. Original commitment is called
/// first, so that what is recallable is the last part of the unfunded commitment.
/// </summary>
public static class Recallables
{
    /// <summary>What of a distribution can be marked as recallable for a partner.</summary>
    /// <param name="date">The distribution date.</param>
    /// <param name="returned">What qualifies of his distribution, such as capital returned within the recycling period.</param>
    /// <param name="cap">All that may be called over the fund's life as a fraction of the commitment: 1.1 is 110 %. Cut to the minor unit.</param>
    /// <param name="until">The last day on which distributions are recallable, such as the end of the investment period; null is no end.</param>
    public static decimal Of(FundBook book, PartnerAccount partner, DateOnly date, decimal returned, decimal cap, DateOnly? until)
    {
        if (date > until)
            return 0;
        var most = Math.Round(partner.Commitment * (cap - 1), book.Currency.MinorUnits, MidpointRounding.ToZero) - partner.Recallable;
        return Math.Clamp(most, 0, Math.Max(0, returned));
    }

    /// <summary>What is recallable of a partner and was not called again.</summary>
    public static decimal OpenOf(PartnerAccount partner) => Math.Max(0, Math.Min(partner.Recallable - partner[Component.UnfundedReleased], partner.Unfunded));

    /// <summary>Lets all recallable distributions expire that were not called again.</summary>
    /// <param name="book">The book as of the day of expiry.</param>
    /// <exception cref="FundRuleException"><c>recallable.nothing_open</c></exception>
    public static UnfundedReleased Expire(FundBook book, Guid releaseId, string reason)
    {
        Share[] shares = [.. book.Partners.Select(p => new Share(p.InvestorId, OpenOf(p))).Where(s => s.Amount > 0)];
        return shares.Length > 0
            ? new UnfundedReleased(releaseId, reason, shares)
            : throw new FundRuleException("recallable.nothing_open", "No recallable distribution is open: there is nothing to expire.");
    }
}
