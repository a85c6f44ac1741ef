using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class ValuationBasisTests
{
    private static readonly ValuationInput Multiple = new("EV/EBITDA", 9.5m, 8m, 11m, "x", Unobservable: true);
    private static readonly ValuationInput Price = new("Closing price", 41.25m, null, null, "USD", Unobservable: false);

    public static TheoryData<int, ValuationBasis, string?> Bases => new()
    {
        { 3, new(ValuationMethod.MarketMultiples, [Multiple]), null },
        { 3, new(ValuationMethod.MarketMultiples, []), "book.valuation.level_3_observable" },
        { 3, new(ValuationMethod.CostApproximation, [Price]), "book.valuation.level_3_observable" },
        { 2, new(ValuationMethod.QuotedPrice, [Price]), null },
        { 2, new(ValuationMethod.RecentTransaction, []), null },
        { 1, new(ValuationMethod.QuotedPrice, [Price]), null },
        { 1, new(ValuationMethod.NetAssetValue, [Price]), "book.valuation.level_1_unquoted" },
        { 3, new(ValuationMethod.MarketMultiples, [Multiple, Multiple with { Name = "ev/ebitda" }]), "book.valuation.input_twice" },
        { 3, new(ValuationMethod.MarketMultiples, [Multiple with { Name = " " }]), "book.valuation.input_unnamed" },
        { 3, new(ValuationMethod.MarketMultiples, [Multiple with { Value = 7.99m }]), "book.valuation.input_range" },
        { 3, new(ValuationMethod.MarketMultiples, [Multiple with { High = null }]), "book.valuation.input_range" },
    };

    [Theory, MemberData(nameof(Bases))]
    public void Value_WithABasis_IsTakenWhereItBearsItsLevel(int level, ValuationBasis basis, string? refusal)
    {
        var (fund, deal) = Invested();
        void Record() => fund.Record(FactShares.ForValuation(fund.Book(), deal, 120m, "Comparables", level) with { Basis = basis }, TestFund.Start.AddDays(90));
        if (refusal is null)
        {
            Record();
            fund.Book().Deal(deal).Basis.ShouldBe(basis);
        }
        else
        {
            Should.Throw<FundRuleException>(Record).Code.ShouldBe(refusal);
        }
    }

    /// <summary>What books hold from before reads as ever and writes the very bytes that were hashed.</summary>
    [Fact]
    public void Facts_WithoutABasis_KeepTheirBytes()
    {
        const string stored = """{"kind":"valuation_recorded","dealId":"0192f0c0-0000-7000-8000-00000000d001","fairValue":"120","change":"20","methodology":"Market multiple","level":3,"changeShares":[]}""";
        var fact = FundJson.Deserialize(stored).ShouldBeOfType<ValuationRecorded>();
        fact.Basis.ShouldBeNull();
        FundJson.Serialize(fact).ShouldBe(stored);
        FundJson.Serialize(fact with { Basis = new ValuationBasis(ValuationMethod.MarketMultiples, [Multiple]) }).ShouldEndWith(
            ""","basis":{"method":"MarketMultiples","inputs":[{"name":"EV/EBITDA","value":"9.5","low":"8","high":"11","unit":"x","unobservable":true}]}}""");
    }

    private static (TestFund Fund, Guid Deal) Invested()
    {
        var fund = TestFund.With("USD", 75_000_000m, 25_000_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(TestFund.Start, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m, deal)), TestFund.Start);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100m), TestFund.Start);
        return (fund, deal);
    }
}
