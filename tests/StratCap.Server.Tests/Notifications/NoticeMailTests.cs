using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using StratCap.Contracts.Funds;
using StratCap.Notifications.Sending;
using StratCap.Server.Tests.Workflows;
using StratCap.Testing;

namespace StratCap.Server.Tests.Notifications;

public sealed class NoticeMailTests
{
    [Fact]
    public async Task Call_WhenIssued_IsToldToEveryInvestorByMail()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await ProcessStage.Open(Over(smtp));
        var callId = await Issued(stage);

        (await Send(stage)).ShouldBe(3);

        var mail = await smtp.WaitForAsync("investor1@lp.example");
        mail.Sender.ShouldBe("notices@harbour.example");
        mail.Message.From.ToString().ShouldBe("\"Harbour Partners\" <notices@harbour.example>");
        mail.Message.Subject.ShouldBe("Fund on stage: capital call 1, due 31 March 2026");
        mail.Message.TextBody!.ShouldContain("USD 1,000.01");
        mail.Message.HtmlBody!.ShouldContain("<strong>USD 1,000.01</strong>");
        mail.Message.Attachments.OfType<MimePart>().ShouldHaveSingleItem().FileName.ShouldBe("notice.pdf");
        smtp.Mails.Count.ShouldBe(3);
        (await Send(stage)).ShouldBe(0);
        var messages = await Messages(stage, $"?subjectId={callId}");
        messages.Select(m => m["state"]!.GetValue<string>()).Order().ShouldBe(["NoAddress", "Sent", "Sent", "Sent"]);
    }

    [Fact]
    public async Task Call_WhoseEventComesAgain_IsToldOnce()
    {
        await using var stage = await ProcessStage.Open();
        var callId = await Issued(stage);

        await stage.Tell(new CapitalCallIssuedEvent(stage.Others.Fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));

        (await Messages(stage, "")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Call_ThatIsReversedAlready_IsToldToNobody()
    {
        await using var stage = await ProcessStage.Open();
        var fund = stage.Others.Fund;
        fund.Begin();
        var callId = Guid.CreateVersion7();
        fund.Reverse(fund.Call(callId));

        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));

        (await Messages(stage, "")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Distribution_WhenDeclared_IsToldWithWhatIsPayable()
    {
        await using var stage = await ProcessStage.Open();
        var fund = stage.Others.Fund;
        fund.Begin();
        Addresses(stage);
        var id = Guid.CreateVersion7();
        fund.Distribute(id);

        await stage.Tell(new DistributionDeclaredEvent(fund.Id, id, Guid.CreateVersion7(), 1, new(2026, 3, 10)));
        await Send(stage);

        // Without a mail server, the messages are files.
        var mails = Directory.GetFiles(Path.Combine(stage.Folder, "mail"), "*.eml").Select(f => MimeMessage.Load(f)).ToList();
        var first = mails.Single(m => m.To.Mailboxes.Single().Address == "investor0@lp.example");
        first.Subject.ShouldBe("Fund on stage: distribution 1, payable 10 March 2026");
        first.TextBody!.ShouldContain("USD 75.00");
    }

    [Fact]
    public async Task Mail_WhenTheServerRefusesForNow_IsTriedAgainLaterAsTheSameMessage()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await ProcessStage.Open(Over(smtp));
        await Issued(stage);
        smtp.Refuses = true;

        (await Send(stage)).ShouldBe(0);
        (await Messages(stage, "?state=Queued")).ShouldAllBe(m => m["attempts"]!.GetValue<int>() == 1 && m["reason"]!.GetValue<string>().Contains("try again later"));
        (await Send(stage)).ShouldBe(0);
        smtp.Refuses = false;
        stage.Clock.Advance(TimeSpan.FromSeconds(60));
        (await Send(stage)).ShouldBe(3);

        smtp.Mails.Count.ShouldBe(3);
        smtp.Mails.Select(m => m.Message.MessageId).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Mail_ThatIsRefusedToTheEnd_FailsWithTheReason()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await ProcessStage.Open(new(Over(smtp)) { ["Smtp:MaxAttempts"] = "2" });
        await Issued(stage);
        smtp.Refuses = true;

        await Send(stage);
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        await Send(stage);

        var failed = await Messages(stage, "?state=Failed");
        failed.Count.ShouldBe(3);
        failed.ShouldAllBe(m => m["reason"]!.GetValue<string>().Contains("try again later"));
        stage.Clock.Advance(TimeSpan.FromDays(1));
        smtp.Refuses = false;
        (await Send(stage)).ShouldBe(0);
    }

    [Fact]
    public async Task Mail_WhileTheServerIsOutOfReach_WaitsWithoutUsingUpItsAttempts()
    {
        await using var stage = await ProcessStage.Open(new() { ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = "1", ["Smtp:UseTls"] = "false", ["Smtp:MaxAttempts"] = "1" });
        await Issued(stage);

        for (var i = 0; i < 5; i++)
        {
            await Send(stage);
            stage.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        (await Messages(stage, "?state=Queued")).Count.ShouldBe(3);
        (await Messages(stage, "?state=Queued")).ShouldContain(m => m["reason"] != null && m["reason"]!.GetValue<string>().Contains("out of reach"));
    }

    [Fact]
    public async Task Mail_WhoseNoticeCannotBeMade_IsTriedAgainLater()
    {
        await using var stage = await ProcessStage.Open();
        await Issued(stage);
        stage.Others.NoticeError = new InvalidOperationException("Reporting is away");

        (await Send(stage)).ShouldBe(0);
        stage.Others.NoticeError = null;
        stage.Clock.Advance(TimeSpan.FromSeconds(61));

        (await Send(stage)).ShouldBe(3);
    }

    [Fact]
    public async Task Mail_SentByManyAtOnce_GoesOutOnce()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await ProcessStage.Open(Over(smtp));
        await Issued(stage);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Send(stage))));
        await Send(stage);

        smtp.Mails.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Resend_AfterTheAddressWasEntered_ReachesTheInvestor()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await ProcessStage.Open(Over(smtp));
        await Issued(stage);
        await Send(stage);
        var message = (await Messages(stage, "?state=NoAddress")).ShouldHaveSingleItem();
        var path = $"/api/v1/notifications/messages/{message["messageId"]!.GetValue<Guid>()}";
        var api = stage.As(stage.Maker);
        (await api.Post(path + "/resend")).Refused(HttpStatusCode.UnprocessableEntity, "notifications.message.no_address");
        (await stage.As(stage.Viewer).Get(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.As(stage.Maker, Guid.CreateVersion7()).Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");

        stage.Others.EmailOf[message["investorId"]!.GetValue<Guid>()] = "late@lp.example";
        (await api.Post(path + "/resend")).Ok()["data"]!["state"]!.GetValue<string>().ShouldBe("Queued");
        (await api.Post(path + "/resend")).Refused(HttpStatusCode.Conflict, "notifications.message.queued");
        await Send(stage);
        var first = await smtp.WaitForAsync("late@lp.example");
        (await api.Post(path + "/resend")).Ok();
        await Send(stage);

        // Sent again on purpose, it is another message: a mailbox must not take it for a repeat.
        smtp.Mails.Where(m => m.Recipients.Contains("late@lp.example")).Select(m => m.Message.MessageId).Distinct().Count().ShouldBe(2);
        first.Message.TextBody!.ShouldContain("Dear Investor");
    }

    [Fact]
    public async Task Address_ThatWouldBeginAnotherHeader_IsNeverUsed()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await ProcessStage.Open(Over(smtp));
        var fund = stage.Others.Fund;
        fund.Begin();
        stage.Others.EmailOf[fund.Investors[0]] = "a@lp.example\r\nBcc: thief@evil.example";
        stage.Others.EmailOf[fund.Investors[1]] = "a@lp.example, thief@evil.example";
        var callId = Guid.CreateVersion7();
        fund.Call(callId);

        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));
        await Send(stage);

        (await Messages(stage, "")).Select(m => m["state"]!.GetValue<string>()).Order().ShouldBe(["Failed", "Failed", "NoAddress", "NoAddress"]);
        smtp.Mails.ShouldBeEmpty();
    }

    private static async Task<Guid> Issued(ProcessStage stage)
    {
        var fund = stage.Others.Fund;
        fund.Begin();
        Addresses(stage);
        var callId = Guid.CreateVersion7();
        fund.Call(callId);
        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));
        return callId;
    }

    /// <summary>Everybody but the last has an address.</summary>
    private static void Addresses(ProcessStage stage)
    {
        for (var i = 0; i < stage.Others.Fund.Investors.Count; i++)
            stage.Others.EmailOf[stage.Others.Fund.Investors[i]] = i == stage.Others.Fund.Investors.Count - 1 ? null : $"investor{i}@lp.example";
    }

    private static Dictionary<string, string?> Over(SmtpCatcher smtp) => new()
    {
        ["Smtp:Host"] = smtp.Host,
        ["Smtp:Port"] = smtp.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Smtp:UseTls"] = "false",
        ["Smtp:From"] = "notices@harbour.example",
    };

    private static Task<int> Send(ProcessStage stage) => stage.Services.GetRequiredService<MailSender>().Run(CancellationToken.None);

    private static async Task<List<JsonNode>> Messages(ProcessStage stage, string query) =>
        [.. (await stage.As(stage.Maker).Get("/api/v1/notifications/messages" + query)).Ok()["data"]!.AsArray().Select(m => m!)];
}
