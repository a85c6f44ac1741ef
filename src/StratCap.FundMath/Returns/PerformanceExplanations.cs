using StratCap.FundMath.Book;

namespace StratCap.FundMath.Returns;

/// <summary>Where the figures of performance come from.</summary>
internal static class PerformanceExplanations
{
    private const string Gips = "GIPS 2020; ILPA Performance Template v1.1";

    /// <param name="flows">All flows, without what is left at the end.</param>
    internal static Explanation FromBook(
        FundBook book, string name, IReadOnlyList<PartnerAccount> partners, RatioInputs figures, decimal accruedCarry, DatedFlow[] flows, decimal atTheEnd, IrrResult irr) =>
        Whole(name, figures, () => PartsFromBook(book, partners, figures, accruedCarry, flows, atTheEnd, irr));

    internal static Explanation FromDisclosures(FundBook book, string name, RatioInputs figures, IReadOnlyList<DisclosedPosition> positions) =>
        Whole(name, figures, () => PartsFromDisclosures(book, figures, positions));

    private static Explanation Whole(string name, RatioInputs figures, Func<IReadOnlyList<Explanation>> parts) => new(
        $"Performance, {name}", figures.Tvpi is { } tvpi ? Print.Ratio(tvpi) : "not defined", "the figures below", Gips, Parts: Explanation.WhenRead(parts), Operation: Operation.Heading)
    {
        OwnKeys = true,
    };

    private static List<Explanation> PartsFromBook(
        FundBook book, IReadOnlyList<PartnerAccount> partners, RatioInputs figures, decimal accruedCarry, DatedFlow[] flows, decimal atTheEnd, IrrResult irr)
    {
        var telling = new Telling(book.Currency);
        var paidIn = Total(
            telling, "Paid-in capital", figures.PaidIn!.Value, "contributions, each on the day it was received", partners, p => p.Contributed,
            p => p.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution).Select(f => Telling.Given($"Contribution of {Print.Date(f.Date)}", f.Amount, facts: [f.FactId])));
        var distributed = Total(
            telling, "Distributed", figures.Distributed!.Value, "declared distributions less carried interest, withheld tax included", partners, p => p.Distributed,
            p => p.Distributions.Select(d => Telling.Given($"Distribution {d.Number} of {Print.Date(d.Date)}", d.Line.Distributed, facts: [d.FactId])));
        var residual = telling.Money(
            Operation.Difference, "Residual value", figures.ResidualValue!.Value,
            [
                CapitalAccount(telling, book, partners, figures.ResidualValue.Value + accruedCarry),
                Telling.Given("Accrued carried interest", accruedCarry, formula: "what a liquidation at the capital accounts would take; its own calculation explains it"),
            ],
            "capital account less accrued carried interest") with
        { Key = "residual value" };
        return [.. Ratios(telling, figures, paidIn, distributed, residual), OfIrr(telling, book, partners, residual, flows, atTheEnd, irr)];
    }

    /// <summary>A partner's figure with its facts; of a group, the partners' figures: each partner's own performance names their facts.</summary>
    private static Explanation Total(
        Telling telling, string label, decimal value, string formula, IReadOnlyList<PartnerAccount> partners,
        Func<PartnerAccount, decimal> figure, Func<PartnerAccount, IEnumerable<Explanation>> facts)
    {
        if (partners.Count != 1)
        {
            return telling.Money(
                Operation.Sum, label, value, [.. partners.Where(p => figure(p) != 0).Select(p => Telling.Given(p.Name, figure(p)))], $"sum of partners' {formula}") with
            { Key = label };
        }
        List<Explanation> parts = [.. facts(partners[0])];
        var other = value - parts.Sum(p => p.Amount!.Value);
        if (other != 0)
            parts.Add(Telling.Given("Returned, given back or moved", other, facts: [.. partners[0].CashFlows.Where(f => f.Kind is not CashFlowKind.Contribution).Select(f => f.FactId), .. partners[0].Moves.Select(m => m.FactId)]));
        return telling.Money(Operation.Sum, label, value, parts, formula) with { Key = label };
    }

    private static List<Explanation> PartsFromDisclosures(FundBook book, RatioInputs figures, IReadOnlyList<DisclosedPosition> positions)
    {
        var telling = new Telling(book.Currency);
        Explanation Of(string label, decimal? amount, Func<PositionDisclosed, decimal?> figure)
        {
            if (amount is not { } given)
                return new Explanation(label, "not disclosed") { Key = label };
            return telling.Money(
                Operation.Sum, label, given,
                [.. positions.Select(p => new Explanation($"Disclosed on {Print.Date(p.Date)}", Print.Exact(figure(p.Position) ?? 0), Clause: p.Position.Source, Facts: [p.FactId]))], "as disclosed") with
            { Key = label };
        }
        return Ratios(
            telling, figures, Of("Paid-in capital", figures.PaidIn, p => p.Called), Of("Distributed", figures.Distributed, p => p.Distributed), Of("Residual value", figures.ResidualValue, p => p.RemainingValue));
    }

    private static List<Explanation> Ratios(Telling telling, RatioInputs figures, Explanation paidIn, Explanation distributed, Explanation residual)
    {
        var value = (figures.Distributed ?? 0) + (figures.ResidualValue ?? 0);
        return
        [
            Ratio("DPI", figures.Dpi, "distributed ÷ paid-in capital", telling.Mention(distributed), telling.Mention(paidIn)),
            Ratio("RVPI", figures.Rvpi, "residual value ÷ paid-in capital", telling.Mention(residual), telling.Mention(paidIn)),
            Ratio(
                "TVPI", figures.Tvpi, "(distributed + residual value) ÷ paid-in capital",
                telling.Money(Operation.Sum, "Total value", value, [telling.Mention(distributed), telling.Mention(residual)]), telling.Mention(paidIn)),
            Ratio("PIC", figures.Pic, "paid-in capital ÷ commitment", telling.Mention(paidIn), Telling.Given("Commitment", figures.Commitment) with { Key = "commitment" }),
        ];
    }

    private static Explanation Ratio(string label, decimal? value, string formula, params Explanation[] parts) => new(
        label, value is { } ratio ? Print.Ratio(ratio) : "not defined", formula, Gips, "printed to six decimals", Parts: parts, Operation: Operation.Quotient)
    {
        Exact = value,
        Key = label,
    };

    internal static Explanation CapitalAccount(Telling telling, FundBook book, IReadOnlyList<PartnerAccount> partners, decimal gross)
    {
        var sum = Figures.Sum(partners);
        IEnumerable<Guid> Entries(EntryAccount account) => ManualEntries.Of(book, account).Select(e => e.Entry.FactId).Distinct();
        List<Explanation> parts =
        [
            Telling.Given("Contributions", sum.Contributed),
            Telling.Given("Management fees", -sum.FeesCharged, facts: [.. book.Fees.Select(f => f.FactId)]),
            Telling.Given("Waivers, rebates and offsets", sum.FeesReduced, facts: [.. book.FeeReductions.Select(r => r.FactId)]),
            Telling.Given("Expenses", -sum.ExpensesCharged, facts: [.. book.Expenses.Select(e => e.FactId), .. Entries(EntryAccount.Expenses)]),
            Telling.Given("Income", sum.Income, facts: [.. Entries(EntryAccount.OtherIncome)]),
            Telling.Given("Realised gain", sum.RealisedGain),
            Telling.Given("Unrealised gain", sum.UnrealisedGain, facts: [.. book.Deals.SelectMany(d => d.Facts)]),
            Telling.Given("Distributions", -sum.Distributed, facts: [.. book.Distributions.Select(d => d.FactId)]),
            Telling.Given("Carried interest paid", -sum.CarryPaid),
            Telling.Given("Lost or received on default", -sum.LostOnDefault),
        ];
        return telling.Money(Operation.Sum, "Capital account", gross, parts, "sum of its movements since inception");
    }

    private static Explanation OfIrr(
        Telling telling, FundBook book, IReadOnlyList<PartnerAccount> partners, Explanation residual, DatedFlow[] flows, decimal atTheEnd, IrrResult irr)
    {
        var single = partners.Count == 1 ? partners[0].CashFlows.Where(f => !f.IsCarry && !f.IsLine && f.Kind != CashFlowKind.SaleDifference).OrderBy(f => f.Date).ToList() : null;
        List<Explanation> parts = single is not null
            ? [.. single.Select(f => Telling.Given($"{f.Kind} of {Print.Date(f.Date)}", f.IsToFund ? -f.Amount : f.Amount, facts: [f.FactId]))]
            : [.. flows.GroupBy(f => f.Date).OrderBy(day => day.Key).Select(day => Telling.Given($"Flows of {Print.Date(day.Key)}", day.Sum(f => f.Amount)))];
        List<DateOnly> days = single is not null ? [.. single.Select(f => f.Date)] : [.. flows.Select(f => f.Date).Distinct().Order()];
        if (atTheEnd != 0)
        {
            var unpaid = atTheEnd - residual.Amount!.Value;
            parts.Add(unpaid == 0
                ? residual.Again()
                : telling.Money(Operation.Sum, "Left at the end", atTheEnd, [residual.Again(), Telling.Given("Declared and not paid", unpaid)]));
            days.Add(book.AsOf);
        }
        return new Explanation(
            "IRR", irr.Rate is { } rate ? Print.Ratio(rate) : irr.Status.ToString(),
            "the yearly rate at which all flows and the residual value are worth nothing together; actual days over 365; several flows of a day are added",
            Gips, "root search in binary floating point, good to twelve digits; printed to six decimals", Parts: parts, Operation: Operation.RateOfReturn)
        {
            Exact = irr.Rate,
            Key = "IRR",
            Days = days,
        };
    }
}
