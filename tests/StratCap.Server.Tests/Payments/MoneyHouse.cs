using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StratCap.Contracts.Plugins;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>The whole server with a bank that remembers.</summary>
internal static class MoneyHouse
{
    /// <summary>Settings with which money moves within a test's time.</summary>
    public static Dictionary<string, string?> Settings => new() { ["Payments:CoolingOffDays"] = "0", ["Payments:FollowSeconds"] = "1", ["Payments:PollSeconds"] = "1" };

    /// <summary>Puts the bank where plugins would be.</summary>
    public static void Bank(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IConnectors, RecordingBank>());

    public static RecordingBank BankOf(House house) => (RecordingBank)house.Services.GetRequiredService<IConnectors>();

    /// <summary>An account of the fund's own that stands, and the same for each of its investors; the last of these.</summary>
    public static async Task<string> Accounts(Firm firm, FundLife life)
    {
        await OwnAccount(firm, life, MoneyStage.OwnIban);
        var last = "";
        foreach (var investor in life.Investors)
        {
            last = (await firm.Accountant.Post($"/api/v1/payments/investors/{investor}/accounts", new { holder = "Investor", bank = "Bank", iban = MoneyStage.Other })).Ok()["data"]!["account"]!.Text("payeeAccountId");
            (await firm.Accountant.Post($"/api/v1/payments/payee-accounts/{last}/verification", new { evidence = "Compared with the bank's letter" })).Ok();
            (await firm.Cfo.Post($"/api/v1/payments/payee-accounts/{last}/decision", new { confirm = true })).Ok();
        }
        return last;
    }

    /// <summary>An account of the fund's own that a second person confirmed.</summary>
    public static async Task OwnAccount(Firm firm, FundLife life, string iban)
    {
        var own = (await firm.Accountant.Put($"/api/v1/payments/funds/{life.Id}/receiving-account", new { holder = "The Fund", bank = "Harbour Bank", iban })).Ok()["data"]!["waiting"]!.Text("accountId");
        (await firm.Cfo.Post($"/api/v1/payments/funds/{life.Id}/receiving-account/{own}/decision", new { confirm = true })).Ok();
    }

    /// <summary>Each investor has agreed to be debited from his account.</summary>
    public static async Task Mandates(Firm firm, FundLife life)
    {
        foreach (var (investor, n) in life.Investors.Select((i, n) => (i, n)))
        {
            var account = (await firm.Accountant.All($"/api/v1/payments/payee-accounts?investorId={investor}"))[0].Text("payeeAccountId");
            var entered = (await firm.Accountant.Post($"/api/v1/payments/investors/{investor}/mandates", new { reference = $"M-{n}", signedOn = "2026-01-10", evidence = "Signed with the subscription", payeeAccountId = account })).Ok()["data"]!.Text("mandateId");
            (await firm.Cfo.Post($"/api/v1/payments/mandates/{entered}/decision", new { confirm = true })).Ok();
        }
    }

    /// <summary>A distribution is declared; its instructions and its process.</summary>
    public static async Task<(List<JsonNode> Instructions, string Workflow, string Distribution)> Distribute(Firm firm, FundLife life)
    {
        var distribution = await life.DraftDistribution();
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        return ((await firm.Accountant.Until($"/api/v1/payments/instructions?distributionId={distribution}", r => r.Rows().Count > 1)).Rows(), workflow, distribution);
    }

    /// <summary>A run of some instructions is released and comes to a state.</summary>
    public static async Task<string> Prepare(Firm firm, FundLife life, Guid connection, IEnumerable<JsonNode> instructions) => (await firm.Accountant.Post("/api/v1/payments/runs", new
    {
        fundId = life.Id,
        connectionId = connection,
        executeOn = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(1)),
        instructionIds = instructions.Select(i => i.Text("instructionId")),
    })).Ok()["data"]!.Text("runId");

    public static async Task<string> Run(Firm firm, FundLife life, Guid connection, IEnumerable<JsonNode> instructions, string until)
    {
        var run = await Prepare(firm, life, connection, instructions);
        (await firm.Cfo.Post($"/api/v1/payments/runs/{run}/release")).Ok();
        await firm.Accountant.Until($"/api/v1/payments/runs/{run}", r => r["data"]!.Text("state") == until);
        return run;
    }
}
