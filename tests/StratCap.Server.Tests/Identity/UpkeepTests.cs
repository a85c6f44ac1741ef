using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StratCap.Identity;
using StratCap.Server.Tests.Harness;
using static StratCap.Server.Tests.Identity.SignInTests;

namespace StratCap.Server.Tests.Identity;

public sealed class UpkeepTests(House house)
{
    [Fact]
    public async Task Prune_DeletesWhatDecidesNothingAnyMore_AndLeavesTheRest()
    {
        var (old, live) = (await house.Provision("Pruned"), await house.Provision("Kept"));
        (await house.Anonymous(old.Domain).Post("/api/v1/auth/login", new { email = "nobody@example.com", password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        await Rows.Change(house, "update identity.tokens set expiration_date = expiration_date - interval '30 days', creation_date = creation_date - interval '30 days' where tenant_id = $1", old.Id);
        await Rows.Change(house, "update identity.authorizations set creation_date = creation_date - interval '30 days' where tenant_id = $1", old.Id);
        await Rows.Change(house, "update identity.sign_in_failures set at = at - interval '2 days' where tenant_id = $1", old.Id);
        var kept = await Count("tokens", live);

        await house.Services.GetServices<IHostedService>().OfType<Pruning>().Single().Prune(CancellationToken.None);

        (await Count("tokens", old)).ShouldBe(0);
        (await Count("authorizations", old)).ShouldBe(0);
        (await Count("sign_in_failures", old)).ShouldBe(0);
        kept.ShouldBeGreaterThan(0);
        (await Count("tokens", live)).ShouldBe(kept);
    }

    [Fact]
    public async Task PlatformAdmin_SeededAgain_StaysAsHeIs()
    {
        await IdentityModule.SeedPlatformAdmin(house.Services, House.PlatformAdmin.ToUpperInvariant(), "another password that is not his", CancellationToken.None);

        (await house.Operator()).Bearer.ShouldNotBeNull();
        (await Rows.Value<long>(house, "select count(*) from identity.users where normalized_email = $1", House.PlatformAdmin.ToUpperInvariant())).ShouldBe(1);
    }

    [Fact]
    public async Task PlatformAdmin_WithAWeakPassword_IsRefusedInWords()
    {
        var error = await Should.ThrowAsync<ArgumentException>(() => IdentityModule.SeedPlatformAdmin(house.Services, "weak@platform.example", "short", CancellationToken.None));

        error.Message.ShouldContain("at least 15 characters");
    }

    [Fact]
    public async Task IdToken_OpensNothing()
    {
        var firm = await house.Provision("Id token");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());
        var code = await browser.Authorize(ConnectTests.AuthorizePath(firm, proof), AdminOf(firm));
        var (_, tokens) = await ConnectTests.Exchange(browser, firm, code, proof.Verifier);
        var api = house.Anonymous(firm.Domain);
        api.Bearer = tokens["id_token"]!.GetValue<string>();

        (await api.Get("/api/v1/users")).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Code_ExchangedByTwoAtOnce_GivesTokensOnceAtMost()
    {
        var firm = await house.Provision("Code race");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());
        var code = await browser.Authorize(ConnectTests.AuthorizePath(firm, proof), AdminOf(firm));

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConnectTests.Exchange(new Browser(house, firm.Domain), firm, code, proof.Verifier)));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task Tokens_OfASignIn_AreNotReadableInTheDatabase()
    {
        var firm = await house.Provision("Unreadable");
        var tokens = (await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email = AdminOf(firm), password = House.Password })).Ok()["data"]!;

        (await Rows.Value<long>(house, "select count(*) from identity.tokens where tenant_id = $1 and (payload is not null or reference_id is not null)", firm.Id)).ShouldBe(0);
        tokens["refreshToken"]!.GetValue<string>().Split('.').Length.ShouldBe(5); // encrypted
    }

    private Task<long> Count(string table, Firm firm) => Rows.Value<long>(house, $"select count(*) from identity.{table} where tenant_id = $1", firm.Id);
}
