using System.Net;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Walls;

namespace StratCap.Server.Tests.Portal;

/// <summary>An investor sees no trace of another: every route of the portal is walked, its answers and documents are searched.</summary>
public sealed class NoTraceTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private IReadOnlyList<Route> Portal => field ??= [.. Route.Of(firms.House).Where(r => r.Permission == "portal:read")];

    [Fact]
    public async Task EveryAnswerOfThePortal_HoldsTheInvestorsOwn_AndNothingOfTheOtherThree()
    {
        var fund = await FourPartners.Distributed(firms.Firm);
        await fund.Publish("2025-Q4");
        var investor = await FourPartners.Looker(firms.Firm, fund.Life.Investors[1]);
        var (texts, found) = (new List<string>(), new List<string>());
        Portal.Count.ShouldBeGreaterThan(14);
        Portal.ShouldAllBe(r => r.Method == "GET");
        foreach (var route in Portal)
            foreach (var address in Addresses(route, fund, 1))
            {
                var reply = await investor.Get(address);
                reply.Status.ShouldBe(HttpStatusCode.OK, $"{address}: {reply.Text}");
                var text = Documents.Text(reply);
                texts.Add(text);
                found.AddRange(new[] { 0, 2, 3, 4 }.SelectMany(fund.TracesOf).Where(t => text.Contains(t, StringComparison.OrdinalIgnoreCase)).Select(t => $"{address}: '{t}'"));
            }
        found.ShouldBeEmpty();
        // The search is able to find: his own traces are in the answers.
        foreach (var own in fund.TracesOf(1).Except([fund.Life.Investors[1].Replace("-", "", StringComparison.Ordinal)])) texts.ShouldContain(t => t.Contains(own, StringComparison.Ordinal), own);
    }

    [Fact]
    public async Task IdsOfAnotherInvestor_OfTheSameFund_AnswerAsUnknownOnesDo()
    {
        var fund = await FourPartners.Distributed(firms.Firm);
        await fund.Publish("2025-Q4");
        var elsewhere = await FundLife.Closed(firms.Firm);
        var investor = await FourPartners.Looker(firms.Firm, fund.Life.Investors[1]);
        var stranger = await FourPartners.Looker(firms.Firm, elsewhere.Investors[1]);
        foreach (var route in Portal.Where(r => r.PathParameters.Count > 0))
        {
            if (TakesInvestor(route) || route.PathParameters.Any(p => p is "reportId" or "documentId"))
                foreach (var address in Addresses(route, fund, 2)) (await investor.Get(address)).Refused(HttpStatusCode.NotFound, "resource.not_found");
            foreach (var address in Addresses(route, fund, 1)) (await stranger.Get(address)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        }
        foreach (var list in (string[])["capital-calls", "distributions", "statements", "published", "documents"]) (await stranger.All($"/api/v1/portal/me/{list}?fundId={fund.Life.Id}")).ShouldBeEmpty(list);
    }

    [Fact]
    public async Task ATransfer_IsToldWithoutTheOtherPartnersName()
    {
        var fund = await FourPartners.Called(firms.Firm);
        var life = fund.Life;
        await life.ReceiveAll("2024-06-20");
        (await firms.Firm.Accountant.Post(life.Api("/transfers"), new { fromInvestorId = life.Investors[1], toInvestorId = life.Investors[2], date = "2024-09-15", fraction = 0.25m, consent = "letter" })).Ok();
        foreach (var (own, other) in ((int, int)[])[(1, 2), (2, 1)])
        {
            var investor = await FourPartners.Looker(firms.Firm, life.Investors[own]);
            foreach (var format in (string[])["json&explain=true", "pdf", "xlsx"])
            {
                var statement = await investor.Get($"/api/v1/portal/me/statements/{life.Investors[own]}?fundId={life.Id}&period=2024-Q3&format={format}");
                statement.Status.ShouldBe(HttpStatusCode.OK, statement.Text);
                Documents.Text(statement).ShouldNotContain($"Investor {other}");
            }
        }
    }

    [Fact]
    public async Task AnInvestor_HasNoOtherDoor()
    {
        var investor = await FourPartners.Looker(firms.Firm);
        var doors = Route.Of(firms.House).Where(r => r.Permission is not null && r.Permission != "portal:read" && !r.Changes).ToList();
        doors.Count.ShouldBeGreaterThan(40);
        foreach (var route in doors) (await investor.Get(route.Path(_ => "0192f0c0-0000-7000-8000-0000000000aa"))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private static bool TakesInvestor(Route route) => route.PathParameters.Concat(route.QueryParameters.Select(q => q.Name)).Contains("investorId");

    /// <summary>The route's addresses for one of the fund's investors: in each format; a list as a file, too.</summary>
    private static IEnumerable<string> Addresses(Route route, FourPartners fund, int investor)
    {
        string Value(string name) => name switch
        {
            "fundId" => fund.Life.Id,
            "callId" => fund.Life.Call,
            "distributionId" => fund.Distribution,
            "reportId" or "documentId" => fund.Reports[fund.Life.Investors[investor]],
            "investorId" => fund.Life.Investors[investor],
            "period" => "2025-Q4",
            _ => throw new InvalidOperationException($"{route.Name}: what is '{name}'?"),
        };
        var query = string.Join('&', route.QueryParameters.Where(q => q.Needed).Select(q => $"{q.Name}={Value(q.Name)}"));
        var address = $"{route.Path(Value)}?{query}&";
        string[] ways = route.List is not null ? ["", "format=csv", "format=xlsx"]
            : route.QueryParameters.Any(q => q.Name == "format") ? ["explain=true", "format=pdf", "format=xlsx"]
            : [""];
        return ways.Select(way => address + way);
    }
}
