using System.Net;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Saved reports: private ones are their owner's alone; shared ones are run by others and changed by few.</summary>
public sealed class SavedReportTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Owner => firms.Firm.Accountant;

    [Fact]
    public async Task APrivateOne_IsThereForItsOwnerAlone_ASharedOneIsRunByOthers_AndChangedByItsOwnerOrManager()
    {
        var other = await firms.Firm.Hire($"second-{Guid.NewGuid():N}@firm.example", "Bea Second", "accountant");
        var id = await Scheduled.Save(Owner, "Mine");
        var path = $"{Scheduled.Saved}/{id}";
        foreach (var stranger in (Api[])[other, firms.Firm.Cfo, firms.Other.Admin])
        {
            (await stranger.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await stranger.Get(path + "/report")).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await stranger.Put(path, Scheduled.Body("Theirs"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await stranger.Delete(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await stranger.All(Scheduled.Saved)).ShouldNotContain(r => r.Text("savedReportId") == id);
        }

        var read = await Owner.Get(path);
        (await Owner.Put(path, Scheduled.Body("Ours", isShared: true), ifMatch: read.ETag)).Ok()["data"]!["version"]!.GetValue<int>().ShouldBe(2);
        (await Owner.Put(path, Scheduled.Body("Late"), ifMatch: read.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await other.Get(path + "/report")).Ok()["data"]!.Text("dataset").ShouldBe("positions");
        (await other.Get(path + "/report?format=csv")).Text.ShouldContain("Fund");
        (await other.Put(path, Scheduled.Body("Theirs", isShared: true))).Refused(HttpStatusCode.Forbidden, "reporting.saved.not_own");
        (await other.Delete(path)).Refused(HttpStatusCode.Forbidden, "reporting.saved.not_own");
        (await firms.Other.Admin.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Cfo.Put(path, Scheduled.Body("The CFO's words", isShared: true))).Ok()["data"]!.Text("ownerName").ShouldBe("Alan Accountant");
        (await firms.Firm.Cfo.Delete(path)).Ok();
        (await Owner.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Saving_IsOneForAKey_Audited_AndTwoAtOnceDoNotOverwriteEachOther()
    {
        var body = Scheduled.Body("Once");
        (await Owner.Post(Scheduled.Saved, body, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        var first = (await Owner.Post(Scheduled.Saved, body, key: "save-once")).Ok()["data"]!.Text("savedReportId");
        (await Owner.Post(Scheduled.Saved, body, key: "save-once")).Ok()["data"]!.Text("savedReportId").ShouldBe(first);
        (await Owner.Post(Scheduled.Saved, Scheduled.Body("Other"), key: "save-once")).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await firms.Firm.Admin.All($"/api/v1/audit/reporting?subjectId={first}")).ShouldHaveSingleItem().Text("action").ShouldBe("reporting.saved.create");

        var path = $"{Scheduled.Saved}/{first}";
        var tag = (await Owner.Get(path)).ETag;
        var both = await Task.WhenAll(Owner.Put(path, Scheduled.Body("One"), ifMatch: tag), Owner.Put(path, Scheduled.Body("Two"), ifMatch: tag));
        both.Select(r => r.Status).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed]);
        (await Owner.Post(Scheduled.Saved, Scheduled.Body(new string('x', 121)))).Json["errors"]!.AsObject().ShouldContainKey("name");
    }

    [Fact]
    public async Task WhenRun_TheReadersOwnRightsCount_AndTheDefinitionIsCheckedAnew()
    {
        var id = await Scheduled.Save(Owner, "Ledger", isShared: true, Scheduled.Definition("ledger-lines"));
        var reader = await firms.Firm.Hire($"reader-{Guid.NewGuid():N}@firm.example", "Rita Reader", "viewer");
        var userId = (await reader.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id");
        (await firms.Firm.Admin.Put("/api/v1/users/permissions", new { userId, grant = new[] { "report:generate" }, revoke = Array.Empty<string>() })).Ok();
        (await reader.Get($"{Scheduled.Saved}/{id}/report")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        await firms.House.Scalar<int>("update reporting.saved_reports set definition = jsonb_set(definition, '{columns,0,column}', '\"wasThere\"') where id = $1 returning 1", Guid.Parse(id));
        (await Owner.Get($"{Scheduled.Saved}/{id}/report")).Json["errors"]!.AsObject().ShouldContainKey("columns[0].column");
    }
}
