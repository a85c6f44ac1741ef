using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>A deal of a history: how much is called for it, who is excused (a bit each), what it is worth and sold for in percent of cost, and how many days lie between.</summary>
internal readonly record struct HistoryDeal(int Size, int Excused, int Value, int Price, int Days);

/// <summary>
/// The whole history of a small fund, from closing to the last distribution, in the order in which funds live: expenses, then deal by deal called, paid, bought, valued, and
/// one after the other sold and distributed. Unlike <see cref="RandomLife"/> every history gets to its end.
/// </summary>
internal sealed class FundHistory
{
    internal static readonly Gen<FundHistory> Any = Gen.Select(
        Gen.Int[1_000_000, 90_000_000].Array[2, 4], Gen.Select(Gen.Int[1, 30], Gen.Int[0, 15], Gen.Int[0, 250], Gen.Int[0, 300], Gen.Int[20, 900], (s, e, v, p, d) => new HistoryDeal(s, e, v, p, d)).Array[1, 3],
        Gen.Int[1, 99_999].Array[1, 4], Gen.Int[0, 2], Gen.Int[0, 3], (commitments, deals, expenses, currency, terms) => new FundHistory(commitments, deals, expenses, currency, terms));

    private readonly int[] commitments;
    private readonly HistoryDeal[] deals;
    private readonly int[] expenses;
    private readonly Guid[] dealIds;

    private FundHistory(int[] commitments, HistoryDeal[] deals, int[] expenses, int currency, int terms)
    {
        (this.commitments, this.deals, this.expenses) = (commitments, deals, expenses);
        Currency = new Currency(new[] { "USD", "JPY", "KWD" }[currency]);
        Terms = terms switch
        {
            0 => IlpaTerms.WholeOfFund(),
            1 => IlpaTerms.WholeOfFund(catchUpShare: 1m),
            2 => IlpaTerms.DealByDeal(catchUpShare: 1m),
            _ => IlpaTerms.DealByDeal(),
        };
        dealIds = [.. deals.Select((_, i) => new Guid(i + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 9]))];
    }

    internal Currency Currency { get; }

    internal FundTerms Terms { get; }

    internal IReadOnlyList<Guid> Deals => dealIds;

    internal IReadOnlyList<int> Expenses => expenses;

    /// <summary>Whether a limited partner takes no part in a deal. The first always takes part, so that there is somebody.</summary>
    internal bool IsExcused(int partner, int deal) => partner > 0 && partner < commitments.Length && (deals[deal].Excused >> partner & 1) == 1;

    /// <summary>Lives through it.</summary>
    /// <param name="backwards">Whether facts of one day that do not depend on each other are told in the other order.</param>
    /// <param name="beforeSales">Called when everything is bought and valued and nothing is sold.</param>
    internal TestFund Live(bool backwards = false, Action<TestFund, DateOnly>? beforeSales = null)
    {
        var fund = TestFund.With(Currency.Code, Terms, [.. commitments.Select(c => c * Currency.MinorUnit * 100), 1_000_000m]);
        fund.ChecksEach = false;
        var today = TestFund.Start.AddDays(10);
        Fact[] charges = [.. Turned(expenses).Select((e, i) => FactShares.ForExpense(fund.Book(today), new Guid(e, (short)i, 0, [0, 0, 0, 0, 0, 0, 0, 8]), "Audit", e * Currency.MinorUnit))];
        for (var d = 0; d < deals.Length; d++)
            Buy(fund, d, today = today.AddDays(deals[d].Days), Turned);
        fund.Record(charges, today);
        Value(fund, today = today.AddDays(50), Turned);
        beforeSales?.Invoke(fund, today);
        for (var d = 0; d < deals.Length; d++)
            Sell(fund, d, today = today.AddDays(deals[d].Days), Turned);
        return fund;

        IEnumerable<T> Turned<T>(IEnumerable<T> facts) => backwards ? facts.Reverse() : facts;
    }

    private void Buy(TestFund fund, int deal, DateOnly date, Func<IEnumerable<Fact>, IEnumerable<Fact>> turned)
    {
        var book = fund.Book(date);
        var amount = Math.Max(Currency.MinorUnit, Currency.Round(book.Partners[0].Commitment * deals[deal].Size / 100));
        Guid[] excused = [.. Enumerable.Range(0, commitments.Length).Where(p => IsExcused(p, deal)).Select(fund.Investor)];
        var call = CapitalCallAllocation.Run(
            book, new CapitalCallRequest(date, date.AddDays(7), [new(CallPurposeKind.Investment, amount, dealIds[deal], ExcusedInvestorIds: excused)]), explain: false).ToFact(new Guid(deal, 0, 0, [0, 0, 0, 0, 0, 0, 0, 7]), deal + 1);
        fund.Record(call, date);
        fund.Record([.. turned(call.Shares.Where(s => s.Total > 0).Select(s => new ReceiptRecorded(s.InvestorId, call.CallId, s.InvestorId, s.Amounts) with { ReceiptId = new Guid(deal, 1, (short)call.Shares.ToList().IndexOf(s), [0, 0, 0, 0, 0, 0, 0, 7]) }))], date.AddDays(7));
        fund.Record(FactShares.ForInvestment(fund.Book(date.AddDays(7)), dealIds[deal], $"Deal {deal}", amount), date.AddDays(7));
    }

    private void Value(TestFund fund, DateOnly date, Func<IEnumerable<Fact>, IEnumerable<Fact>> turned)
    {
        var book = fund.Book(date);
        fund.Record([.. turned(dealIds.Select((id, d) => FactShares.ForValuation(book, id, Currency.Round(book.Deal(id).Cost * deals[d].Value / 100), "Market multiple", 3)))], date);
    }

    private void Sell(TestFund fund, int deal, DateOnly date, Func<IEnumerable<Fact>, IEnumerable<Fact>> turned)
    {
        var book = fund.Book(date);
        var cost = book.Deal(dealIds[deal]).Cost;
        var proceeds = Currency.Round(cost * deals[deal].Price / 100);
        fund.Record(FactShares.ForProceeds(book, dealIds[deal], ProceedsKind.Realisation, proceeds, cost), date);
        if (proceeds <= 0)
            return;
        var declared = DistributionRun.Run(fund.Book(date), new DistributionRequest(date, proceeds, dealIds[deal]), explain: false).ToFact(new Guid(deal, 2, 0, [0, 0, 0, 0, 0, 0, 0, 7]), fund.Book().NextDistributionNumber, date);
        fund.Record(declared, date);
        var paid = fund.Book(date).FindDistribution(declared.DistributionId)!;
        fund.Record([.. turned(fund.Book(date).Partners.Where(p => paid.PayableTo(p.InvestorId) > 0).Select(p => new DistributionPaid(new Guid(deal, 3, (short)p.Index, [0, 0, 0, 0, 0, 0, 0, 7]), declared.DistributionId, p.InvestorId, paid.PayableTo(p.InvestorId))))], date);
    }
}
