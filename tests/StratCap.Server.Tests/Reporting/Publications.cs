using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>Publishing over the API.</summary>
internal static class Publications
{
    /// <summary>Publishes, and waits until all is published.</summary>
    public static async Task<string> Publish(Firm firm, string fundId, string period, string? investorId, params string[] kinds)
    {
        var id = (await Ask(firm.Cfo, fundId, period, investorId, kinds)).Ok()["data"]!.Text("publicationId");
        var ended = await firm.Cfo.Until($"/api/v1/reports/publications/{id}", p => p["data"]!["finishedAt"] is not null, seconds: 180);
        ended["data"]!.Text("state").ShouldBe("Completed", ended.ToJsonString());
        return id;
    }

    public static Task<Reply> Ask(Api by, string fundId, string period, string? investorId, string[] kinds, string? key = null, bool preliminary = true) =>
        by.Post("/api/v1/reports/publications", new { fundId, period, kinds, investorId, preliminary }, key);
}
