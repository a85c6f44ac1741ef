using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Book;

/// <summary>Where the totals of a whole fund come from, general partner and carried interest included: what lists and dashboards show of it.</summary>
public static class FundFigures
{
    /// <summary>Commitment, called, outstanding, unfunded, distributed, payable, net asset value and cash, each under its key, down to the facts.</summary>
    public static Explanation Explain(FundBook book) => new(
        $"Figures of {book.Name}", book.Currency.Code, "the figures below, of all partners together", Parts: Explanation.WhenRead(() => Parts(book)), Operation: Operation.Heading)
    {
        OwnKeys = true,
    };

    private static IReadOnlyList<Explanation> Parts(FundBook book)
    {
        var (telling, total) = (new Telling(book.Currency), book.Total);
        var commitment = telling.Money(Operation.Sum, "Commitment", total.Commitment, WithRest(total.Commitment, OfPartners(telling, book), "Moved", Moves(book)), "sum of commitments") with { Key = "commitment" };
        var called = telling.Money(
            Operation.Sum, "Called", total.Called,
            WithRest(total.Called, book.Calls.Select(c => Telling.Given($"Capital call {c.Number} of {Print.Date(c.NoticeDate)}", c.Amount, facts: [c.FactId])), "New by equalisations", Moves(book)),
            "capital calls less what was withdrawn") with
        { Key = "called" };
        var outstanding = telling.Money(Operation.Difference, "Outstanding", total.Outstanding, [called.Again(), Telling.Given("Contributions", total.Contributed)], "called and not received") with { Key = "outstanding" };
        var distributed = Distributed(telling, book);
        return [commitment, called, outstanding, Unfunded(telling, total, commitment, called), distributed, Payable(telling, total, distributed), NetAssetValue(telling, book), Cash(telling, total)];
    }

    private static List<Explanation> OfPartners(Telling telling, FundBook book) => [.. book.Partners.Where(p => p.CommitmentList.Count > 0).Select(p =>
        telling.Money(Operation.Sum, p.Name, p.CommitmentList.Sum(c => c.Amount), [.. p.CommitmentList.Select(c => Telling.Given($"Commitment of {Print.Date(c.Date)}", c.Amount, facts: [c.FactId]))]))];

    private static Explanation Unfunded(Telling telling, FundTotal total, Explanation commitment, Explanation called) => telling.Money(
        Operation.Sum, "Unfunded", total.Unfunded,
        [
            commitment.Again(), telling.Money(Operation.Negative, "Called", -total.Called, [called.Again()]), Telling.Given("Called outside the commitment", total.CalledOutside),
            Telling.Given("Called before the book begins", -total[Component.OpeningCalled]), Telling.Given("Recallable distributions", total.Recallable), Telling.Given("Expired or released", -total[Component.UnfundedReleased]),
        ],
        "commitment − called inside it + recallable distributions − released") with
    { Key = "unfunded" };

    private static Explanation Distributed(Telling telling, FundBook book)
    {
        var value = book.Total.Distributed + book.Total.CarryReceived;
        return telling.Money(
            Operation.Sum, "Distributed", value,
            WithRest(
                value, book.Distributions.Select(d => Telling.Given($"Distribution {d.Number} of {Print.Date(d.Date)}", d.Amount, facts: [d.FactId])), "Paid back, or moved",
                [.. book.Clawbacks.Select(c => c.FactId), .. book.Givebacks.Select(g => g.FactId), .. Moves(book)]),
            "declared distributions, carried interest included") with
        { Key = "distributed" };
    }

    private static Explanation Payable(Telling telling, FundTotal total, Explanation distributed) => telling.Money(
        Operation.Sum, "Payable", total.Payable,
        [
            distributed.Again(), Telling.Given("Sales for partners, above or below the value", total[Component.SaleDifference]), Telling.Given("Tax withheld", -total.Withheld),
            Telling.Given("Paid to partners", -total[Component.PaidOut]),
        ],
        "declared and not paid") with
    { Key = "payable" };

    private static Explanation NetAssetValue(Telling telling, FundBook book) =>
        PerformanceExplanations.CapitalAccount(telling, book, book.Partners, book.Total.Nav) with { Label = "Net asset value", Key = "nav" };

    private static Explanation Cash(Telling telling, FundTotal total)
    {
        List<Explanation> parts =
        [
            Telling.Given("Contributions", total.Contributed), Telling.Given("Invested", -total[Component.Invested]), Telling.Given("Proceeds of sales", total[Component.SaleProceeds]), Telling.Given("Income", total.Income),
            Telling.Given("Management fees less reductions", total.FeesReduced - total.FeesCharged), Telling.Given("Expenses", -total.ExpensesCharged), Telling.Given("Paid to partners", -total[Component.PaidOut]),
            Telling.Given("Borrowed", total.Borrowed), Telling.Given("Recognised and not yet received or paid", total.OtherPayables - total.OtherReceivables),
        ];
        return telling.Money(Operation.Sum, "Cash", total.Cash, WithRest(total.Cash, parts, "Handed over in kind, and other movements", []), "all that came in less all that went out") with { Key = "cash" };
    }

    /// <summary>The parts, and what is left between them and the figure, which other facts moved.</summary>
    internal static List<Explanation> WithRest(decimal value, IEnumerable<Explanation> parts, string rest, IReadOnlyList<Guid> facts)
    {
        List<Explanation> all = [.. parts];
        var left = value - all.Sum(p => p.Amount!.Value);
        if (left != 0)
            all.Add(Telling.Given(rest, left, facts: facts));
        return all;
    }

    private static List<Guid> Moves(FundBook book) => [.. book.Moves.Select(m => m.FactId)];
}
