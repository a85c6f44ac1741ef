using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Benchmarks;

/// <summary>A fund's life in the terms of the ILPA Model LPA: calls and distributions over 12 years, every partner in every one of them.</summary>
internal static class FullLife
{
    private static readonly DateOnly Start = new(2013, 1, 15);

    private const int Days = 12 * 365;

    /// <summary>Half of the flows are calls, half distributions that return twice what was called.</summary>
    internal static FundWaterfallTotals WholeFund(int partners, int flows) => Fund(partners, flows, keepsHistory: false).Flows.Totals();

    /// <summary>The fund after its life.</summary>
    /// <param name="eachFlow">Called after each flow.</param>
    internal static WholeFundWaterfall Fund(int partners, int flows, bool keepsHistory, Action? eachFlow = null)
    {
        var fund = new WholeFundWaterfall(IlpaTerms.WholeOfFund() with { Apportioning = new(ApportioningBase.Commitments, "benchmark") }, new Currency("USD"), Partners(partners), explain: false, keepsHistory);
        for (var i = 0; i < flows; i++)
        {
            var date = Start.AddDays(i * Days / flows);
            if (i < flows / 2)
            {
                for (var p = 0; p < partners; p++)
                    fund.Contribute(date, p, 10_000m);
            }
            else
            {
                fund.Distribute(date, partners * 20_000m);
            }
            eachFlow?.Invoke();
        }
        return fund;
    }

    /// <summary>The same fund as a book of facts, with 40 deals, before its last distributions.</summary>
    internal static FundBook Book(int partners, int calls) => FundBook.Fold(Facts(partners, calls, isValued: false), Start.AddDays(Days / 2));

    /// <summary>Its facts: each call is paid and invested on its day.</summary>
    /// <param name="isValued">Whether each investment is valued a tenth higher and a fee and an expense are charged on the day after.</param>
    internal static IReadOnlyList<RecordedFact> Facts(int partners, int calls, bool isValued)
    {
        var facts = new List<RecordedFact>();
        Share[] Each(decimal amount, int from = 0) => [.. Enumerable.Range(from, partners - from).Select(p => new Share(Id(p), amount))];
        void Record(Fact fact, DateOnly date) => facts.Add(FactHash.Chain(facts.LastOrDefault(), Guid.Empty, Id(-1), Id(100_000_000 + facts.Count), date, DateTimeOffset.UnixEpoch, Guid.Empty, "benchmark", fact).Fact);
        Record(new FundEstablished("Benchmark Fund, L.P.", "USD", 2013, null), Start);
        Record(new TermsSet(IlpaTerms.WholeOfFund()), Start);
        for (var p = 0; p < partners; p++)
        {
            Record(new InvestorAdmitted(Id(p), $"Investor {p}", p == 0 ? PartnerKind.GeneralPartner : PartnerKind.LimitedPartner), Start);
            Record(new CommitmentAccepted(Id(p), null, calls * 10_000m), Start);
        }
        for (var c = 0; c < calls; c++)
        {
            var date = Start.AddDays(c * Days / 2 / calls);
            var callId = Id(10_000_000 + c);
            Record(
                new CapitalCallIssued(
                    callId, c + 1, date, [new CallPurpose(CallPurposeKind.Investment, AllocationBase.Commitments, partners * 10_000m, Id(20_000_000 + c), "Investment")],
                    [.. Enumerable.Range(0, partners).Select(p => new CallShare(Id(p), [10_000m]))]),
                date);
            for (var p = 0; p < partners; p++)
                Record(new ReceiptRecorded(Id(30_000_000 + (c * partners) + p), callId, Id(p), [10_000m]), date);
            Record(new InvestmentMade(Id(20_000_000 + c), $"Company {c}", partners * 10_000m, Each(10_000m)), date);
            if (!isValued)
                continue;
            Record(new ValuationRecorded(Id(20_000_000 + c), partners * 11_000m, partners * 1_000m, "Multiple", 3, Each(1_000m)), date.AddDays(1));
            Record(new ManagementFeeCharged(Id(40_000_000 + c), date, date.AddDays(Days / 2 / calls), (partners - 1) * 50m, Each(50m, from: 1)), date.AddDays(1));
            Record(new ExpenseCharged(Id(50_000_000 + c), "Audit", partners * 5m, Each(5m)), date.AddDays(1));
        }
        return facts;
    }

    private static FundPartner[] Partners(int count) => [.. Enumerable.Range(0, count).Select(p => new FundPartner(Id(p), $"Investor {p}", p > 0, 1_000_000m))];

    private static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}
