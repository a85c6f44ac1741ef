using StratCap.FundMath.Book;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// Carried interest that has accrued and not been paid: what a liquidation at the capital accounts would take from each limited partner
/// (hypothetical liquidation at book value). Zero before the fund has terms and while all it knows are disclosed positions, which are net of it.
/// </summary>
public sealed class AccruedCarry
{
    private readonly Dictionary<Guid, ScenarioLine> byPartner = [];

    private AccruedCarry(string? note) => Note = note;

    /// <summary>Why nothing was accrued although it might have been, or null.</summary>
    public string? Note { get; }

    /// <summary>The whole fund's.</summary>
    public decimal Total { get; private set; }

    /// <summary>A partner's; positive, to be taken off his capital account.</summary>
    public decimal Of(Guid investorId) => byPartner.GetValueOrDefault(investorId)?.Line.CarriedInterest ?? 0;

    /// <summary>Where a partner's comes from; null when none is taken from him.</summary>
    public Explanation? Explain(Guid investorId) => Of(investorId) == 0 ? null : WaterfallExplanations.OfCarriedInterest(byPartner[investorId]);

    /// <summary>Runs the liquidation.</summary>
    /// <param name="book">The book as of the date.</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    public static AccruedCarry Of(FundBook book, RunWatch? watch = null) => Of(book, () => LiquidationScenario.Run(book, book.AsOf, watch: watch).Lines);

    /// <summary>One partner's alone, the same as in the whole run; the total is then his.</summary>
    internal static AccruedCarry Of(FundBook book, PartnerAccount partner) =>
        Of(book, () => LiquidationScenario.OfPartner(book, partner, book.AsOf) is { } line ? [line] : []);

    private static AccruedCarry Of(FundBook book, Func<IReadOnlyList<ScenarioLine>> liquidate)
    {
        if (!book.HasMovements)
            return new AccruedCarry(null);
        if (book.FindTermsAt(book.AsOf) is null)
            return new AccruedCarry("The fund has no terms on that date: no carried interest is accrued.");
        var result = new AccruedCarry(null);
        foreach (var line in liquidate())
        {
            result.byPartner.Add(line.Line.InvestorId, line);
            result.Total += line.Line.CarriedInterest;
        }
        return result;
    }
}
