using System.Net;
using System.Text.Json.Nodes;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Payments;

public sealed class PaymentTests
{
    private static readonly DateOnly Pays = new(2026, 3, 10);

    [Fact]
    public async Task Instructions_OfADeclaredDistribution_AddUpToWhatIsPayable()
    {
        await using var stage = await ProcessStage.Open();
        var (distribution, workflow) = await Declared(stage);

        var instructions = await Instructions(stage, distribution.Id);

        // 400 less 5 withheld: 75, 80, 80 to the limited partners, 100 and the carried interest of 60 to the general partner.
        instructions.Select(i => i["amount"]!["amount"]!.GetValue<string>()).Order().ShouldBe(["100.00", "60.00", "75.00", "80.00", "80.00"]);
        instructions.Single(i => i["kind"]!.GetValue<string>() == "CarriedInterest")["investorId"]!.GetValue<Guid>().ShouldBe(stage.Others.Fund.Investors[^1]);
        instructions.ShouldAllBe(i => i["reference"]!.GetValue<string>().Length <= 35);
        var told = stage.ToldOf<PaymentInstructionsPrepared>().ShouldHaveSingleItem();
        (told.Count, told.Amount).ShouldBe((5, 395m));
        (await stage.Path(workflow)).ShouldBe("AwaitingApproval Approved PreparingPayments AwaitingPayments");
    }

    [Fact]
    public async Task Instructions_WhenTheEventComesAgain_AreMadeOnce()
    {
        await using var stage = await ProcessStage.Open();
        var (distribution, workflow) = await Declared(stage);

        await stage.Tell(new DistributionDeclaredEvent(distribution.FundId, distribution.Id, workflow, 1, Pays));

        (await Instructions(stage, distribution.Id)).Count.ShouldBe(5);
        stage.ToldOf<PaymentInstructionsPrepared>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Settle_OnceAndOnlyOnce_TellsFundsOfTheMoney()
    {
        await using var stage = await ProcessStage.Open();
        var (distribution, workflow) = await Declared(stage);
        stage.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        var instruction = (await Instructions(stage, distribution.Id))[0];
        var path = $"/api/v1/payments/instructions/{instruction["instructionId"]!.GetValue<Guid>()}";
        var api = stage.As(stage.Maker);

        (await stage.As(stage.Viewer).Post(path + "/settle", new { valueDate = "2026-03-10", bankReference = "B1" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await api.Post(path + "/settle", new { valueDate = "2026-03-11", bankReference = "B1" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await api.Post(path + "/settle", new { valueDate = "2026-03-01", bankReference = "B1" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await api.Post(path + "/settle", new { valueDate = "2026-03-10", bankReference = "B\n1" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await api.Post(path + "/settle", new { valueDate = "2026-03-10", bankReference = "B1" }, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.Post(path + "/settle", new { valueDate = "2026-03-10", bankReference = "B1" })));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "payments.instruction.not_prepared");
        await stage.Pump();
        var told = stage.ToldOf<PaymentSettled>().ShouldHaveSingleItem();
        (told.Amount, told.InvestorId, told.ValueDate).ShouldBe((decimal.Parse(instruction["amount"]!["amount"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture), instruction["investorId"]!.GetValue<Guid>(), Pays));
        (await api.Get(path)).Ok()["data"]!["state"]!.GetValue<string>().ShouldBe("Settled");

        await stage.Tell(new DistributionPaidEvent(distribution.FundId, distribution.Id, told.InvestorId, told.Amount, 0m));
        (await stage.State(workflow)).ShouldBe("Completed");
    }

    [Fact]
    public async Task Instruction_OfAnotherTenant_IsNotThere()
    {
        await using var stage = await ProcessStage.Open();
        var (distribution, _) = await Declared(stage);
        var id = (await Instructions(stage, distribution.Id))[0]["instructionId"]!.GetValue<Guid>();
        var stranger = stage.As(stage.Maker, Guid.CreateVersion7());

        (await stranger.Get($"/api/v1/payments/instructions/{id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post($"/api/v1/payments/instructions/{id}/settle", new { valueDate = "2026-03-02", bankReference = "B1" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Reversal_OfTheDistribution_CancelsWhatIsNotPaid()
    {
        await using var stage = await ProcessStage.Open();
        var (distribution, workflow) = await Declared(stage);
        var fund = stage.Others.Fund;

        var reversal = fund.Reverse(fund.Facts[^1]);
        await stage.Tell(new FactsAppended(fund.Id, reversal.Sequence, reversal.Sequence));

        var instructions = await Instructions(stage, distribution.Id);
        instructions.ShouldAllBe(i => i["state"]!.GetValue<string>() == "Cancelled");
        (await stage.As(stage.Maker).Post($"/api/v1/payments/instructions/{instructions[0]["instructionId"]!.GetValue<Guid>()}/settle", new { valueDate = "2026-03-02", bankReference = "B1" }))
            .Refused(HttpStatusCode.Conflict, "payments.instruction.not_prepared");
        (await stage.State(workflow)).ShouldBe("Reversed");
    }

    private static async Task<(PreparedProposal Distribution, Guid Workflow)> Declared(ProcessStage stage)
    {
        stage.Others.Fund.Begin();
        var distribution = stage.Draft(ProposalKind.Distribution);
        var workflow = await stage.Approve(distribution);
        stage.Others.Fund.Distribute(distribution.Id);
        await stage.Tell(new DistributionDeclaredEvent(distribution.FundId, distribution.Id, workflow, 1, Pays));
        return (distribution, workflow);
    }

    private static async Task<List<JsonNode>> Instructions(ProcessStage stage, Guid distributionId) =>
        [.. (await stage.As(stage.Viewer).Get($"/api/v1/payments/instructions?distributionId={distributionId}")).Ok()["data"]!.AsArray().Select(i => i!)];
}
