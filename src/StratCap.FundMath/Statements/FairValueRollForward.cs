using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;

namespace StratCap.FundMath.Statements;

/// <summary>What moved fair value in a period, exact: opening and movements are the closing. What takes away is negative. In the fund's currency, or translated.</summary>
/// <param name="Purchases">At cost.</param>
/// <param name="Sales">What sales brought, and what was handed over in kind at its value; negative.</param>
/// <param name="ReturnOfCapital">Realisations that brought the very cost of what was realised, without gain or loss; negative.</param>
/// <param name="Realised">Realised gains and losses: proceeds less cost.</param>
/// <param name="Unrealised">Change of the unrealised gain: valuations, less what became realised.</param>
/// <param name="TransfersIn">From another level.</param>
/// <param name="TransfersOut">Into another level; negative.</param>
/// <param name="UnrealisedHeld">Of the unrealised change, what is of investments that are held at the end (ASC 820-10-50-2(d)), under the level of the end; in no sum.</param>
/// <param name="CurrencyEffect">In another currency than the fund's: what changes of the rates did.</param>
public readonly record struct FairValueMoves(
    decimal Opening = 0, decimal Purchases = 0, decimal Sales = 0, decimal ReturnOfCapital = 0, decimal Realised = 0, decimal Unrealised = 0, decimal TransfersIn = 0, decimal TransfersOut = 0,
    decimal UnrealisedHeld = 0, decimal CurrencyEffect = 0)
{
    /// <summary>At the end of the period.</summary>
    public decimal Closing => Opening + Purchases + Sales + ReturnOfCapital + Realised + Unrealised + CurrencyEffect + TransfersIn + TransfersOut;

    /// <summary>Both together, line by line.</summary>
    public static FairValueMoves operator +(FairValueMoves a, FairValueMoves b) => new(
        a.Opening + b.Opening, a.Purchases + b.Purchases, a.Sales + b.Sales, a.ReturnOfCapital + b.ReturnOfCapital, a.Realised + b.Realised, a.Unrealised + b.Unrealised,
        a.TransfersIn + b.TransfersIn, a.TransfersOut + b.TransfersOut, a.UnrealisedHeld + b.UnrealisedHeld, a.CurrencyEffect + b.CurrencyEffect);
}

/// <summary>An investment's movements, with its level at both ends.</summary>
/// <param name="Moves">Of all of it, without transfers: they are none of the investment's.</param>
/// <param name="From">The level under which its movements stand: the opening one, or the closing one where nothing was held at the opening; null is not valued yet.</param>
/// <param name="To">The level at the end.</param>
/// <param name="IsTransferred">Whether it is held at the end, in another level than at the beginning.</param>
public sealed record InvestmentMoves(Guid DealId, string Name, FairValueMoves Moves, int? From, int? To, bool IsTransferred);

/// <summary>What a fund's ledger, translated, says of an investment.</summary>
/// <param name="Opening">Fair value at the opening, at the rate of its day.</param>
/// <param name="Realised">Realised gains of the period at the rates of their days.</param>
/// <param name="Unrealised">Changes of the unrealised gain likewise.</param>
/// <param name="Closing">Fair value at the end, at the rate of its day.</param>
public readonly record struct TranslatedInvestment(decimal Opening, decimal Realised, decimal Unrealised, decimal Closing);

/// <summary>
/// Fair values by level of the hierarchy (ASC 820-10-50), rolled from the opening of a period to its end, each reversal and back-dated fact included as the two books know it. An investment's level is that
/// of its last valuation; until the first it has none. Transfers are taken to happen at the end of the period, at the fair value then, so that a period's movements stand in the level in which it opened.
/// </summary>
public sealed class FairValueRollForward
{
    private FairValueRollForward(Currency currency, IReadOnlyList<InvestmentMoves> investments, bool isTranslated) => (Currency, Investments, IsTranslated) = (currency, investments, isTranslated);

    /// <summary>The fund's, or that of the translation.</summary>
    public Currency Currency { get; }

    /// <summary>Whether it is in another currency than the fund's.</summary>
    public bool IsTranslated { get; }

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
    public static FairValueRollForward Of(FundBook opening, FundBook closing) =>
        new(closing.Currency, [.. Ever(opening, closing).Select(id => (Id: id, Before: opening.FindDeal(id), After: closing.FindDeal(id))).Where(d => IsHeldOrMoved(d.Before, d.After)).Select(d => Of(d.Id, d.Before, d.After))], isTranslated: false);

    /// <summary>
    /// The same by the current-rate method: the opening at the rate of its day, purchases, sales, returns of capital, gains and losses at those of their days, each day's sum of an investment rounded once,
    /// the closing at the rate of its day; what is left is the effect of exchange rates. What was taken back is converted at the day on which it came.
    /// </summary>
    /// <param name="opening">As of the day before the period.</param>
    /// <param name="closing">As of the period's last day.</param>
    /// <param name="ledger">What the translated ledger says of an investment, so that both say the same to the minor unit.</param>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>.</exception>
    public static FairValueRollForward Translated(FundBook opening, FundBook closing, LedgerTranslation translation, Func<Guid, TranslatedInvestment> ledger)
    {
        List<InvestmentMoves> investments = [];
        foreach (var id in Ever(opening, closing))
        {
            var (before, after) = (opening.FindDeal(id), closing.FindDeal(id));
            var translated = Of(id, before, after) with { Moves = Translated(before, after, translation, ledger(id), isHeldAfter: after?.IsHeld == true) };
            // What was sold under another date leaves a difference in another currency alone.
            if (IsHeldOrMoved(before, after) || translated.Moves != default)
                investments.Add(translated);
        }
        return new(translation.Currency, investments, isTranslated: true);
    }

    private static IEnumerable<Guid> Ever(FundBook opening, FundBook closing) => closing.Deals.Concat(opening.Deals).Where(d => d.InvestedOn is not null).Select(d => d.DealId).Distinct();

    private static bool IsHeldOrMoved(BookDeal? before, BookDeal? after) => before?.IsHeld == true || after?.IsHeld == true || (before?.Total ?? default) != (after?.Total ?? default);

    private static InvestmentMoves Of(Guid id, BookDeal? before, BookDeal? after)
    {
        var (from, to) = (before?.Total ?? default, after?.Total ?? default);
        var (heldBefore, heldAfter) = (before?.IsHeld == true, after?.IsHeld == true);
        var moved = to - from;
        var returned = Returned(after) - Returned(before);
        var realised = moved.SaleProceeds - moved.CostRealised;
        var unrealised = moved.ValueChange - moved.CarryingRealised + moved.CostRealised;
        var moves = new FairValueMoves(from.Carrying, moved.Invested, returned - moved.SaleProceeds, -returned, realised, unrealised, UnrealisedHeld: heldAfter ? unrealised : 0);
        var level = heldBefore ? before!.Level : after?.Level;
        var end = heldAfter ? after!.Level : level;
        return new InvestmentMoves(id, after?.Name ?? before!.Name, moves, level, end, heldBefore && heldAfter && level != end);
    }

    private static FairValueMoves Translated(BookDeal? before, BookDeal? after, LedgerTranslation translation, TranslatedInvestment ledger, bool isHeldAfter)
    {
        var bought = translation.Moved(Days(after?.Purchases, before?.Purchases, p => p.FactId, p => p.Date, p => p.Cost));
        decimal Came(bool isReturn) => translation.Moved(Days(
            after?.ProceedsReceived.Where(p => p.Kind == ProceedsKind.Realisation && IsReturn(p) == isReturn), before?.ProceedsReceived.Where(p => p.Kind == ProceedsKind.Realisation && IsReturn(p) == isReturn),
            p => p.FactId, p => p.Date, p => p.Proceeds));
        var moves = new FairValueMoves(ledger.Opening, bought, -Came(isReturn: false), -Came(isReturn: true), ledger.Realised, ledger.Unrealised, UnrealisedHeld: isHeldAfter ? ledger.Unrealised : 0);
        return moves with { CurrencyEffect = ledger.Closing - moves.Closing };
    }

    /// <summary>What came between two states of a book, day by day: what is in the later one alone, less what is in the earlier one alone, because it was taken back.</summary>
    private static IEnumerable<LedgerDay> Days<T>(IEnumerable<T>? later, IEnumerable<T>? earlier, Func<T, Guid> fact, Func<T, DateOnly> day, Func<T, decimal> amount)
    {
        var (then, since) = ((earlier ?? []).ToDictionary(fact), (later ?? []).ToDictionary(fact));
        return since.Where(s => !then.ContainsKey(s.Key)).Select(s => (Day: day(s.Value), Amount: amount(s.Value)))
            .Concat(then.Where(t => !since.ContainsKey(t.Key)).Select(t => (Day: day(t.Value), Amount: -amount(t.Value))))
            .GroupBy(m => m.Day).Select(g => new LedgerDay(g.Key, g.Sum(m => m.Amount)));
    }

    private static decimal Returned(BookDeal? deal) => deal?.ProceedsReceived.Where(p => p.Kind == ProceedsKind.Realisation && IsReturn(p)).Sum(p => p.Proceeds) ?? 0;

    private static bool IsReturn(BookProceeds proceeds) => proceeds.Proceeds == proceeds.Cost;
}
