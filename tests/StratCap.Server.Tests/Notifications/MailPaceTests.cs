using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Contracts.Payments;
using StratCap.Notifications.Sending;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Notifications;

/// <summary>Mails that wait: for the end of quiet hours, or to be told together. The stage's clock stands at 09:00 UTC of a Monday, 10:00 in Berlin.</summary>
public sealed class MailPaceTests
{
    private const string Path = "/api/v1/notifications";

    [Fact]
    public async Task WhatIsGathered_IsOneMailInTheMorning_AndTheApplicationShowsItAtOnce()
    {
        await using var stage = await Stage();
        var reader = Reader(stage, "de");
        (await stage.As(reader).Put(Path + "/preferences", new { preferences = new[] { new { kind = "ImportFinished", inApp = true, email = true, rhythm = "Daily" } } })).Ok();

        await stage.Tell(Import(reader, "one <b>.csv"));
        await stage.Tell(Import(reader, "two.csv"));
        await Send(stage);

        Mails(stage).ShouldBeEmpty();
        (await stage.As(reader).Get(Path)).Ok().Rows().Count.ShouldBe(2);
        stage.Clock.Advance(TimeSpan.FromHours(21));
        await Send(stage);
        Mails(stage).ShouldBeEmpty("it is 07:00 in Berlin");
        stage.Clock.Advance(TimeSpan.FromHours(1));
        await Send(stage);
        await Send(stage);

        var mail = Mails(stage).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Was Sie bei Harbour Partners betrifft");
        mail.TextBody!.ShouldContain("– Der Import von one <b>.csv ist beendet");
        mail.TextBody!.ShouldContain("– Der Import von two.csv ist beendet");
        mail.HtmlBody!.ShouldContain("one &lt;b&gt;.csv");
        (await stage.Scalar<long>("select count(*) from notifications.user_emails where state = 'Sent' and body is null")).ShouldBe(3);
        await stage.Tell(Import(reader, "three.csv"));
        stage.Clock.Advance(TimeSpan.FromDays(1));
        await Send(stage);
        Mails(stage).Count.ShouldBe(2);
        Mails(stage).Count(m => m.TextBody!.Contains("two.csv", StringComparison.Ordinal)).ShouldBe(1, "each is said once");
    }

    [Fact]
    public async Task GatheredByManyAtOnce_NothingIsLostAndNothingTwice()
    {
        await using var stage = await Stage();
        var reader = Reader(stage, "en");
        (await stage.As(reader).Put(Path + "/preferences", new { preferences = new[] { new { kind = "ImportFinished", inApp = true, email = true, rhythm = "Weekly" } } })).Ok();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => stage.Tell(Import(reader, $"file{i}.csv")))));
        stage.Clock.Advance(TimeSpan.FromDays(7));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Send(stage))));

        var mail = Mails(stage).ShouldHaveSingleItem();
        for (var i = 0; i < 8; i++) mail.TextBody!.ShouldContain($"file{i}.csv");
    }

    [Fact]
    public async Task InQuietHours_MailsWaitForTheirEnd()
    {
        await using var stage = await Stage();
        var reader = Reader(stage, "en");
        (await stage.As(reader).Put(Path + "/preferences", new { preferences = new[] { new { kind = "ImportFinished", inApp = true, email = true } } })).Ok();
        (await stage.As(reader).Put(Path + "/quiet-hours", new { from = "09:30:00", until = "14:00:00" })).Ok();

        await stage.Tell(Import(reader, "one.csv"));
        await Send(stage);
        Mails(stage).ShouldBeEmpty();
        (await stage.As(reader).Get(Path)).Ok().Rows().ShouldHaveSingleItem("the application waits for nothing");
        stage.Clock.Advance(TimeSpan.FromHours(4));
        await Send(stage);

        Mails(stage).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WhatConcernsTheSafetyOfAnAccount_NeverWaits()
    {
        await using var stage = await Stage();
        var fund = stage.Others.Fund;
        fund.Begin();
        var reader = Reader(stage, "en", "investor");
        stage.Others.Looks[reader] = [fund.Investors[0]];
        (await stage.As(reader).Put(Path + "/quiet-hours", new { from = "00:00:00", until = "23:59:00" })).Ok();
        (await stage.As(reader).Put(Path + "/preferences", new { preferences = new[] { new { kind = "AccountChanged", inApp = true, email = true, rhythm = "Weekly" } } })).Refused(HttpStatusCode.BadRequest, "request.invalid");

        await stage.Tell(new AccountMailWanted(reader, AccountMail.PasswordChanged, "Reader", "reader@firm.example", "en", null, null));
        await stage.Tell(new ReceivingAccountChanged(fund.Id, Guid.CreateVersion7(), ReceivingAccountState.Confirmed, false, new(2026, 3, 2)));
        await Send(stage);

        Mails(stage).Count.ShouldBe(2);
    }

    [Fact]
    public async Task QuietHours_AreOnesOwn_AndHaveTwoEnds()
    {
        await using var stage = await Stage();
        var (one, other) = (Reader(stage, "en"), Reader(stage, "de"));
        (await stage.As(one).Put(Path + "/quiet-hours", new { from = "22:00:00", until = "07:00:00" })).Ok()["data"]!.Text("from").ShouldBe("22:00:00");

        (await stage.As(one).Get(Path + "/quiet-hours")).Ok()["data"]!.Text("until").ShouldBe("07:00:00");
        (await stage.As(other).Get(Path + "/quiet-hours")).Ok()["data"]!["from"].ShouldBeNull();
        (await stage.As(one, Guid.CreateVersion7()).Get(Path + "/quiet-hours")).Ok()["data"]!["from"].ShouldBeNull();
        (await stage.As(one).Put(Path + "/quiet-hours", new { from = "22:00:00" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.As(one).Put(Path + "/quiet-hours", new { from = "08:00:30", until = "08:00:10" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.As(one).Put(Path + "/quiet-hours", new { from = "22:00:00", until = "22:00:00" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.As(one).Put(Path + "/quiet-hours", new { from = (string?)null, until = (string?)null })).Ok();
        (await stage.Scalar<long>("select count(*) from notifications.quiet_hours")).ShouldBe(0);
    }

    private static Task<ProcessStage> Stage() => ProcessStage.Open();

    private static Guid Reader(ProcessStage stage, string language, string role = "accountant")
    {
        var id = Guid.CreateVersion7();
        stage.Others.Grant(id, role);
        stage.Others.Known.Add(new Person(id, "Reader", $"{id:N}@firm.example", language, "Europe/Berlin"));
        return id;
    }

    private static ImportFinished Import(Guid by, string file) => new(Guid.CreateVersion7(), by, file, "Completed", 70, 6, 2);

    private static Task<int> Send(ProcessStage stage) => stage.Services.GetRequiredService<MailSender>().Run(CancellationToken.None);

    private static List<MimeMessage> Mails(ProcessStage stage) =>
        System.IO.Path.Combine(stage.Folder, "mail") is var folder && Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f))] : [];
}
