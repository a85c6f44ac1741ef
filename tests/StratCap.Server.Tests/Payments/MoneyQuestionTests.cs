using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>What people ask before they move money or explain it: over which connection, what is waited for, whether a release would be refused, and of whom an answer speaks.</summary>
public sealed class MoneyQuestionTests
{
    private readonly Guid _call = Guid.CreateVersion7();

    [Fact]
    public async Task Connections_AreThoseOfMoney_EachWithWhatItCanDo()
    {
        await using var money = await MoneyStage.Ready();
        var path = "/api/v1/payments/connections";

        var found = (await money.Stage.As(money.Stage.Maker).Get($"{path}?fundId={money.Fund}")).Ok().Rows();

        found.Select(c => c.Text("connectionId")).ShouldBe([money.Rail.ToString(), money.Files.ToString()], ignoreOrder: true);
        Can(found, money.Files).ShouldContain("statementFiles");
        Can(found, money.Files).ShouldContain("paymentFiles");
        Can(found, money.Rail).ShouldContain("pay");
        (await money.Stage.As(money.Stage.Maker).Get($"{path}?fundId={Guid.NewGuid()}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Stage.As(money.Stage.Viewer).Get(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Expected_IsWhatIsDueOfCalls_AndWhatIsToBePaid()
    {
        await using var money = await MoneyStage.Ready();
        money.Stage.Others.Fund.Call(_call);
        var path = $"/api/v1/payments/funds/{money.Fund}/expected";
        var maker = money.Stage.As(money.Stage.Maker);

        var all = await maker.All(path + "?size=2");

        all.Count(l => l.Text("target") == "Receipt").ShouldBe(money.Stage.Others.Fund.Investors.Count);
        all.Where(l => l.Text("target") == "Receipt").ShouldAllBe(l => l["amount"]!.Text("amount") == "1000.01" && l.Text("callId") == _call.ToString());
        all.Count(l => l.Text("target") == "Payment").ShouldBe((await money.Instructions()).Count);
        all.ShouldNotContain(l => l.Text("target") == "PaymentReturned", "nothing has left");
        (await maker.All(path + "?target=Payment")).ShouldAllBe(l => l["instructionId"] != null);
        (await maker.All(path + "?q=Investor 1")).ShouldAllBe(l => l.Text("who").Contains("Investor 1"));
        (await maker.Get($"/api/v1/payments/funds/{Guid.NewGuid()}/expected")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Checks_SayWhatTheReleaseWouldSay_ToWhoeverAsks()
    {
        await using var money = await MoneyStage.Ready();
        var path = $"/api/v1/payments/runs/{await money.Prepare(money.Rail)}";

        (await Problems(money, money.Stage.Checker, path)).ShouldBe([null, null, null]);
        (await Problems(money, money.Stage.Maker, path))[0].ShouldNotBeNull().ShouldContain("somebody else");

        await money.OwnAccount();
        var problem = (await Problems(money, money.Stage.Checker, path))[2].ShouldNotBeNull();
        (await money.Stage.As(money.Stage.Checker).Post(path + "/release")).Refused(HttpStatusCode.Conflict, "payments.run.account_changed").Json.Text("detail").ShouldBe(problem);
        (await money.Stage.As(money.Stage.Checker, Guid.CreateVersion7()).Get(path + "/checks")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task PayeesAndMatches_NameTheInvestor()
    {
        await using var money = await MoneyStage.Ready();
        money.Stage.Others.Fund.Call(_call);
        var maker = money.Stage.As(money.Stage.Maker);
        (await maker.Post($"/api/v1/payments/funds/{money.Fund}/statements", new
        {
            connectionId = money.Files,
            fileName = "statement.xml",
            content = ReconciliationTests.Statement([ReconciliationTests.Line("1", 1_000.01m, text: "Call 1 Investor 1")]),
        })).Ok();

        var line = (await maker.All($"/api/v1/payments/funds/{money.Fund}/bank-lines"))[0].Text("lineId");
        (await maker.Get($"/api/v1/payments/bank-lines/{line}")).Ok()["data"]!["matches"]![0]!.Text("who").ShouldBe("Investor 1");
        var payees = await maker.All("/api/v1/payments/payee-accounts");
        payees.ShouldAllBe(p => p["investorName"] != null);
        var one = (await maker.Get($"/api/v1/payments/payee-accounts/{payees[0].Text("payeeAccountId")}")).Ok()["data"]!;
        (one["account"]!.Text("investorName"), one.Text("enteredBy")).ShouldBe((payees[0].Text("investorName"), money.Stage.Maker.ToString()));
    }

    private static List<string> Can(List<JsonNode> connections, Guid id) => [.. connections.Single(c => c.Text("connectionId") == id.ToString())["capabilities"]!.AsArray().Select(c => c!.GetValue<string>())];

    private static async Task<List<string?>> Problems(MoneyStage money, Guid who, string run) =>
        (await money.Stage.As(who).Get(run + "/checks")).Ok().Rows().ConvertAll(c => c["problem"]?.GetValue<string>());
}
