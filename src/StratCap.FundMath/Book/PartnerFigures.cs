using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Book;

/// <summary>Where the figures of one partner's interest come from that its performance does not tell: commitment, called, outstanding, unfunded.</summary>
public static class PartnerFigures
{
    /// <summary>Each figure under its key, in the fund's currency, down to the facts; other partners are not named.</summary>
    /// <param name="book">The book as of the day of the figures.</param>
    /// <param name="investorId">The partner.</param>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>.</exception>
    public static Explanation Explain(FundBook book, Guid investorId)
    {
        var partner = book.Partner(investorId);
        return new($"Interest of {partner.Name} in {book.Name}", book.Currency.Code, "the figures below", Parts: Explanation.WhenRead(() => Parts(book, partner)), Operation: Operation.Heading)
        {
            OwnKeys = true,
        };
    }

    /// <summary>One partner's part of an issued call: <c>called</c>, <c>received</c>, <c>outstanding</c>, each under its key, down to the facts.</summary>
    /// <param name="book">The book as of the day of the figures.</param>
    /// <param name="call">An issued call of it, in which he has a part.</param>
    /// <param name="investorId">The partner.</param>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>.</exception>
    public static Explanation ExplainCall(FundBook book, BookCall call, Guid investorId)
    {
        var (partner, line) = (book.Partner(investorId), call.LineOf(investorId));
        return new($"Capital call {call.Number}, {partner.Name}", book.Currency.Code, "the figures below", Parts: Explanation.WhenRead(() => OfCall(book, call, partner, line)), Operation: Operation.Heading)
        {
            OwnKeys = true,
        };
    }

    private static IReadOnlyList<Explanation> OfCall(FundBook book, BookCall call, PartnerAccount partner, BookCallLine? line)
    {
        var telling = new Telling(book.Currency);
        var called = Telling.Given("Called", line?.Total ?? 0, formula: "asked for, less what was withdrawn", facts: [call.FactId]) with { Key = "called" };
        var receipts = partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution && f.SourceId == call.CallId).Select(f => Telling.Given($"Contribution of {Print.Date(f.Date)}", f.Amount, facts: [f.FactId]));
        var received = telling.Money(
            Operation.Sum, "Received", line?.ReceivedTotal ?? 0, FundFigures.WithRest(line?.ReceivedTotal ?? 0, receipts, "Moved with an interest", [.. partner.Moves.Select(m => m.FactId)]), "contributions, each on the day it was received") with
        { Key = "received" };
        return [called, received, telling.Money(Operation.Difference, "Outstanding", line?.Outstanding ?? 0, [called.Again(), received.Again()], "called and not received") with { Key = "outstanding" }];
    }

    private static IReadOnlyList<Explanation> Parts(FundBook book, PartnerAccount partner)
    {
        var telling = new Telling(book.Currency);
        Guid[] moves = [.. partner.Moves.Select(m => m.FactId)];
        var commitment = telling.Money(
            Operation.Sum, "Commitment", partner.Commitment,
            FundFigures.WithRest(partner.Commitment, partner.Commitments.Select(c => Telling.Given($"Commitment of {Print.Date(c.Date)}", c.Amount, facts: [c.FactId])), "Moved", moves), "sum of commitments") with
        { Key = "commitment" };
        var called = telling.Money(
            Operation.Sum, "Called", partner.Called,
            FundFigures.WithRest(
                partner.Called, book.Calls.Where(c => c.LineOf(partner.InvestorId) is not null).Select(c => Telling.Given($"Capital call {c.Number} of {Print.Date(c.NoticeDate)}", c.LineOf(partner.InvestorId)!.Total, facts: [c.FactId])),
                "Moved, or of equalisations", moves),
            "one's part of capital calls, less what was withdrawn") with
        { Key = "called" };
        return [commitment, called, Outstanding(telling, partner, called, moves), Unfunded(telling, partner, commitment, called)];
    }

    private static Explanation Outstanding(Telling telling, PartnerAccount partner, Explanation called, IReadOnlyList<Guid> moves)
    {
        var paid = telling.Money(
            Operation.Sum, "Contributions", partner.Contributed,
            FundFigures.WithRest(
                partner.Contributed, partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution).Select(f => Telling.Given($"Contribution of {Print.Date(f.Date)}", f.Amount, facts: [f.FactId])), "Moved, or of equalisations", moves),
            "contributions, each on the day it was received");
        return telling.Money(Operation.Difference, "Outstanding", partner.Outstanding, [called.Again(), paid], "called and not received") with { Key = "outstanding" };
    }

    private static Explanation Unfunded(Telling telling, PartnerAccount partner, Explanation commitment, Explanation called) => telling.Money(
        Operation.Sum, "Unfunded", partner.Unfunded,
        [
            commitment.Again(), telling.Money(Operation.Negative, "Called", -partner.Called, [called.Again()]), Telling.Given("Called outside the commitment", partner.CalledOutside),
            Telling.Given("Called before the book begins", -partner[Component.OpeningCalled]),
            Telling.Given("Recallable distributions", partner.Recallable, facts: [.. partner.Distributions.Where(d => d.Line.Recallable != 0).Select(d => d.FactId)]),
            Telling.Given("Expired or released", -partner[Component.UnfundedReleased]),
        ],
        "commitment − called inside it + recallable distributions − released") with
    { Key = "unfunded" };
}
