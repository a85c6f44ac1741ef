using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>How investments are classified: version by version, from a day on, and as known then.</summary>
public sealed class InvestmentProfileTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task AProfile_IsKeptByVersion_AndTheVerySameAddsNothing()
    {
        var life = await FundLife.Invested(firms.Firm);
        var empty = await Accountant.Get(Path(life));
        (empty.Ok()["data"]!["profile"], empty.ETag, empty.Json["data"]!.Text("name")).ShouldBe((null, "\"0\"", "Birch Works"));

        var first = await Accountant.Put(Path(life), Body("CommonStock", "DE", "HealthCare"));
        var same = await Accountant.Put(Path(life), Body("CommonStock", "DE", "HealthCare"));
        var second = await Accountant.Put(Path(life), Body("PreferredStock", "DE", null, "2025-03-31"));

        (first.Ok()["data"]!["version"]!.GetValue<int>(), first.ETag, first.Json["data"]!["validFrom"]).ShouldBe((1, "\"1\"", null));
        (same.Ok()["data"]!["version"]!.GetValue<int>(), second.Ok()["data"]!["version"]!.GetValue<int>(), second.Json["data"]!.Text("validFrom")).ShouldBe((1, 2, "2025-03-31"));
        var versions = await Accountant.All(Path(life) + "/versions");
        versions.Select(v => (v["version"]!.GetValue<int>(), v.Text("type"), v["industry"]?.GetValue<string>())).ShouldBe([(2, "PreferredStock", null), (1, "CommonStock", "HealthCare")]);
        versions.ShouldAllBe(v => v.Text("recordedByName").Length > 0);
        // Nobody changes or removes a version, not even past the application.
        await Should.ThrowAsync<Npgsql.PostgresException>(() => firms.House.Scalar<int>($"update funds.investment_profiles set country = 'FR' where deal_id = '{life.Deal}' returning 1"));
    }

    [Fact]
    public async Task TwoAtOnce_WhoSawTheSame_OneWins()
    {
        var life = await FundLife.Invested(firms.Firm);
        string[] countries = ["DE", "FR", "IT", "ES"];

        var replies = await Task.WhenAll(countries.Select(c => Accountant.Send(HttpMethod.Put, Path(life), Body("Debt", c, "Energy"), null, ifMatch: "\"0\"")));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Count(r => r.Status == HttpStatusCode.PreconditionFailed).ShouldBe(3);
        (await Task.WhenAll(countries.Select(c => Accountant.Put(Path(life), Body("Warrant", c, "Energy"))))).ShouldAllBe(r => r.Status == HttpStatusCode.OK);
        (await Accountant.All(Path(life) + "/versions")).Select(v => v["version"]!.GetValue<int>()).ShouldBe([5, 4, 3, 2, 1]);
    }

    [Theory]
    [InlineData("Shares", "DE", "Energy", null)]
    [InlineData("Debt", "XX", "Energy", null)]
    [InlineData("Debt", "de", "Energy", null)]
    [InlineData("Debt", "DE", "Oil", null)]
    [InlineData("Debt", "DE", "Energy", "2199-01-01")]
    [InlineData("Debt", "DE", "Energy", "1900-01-01")]
    public async Task WhatCannotBe_IsRefused(string type, string country, string industry, string? from)
    {
        var life = await FundLife.Invested(firms.Firm);
        (await Accountant.Put(Path(life), Body(type, country, industry, from))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task WhatIsNotTheirs_OrNotThere_IsNotFound()
    {
        var life = await FundLife.Invested(firms.Firm);
        (await Accountant.Put(Path(life), Body("Debt", "DE", "Energy"))).Ok();
        foreach (var path in new[] { Path(life), Path(life) + "/versions" }) (await firms.Other.Accountant.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Put(Path(life), Body("Debt", "DE", "Energy"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Put(life.Api($"/investments/{Guid.CreateVersion7()}/profile"), Body("Debt", "DE", "Energy"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Get(life.Api($"/investments/{Guid.CreateVersion7()}/profile"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.All("/api/v1/funds/investments")).ShouldBeEmpty();
    }

    internal static string Path(FundLife life) => life.Api($"/investments/{life.Deal}/profile");

    internal static object Body(string type, string? country, string? industry, string? validFrom = null) => new { type, country, industry, validFrom };
}
