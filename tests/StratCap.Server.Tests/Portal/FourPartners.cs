using System.Globalization;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Reporting;

namespace StratCap.Server.Tests.Portal;

/// <summary>A fund with four limited partners beside the general partner, brought through call, sale and distribution; commitments that no other figure has.</summary>
internal sealed class FourPartners
{
    public static readonly decimal[] Commitments = [1_000_003m, 30_000_019m, 20_000_023m, 9_000_041m, 40_000_057m];

    public required FundLife Life { get; init; }
    public string Distribution { get; private set; } = "";

    /// <summary>Each investor's published statement.</summary>
    public Dictionary<string, string> Reports { get; } = new(StringComparer.Ordinal);

    /// <summary>Publishes everybody's statement and capital account of a quarter, and shares the statements as documents, too.</summary>
    public async Task Publish(string period)
    {
        await Publications.Publish(Life.Firm, Life.Id, period, null, "InvestorStatement", "CapitalAccount");
        foreach (var report in await Life.Firm.Cfo.All($"/api/v1/reports/published?fundId={Life.Id}&kind=InvestorStatement")) Reports[report.Text("investorId")] = report.Text("reportId");
        foreach (var document in Reports.Values) (await Life.Firm.Cfo.Put($"/api/v1/documents/{document}/sharing", new { shared = true })).Ok();
    }

    public static string NameOf(int index, FundLife life) => $"Investor {index} {life.Id}";

    /// <summary>The fund closed, its call issued.</summary>
    public static async Task<FourPartners> Called(Firm firm)
    {
        var life = await FundLife.Admitted(firm);
        life.Investors.Add((await firm.Accountant.Post(life.Api("/investors"), new { name = NameOf(4, life), kind = "LimitedPartner", admittedOn = "2024-01-15" })).Ok()["data"]!.Text("investorId"));
        (await firm.Accountant.Post(life.Api("/closings"), new { name = "First closing", date = "2024-02-01", commitments = life.Investors.Select((id, i) => new { investorId = id, amount = Commitments[i] }) })).Ok();
        await life.Issue();
        return new FourPartners { Life = life };
    }

    /// <summary>Paid in, invested, sold, distributed.</summary>
    public static async Task<FourPartners> Distributed(Firm firm)
    {
        var fund = await Called(firm);
        var life = fund.Life;
        await life.ReceiveAll("2024-06-20");
        (await firm.Accountant.Post(life.Api("/investments"), new { dealId = life.Deal, name = "Birch Works", date = "2024-07-01", cost = 40_000_000m })).Ok();
        (await firm.Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2026-03-31", kind = "Realisation", amount = 70_000_000m, cost = 40_000_000m })).Ok();
        fund.Distribution = await life.DraftDistribution();
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = fund.Distribution });
        await firm.Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");
        return fund;
    }

    /// <summary>A person who looks for investors, signed in.</summary>
    public static async Task<Api> Looker(Firm firm, params string[] investorIds)
    {
        var email = $"lp-{Guid.NewGuid():N}@{firm.Domain}.example";
        var invited = (await firm.Admin.Post("/api/v1/users", new { email, name = "Lena Looker", roles = new[] { "investor" }, investorIds })).Ok();
        return await firm.House.Accept(firm.Domain, email, invited["data"]!.Text("invitationToken"));
    }

    /// <summary>What would betray another investor: his name, his id, his commitment as it is written or printed.</summary>
    public IEnumerable<string> TracesOf(int index) =>
    [
        NameOf(index, Life), Life.Investors[index], Life.Investors[index].Replace("-", "", StringComparison.Ordinal),
        Commitments[index].ToString(CultureInfo.InvariantCulture), Commitments[index].ToString("N0", CultureInfo.InvariantCulture),
    ];
}
