using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A firm to work in, and another that must see nothing of it.</summary>
public sealed class TwoFirms(House house) : IAsyncLifetime
{
    internal House House { get; } = house;
    internal Firm Firm { get; private set; } = null!;
    internal Firm Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Firm = await House.Provision("Elm Grove Capital");
        Other = await House.Provision("Stone Quay Partners");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What verify finds wrong in the firm, once its ledger has caught up with its books.</summary>
    internal async Task<List<string>> Defects()
    {
        foreach (var fund in await Firm.Cfo.All("/api/v1/funds?size=500")) await FundLife.LedgerCaughtUp(Firm, fund.Text("id"));
        using var scope = House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        var defects = new List<string>();
        foreach (var verifier in House.Services.GetServices<IVerifier>()) await verifier.Verify(defects, TestContext.Current.CancellationToken);
        return defects;
    }

    /// <summary>Asks of a fund after a write: the ledger balances, verify finds nothing, and the investor's statement ties.</summary>
    internal async Task Ties(FundLife life, string investor, string period)
    {
        await FundLife.LedgerCaughtUp(Firm, life.Id);
        (await Firm.Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}")).Ok()["data"]!["balanced"]!.GetValue<bool>().ShouldBeTrue();
        (await Defects()).ShouldBeEmpty();
        var statement = (await Firm.Cfo.Get($"/api/v1/reports/investor-statements/{investor}?fundId={life.Id}&period={period}")).Ok()["data"]!;
        statement["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
    }
}

/// <summary>A small fund brought through its life over the API: a general partner, three limited partners, one deal.</summary>
internal sealed class FundLife(Firm firm)
{
    public static readonly decimal[] Commitments = [1_000_000m, 60_000_000m, 30_000_000m, 9_000_000m];

    public string Id { get; private set; } = "";
    public List<string> Investors { get; } = [];
    public string Closing { get; private set; } = "";
    public string Call { get; private set; } = "";
    public string Workflow { get; private set; } = "";
    public string Deal { get; } = Guid.CreateVersion7().ToString();
    public Firm Firm { get; } = firm;

    private Api Accountant => Firm.Accountant;

    public string Api(string rest = "") => $"/api/v1/funds/{Id}{rest}";

    /// <summary>Fund, terms, partners, one closing.</summary>
    public static async Task<FundLife> Closed(Firm firm)
    {
        var life = await Admitted(firm);
        var closing = (await life.Accountant.Post(life.Api("/closings"), life.ClosingBody())).Ok()["data"]!;
        life.Closing = closing.Text("closingId");
        return life;
    }

    /// <summary>Fund, terms, partners; no commitments yet.</summary>
    public static async Task<FundLife> Admitted(Firm firm)
    {
        var life = new FundLife(firm);
        life.Id = (await firm.Accountant.Post("/api/v1/funds", new { name = $"Fund {Guid.NewGuid():N}", currency = "USD", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout", terms = await Terms(firm) })).Ok()["data"]!.Text("id");
        for (var i = 0; i < Commitments.Length; i++)
            life.Investors.Add((await firm.Accountant.Post(life.Api("/investors"), new
            {
                name = $"Investor {i} {life.Id}",
                kind = i == 0 ? "GeneralPartner" : "LimitedPartner",
                admittedOn = "2024-01-15",
            })).Ok()["data"]!.Text("investorId"));
        return life;
    }

    /// <summary>One call issued and paid, the investment bought, valued.</summary>
    public static async Task<FundLife> Invested(Firm firm)
    {
        var life = await Closed(firm);
        await life.Issue();
        await life.ReceiveAll("2024-06-20");
        (await life.Accountant.Post(life.Api("/investments"), new { dealId = life.Deal, name = "Birch Works", date = "2024-07-01", cost = 40_000_000m })).Ok();
        return life;
    }

    /// <summary>The investment sold: cash is there to distribute.</summary>
    public static async Task<FundLife> Sold(Firm firm)
    {
        var life = await Invested(firm);
        (await life.Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2026-03-31", kind = "Realisation", amount = 70_000_000m, cost = 40_000_000m })).Ok();
        return life;
    }

    public static async Task<JsonNode> Terms(Firm firm) => (await firm.Accountant.Get("/api/v1/funds/terms/templates")).Ok()["data"]![0]!["terms"]!.DeepClone();

    public object ClosingBody(string date = "2024-02-01", string name = "First closing") => new { name, date, commitments = Investors.Select((id, i) => new { investorId = id, amount = Commitments[i] }) };

    public object CallBody(decimal investment = 40_000_000m) => new
    {
        noticeDate = "2024-06-03",
        dueDate = "2024-06-20",
        purposes = new object[]
        {
            new { kind = "Investment", amount = investment, dealId = Deal, description = "Acquisition of Birch Works" },
            new { kind = "ManagementFee", amount = 495_000m, description = "Management fee, third quarter 2024", feePeriodFrom = "2024-07-01", feePeriodTo = "2024-10-01" },
            new { kind = "Expenses", amount = 100_001m, description = "Organisation expenses" },
        },
    };

    public async Task<string> DraftCall() => (await Accountant.Post(Api("/capital-calls"), CallBody())).Ok()["data"]!.Text("id");

    /// <summary>Drafts a call and has it approved and issued.</summary>
    public async Task Issue()
    {
        Call = await DraftCall();
        Workflow = await Approve("capital-calls", new { fundId = Id, callId = Call });
        await Accountant.Until($"/api/v1/workflows/status/{Workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");
    }

    public async Task<string> Submit(string kind, object proposal) => (await Accountant.Post($"/api/v1/workflows/{kind}", proposal)).Ok()["data"]!.Text("workflowId");

    public async Task<string> Approve(string kind, object proposal)
    {
        var workflow = await Submit(kind, proposal);
        (await Firm.Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve", reason = "checked" })).Ok();
        return workflow;
    }

    public async Task<List<(string Investor, decimal Due)>> Due() =>
        [.. (await Accountant.All(Api($"/capital-calls/{Call}/lines"))).Select(l => (l.Text("investorId"), l.Money("outstanding")))];

    public async Task ReceiveAll(string on)
    {
        var due = await Due();
        (await Accountant.Post(Api($"/capital-calls/{Call}/receipts"), new { receipts = due.Where(d => d.Due > 0).Select(d => new { investorId = d.Investor, amount = d.Due, receivedOn = on }) })).Ok();
    }

    public object DistributionBody(decimal amount = 60_000_000m) => new { date = "2026-04-10", paymentDate = "2026-04-20", amount, dealId = Deal };

    public async Task<string> DraftDistribution() => (await Accountant.Post(Api("/distributions"), DistributionBody())).Ok()["data"]!.Text("id");

    /// <summary>A value of the one investment, by multiples.</summary>
    public object ValuesBody(decimal fairValue, string date = "2024-12-31") => new { date, values = new[] { ValueBody(Deal, fairValue) } };

    public static object ValueBody(string deal, decimal fairValue) => new
    {
        dealId = deal,
        fairValue,
        level = 3,
        method = "MarketMultiples",
        inputs = new[] { new { name = "EV/EBITDA", value = 9.5m, low = 8m, high = 11m, unit = "x", unobservable = true } },
    };

    public async Task<string> DraftValues(decimal fairValue = 52_000_000m, string date = "2024-12-31") => (await Accountant.Post(Api("/valuation-rounds"), ValuesBody(fairValue, date))).Ok()["data"]!.Text("id");

    /// <summary>Drafts values and has them approved and recorded.</summary>
    public async Task<string> Value(decimal fairValue = 52_000_000m, string date = "2024-12-31")
    {
        var round = await DraftValues(fairValue, date);
        var workflow = await Approve("valuation-rounds", new { fundId = Id, roundId = round });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "Completed");
        return round;
    }

    public Task<List<JsonNode>> Book(string query = "?size=500") => Accountant.All(Api("/book" + query));

    public async Task<DateTimeOffset> LastRecordedAt() => (await Book()).Max(f => f["recordedAt"]!.GetValue<DateTimeOffset>());

    public async Task<long> Sequence() => (await Accountant.Get(Api())).Ok()["data"]!["version"]!.GetValue<long>();

    /// <summary>The ledger hears of facts by events: when it stands where the book stands, they were told.</summary>
    public static Task LedgerCaughtUp(Firm firm, string fund) => firm.Cfo.Until($"/api/v1/accounting/trial-balance?fundId={fund}",
        t => t["data"]!["postedThrough"]!.GetValue<long>() == t["data"]!["bookThrough"]!.GetValue<long>(), seconds: 120);

    public static string Utc(DateTimeOffset time) => Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
}
