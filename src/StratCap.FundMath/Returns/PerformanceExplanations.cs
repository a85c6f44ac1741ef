using StratCap.FundMath.Book;

namespace StratCap.FundMath.Returns;

/// <summary>Where the figures of performance come from.</summary>
internal static class PerformanceExplanations
{
    private const string Gips = "GIPS 2020; ILPA Performance Template v1.1";

    internal static Explanation FromBook(
        FundBook book, string name, IReadOnlyList<PartnerAccount> partners, RatioInputs figures, decimal accruedCarry, IrrResult irr)
    {
        var money = book.Currency;
        var paidIn = Sum(
            money, "Paid-in capital", figures.PaidIn!.Value, "contributions, each on the day it was received", partners,
            p => p.Contributed, p => p.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution).Select(f => f.FactId));
        var distributed = Sum(
            money, "Distributed", figures.Distributed!.Value, "declared distributions less carried interest, withheld tax included", partners,
            p => p.Distributed, p => p.Distributions.Select(d => d.FactId));
        var gross = figures.ResidualValue!.Value + accruedCarry;
        var residual = new Explanation(
            "Residual value", money.Format(figures.ResidualValue.Value), "sum of capital account and accrued carried interest",
            Parts:
            [
                CapitalAccount(book, partners, gross),
                new("Accrued carried interest", money.Format(-accruedCarry), "what a liquidation at the capital accounts would take"),
            ]);
        return Ratios(money, name, figures, paidIn, distributed, residual, OfIrr(irr, partners));
    }

    /// <summary>A partner's figure with its facts; of a group, the partners' figures: each partner's own performance names their facts.</summary>
    private static Explanation Sum(
        Currency money, string label, decimal value, string formula, IReadOnlyList<PartnerAccount> partners,
        Func<PartnerAccount, decimal> figure, Func<PartnerAccount, IEnumerable<Guid>> facts) => partners.Count == 1
            ? new Explanation(label, money.Format(value), formula, Facts: [.. facts(partners[0])])
            : new Explanation(
                label, money.Format(value), $"sum of partners' {formula}", Parts: [.. partners.Where(p => figure(p) != 0).Select(p => new Explanation(p.Name, money.Format(figure(p))))]);

    internal static Explanation FromDisclosures(FundBook book, string name, RatioInputs figures, IReadOnlyList<DisclosedPosition> positions)
    {
        var facts = positions.Select(p => p.FactId).ToList();
        var sources = string.Join("; ", positions.Select(p => p.Position.Source).Distinct());
        Explanation Of(string label, decimal? amount) => new(
            label, amount is { } given ? book.Currency.Format(given) : "not disclosed", "as disclosed", sources, Facts: facts);
        return Ratios(
            book.Currency, name, figures, Of("Paid-in capital", figures.PaidIn), Of("Distributed", figures.Distributed), Of("Residual value", figures.ResidualValue), null);
    }

    private static Explanation Ratios(
        Currency money, string name, RatioInputs figures, Explanation paidIn, Explanation distributed, Explanation residual, Explanation? irr)
    {
        var commitment = new Explanation("Commitment", money.Format(figures.Commitment));
        List<Explanation> parts =
        [
            Ratio("DPI", figures.Dpi, "distributed ÷ paid-in capital", distributed, paidIn),
            Ratio("RVPI", figures.Rvpi, "residual value ÷ paid-in capital", residual, paidIn),
            Ratio("TVPI", figures.Tvpi, "(distributed + residual value) ÷ paid-in capital", distributed, residual, paidIn),
            Ratio("PIC", figures.Pic, "paid-in capital ÷ commitment", paidIn, commitment),
        ];
        if (irr is not null)
            parts.Add(irr);
        return new Explanation($"Performance, {name}", figures.Tvpi is { } tvpi ? Print.Ratio(tvpi) : "not defined", "the figures below", Gips, Parts: parts);
    }

    private static Explanation Ratio(string label, decimal? value, string formula, params Explanation[] parts) => new(
        label, value is { } ratio ? Print.Ratio(ratio) : "not defined", formula, Gips, "printed to six decimals", Parts: parts);

    private static Explanation CapitalAccount(FundBook book, IReadOnlyList<PartnerAccount> partners, decimal gross)
    {
        var sum = Figures.Sum(partners);
        var money = book.Currency;
        return new Explanation(
            "Capital account", money.Format(gross), "sum of its movements since inception",
            Parts:
            [
                new("Contributions", money.Format(sum.Contributed)),
                new("Management fees", money.Format(-sum.FeesCharged), Facts: [.. book.Fees.Select(f => f.FactId)]),
                new("Waivers, rebates and offsets", money.Format(sum.FeesReduced), Facts: [.. book.FeeReductions.Select(r => r.FactId)]),
                new("Expenses", money.Format(-sum.ExpensesCharged), Facts: [.. book.Expenses.Select(e => e.FactId)]),
                new("Income", money.Format(sum.Income)),
                new("Realised gain", money.Format(sum.RealisedGain)),
                new("Unrealised gain", money.Format(sum.UnrealisedGain), Facts: [.. book.Deals.SelectMany(d => d.Facts)]),
                new("Distributions", money.Format(-sum.Distributed), Facts: [.. book.Distributions.Select(d => d.FactId)]),
                new("Carried interest paid", money.Format(-sum.CarryPaid)),
            ]);
    }

    private static Explanation OfIrr(IrrResult irr, IReadOnlyList<PartnerAccount> partners) => new(
        "IRR",
        irr.Rate is { } rate ? Print.Ratio(rate) : irr.Status.ToString(),
        "the yearly rate at which all flows and the residual value are worth nothing together; actual days over 365; several flows of a day are added",
        Gips,
        "root search in binary floating point, good to twelve digits; printed to six decimals",
        Facts: partners.Count != 1 ? [] : [.. partners[0].CashFlows.Where(f => !f.IsCarry && !f.IsLine).Select(f => f.FactId)]);
}
