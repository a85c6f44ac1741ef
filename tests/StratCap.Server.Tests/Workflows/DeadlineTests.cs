using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Workflows.Deadlines;

namespace StratCap.Server.Tests.Workflows;

public sealed class DeadlineTests
{
    [Fact]
    public async Task Sweep_BeforeTheDeadline_DoesNothing()
    {
        await using var stage = await ProcessStage.Open();
        var id = await stage.Submit(stage.Draft());
        stage.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromSeconds(1));

        (await Sweep(stage)).ShouldBe(0);

        (await stage.State(id)).ShouldBe("AwaitingApproval");
    }

    [Fact]
    public async Task Sweep_WhenNobodyDecided_ReturnsTheProposalToItsMaker()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Submit(call);
        stage.Clock.Advance(TimeSpan.FromDays(5));

        (await Sweep(stage)).ShouldBe(1);

        await stage.Pump();
        (await stage.Path(id)).ShouldBe("AwaitingApproval Expired");
        stage.ToldOf<ProposalReturned>().ShouldHaveSingleItem().ProposalId.ShouldBe(call.Id);
        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Refused(System.Net.HttpStatusCode.Conflict, "workflows.not_waiting");
        await stage.Submit(call);
    }

    [Fact]
    public async Task Sweep_WhenInvestorsAreLate_MarksItOverdueOnceAndTellsTheAccountants()
    {
        await using var stage = await ProcessStage.Open();
        stage.Others.Fund.Begin();
        var call = stage.Draft();
        var id = await stage.Approve(call);
        stage.Others.Fund.Call(call.Id);
        await stage.Tell(new CapitalCallIssuedEvent(call.FundId, call.Id, id, 1, new DateOnly(2026, 3, 31)));
        stage.Clock.SetUtcNow(new DateTimeOffset(2026, 4, 4, 0, 0, 0, TimeSpan.Zero));

        (await Sweep(stage)).ShouldBe(1);
        (await Sweep(stage)).ShouldBe(0);

        await stage.Pump();
        (await stage.Path(id)).ShouldBe("AwaitingApproval Approved AwaitingReceipts AwaitingReceipts!");
        var told = stage.ToldOf<WorkflowOverdue>().ShouldHaveSingleItem();
        (told.ProposalId, told.State).ShouldBe((call.Id, "AwaitingReceipts"));
        stage.Others.Pushed.ShouldContain(("capital_call:prepare", "workflow.overdue"));
        (await stage.As(stage.Viewer).Get("/api/v1/workflows?overdue=true")).Ok()["data"]!.AsArray().Count.ShouldBe(1);

        // Late money is still money.
        await stage.Tell(new ReceiptsRecordedEvent(call.FundId, call.Id, 1, 4_000.04m, 0m));
        var status = (await stage.Status(id))["workflow"]!;
        (status["state"]!.GetValue<string>(), status["overdue"]!.GetValue<bool>()).ShouldBe(("Completed", false));
    }

    [Fact]
    public async Task Sweep_WhenTheBookDoesNotAnswer_MarksItOverdue()
    {
        await using var stage = await ProcessStage.Open();
        var id = await stage.Approve(stage.Draft());
        stage.Clock.Advance(TimeSpan.FromMinutes(15));

        await Sweep(stage);

        (await stage.Path(id)).ShouldBe("AwaitingApproval Approved Approved!");
    }

    [Fact]
    public async Task Sweep_ByManyAtOnce_AppliesEachDeadlineOnce()
    {
        await using var stage = await ProcessStage.Open();
        for (var i = 0; i < 10; i++) await stage.Submit(stage.Draft());
        stage.Clock.Advance(TimeSpan.FromDays(6));

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Sweep(stage))));
        await Sweep(stage);

        await stage.Pump();
        applied.Sum().ShouldBeLessThanOrEqualTo(10);
        stage.ToldOf<ProposalReturned>().Count.ShouldBe(10);
        (await stage.Scalar<long>("select count(*) from workflows.workflow_steps where state = 'Expired'")).ShouldBe(10);
    }

    private static Task<int> Sweep(ProcessStage stage) => stage.Services.GetRequiredService<DeadlineSweep>().Run(CancellationToken.None);
}
