using System.Net;
using System.Text.Json.Nodes;
using StratCap.FundMath.Verification;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Calculations;

/// <summary>What an investor is handed to verify his own carried interest.</summary>
public sealed class VerificationPackTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Packs = "/api/v1/calculations/verification-packs";

    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Pack_OfADeclaredDistribution_ProvesTheInvestorsOwnCarry_AndNamesAChange()
    {
        var (life, distribution) = await Declared();
        var request = new { fundId = life.Id, distributionId = distribution, investorId = life.Investors[1] };

        var made = await Task.WhenAll(Accountant.Post(Packs, request), Accountant.Post(Packs, request));
        var pack = made[0].Ok()["data"]!;
        var key = (await Accountant.Get("/api/v1/calculations/verification-key")).Ok()["data"]!.Text("publicKey");

        SealedPack.Verify(pack.ToJsonString(), key).Findings.ShouldBeEmpty();
        SealedPack.Verify(made[1].Ok()["data"]!.ToJsonString(), key).Findings.ShouldBeEmpty();
        pack["pack"]!["result"]!.Text("carriedInterest").ShouldNotBe("0");
        foreach (var other in life.Investors.Where((_, i) => i != 1)) pack.ToJsonString().ShouldNotContain(other);
        pack["pack"]!["apportioned"] = JsonValue.Create("1.00");
        SealedPack.Verify(pack.ToJsonString(), key).Findings.ShouldContain(f => f.Where == "apportioned");
        (await firms.House.Scalar<long>("select count(*) from calculations.verification_keys where tenant_id = $1", firms.Firm.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task Pack_OfWhatCannotBePacked_IsRefused()
    {
        var (life, distribution) = await Declared();
        var request = new { fundId = life.Id, distributionId = distribution, investorId = life.Investors[1] };
        (await firms.Other.Accountant.Post(Packs, request)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Post(Packs, request with { distributionId = Guid.NewGuid().ToString() })).Refused(HttpStatusCode.UnprocessableEntity, "verification.distribution_unknown");
        (await Accountant.Post(Packs, request with { investorId = Guid.NewGuid().ToString() })).Refused(HttpStatusCode.UnprocessableEntity, "verification.investor_without_line");
        (await Accountant.Post(Packs, request with { investorId = life.Investors[0] })).Refused(HttpStatusCode.UnprocessableEntity, "verification.general_partner");
        (await firms.Other.Accountant.Get("/api/v1/calculations/verification-key")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    private async Task<(FundLife Life, string Distribution)> Declared()
    {
        var life = await FundLife.Sold(firms.Firm);
        var distribution = await life.DraftDistribution();
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");
        return (life, distribution);
    }
}
