using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A request that changes something.</summary>
internal sealed record Write(HttpMethod Method, string Path, object? Body)
{
    public Task<Reply> Send(Api api, string? key = null, string? ifMatch = null) => api.Send(Method, Path, Body, key, ifMatch);
}

/// <summary>A write use case: how to come to the point where it can be done, what it asks, and what it leaves in the audit trail.</summary>
/// <param name="Action">Of the audit row.</param>
/// <param name="HasBefore">Whether there was a state before.</param>
/// <param name="Facts">How many facts it adds.</param>
/// <param name="Prepare">Comes to the point and says the request, and another that may not take the same key.</param>
internal sealed record WriteCase(string Action, bool HasBefore, int Facts, Func<Firm, Task<(FundLife? Life, Write Right, Write Other)>> Prepare)
{
    public static IReadOnlyDictionary<string, WriteCase> All { get; } = new Dictionary<string, WriteCase>
    {
        ["create fund"] = new("funds.fund.create", false, 2, async firm =>
        {
            var terms = await FundLife.Terms(firm);
            object Body(string name) => new { name, currency = "EUR", establishedOn = "2025-01-01", terms = terms.DeepClone() };
            return (null, Post("/api/v1/funds", Body($"Made {Guid.NewGuid():N}")), Post("/api/v1/funds", Body($"Other {Guid.NewGuid():N}")));
        }),
        ["set terms"] = new("funds.terms.set", true, 1, async firm =>
        {
            var life = await FundLife.Admitted(firm);
            var terms = await FundLife.Terms(firm);
            object Body(string from) => new { effectiveFrom = from, terms = terms.DeepClone() };
            return (life, Put(life.Api("/terms"), Body("2025-01-01")), Put(life.Api("/terms"), Body("2025-02-01")));
        }),
        ["admit investor"] = new("funds.investor.admit", false, 1, async firm =>
        {
            var life = await FundLife.Admitted(firm);
            object Body(string name) => new { name = name + life.Id, kind = "LimitedPartner", admittedOn = "2024-01-20", contactName = "Desk", email = "desk@lp.example" };
            return (life, Post(life.Api("/investors"), Body("New ")), Post(life.Api("/investors"), Body("Newer ")));
        }),
        ["admit investors"] = new("funds.investor.admit_many", false, 2, async firm =>
        {
            var life = await FundLife.Admitted(firm);
            object Body(string name) => new { investors = new[] { 1, 2 }.Select(i => new { name = $"{name} {i} {life.Id}", kind = "LimitedPartner", admittedOn = "2024-01-20" }) };
            return (life, Post(life.Api("/investors/bulk"), Body("Many")), Post(life.Api("/investors/bulk"), Body("More")));
        }),
        ["hold closing"] = new("funds.closing.hold", false, 5, async firm =>
        {
            var life = await FundLife.Admitted(firm);
            return (life, Post(life.Api("/closings"), life.ClosingBody()), Post(life.Api("/closings"), life.ClosingBody(name: "Another")));
        }),
        ["draft call"] = new("funds.capital_call.draft", false, 0, async firm =>
        {
            var life = await FundLife.Closed(firm);
            return (life, Post(life.Api("/capital-calls"), life.CallBody()), Post(life.Api("/capital-calls"), life.CallBody(10_000_000m)));
        }),
        ["redraft call"] = new("funds.capital_call.redraft", true, 0, async firm =>
        {
            var life = await FundLife.Closed(firm);
            var path = life.Api("/capital-calls/" + await life.DraftCall());
            return (life, Put(path, life.CallBody(20_000_000m)), Put(path, life.CallBody(10_000_000m)));
        }),
        ["discard call"] = new("funds.capital_call.discard", true, 0, async firm =>
        {
            var life = await FundLife.Closed(firm);
            return (life, new(HttpMethod.Delete, life.Api("/capital-calls/" + await life.DraftCall()), null), Post(life.Api("/capital-calls"), life.CallBody()));
        }),
        ["record receipts"] = new("funds.receipts.record", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            await life.Issue();
            object Body(decimal amount) => new { receipts = new[] { new { investorId = life.Investors[1], amount, receivedOn = "2024-06-20" } } };
            return (life, Post(life.Api($"/capital-calls/{life.Call}/receipts"), Body(1_000_000m)), Post(life.Api($"/capital-calls/{life.Call}/receipts"), Body(2m)));
        }),
        ["record investment"] = new("funds.investment.buy", false, 1, async firm =>
        {
            var life = await FundLife.Invested(firm);
            object Body(decimal cost) => new { dealId = life.Deal, name = "Birch Works", date = "2024-08-01", cost };
            return (life, Post(life.Api("/investments"), Body(100_000m)), Post(life.Api("/investments"), Body(5m)));
        }),
        ["classify investment"] = new("funds.investment.classify", false, 0, async firm =>
        {
            var life = await FundLife.Invested(firm);
            object Body(string country) => new { type = "CommonStock", country, industry = "Industrials", validFrom = "2024-07-01" };
            return (life, Put(life.Api($"/investments/{life.Deal}/profile"), Body("DE")), Put(life.Api($"/investments/{life.Deal}/profile"), Body("FR")));
        }),
        ["record valuation"] = new("funds.investment.value", false, 1, async firm =>
        {
            var life = await FundLife.Invested(firm);
            object Body(decimal fairValue) => new { dealId = life.Deal, date = "2024-12-31", fairValue, methodology = "Market multiple", level = 3 };
            return (life, Post(life.Api("/valuations"), Body(55_000_000m)), Post(life.Api("/valuations"), Body(56_000_000m)));
        }),
        ["draft valuation round"] = new("funds.valuation_round.draft", false, 0, async firm =>
        {
            var life = await FundLife.Invested(firm);
            return (life, Post(life.Api("/valuation-rounds"), life.ValuesBody(55_000_000m)), Post(life.Api("/valuation-rounds"), life.ValuesBody(56_000_000m)));
        }),
        ["redraft valuation round"] = new("funds.valuation_round.redraft", true, 0, async firm =>
        {
            var life = await FundLife.Invested(firm);
            var path = life.Api("/valuation-rounds/" + await life.DraftValues());
            return (life, Put(path, life.ValuesBody(55_000_000m)), Put(path, life.ValuesBody(56_000_000m)));
        }),
        ["discard valuation round"] = new("funds.valuation_round.discard", true, 0, async firm =>
        {
            var life = await FundLife.Invested(firm);
            return (life, new(HttpMethod.Delete, life.Api("/valuation-rounds/" + await life.DraftValues()), null), Post(life.Api("/valuation-rounds"), life.ValuesBody(55_000_000m)));
        }),
        ["record proceeds"] = new("funds.investment.proceeds", false, 1, async firm =>
        {
            var life = await FundLife.Invested(firm);
            object Body(decimal amount) => new { dealId = life.Deal, date = "2025-12-31", kind = "Income", amount, cost = 0m };
            return (life, Post(life.Api("/proceeds"), Body(500_000.01m)), Post(life.Api("/proceeds"), Body(7m)));
        }),
        ["charge fee"] = new("funds.fee.charge", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            object Body(decimal? amount) => new { date = "2024-07-10", periodFrom = "2024-07-01", periodTo = "2024-10-01", amount };
            return (life, Post(life.Api("/management-fees"), Body(null)), Post(life.Api("/management-fees"), Body(9m)));
        }),
        ["charge expense"] = new("funds.expense.charge", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            object Body(decimal amount) => new { date = "2024-07-10", category = "Audit", amount };
            return (life, Post(life.Api("/expenses"), Body(100.01m)), Post(life.Api("/expenses"), Body(9m)));
        }),
        ["waive fee"] = new("funds.fee.reduce", false, 1, async firm =>
        {
            var (life, fee) = await Charged(firm);
            object Body(string kind) => new { chargeId = fee, date = "2024-07-10", kind, part = 0.5m };
            return (life, Post(life.Api("/fee-reductions"), Body("Waiver")), Post(life.Api("/fee-reductions"), Body("Rebate")));
        }),
        ["recognise fee offset"] = new("funds.fee_offset.recognise", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            return (life, Post(life.Api("/fee-offsets"), Offset("Monitoring")), Post(life.Api("/fee-offsets"), Offset("Directors' fees")));
        }),
        ["recognise organisation expenses above their cap"] = new("funds.fee_offset.recognise", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            (await firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-07-10", category = "Organisation", amount = 150_000m })).Ok();
            object Body(decimal atMost) => new { date = "2024-07-10", ofCommitments = 0.001m, atMost };
            return (life, Post(life.Api("/fee-offsets/organisation"), Body(90_000m)), Post(life.Api("/fee-offsets/organisation"), Body(80_000m)));
        }),
        ["apply fee offsets"] = new("funds.fee.reduce", false, 1, async firm =>
        {
            var (life, fee) = await Charged(firm);
            (await firm.Accountant.Post(life.Api("/fee-offsets"), Offset("Monitoring"))).Ok();
            object Body(string date) => new { chargeId = fee, date };
            return (life, Post(life.Api("/fee-offsets/applications"), Body("2024-07-10")), Post(life.Api("/fee-offsets/applications"), Body("2024-07-11")));
        }),
        ["draw on line"] = new("funds.line.draw", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            return (life, Post(life.Api("/subscription-line/draws"), Borrowed(100.01m)), Post(life.Api("/subscription-line/draws"), Borrowed(9m)));
        }),
        ["repay line"] = new("funds.line.repay", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            (await firm.Accountant.Post(life.Api("/subscription-line/draws"), Borrowed(100.01m))).Ok();
            return (life, Post(life.Api("/subscription-line/repayments"), Borrowed(100.01m)), Post(life.Api("/subscription-line/repayments"), Borrowed(9m)));
        }),
        ["release unfunded commitment"] = new("funds.unfunded.release", false, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            object Body(decimal amount) => new { date = "2024-07-10", reason = "Side letter", releases = new[] { new { investorId = life.Investors[1], amount } } };
            return (life, Post(life.Api("/unfunded-releases"), Body(100.01m)), Post(life.Api("/unfunded-releases"), Body(9m)));
        }),
        ["draft distribution"] = new("funds.distribution.draft", false, 0, async firm =>
        {
            var life = await FundLife.Sold(firm);
            return (life, Post(life.Api("/distributions"), life.DistributionBody()), Post(life.Api("/distributions"), life.DistributionBody(7m)));
        }),
        ["redraft distribution"] = new("funds.distribution.redraft", true, 0, async firm =>
        {
            var life = await FundLife.Sold(firm);
            var path = life.Api("/distributions/" + await life.DraftDistribution());
            return (life, Put(path, life.DistributionBody(50_000_000m)), Put(path, life.DistributionBody(7m)));
        }),
        ["discard distribution"] = new("funds.distribution.discard", true, 0, async firm =>
        {
            var life = await FundLife.Sold(firm);
            return (life, new(HttpMethod.Delete, life.Api("/distributions/" + await life.DraftDistribution()), null), Post(life.Api("/distributions"), life.DistributionBody()));
        }),
        ["reverse fact"] = new("funds.fact.reverse", true, 1, async firm =>
        {
            var life = await FundLife.Closed(firm);
            (await firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-07-10", category = "Audit", amount = 100.01m })).Ok();
            var fact = (await life.Book("?kind=expense_charged")).ShouldHaveSingleItem().Text("factId");
            return (life, Post(life.Api($"/book/{fact}/reverse"), new { reason = "Billed to another fund" }), Post(life.Api($"/book/{fact}/reverse"), new { reason = "Another reason" }));
        }),
    };

    private static async Task<(FundLife Life, string Fee)> Charged(Firm firm)
    {
        var life = await FundLife.Closed(firm);
        return (life, (await firm.Accountant.Post(life.Api("/management-fees"), new { date = "2024-07-10", periodFrom = "2024-07-01", periodTo = "2024-10-01" })).Ok()["data"]!.Text("chargeId"));
    }

    private static object Offset(string category) => new { date = "2024-07-10", category, received = 1_000.01m };

    private static object Borrowed(decimal amount) => new { date = "2024-07-10", amount };

    private static Write Post(string path, object body) => new(HttpMethod.Post, path, body);

    private static Write Put(string path, object body) => new(HttpMethod.Put, path, body);
}
