using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.FairValues;

/// <summary>The tables that ASC 820-10-50 asks for: fair values by level of the hierarchy, and what moved each level (of level 3 the roll-forward of 820-10-50-2(c)).</summary>
internal static class FairValueTables
{
    /// <summary>What is held at the end, investment by investment, in the column of its level.</summary>
    public static LedgerTable Hierarchy(FairValueRollForward roll)
    {
        var (levels, columns) = Columns(roll);
        var writer = new LedgerTableWriter("fairValueHierarchy", "Fair value hierarchy", columns);
        List<LedgerTerm> all = [];
        foreach (var held in roll.Investments.Where(i => i.Moves.Closing != 0))
        {
            all.Add(held.DealId.ToString());
            writer.Line(held.DealId.ToString(), held.Name, [.. levels.Select(l => held.To == l ? held.Moves.Closing : 0), held.Moves.Closing]);
        }
        return writer.Total("fairValue", "Investments, at fair value", [.. all]).Done();
    }

    /// <summary>What moved each level in the period.</summary>
    public static LedgerTable Roll(FairValueRollForward roll)
    {
        var (levels, columns) = Columns(roll);
        decimal[] Of(Func<FairValueMoves, decimal> line) => [.. levels.Select(l => line(roll.Level(l))), line(roll.Total)];
        LedgerTerm[] parts = ["opening", "purchases", "sales", "returnOfCapital", "realised", "unrealised", .. roll.IsTranslated ? (ReadOnlySpan<LedgerTerm>)[Effect.Key] : [], "transfersIn", "transfersOut"];
        var writer = new LedgerTableWriter("fairValueRoll", "Roll-forward of fair values by level", columns)
            .Line("opening", "Opening balance", Of(m => m.Opening))
            .Line("purchases", "Purchases", Of(m => m.Purchases))
            .Line("sales", "Sales and realisations", Of(m => m.Sales))
            .Line("returnOfCapital", "Return of capital", Of(m => m.ReturnOfCapital))
            .Line("realised", "Net realised gain (loss)", Of(m => m.Realised))
            .Line("unrealised", "Net change in unrealised gain (loss)", Of(m => m.Unrealised));
        if (roll.IsTranslated)
            writer.Line(Effect.Key, Effect.Label, Of(m => m.CurrencyEffect));
        return writer
            .Line("transfersIn", "Transfers in, at the end of the period", Of(m => m.TransfersIn))
            .Line("transfersOut", "Transfers out, at the end of the period", Of(m => m.TransfersOut))
            .Total("closing", "Closing balance", parts)
            .Memo("unrealisedHeld", "Change in unrealised gain (loss) of investments held at the end", Of(m => m.UnrealisedHeld))
            .Done();
    }

    /// <summary>What moved each investment.</summary>
    public static LedgerTable ByInvestment(FairValueRollForward roll)
    {
        var writer = new LedgerTableWriter(
            "fairValueInvestments", "Movements by investment",
            [
                new("opening", "Opening balance"), new("purchases", "Purchases"), new("sales", "Sales and realisations"), new("returnOfCapital", "Return of capital"), new("realised", "Net realised gain (loss)"),
                new("unrealised", "Net change in unrealised gain (loss)"), .. roll.IsTranslated ? (ReadOnlySpan<LedgerColumn>)[Effect] : [], new("closing", "Closing balance"),
            ]);
        foreach (var (id, name, moves, _, _, _) in roll.Investments)
            writer.Line(id.ToString(), name, [moves.Opening, moves.Purchases, moves.Sales, moves.ReturnOfCapital, moves.Realised, moves.Unrealised, .. roll.IsTranslated ? (ReadOnlySpan<decimal>)[moves.CurrencyEffect] : [], moves.Closing]);
        return writer.Total("total", "Total", [.. roll.Investments.Select(i => new LedgerTerm(i.DealId.ToString()))]).Done();
    }

    private static readonly LedgerColumn Effect = new("currencyEffect", "Effect of exchange rates");

    /// <summary>The three levels, a column for what is not valued yet where there is any, and all of them.</summary>
    private static (int?[] Levels, LedgerColumn[] Columns) Columns(FairValueRollForward roll)
    {
        var isValued = roll.Level(null) == default;
        return (
            isValued ? [1, 2, 3] : [1, 2, 3, null],
            [new("level1", "Level 1"), new("level2", "Level 2"), new("level3", "Level 3"), .. isValued ? (ReadOnlySpan<LedgerColumn>)[] : [new("notValued", "Not valued yet")], new("total", "Total")]);
    }
}
