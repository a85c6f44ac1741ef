using System.Net;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;

namespace StratCap.Server.Tests.Workflows;

public sealed class ApprovalTests
{
    [Fact]
    public async Task Submit_ByItsMaker_WaitsForASecondPerson()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();

        var reply = await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", new { fundId = call.FundId, callId = call.Id, note = "For the deal" });

        reply.Status.ShouldBe(HttpStatusCode.Created);
        var data = reply.Ok()["data"]!;
        data["state"]!.GetValue<string>().ShouldBe("AwaitingApproval");
        data["waitingFor"]!["permission"]!.GetValue<string>().ShouldBe("capital_call:approve");
        data["deadline"]!.GetValue<DateTimeOffset>().ShouldBe(stage.Clock.GetUtcNow().AddDays(5));
        await stage.Pump();
        var told = stage.ToldOf<ProposalSubmitted>().ShouldHaveSingleItem();
        (told.Kind, told.ProposalId, told.ContentHash).ShouldBe((ProposalKind.CapitalCall, call.Id, call.ContentHash));
        stage.Others.Pushed.ShouldContain(("fund:read", "workflow.moved"));
    }

    [Fact]
    public async Task Submit_Twice_IsRefusedTheSecondTime()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        await stage.Submit(call);

        (await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", new { fundId = call.FundId, callId = call.Id })).Refused(HttpStatusCode.Conflict, "workflows.already_open");
    }

    [Fact]
    public async Task Submit_OfWhatIsNoDraft_IsRefused()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft(state: "Submitted");

        (await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", new { fundId = call.FundId, callId = call.Id })).Refused(HttpStatusCode.Conflict, "workflows.not_draft");
        (await stage.As(stage.Maker).Post("/api/v1/workflows/distributions", new { fundId = call.FundId, distributionId = call.Id })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.As(stage.Viewer).Post("/api/v1/workflows/capital-calls", new { fundId = call.FundId, callId = call.Id })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Submit_WithTheSameKey_AnswersTheSameAndDoesNothingTwice()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var body = new { fundId = call.FundId, callId = call.Id };
        var first = await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", body, key: "k1");

        var second = await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", body, key: "k1");

        second.Text.ShouldBe(first.Text);
        (await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", new { fundId = call.FundId, callId = call.Id, note = "x" }, key: "k1")).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await stage.As(stage.Maker).Post("/api/v1/workflows/capital-calls", body, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        (await stage.Scalar<long>("select count(*) from workflows.workflows")).ShouldBe(1);
    }

    [Fact]
    public async Task Approve_ByASecondPerson_TellsFundsExactlyWhatWasApproved()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Submit(call);

        var reply = (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve", reason = "Checked" }, ifMatch: "\"1\"")).Ok();

        reply["data"]!["state"]!.GetValue<string>().ShouldBe("Approved");
        await stage.Pump();
        var told = stage.ToldOf<ProposalApproved>().ShouldHaveSingleItem();
        (told.ProposalId, told.ContentHash, told.ApprovedBy, told.WorkflowId).ShouldBe((call.Id, call.ContentHash, stage.Checker, id));
        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "reject", reason = "No" })).Refused(HttpStatusCode.Conflict, "workflows.not_waiting");
    }

    [Fact]
    public async Task Approve_ByItsMakerOrSubmitter_IsRefused()
    {
        await using var stage = await ProcessStage.Open();
        stage.Others.Grant(stage.Maker, "fund_manager");
        var call = stage.Draft(preparedBy: stage.Checker);
        var id = await stage.Submit(call);

        foreach (var maker in (Guid[])[stage.Maker, stage.Checker])
            (await stage.As(maker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Refused(HttpStatusCode.UnprocessableEntity, "workflows.maker_is_checker");
        (await stage.As(stage.Viewer).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        await stage.Pump();
        stage.ToldOf<ProposalApproved>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Approve_OfWhatWasChangedSince_IsRefused()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Submit(call);
        stage.Others.Prepared[call.Id] = call with { ContentHash = "other" };

        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Refused(HttpStatusCode.Conflict, "workflows.content_changed");
    }

    [Fact]
    public async Task Approve_WithAStaleTag_IsRefused()
    {
        await using var stage = await ProcessStage.Open();
        var id = await stage.Submit(stage.Draft());

        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" }, ifMatch: "\"7\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
    }

    [Fact]
    public async Task Approve_FromAnotherTenant_FindsNothing()
    {
        await using var stage = await ProcessStage.Open();
        var id = await stage.Submit(stage.Draft());
        var stranger = stage.As(stage.Checker, Guid.CreateVersion7());

        (await stranger.Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Get($"/api/v1/workflows/status/{id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Get("/api/v1/workflows")).Ok()["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Decide_ByManyAtOnce_CountsOnce()
    {
        await using var stage = await ProcessStage.Open();
        var id = await stage.Submit(stage.Draft());

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = i % 2 == 0 ? "approve" : "reject", reason = "Decided" })));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "workflows.not_waiting");
        await stage.Pump();
        (stage.ToldOf<ProposalApproved>().Count + stage.ToldOf<ProposalReturned>().Count).ShouldBe(1);
    }

    [Fact]
    public async Task Reject_NeedsAReason_AndReturnsTheProposal()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Submit(call);
        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "reject" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "maybe" })).Refused(HttpStatusCode.BadRequest, "request.invalid");

        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "reject", reason = "Wrong base" })).Ok();

        await stage.Pump();
        stage.ToldOf<ProposalReturned>().ShouldHaveSingleItem().Reason.ShouldBe("Wrong base");
        var steps = (await stage.As(stage.Viewer).Get($"/api/v1/workflows/status/{id}")).Ok()["data"]!["steps"]!.AsArray();
        steps[1]!["state"]!.GetValue<string>().ShouldBe("Rejected");
        steps[1]!["why"]!.GetValue<string>().ShouldBe("Wrong base");
        steps[1]!["compensation"]!.GetValue<string>().ShouldContain("draft");
        // A rejected proposal may be mended and submitted anew.
        stage.Others.Prepared[call.Id] = call with { ContentHash = "mended" };
        (await stage.Submit(call)).ShouldNotBe(id);
    }

    [Fact]
    public async Task Withdraw_IsTheMakersAlone()
    {
        await using var stage = await ProcessStage.Open();
        var id = await stage.Submit(stage.Draft());
        (await stage.As(stage.Checker).Post($"/api/v1/workflows/{id}/withdraw", new { reason = "Not mine" })).Refused(HttpStatusCode.UnprocessableEntity, "workflows.not_maker");

        (await stage.As(stage.Maker).Post($"/api/v1/workflows/{id}/withdraw", new { reason = "Typing error" })).Ok()["data"]!["state"]!.GetValue<string>().ShouldBe("Withdrawn");

        await stage.Pump();
        stage.ToldOf<ProposalReturned>().ShouldHaveSingleItem().Reason.ShouldBe("Typing error");
        (await stage.As(stage.Maker).Post($"/api/v1/workflows/{id}/withdraw", new { reason = "Again" })).Refused(HttpStatusCode.Conflict, "workflows.not_waiting");
    }

    [Fact]
    public async Task Queue_ShowsWhatTheCallerMayDecide()
    {
        await using var stage = await ProcessStage.Open();
        stage.Others.Grant(stage.Maker, "fund_manager");
        var mine = await stage.Submit(stage.Draft());
        var others = await stage.Submit(stage.Draft(), by: stage.Checker);

        (await Ids(stage.As(stage.Checker), "?waitingFor=me")).ShouldBe([mine]);
        (await Ids(stage.As(stage.Viewer), "?waitingFor=me")).ShouldBeEmpty();
        (await Ids(stage.As(stage.Viewer), "")).ShouldBe([others, mine]);
        (await Ids(stage.As(stage.Viewer), "?state=Completed")).ShouldBeEmpty();
        var first = (await stage.As(stage.Viewer).Get("/api/v1/workflows?size=1")).Ok();
        var next = await stage.As(stage.Viewer).Get(first["links"]!["next"]!.GetValue<string>());
        next.Ok()["data"]![0]!["workflowId"]!.GetValue<Guid>().ShouldBe(mine);
        (await stage.As(stage.Viewer).Get("/api/v1/workflows?cursor=nonsense")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    private static async Task<List<Guid>> Ids(Harness.Api api, string query) =>
        [.. (await api.Get("/api/v1/workflows" + query)).Ok()["data"]!.AsArray().Select(w => w!["workflowId"]!.GetValue<Guid>())];
}
