using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>Where every line of a statement's columns comes from: the investor's transactions of those days, each with its fact.</summary>
internal static class StatementLineExplanations
{
    private const string Template = "ILPA Reporting Template v2.0, A.1";

    /// <summary>A heading with a part for each column (<c>period</c>, <c>yearToDate</c>, <c>sinceInception</c>), in which each line stands under its own key.</summary>
    internal static Explanation Of(StatementRun run, PartnerAccount partner, InvestorStatement statement) => new(
        $"Capital account of {partner.Name}", run.After.Currency.Code, "the columns below", Operation: Operation.Heading,
        Parts:
        [
            Column(run, partner, statement, statement.Period, "period", l => l.Period), Column(run, partner, statement, statement.YearToDate, "yearToDate", l => l.YearToDate),
            Column(run, partner, statement, statement.SinceInception, "sinceInception", l => l.SinceInception),
        ])
    {
        OwnKeys = true,
    };

    private static Explanation Column(StatementRun run, PartnerAccount partner, InvestorStatement statement, StatementColumn column, string key, Func<StatementLine, decimal> amount) => new(
        $"From {Print.Date(column.From)} to {Print.Date(column.To)}", run.After.Currency.Code, "the lines below", Template,
        Parts: Explanation.WhenRead(() => Lines(run, partner, [.. statement.Lines.Select(l => (l.Key, l.Label, amount(l)))], column)), Operation: Operation.Heading)
    {
        Key = key,
        OwnKeys = true,
    };

    private static IReadOnlyList<Explanation> Lines(StatementRun run, PartnerAccount partner, IReadOnlyList<(string Key, string Label, decimal Amount)> lines, StatementColumn column)
    {
        var telling = new Telling(run.After.Currency);
        // Since inception all that is in the book counts, whatever its day.
        var first = column.Opening == 0 && column.From <= partner.AdmittedOn ? DateOnly.MinValue : column.From;
        var transactions = run.TransactionsSince(partner.InvestorId, first);
        var told = new Dictionary<string, Explanation>(StringComparer.Ordinal);
        foreach (var (key, label, amount) in lines)
        {
            Explanation figure = key switch
            {
                "opening" => Telling.Given(label, amount, formula: "closing balance of the day before"),
                "closing" => telling.Money(Operation.Sum, label, amount, [.. told.Values.Select(t => t.Again())], "opening balance and all that moved it", Template),
                "accruedCarry" => Accrued(telling, run, partner, label, amount),
                "closingNet" => telling.Money(Operation.Sum, label, amount, [told["closing"].Again(), told["accruedCarry"].Again()], "gross balance and accrued carried interest", Template),
                _ => telling.Money(Operation.Sum, label, amount, [.. Moves(transactions, key)], "sum of its transactions of these days"),
            };
            told.Add(key, figure with { Key = key });
        }
        return [.. told.Values];
    }

    private static Explanation Accrued(Telling telling, StatementRun run, PartnerAccount partner, string label, decimal amount) => run.CarryAfter.Explain(partner.InvestorId) is { } carry
        ? telling.Money(Operation.Negative, label, amount, [carry], "what a liquidation at the capital accounts would take")
        : Telling.Given(label, amount, formula: run.CarryAfter.Note ?? "what a liquidation at the capital accounts would take");

    private static IEnumerable<Explanation> Moves(List<StatementTransaction> transactions, string key) => key switch
    {
        "returnOfCapital" => Told(transactions, t => -t.Tiers?.ReturnOfCapital),
        "preferredReturn" => Told(transactions, t => -t.Tiers?.PreferredReturn),
        "catchUp" => Told(transactions, t => -t.Tiers?.CatchUp),
        "residualSplit" => Told(transactions, t => -t.Tiers?.ResidualSplit),
        "feeWaivers" => Told(transactions, t => t.Reduction == FeeReductionKind.Waiver ? t.Amount : null),
        "feeRebates" => Told(transactions, t => t.Reduction == FeeReductionKind.Rebate ? t.Amount : null),
        "feeOffsets" => Told(transactions, t => t.Reduction == FeeReductionKind.Offset ? t.Amount : null),
        // Allocated and distributed at once: it moves the balance by nothing, and each of the two lines by its amount.
        "carriedInterestReceived" => Told(transactions, Received),
        "carriedInterestDistributed" => Told(transactions, t => -Received(t)),
        _ => Told(transactions, t => t.Kind == KindOf(key) ? t.BalanceEffect : null),
    };

    private static TransactionKind KindOf(string key) => key switch
    {
        "contributions" => TransactionKind.Contribution,
        "managementFees" => TransactionKind.ManagementFee,
        "expenses" => TransactionKind.Expense,
        "income" => TransactionKind.Income,
        "realisedGain" => TransactionKind.RealisedGain,
        "unrealisedChange" => TransactionKind.UnrealisedChange,
        "carriedInterestPaid" => TransactionKind.CarriedInterestPaid,
        "clawbackReturned" => TransactionKind.ClawbackReturned,
        "partnerTransfers" => TransactionKind.PartnerTransfer,
        "defaultInterest" => TransactionKind.DefaultInterest,
        "forfeitures" => TransactionKind.Forfeiture,
        _ => throw new InvalidOperationException($"The line '{key}' has no transactions."),
    };

    private static decimal? Received(StatementTransaction t) => t.Kind is TransactionKind.CarriedInterestReceived or TransactionKind.ClawbackPaid ? t.Amount : null;

    /// <summary>The transactions that move a line, each by its amount and with its fact.</summary>
    private static IEnumerable<Explanation> Told(List<StatementTransaction> transactions, Func<StatementTransaction, decimal?> amount) =>
        from t in transactions
        let moved = amount(t) ?? 0
        where moved != 0
        select Telling.Given($"{Print.Date(t.Date)} {t.Description}", moved, facts: [t.FactId]);
}
