using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Book;

/// <summary>Interest that later partners pay to earlier ones on what they refund them: simple, from each call's due date to the day of settlement.</summary>
/// <param name="RateAnnual">A fraction: 0.08 is 8 %.</param>
/// <param name="DayCount">The first day counts, the last does not.</param>
public sealed record LateInterestTerms(decimal RateAnnual, DayCount DayCount = DayCount.Act365);

/// <summary>
/// Makes the equalisation of a later closing (ILPA Model LPA 5.1): the difference between the book as it stands and the book as it would stand had all partners
/// joined at the first closing, on the dates of the calls. The second is told by the same calculations as the first: each purpose of a call by its own base,
/// investments and values by sharing percentages, expenses by commitments; each limited partner bears his own management fee, so that the later partners'
/// is new to the fund. Later partners of the general partner's kind pay no interest, and nobody pays any on the fee part. Earlier distributions run
/// through everybody's tiers again: later partners share in them where the terms say so, else they are excused from the wholly realised investments that those came from. What moves of a
/// distribution bears interest from its payment, the other way round. Interest is rounded for each
/// payer and call, half away from zero, and goes to the refunded by what they get back, by largest remainder.
/// </summary>
public static class ClosingEqualisation
{
    /// <summary>Works an equalisation out.</summary>
    /// <param name="facts">The whole book as recorded, the closing and its commitments with it.</param>
    /// <param name="date">The day of settlement, on or after the closing.</param>
    /// <param name="interest">Null is none.</param>
    /// <exception cref="FundRuleException">
    /// <c>book.closing.unknown</c>; <c>book.equalisation.call_open</c>, <c>book.equalisation.call_withdrawn</c>, <c>book.equalisation.distributed</c>, <c>book.equalisation.distribution_open</c>, <c>book.equalisation.distribution_marked</c>, <c>book.equalisation.returned</c>, <c>book.equalisation.default_remedied</c>, <c>book.equalisation.tax_distributed</c>, <c>book.equalisation.distributed_in_kind</c>; <c>equalisation.nothing_to_equalise</c>; whatever the calculations refuse.
    /// </exception>
    public static ClosingEqualised Make(IReadOnlyList<RecordedFact> facts, Guid moveId, Guid closingId, DateOnly date, LateInterestTerms? interest = null)
    {
        var actual = FundBook.Fold(facts, date);
        if (actual.Closings.All(c => c.ClosingId != closingId))
            throw new FundRuleException("book.closing.unknown", "The closing is not held at that date: record the closing first.");
        RequireSettled(actual, date);
        var joinedFirst = new JoinedFirst(facts, date, SharesDistributions(actual, date) ? new Dictionary<Guid, DateOnly>() : WhollyRealised(actual)).Retell();
        var lines = actual.Partners.Select(p => Difference(actual, p, joinedFirst)).Where(l => !l.IsEmpty).ToList();
        if (lines.Count == 0)
            throw new FundRuleException("equalisation.nothing_to_equalise", "Everybody already stands as if all had joined at the first closing: there is nothing to record.");
        return new ClosingEqualised(
            moveId, closingId, Figures.NotZero(actual.Total), lines, Figures.NotZero(Figures.Difference(joinedFirst.Total, actual.Total)),
            interest is null ? [] : Interest(actual, lines, date, interest));
    }

    /// <summary>What each partner pays (positive) or gets back, call by call, and the interest: where the figures of an equalisation come from.</summary>
    /// <param name="before">The book as of the settlement, without the equalisation.</param>
    public static IReadOnlyList<Explanation> Explain(FundBook before, ClosingEqualised fact) =>
        [.. fact.Lines.Where(l => l.Pays != 0 || l.Flows.Any(f => f.Kind == CashFlowKind.Contribution)).Select(l => Explain(before, l, fact.Interest.Where(i => i.InvestorId == l.InvestorId).Sum(i => i.Amount)))];

    private static Explanation Explain(FundBook before, PartnerMove line, decimal interest)
    {
        var money = before.Currency;
        var partner = before.Partner(line.InvestorId);
        List<Explanation> parts = [];
        foreach (var call in line.Flows.Where(f => f.Kind == CashFlowKind.Contribution).GroupBy(f => f.SourceId))
        {
            var (moved, had) = (call.Sum(f => f.Amount), partner.CashFlows.Where(f => f.SourceId == call.Key).Sum(f => f.Amount));
            var issued = before.FindCall(call.Key)!;
            parts.Add(new Explanation(
                $"Capital call {issued.Number}", money.Format(moved), "as if all had joined first less what was paid before", "ILPA Model LPA 5.1",
                "as the call was shared out: largest remainder, ties to the partner admitted earlier",
                Parts: [Telling.Given("As if all had joined first", had + moved, facts: [issued.FactId]), Telling.Given("Paid before", had, facts: [issued.FactId])], Operation: Operation.Difference));
        }
        foreach (var (id, part) in line.Distributions.Where(d => d.Part.Distributed != 0))
        {
            var distribution = before.FindDistribution(id)!;
            parts.Add(new Explanation(
                $"Distribution {distribution.Number}", money.Format(-part.Distributed), "as if all had joined first less what was received; received is negative", "ILPA Model LPA 5.1", Facts: [distribution.FactId]));
        }
        if (line.CarryReceived != 0)
            parts.Add(new Explanation("Carried interest", money.Format(-line.CarryReceived), "of those distributions, as if all had joined first less what was received; received is negative"));
        if (interest != 0)
            parts.Add(new Explanation("Interest", money.Format(-interest), "simple, on what is refunded, from each call's due date to the settlement; received is negative", "ILPA Model LPA 5.1"));
        return new Explanation($"Equalisation, {partner.Name}", money.Format(line.Pays - interest), "sum of calls, distributions and interest", "ILPA Model LPA 5.1", Parts: parts, Facts: [.. partner.Commitments.Select(c => c.FactId)], Operation: Operation.Sum);
    }

    /// <summary>Open calls and distributions before the closing are between the fund and the earlier partners: sharing them anew would change what was asked or promised.</summary>
    internal static void RequireSettled(FundBook book, DateOnly date)
    {
        if (book.Total.Outstanding != 0)
            throw Refuse("book.equalisation.call_open", "A capital call is not fully received: record its receipts before the closing is equalised.");
        if (book.Calls.Any(c => c.Amount != c.Purposes.Sum(p => p.Amount)))
            throw Refuse("book.equalisation.call_withdrawn", "A part of a call was withdrawn: how later partners stand to that default or excuse is for the partners to agree, so it cannot be equalised here.");
        if (book.Givebacks.Count > 0 || book.Clawbacks.Count > 0)
            throw Refuse("book.equalisation.returned", "Distributions or carried interest were returned before this closing: how later partners stand to that is for the partners to agree, so it cannot be equalised here.");
        if (book.Remedies.Count > 0)
            throw Refuse("book.equalisation.default_remedied", "A part of a defaulter's account went to the earlier partners before this closing: how later partners stand to that is for the partners to agree, so it cannot be equalised here.");
        if (book.Distributions.FirstOrDefault(d => d.IsTax) is { } tax)
            throw Refuse("book.equalisation.tax_distributed", $"Distribution {tax.Number} before this closing advanced tax to those who had income: how later partners stand to that is for the partners to agree, so it cannot be equalised here.");
        if (book.Distributions.FirstOrDefault(d => d.InKind is not null) is { } inKind)
            throw Refuse("book.equalisation.distributed_in_kind", $"Distribution {inKind.Number} before this closing handed securities over, which cannot be shared anew: it cannot be equalised here.");
        if (book.Distributions.Count > 0)
            RequireShared(book, date);
    }

    private static bool SharesDistributions(FundBook book, DateOnly date) => book.FindTermsAt(date)?.Terms.LaterPartners is { Value: LaterPartners.ShareInDistributions };

    /// <summary>Investments of which nothing is held and something was distributed, and the day on which the last of their cost was sold.</summary>
    private static Dictionary<Guid, DateOnly> WhollyRealised(FundBook book) => book.Deals
        .Where(d => d.Total.Invested > 0 && d.Cost == 0 && book.Distributions.Any(one => one.DealId == d.DealId))
        .ToDictionary(d => d.DealId, d => d.ProceedsReceived.Last(p => p.Cost > 0).Date);

    private static void RequireShared(FundBook book, DateOnly date)
    {
        var realised = WhollyRealised(book);
        var bySharing = book.FindTermsAt(date)?.Terms.Apportioning.Value == ApportioningBase.SharingPercentages;
        if (!SharesDistributions(book, date) && book.Distributions.FirstOrDefault(d => !bySharing || d.DealId is not { } deal || !realised.ContainsKey(deal)) is { } held)
            throw Refuse("book.equalisation.distributed", $"Distribution {held.Number} before this closing came from no single investment, or from one that is still held: let the terms say that later partners share in earlier distributions, or it cannot be equalised here.");
        if (book.Total.Payable != 0)
            throw Refuse("book.equalisation.distribution_open", "A distribution is not fully paid: record its payments before the closing is equalised.");
        if (book.Distributions.Any(d => d.Lines.Any(l => l.Withholding != 0 || l.Recallable != 0)))
            throw Refuse("book.equalisation.distribution_marked", "Tax was withheld from a distribution before this closing, or a part of it may be recalled: how that passes to later partners is for the partners to agree, so it cannot be equalised here.");
    }

    private static FundRuleException Refuse(string code, string message) => new(code, message);

    private static PartnerMove Difference(FundBook actual, PartnerAccount partner, FundBook joinedFirst)
    {
        var target = joinedFirst.Partner(partner.InvestorId);
        var holdings = actual.Deals
            .Select(d => new HoldingMove(d.DealId, joinedFirst.Deal(d.DealId).HoldingOf(target) - d.HoldingOf(partner)))
            .Where(h => h.Part != default);
        return new PartnerMove(
            partner.InvestorId,
            [.. FigureSet.Plain.Where(c => c != Component.LateInterest).Select(c => new ComponentAmount(c, target[c] - partner[c])).Where(f => f.Amount != 0)],
            [.. Flows(target, partner)], [.. holdings], [.. Distributions(target, partner)]);
    }

    private static IEnumerable<LineMove> Distributions(PartnerAccount target, PartnerAccount partner)
    {
        var signed = target.Distributions.Select(d => (d.DistributionId, d.Line)).Concat(partner.Distributions.Select(d => (d.DistributionId, Line: -d.Line)));
        return signed.GroupBy(d => d.DistributionId, d => d.Line).Select(d => new LineMove(d.Key, d.Aggregate((a, b) => a + b))).Where(d => !d.Part.IsEmpty);
    }

    private static IEnumerable<FlowMove> Flows(PartnerAccount target, PartnerAccount partner)
    {
        var signed = target.CashFlows.Select(f => (Flow: f, Sign: 1m)).Concat(partner.CashFlows.Select(f => (Flow: f, Sign: -1m)));
        foreach (var same in signed.GroupBy(f => (f.Flow.Date, f.Flow.Kind, f.Flow.SourceId)))
        {
            decimal[] parts = [.. same.First().Flow.ByPurpose.Select((_, i) => same.Sum(f => f.Sign * f.Flow.ByPurpose[i]))];
            var amount = same.Sum(f => f.Sign * f.Flow.Amount);
            if (amount != 0 || parts.Any(p => p != 0))
                yield return new FlowMove(same.Key.Date, same.Key.Kind, same.Key.SourceId, amount, parts);
        }
    }

    private static IReadOnlyList<Share> Interest(FundBook book, List<PartnerMove> lines, DateOnly date, LateInterestTerms terms)
    {
        var sums = new decimal[lines.Count];
        // What was distributed to others in the meantime counts the other way round.
        var movements = book.Calls.Select(c => (c.DueDate, Capital: lines.Select(l => Capital(c, l)).ToArray()))
            .Concat(book.Distributions.Select(d => (d.PaymentDate, Capital: lines.Select(l => -Distributed(d, l)).ToArray())));
        foreach (var (since, capital) in movements)
        {
            var years = YearFraction.Between(since, date < since ? since : date, terms.DayCount);
            var paid = capital.Select((c, i) => c > 0 && book.Partner(lines[i].InvestorId).IsLimitedPartner ? book.Currency.Round(c * terms.RateAnnual * years) : 0).ToArray();
            if (paid.Sum() == 0)
                continue;
            var received = LargestRemainder.Split(paid.Sum(), [.. capital.Select(c => Math.Max(0, -c))], book.Currency.MinorUnits);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += received[i] - paid[i];
        }
        return [.. lines.Select((l, i) => new Share(l.InvestorId, sums[i])).Where(s => s.Amount != 0)];
    }

    /// <summary>What a partner receives (positive) or passes on of a distribution, carried interest included, so that over all it adds up to nothing.</summary>
    private static decimal Distributed(BookDistribution distribution, PartnerMove line) => line.Flows.Where(f => f.SourceId == distribution.DistributionId).Sum(f => f.Amount);

    /// <summary>What a partner pays (positive) or gets back of a call, the management fee apart.</summary>
    private static decimal Capital(BookCall call, PartnerMove line) => line.Flows
        .Where(f => f.SourceId == call.CallId)
        .Sum(f => f.ByPurpose.Where((_, p) => call.Purposes[p].Kind != CallPurposeKind.ManagementFee).Sum());
}
