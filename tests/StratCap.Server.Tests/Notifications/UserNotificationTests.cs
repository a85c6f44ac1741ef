using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;
using StratCap.Notifications.Sending;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Notifications;

public sealed class UserNotificationTests
{
    private const string Path = "/api/v1/notifications";

    [Fact]
    public async Task AProposal_IsToldToWhoeverMayDecide_ButNotToItsMaker()
    {
        await using var stage = await Peopled();
        var second = Person(stage, "fund_manager");
        var proposal = stage.Draft(preparedBy: second);

        var workflow = await stage.Submit(proposal, stage.Maker);
        await stage.Pump();

        var told = (await Told(stage, stage.Checker)).ShouldHaveSingleItem();
        told.Text("kind").ShouldBe("ProcessWaiting");
        told["target"]!.Id("id").ShouldBe(workflow);
        (told["parameters"]!.Text("proposal"), told["parameters"]!.Text("number"), told["parameters"]!.Text("fund")).ShouldBe(("CapitalCall", "1", "Fund on stage"));
        told["parameters"]!.Text("amount").ShouldBe("USD 4000.04");
        (await Unread(stage, stage.Checker)).ShouldBe(1);
        (await Told(stage, second)).ShouldBeEmpty("he prepared it");
        (await Told(stage, stage.Maker)).ShouldBeEmpty("he submitted it");
        (await Told(stage, stage.Viewer)).ShouldBeEmpty("he may not decide");
        stage.Others.PushedTo.ShouldBe([(stage.Checker, "notification.changed")]);
    }

    [Fact]
    public async Task ADecision_IsToldToTheMaker_AndTakesTheQuestionOffTheOthers()
    {
        await using var stage = await Peopled();
        var other = Person(stage, "fund_manager");
        var workflow = await stage.Submit(stage.Draft());
        await stage.Pump();

        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{workflow}", new { decision = "reject", reason = "The due date is a holiday." })).Ok();
        await stage.Pump();

        var told = (await Told(stage, stage.Maker)).ShouldHaveSingleItem();
        told.Text("kind").ShouldBe("ProcessReturned");
        told["parameters"]!.Text("reason").ShouldBe("The due date is a holiday.");
        told["target"]!.Text("kind").ShouldBe("CapitalCall");
        (await Unread(stage, other)).ShouldBe(0);
        (await Told(stage, other)).ShouldHaveSingleItem("it stays in the list, as read");
    }

    [Fact]
    public async Task Notifications_AreSearchedByTheirValues_KeptByKind_AndSayWhatTheyTellInOneLine()
    {
        await using var stage = await Peopled();
        await stage.Submit(stage.Draft(), stage.Maker);
        await stage.Submit(stage.Draft(), stage.Maker);
        await stage.Pump();
        var api = stage.As(stage.Checker);

        (await api.Get(Path + "?language=de")).Ok().Rows().ShouldAllBe(n => n.Text("subject").StartsWith("Kapitalabruf ", StringComparison.Ordinal) && n.Text("subject").Contains("Fund on stage", StringComparison.Ordinal));
        (await api.Get(Path + "?q=fund%20ON%20stage")).Ok().Rows().Count.ShouldBe(2);
        (await api.Get(Path + "?q=parameters")).Ok().Rows().ShouldBeEmpty();
        (await api.Get(Path + "?q=amount")).Ok().Rows().ShouldBeEmpty("the names of values are no words");
        (await api.Get(Path + "?kind=ProcessWaiting&unread=true&sort=createdAt")).Ok().Rows().Count.ShouldBe(2);
        (await api.Get(Path + "?kind=ImportFinished")).Ok().Rows().ShouldBeEmpty();
        (await stage.As(stage.Viewer).Get(Path + "?q=stage")).Ok().Rows().ShouldBeEmpty("they are another's");
    }

    [Fact]
    public async Task Withdrawing_TellsNotWhoeverDidIt()
    {
        await using var stage = await Peopled();
        var workflow = await stage.Submit(stage.Draft());
        await stage.Pump();

        (await stage.As(stage.Maker).Post($"/api/v1/workflows/{workflow}/withdraw", new { reason = "A wrong amount." })).Ok();
        // The stage carries no names with its events: the actor is put back by hand.
        using (stage.Services.GetRequiredService<CurrentActor>().Use(new Actor(stage.Maker, "Maker"))) await stage.Pump();

        (await Unread(stage, stage.Checker)).ShouldBe(0);
    }

    [Fact]
    public async Task AnIssuedCall_IsToldToItsMaker_AndToThosePortalUsersWhoLookForItsInvestors_Once()
    {
        await using var stage = await Peopled();
        var fund = stage.Others.Fund;
        fund.Begin();
        var (looking, elsewhere) = (Person(stage, "investor"), Person(stage, "investor"));
        stage.Others.Looks[looking] = [fund.Investors[0], fund.Investors[1]];
        stage.Others.Looks[elsewhere] = [Guid.CreateVersion7()];
        var proposal = stage.Draft();
        var workflow = await stage.Approve(proposal);
        var callId = Guid.CreateVersion7();
        fund.Call(callId);

        for (var time = 0; time < 2; time++) await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, workflow, 1, new(2026, 3, 31)));

        var told = (await Told(stage, looking)).ShouldHaveSingleItem("once for the call, for however many investors he looks and however often it is told");
        (told.Text("kind"), told["parameters"]!.Text("fund"), told["parameters"]!.Text("date")).ShouldBe(("CallNotice", "Fund on stage", "2026-03-31"));
        told["target"]!.Id("id").ShouldBe(callId);
        (await Told(stage, elsewhere)).ShouldBeEmpty();
        (await Told(stage, stage.Maker)).Select(n => n.Text("kind")).ShouldBe(["ProcessIssued", "MessageFailed", "ProcessApproved"], ignoreOrder: true);
    }

    [Fact]
    public async Task AFinishedImport_IsToldToWhoeverSentTheFile()
    {
        await using var stage = await Peopled();
        var what = new ImportFinished(Guid.CreateVersion7(), stage.Maker, "positions.csv", "Completed", 70, 6, 2);
        var id = Guid.CreateVersion7();

        await stage.Tell(what, id);
        await stage.Tell(what, id);

        var told = (await Told(stage, stage.Maker)).ShouldHaveSingleItem();
        (told["parameters"]!.Text("file"), told["parameters"]!.Text("refused"), told["target"]!.Text("kind")).ShouldBe(("positions.csv", "2", "Import"));
        (await Told(stage, stage.Checker)).ShouldBeEmpty();
    }

    [Fact]
    public async Task MessagesThatFail_AreToldOnceForTheCall_WithHowManyOthersFailed()
    {
        await using var stage = await Peopled();
        var fund = stage.Others.Fund;
        fund.Begin();
        var callId = Guid.CreateVersion7();
        fund.Call(callId);
        // Nobody has an address.
        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));

        var told = (await Told(stage, stage.Maker)).ShouldHaveSingleItem();
        (told.Text("kind"), told["parameters"]!.Text("others")).ShouldBe(("MessageFailed", "3"));
        (await Told(stage, stage.Viewer)).ShouldBeEmpty("he cannot send it again");
    }

    [Fact]
    public async Task Reading_CountsForOneselfOnly_AndAnothersIs404()
    {
        await using var stage = await Peopled();
        var other = Person(stage, "fund_manager");
        await stage.Submit(stage.Draft());
        await stage.Submit(stage.Draft());
        await stage.Pump();
        var mine = (await Told(stage, stage.Checker))[0].Id("id");

        (await stage.As(other).Post($"{Path}/{mine}/read")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.As(stage.Checker, Guid.CreateVersion7()).Post($"{Path}/{mine}/read")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.As(stage.Checker).Get(Path + "?unread=true&size=1")).Ok()["meta"]!["page"]!["next"].ShouldNotBeNull();
        (await stage.As(stage.Checker).Post($"{Path}/{mine}/read")).Ok();
        (await Unread(stage, stage.Checker)).ShouldBe(1);
        (await stage.As(stage.Checker).Get(Path + "?unread=true")).Ok().Rows().ShouldHaveSingleItem();
        (await stage.As(stage.Checker).Post($"{Path}/read-all")).Ok()["data"]!["read"]!.GetValue<int>().ShouldBe(1);

        (await Unread(stage, stage.Checker)).ShouldBe(0);
        (await Unread(stage, other)).ShouldBe(2);
    }

    [Fact]
    public async Task Wishes_DecideWhetherOneIsTold_InTheApplicationAndByMail()
    {
        await using var stage = await Peopled();
        var (silent, usual) = (Person(stage, "fund_manager", "de"), Person(stage, "fund_manager", "de"));
        (await stage.As(stage.Checker).Put(Path + "/preferences", new { preferences = new[] { new { kind = "ProcessWaiting", inApp = true, email = false } } })).Ok();
        (await stage.As(silent).Put(Path + "/preferences", new { preferences = new[] { new { kind = "ProcessWaiting", inApp = false, email = false } } })).Ok()
            .Rows().Single(p => p.Text("kind") == "ProcessWaiting")["inApp"]!.GetValue<bool>().ShouldBeFalse();

        await stage.Submit(stage.Draft());
        await stage.Pump();
        await Send(stage);

        (await Told(stage, stage.Checker)).Count.ShouldBe(1);
        (await Told(stage, silent)).ShouldBeEmpty();
        var mail = Mails(stage).ShouldHaveSingleItem();
        mail.To.Mailboxes.Single().Address.ShouldBe($"{usual:N}@firm.example");
        mail.Subject.ShouldBe("Kapitalabruf 1 von Fund on stage wartet auf Ihre Entscheidung");
        mail.TextBody!.ShouldContain("USD 4000.04");
        (await stage.Scalar<long>("select count(*) from notifications.user_emails where state = 'Sent' and body is null")).ShouldBe(1);
    }

    [Fact]
    public async Task Preferences_ShowTheKindsThatConcernOne_AndRefuseWhatIsNoKind()
    {
        await using var stage = await Peopled();
        var investor = Person(stage, "investor");

        (await stage.As(investor).Get(Path + "/preferences")).Ok().Rows().Select(p => p.Text("kind")).ShouldBe(["CallNotice", "DistributionNotice", "AccountChanged", "ReportsPublished", "MailReturned"]);
        (await stage.As(stage.Maker).Get(Path + "/preferences")).Ok().Rows().Select(p => p.Text("kind")).ShouldNotContain("CallNotice");
        (await stage.As(investor).Put(Path + "/preferences", new { preferences = new[] { new { kind = "Everything", inApp = true, email = true } } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await stage.As(investor).Put(Path + "/preferences", new { preferences = Array.Empty<object>() })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task ALinkThatOpensAnAccount_IsMailed_AndLiesNowhereToBeRead()
    {
        await using var stage = await Peopled();
        const string Link = "http://harbour.localhost/reset-password?token=secret-token-of-it";
        var sealedLink = Convert.ToBase64String(stage.Services.GetRequiredService<Seal>().Close(AccountMailWanted.LinkPurpose, Encoding.UTF8.GetBytes(Link)));

        await stage.Tell(new AccountMailWanted(stage.Viewer, AccountMail.PasswordReset, "Vera <b>", "vera@firm.example", null, sealedLink, stage.Clock.GetUtcNow()));
        var kept = await stage.Scalar<string>("select coalesce(string_agg(row_to_json(e)::text, ' '), '') from notifications.user_emails e");
        await Send(stage);

        kept.ShouldNotContain("secret-token");
        var mail = Mails(stage).ShouldHaveSingleItem();
        mail.TextBody!.ShouldContain(Link);
        mail.HtmlBody!.ShouldContain("Vera &lt;b&gt;");
        (await stage.As(stage.Maker).Get("/api/v1/notifications/messages")).Ok().Rows().ShouldBeEmpty("no list of messages shows it");
    }

    [Fact]
    public async Task WhatIsOld_IsPruned_AndTheRestStays()
    {
        await using var stage = await Peopled();
        await stage.Submit(stage.Draft());
        await stage.Pump();
        await Send(stage);
        stage.Clock.Advance(TimeSpan.FromDays(100));
        await stage.Submit(stage.Draft());
        await stage.Pump();
        await Send(stage);
        (await Told(stage, stage.Checker)).Count.ShouldBe(2);

        stage.Clock.Advance(TimeSpan.FromDays(90));
        var pruning = stage.Services.GetRequiredService<NotificationPruning>();
        (await pruning.Run(CancellationToken.None)).ShouldBe(2);

        (await Told(stage, stage.Checker)).Count.ShouldBe(1);
        (await stage.Scalar<long>("select count(*) from notifications.user_emails")).ShouldBe(1);
        (await stage.Scalar<long>("select count(*) from notifications.notification_days")).ShouldBe(1);
        (await pruning.Run(CancellationToken.None)).ShouldBe(0);
    }

    private static async Task<ProcessStage> Peopled()
    {
        var stage = await ProcessStage.Open();
        foreach (var (id, name) in ((Guid, string)[])[(stage.Maker, "Maker"), (stage.Checker, "Checker"), (stage.Viewer, "Viewer")])
            stage.Others.Known.Add(new Person(id, name, $"{id:N}@firm.example", null));
        return stage;
    }

    private static Guid Person(ProcessStage stage, string role, string? language = null)
    {
        var id = Guid.CreateVersion7();
        stage.Others.Grant(id, role);
        stage.Others.Known.Add(new Person(id, "Person " + role, $"{id:N}@firm.example", language));
        return id;
    }

    private static async Task<List<JsonNode>> Told(ProcessStage stage, Guid user) => (await stage.As(user).Get(Path)).Ok().Rows();

    private static async Task<int> Unread(ProcessStage stage, Guid user) => (await stage.As(user).Get(Path + "/unread-count")).Ok()["data"]!["unread"]!.GetValue<int>();

    private static Task<int> Send(ProcessStage stage) => stage.Services.GetRequiredService<MailSender>().Run(CancellationToken.None);

    private static List<MimeMessage> Mails(ProcessStage stage) =>
        System.IO.Path.Combine(stage.Folder, "mail") is var folder && Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f))] : [];
}
