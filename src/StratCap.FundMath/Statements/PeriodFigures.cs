using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>What is published at a close.</summary>
public enum PeriodFigureKind
{
    /// <summary>Commitments accepted.</summary>
    Commitment,

    /// <summary>What can still be called.</summary>
    Unfunded,

    /// <summary>Received for calls.</summary>
    Contributions,

    /// <summary>Distributed to the partner as an investor.</summary>
    Distributions,

    /// <summary>Declared and not yet paid.</summary>
    Payable,

    /// <summary>Management fees after waivers, rebates and offsets.</summary>
    ManagementFees,

    /// <summary>Expenses charged.</summary>
    Expenses,

    /// <summary>Dividends and interest.</summary>
    Income,

    /// <summary>Proceeds of sales less their cost.</summary>
    RealisedGain,

    /// <summary>Fair value less cost of what is held.</summary>
    UnrealisedGain,

    /// <summary>Carried interest taken from the partner's share.</summary>
    CarriedInterest,

    /// <summary>The capital account, gross of accrued carried interest.</summary>
    NetAssetValue,

    /// <summary>Cash; the fund's alone.</summary>
    Cash,
}

/// <summary>A figure of the fund or of a partner, in two states of the book.</summary>
/// <param name="InvestorId">Null for the fund.</param>
/// <param name="Who">The partner's name; the fund's.</param>
public sealed record PeriodFigure(Guid? InvestorId, string Who, PeriodFigureKind Figure, decimal Before, decimal After)
{
    /// <summary>After less before.</summary>
    public decimal Difference => After - Before;
}

/// <summary>The unfunded commitment from one close to the next.</summary>
/// <param name="Opening">As it was published at the last close; nothing before the first.</param>
/// <param name="Movements">Commitments, calls, recallable distributions, releases and transfers since, by what the book says now.</param>
/// <param name="Closing">What the book says now.</param>
public sealed record UnfundedRollForward(Guid InvestorId, string Name, decimal Opening, decimal Movements, decimal Closing)
{
    /// <summary>Whether it adds up to the last unit: else what was published has changed.</summary>
    public bool Holds => Opening + Movements == Closing;
}

/// <summary>Figures at closes: what changed between two states of a book.</summary>
public static class PeriodFigures
{
    /// <summary>The figures that differ, the fund's first, then partner by partner in order of admission.</summary>
    public static IReadOnlyList<PeriodFigure> Differences(FundBook before, FundBook after)
    {
        var differences = new List<PeriodFigure>();
        Add(null, after.Name, before.Total, after.Total);
        if (before.Total.Cash != after.Total.Cash)
            differences.Add(new PeriodFigure(null, after.Name, PeriodFigureKind.Cash, before.Total.Cash, after.Total.Cash));
        foreach (var partner in after.Partners)
            Add(partner.InvestorId, partner.Name, before.FindPartner(partner.InvestorId) ?? (FigureSet)Figures.Zero, partner);
        foreach (var gone in before.Partners.Where(p => after.FindPartner(p.InvestorId) is null))
            Add(gone.InvestorId, gone.Name, gone, Figures.Zero);
        return differences;

        void Add(Guid? investorId, string who, FigureSet earlier, FigureSet later) => differences.AddRange(Of(earlier).Zip(Of(later))
            .Where(pair => pair.First.Amount != pair.Second.Amount)
            .Select(pair => new PeriodFigure(investorId, who, pair.First.Figure, pair.First.Amount, pair.Second.Amount)));
    }

    /// <summary>Rolls each partner's unfunded commitment forward from a close.</summary>
    /// <param name="published">The book as of the last close's day, as it was known at that close; null before the first.</param>
    /// <param name="opening">The book as of that day, as it is known now.</param>
    /// <param name="closing">The book as of the end, as it is known now.</param>
    public static IReadOnlyList<UnfundedRollForward> RollUnfunded(FundBook? published, FundBook opening, FundBook closing) =>
    [
        .. closing.Partners.Concat(published?.Partners.Where(p => closing.FindPartner(p.InvestorId) is null) ?? []).Select(partner =>
        {
            FigureSet Of(FundBook? book) => book?.FindPartner(partner.InvestorId) is { } then ? then : Figures.Zero;
            var roll = UnfundedRoll.Of(Of(published is null ? null : opening), Of(closing));
            var movements = roll.Commitments + roll.CalledInside + roll.CalledBeforeBook + roll.Recallable + roll.Released + roll.PartnerTransfers;
            return new UnfundedRollForward(partner.InvestorId, partner.Name, Of(published).Unfunded, movements, roll.Closing);
        }),
    ];

    private static (PeriodFigureKind Figure, decimal Amount)[] Of(FigureSet f) =>
    [
        (PeriodFigureKind.Commitment, f.Commitment), (PeriodFigureKind.Unfunded, f.Unfunded), (PeriodFigureKind.Contributions, f.Contributed), (PeriodFigureKind.Distributions, f.Distributed),
        (PeriodFigureKind.Payable, f.Payable), (PeriodFigureKind.ManagementFees, f.FeesCharged - f.FeesReduced), (PeriodFigureKind.Expenses, f.ExpensesCharged), (PeriodFigureKind.Income, f.Income),
        (PeriodFigureKind.RealisedGain, f.RealisedGain), (PeriodFigureKind.UnrealisedGain, f.UnrealisedGain), (PeriodFigureKind.CarriedInterest, f.CarryPaid), (PeriodFigureKind.NetAssetValue, f.Nav),
    ];
}
