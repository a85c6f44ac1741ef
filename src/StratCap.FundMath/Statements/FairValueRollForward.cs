using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>What moved fair value in a period, in the fund's currency, exact: opening and movements are the closing. What takes away is negative.</summary>
/// <param name="Purchases">At cost.</param>
/// <param name="Sales">What sales brought, and what was handed over in kind at its value; negative.</param>
/// <param name="ReturnOfCapital">Realisations that brought the very cost of what was realised, without gain or loss; negative.</param>
/// <param name="Realised">Realised gains and losses: proceeds less cost.</param>
/// <param name="Unrealised">Change of the unrealised gain: valuations, less what became realised.</param>
/// <param name="TransfersIn">From another level.</param>
/// <param name="TransfersOut">Into another level; negative.</param>
/// <param name="UnrealisedHeld">Of the unrealised change, what is of investments that are held at the end (ASC 820-10-50-2(d)), under the level of the end; in no sum.</param>
public readonly record struct FairValueMoves(
    decimal Opening = 0, decimal Purchases = 0, decimal Sales = 0, decimal ReturnOfCapital = 0, decimal Realised = 0, decimal Unrealised = 0, decimal TransfersIn = 0, decimal TransfersOut = 0,
    decimal UnrealisedHeld = 0)
{
    /// <summary>At the end of the period.</summary>
    public decimal Closing => Opening + Purchases + Sales + ReturnOfCapital + Realised + Unrealised + TransfersIn + TransfersOut;

    /// <summary>Both together, line by line.</summary>
    public static FairValueMoves operator +(FairValueMoves a, FairValueMoves b) => new(
        a.Opening + b.Opening, a.Purchases + b.Purchases, a.Sales + b.Sales, a.ReturnOfCapital + b.ReturnOfCapital, a.Realised + b.Realised, a.Unrealised + b.Unrealised,
        a.TransfersIn + b.TransfersIn, a.TransfersOut + b.TransfersOut, a.UnrealisedHeld + b.UnrealisedHeld);
}

/// <summary>An investment's movements, with its level at both ends.</summary>
/// <param name="Moves">Of all of it, without transfers: they are none of the investment's.</param>
/// <param name="From">The level under which its movements stand: the opening one, or the closing one where nothing was held at the opening; null is not valued yet.</param>
/// <param name="To">The level at the end.</param>
/// <param name="IsTransferred">Whether it is held at the end, in another level than at the beginning.</param>
public sealed record InvestmentMoves(Guid DealId, string Name, FairValueMoves Moves, int? From, int? To, bool IsTransferred);

/// <summary>
/// Fair values by level of the hierarchy (ASC 820-10-50), rolled from the opening of a period to its end, each reversal and back-dated fact included as the two books know it. An investment's level is that
/// of its last valuation; until the first it has none. Transfers are taken to happen at the end of the period, at the fair value then, so that a period's movements stand in the level in which it opened.
/// </summary>
public sealed class FairValueRollForward
{
    private FairValueRollForward(Currency currency, IReadOnlyList<InvestmentMoves> investments) => (Currency, Investments) = (currency, investments);

    /// <summary>The fund's.</summary>
    public Currency Currency { get; }

    /// <summary>Every investment that was held at either end or moved between, in the book's order.</summary>
    public IReadOnlyList<InvestmentMoves> Investments { get; }

    /// <summary>All levels, and what has none yet.</summary>
    public FairValueMoves Total => Level(1) + Level(2) + Level(3) + Level(null);

    /// <summary>A level's part; null is what is not valued yet.</summary>
    public FairValueMoves Level(int? level)
    {
        var sum = default(FairValueMoves);
        foreach (var investment in Investments)
        {
            var moves = investment.Moves;
            if (investment.From == level)
                sum += moves with { UnrealisedHeld = 0, TransfersOut = investment.IsTransferred ? -moves.Closing : 0 };
            if (investment.To == level)
                sum += new FairValueMoves(TransfersIn: investment.IsTransferred ? moves.Closing : 0, UnrealisedHeld: moves.UnrealisedHeld);
        }
        return sum;
    }

    /// <summary>Rolls from one state of a book to another.</summary>
    /// <param name="opening">As of the day before the period.</param>
    /// <param name="closing">As of the period's last day.</param>
    public static FairValueRollForward Of(FundBook opening, FundBook closing)
    {
        List<InvestmentMoves> investments = [];
        foreach (var id in closing.Deals.Concat(opening.Deals).Where(d => d.InvestedOn is not null).Select(d => d.DealId).Distinct())
        {
            if (Of(id, opening.FindDeal(id), closing.FindDeal(id)) is { } investment)
                investments.Add(investment);
        }
        return new FairValueRollForward(closing.Currency, investments);
    }

    private static InvestmentMoves? Of(Guid id, BookDeal? before, BookDeal? after)
    {
        var (from, to) = (before?.Total ?? default, after?.Total ?? default);
        var (heldBefore, heldAfter) = (before?.IsHeld == true, after?.IsHeld == true);
        var moved = to - from;
        if (!heldBefore && !heldAfter && moved == default)
            return null;
        var returned = Returned(after) - Returned(before);
        var realised = moved.SaleProceeds - moved.CostRealised;
        var unrealised = moved.ValueChange - moved.CarryingRealised + moved.CostRealised;
        var moves = new FairValueMoves(from.Carrying, moved.Invested, returned - moved.SaleProceeds, -returned, realised, unrealised, UnrealisedHeld: heldAfter ? unrealised : 0);
        var level = heldBefore ? before!.Level : after?.Level;
        var end = heldAfter ? after!.Level : level;
        return new InvestmentMoves(id, after?.Name ?? before!.Name, moves, level, end, heldBefore && heldAfter && level != end);
    }

    private static decimal Returned(BookDeal? deal) =>
        deal?.ProceedsReceived.Where(p => p.Kind == ProceedsKind.Realisation && p.Proceeds == p.Cost).Sum(p => p.Proceeds) ?? 0;
}
