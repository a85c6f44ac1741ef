using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Npgsql;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Notifications.People;
using StratCap.Notifications.Sending;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;
using StratCap.Testing;

namespace StratCap.Server.Tests.Notifications;

public sealed class BounceTests
{
    private const string Path = "/api/v1/notifications";
    private const string Secret = "a-secret-of-the-mail-server-and-ours-0815";
    private const string Lp = "investor0@lp.example";

    public static TheoryData<string, string, string> Forms() => new()
    {
        { "Postfix", "5.1.1", "smtp; 550 5.1.1 <investor0@lp.example>: Recipient address rejected: User unknown in local recipient table" },
        { "Exchange", "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup" },
        { "Gmail", "5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces. - gsmtp" },
    };

    [Fact]
    public async Task AMail_CarriesAnEnvelopeSenderThatSaysWhichItIs_AndItsOwnSenderBefore()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);

        var first = await smtp.WaitForAsync(Lp);
        first.Sender.ShouldMatch("^bounces\\+[0-9a-f]{32}-0\\.[0-9a-f]{16}@mail\\.harbour\\.example$");
        first.Sender.Split('@')[0].Length.ShouldBeLessThanOrEqualTo(64, "RFC 5321 4.5.3.1.1");
        first.Message.From.Mailboxes.Single().Address.ShouldBe("notices@harbour.example");
        smtp.Mails.Select(m => m.Sender).Distinct().Count().ShouldBe(smtp.Mails.Count);
        (await stage.As(stage.Maker).Post($"{Path}/messages/{(await Message(stage)).Id("messageId")}/resend")).Ok();
        await Send(stage);
        smtp.Mails[^1].Sender.ShouldContain("-1.");
    }

    [Fact]
    public async Task AMailWrittenAsAFile_SaysItInItsHeader_AndNothingWhereReportsAreNotAskedFor()
    {
        await using (var stage = await ProcessStage.Open(Asked))
        {
            await Issued(stage);
            Files(stage).ShouldAllBe(m => m.Headers[HeaderId.ReturnPath]!.StartsWith("<bounces+", StringComparison.Ordinal));
        }
        await using var silent = await ProcessStage.Open();
        await Issued(silent);
        Files(silent).ShouldAllBe(m => m.Headers[HeaderId.ReturnPath] == null);
        (await silent.Scalar<long>("select count(*) from notifications.sent_mails")).ShouldBe(0);
        (await Hand(silent, Dsn.Postfix("bounces+x@mail.harbour.example", Lp))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AReportOfFailure_MarksTheMail_SuppressesTheAddress_AndTellsThoseWhoCanSendAgain(string form, string status, string said)
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        var to = (await smtp.WaitForAsync(Lp)).Sender;

        (await Hand(stage, form switch { "Postfix" => Dsn.Postfix(to, Lp), "Exchange" => Dsn.Exchange(to, Lp), _ => Dsn.Gmail(to, Lp) })).Status.ShouldBe(HttpStatusCode.Accepted);
        await stage.Pump();

        var message = await Message(stage);
        (message.Text("state"), message.Text("reason")).ShouldBe(("Bounced", $"{status} – {said}"));
        var detail = (await stage.As(stage.Maker).Get($"{Path}/messages/{message.Id("messageId")}")).Ok()["data"]!;
        var report = detail["reports"]!.AsArray().ShouldHaveSingleItem()!;
        (report.Text("action"), report.Text("status"), report.Text("diagnostic")).ShouldBe(("Failed", status, said));
        var suppressed = (await Suppressions(stage)).ShouldHaveSingleItem();
        (suppressed.Text("address"), suppressed.Text("status"), suppressed["ofUser"]!.GetValue<bool>()).ShouldBe((Lp, status, false));
        detail["suppression"]!.Id("suppressionId").ShouldBe(suppressed.Id("suppressionId"));
        var news = (await Told(stage, stage.Maker)).ShouldHaveSingleItem();
        (news.Text("kind"), news["parameters"]!.Text("address"), news["parameters"]!.Text("others"), news["target"]!.Text("kind")).ShouldBe(("MailReturned", Lp, "0", "SentMail"));
        (await Told(stage, stage.Viewer)).ShouldBeEmpty();
        stage.Others.PushedTo.ShouldContain((stage.Maker, "notification.changed"));
        (await stage.Scalar<long>("select count(*) from notifications.audit where action in ('notifications.delivery_report', 'notifications.suppress')")).ShouldBe(2);
        (await stage.As(stage.Maker).Get($"{Path}/messages?state=Bounced")).Ok().Rows().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WhatIsNotFailedForGood_IsNoted_AndTheAddressKeepsItsMail()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        var to = (await smtp.WaitForAsync(Lp)).Sender;

        foreach (var (action, status) in ((string, string)[])[("delayed", "4.4.1"), ("relayed", "2.1.9 (relayed)"), ("delivered", "2.1.5")]) (await Hand(stage, Dsn.Postfix(to, Lp, action, status))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Message(stage)).Text("state").ShouldBe("Sent");
        (await Detail(stage))["reports"]!.AsArray().Select(r => $"{r!.Text("action")} {r!.Text("status")}").ShouldBe(["Delivered 2.1.5", "Relayed 2.1.9", "Delayed 4.4.1"]);
        (await Told(stage, stage.Maker)).ShouldBeEmpty();

        // Given up, but by a fault that may pass: it did not arrive, and the next may.
        (await Hand(stage, Dsn.Exchange(to, Lp, "4.4.7", "550 4.4.7 QUEUE.Expired; message expired"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Message(stage)).Text("state").ShouldBe("Bounced");
        (await Suppressions(stage)).ShouldBeEmpty();
        (await Told(stage, stage.Maker)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task TheSameReport_HoweverOftenAndAtOnce_CountsOnce()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        var to = (await smtp.WaitForAsync(Lp)).Sender;

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Hand(stage, Dsn.Postfix(to, Lp))));
        // Handed on over another way, with other headers, it is still the same; another one of the same mail is noted.
        await Hand(stage, "Received: from elsewhere\n" + Dsn.Postfix(to, Lp));
        await Hand(stage, Dsn.Postfix(to, Lp, status: "5.7.1"));

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.Accepted);
        (await Detail(stage))["reports"]!.AsArray().Count.ShouldBe(2);
        (await Message(stage)).Text("reason").ShouldStartWith("5.1.1");
        (await Suppressions(stage)).ShouldHaveSingleItem();
        (await Told(stage, stage.Maker)).ShouldHaveSingleItem();
        (await stage.Scalar<long>("select count(*) from notifications.audit where action = 'notifications.suppress'")).ShouldBe(1);
    }

    [Fact]
    public async Task WhatIsForged_OrNoReport_OrNotHandedOnByTheMailServer_HasNoEffect()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        var to = (await smtp.WaitForAsync(Lp)).Sender;
        var other = smtp.Mails.First(m => m.Sender != to).Sender;
        var good = Dsn.Postfix(to, Lp);

        string Swapped(string sender) => sender[..sender.IndexOf('.', StringComparison.Ordinal)] + (sender == to ? other : to)[to.IndexOf('.', StringComparison.Ordinal)..];
        foreach (var forged in (string[])[Swapped(to), to.Replace("-0.", "-1.", StringComparison.Ordinal), to.Replace("mail.harbour", "mail.evil", StringComparison.Ordinal), to.Replace("bounces+", "other+", StringComparison.Ordinal), "bounces@mail.harbour.example"])
            (await Hand(stage, Dsn.Postfix(forged, Lp))).Refused(HttpStatusCode.UnprocessableEntity, "mail.bounce.not_ours");
        foreach (var none in (string[])[Dsn.OutOfOffice(to), good.Replace("delivery-status;", "disposition-notification;", StringComparison.Ordinal), good.Replace("Status: 5.1.1", "Status: none", StringComparison.Ordinal), good.Replace("Action: failed", "Action: 0", StringComparison.Ordinal), "", "\0\u0001"])
            (await Hand(stage, none)).Refused(HttpStatusCode.UnprocessableEntity, "mail.bounce.not_a_report");
        (await Hand(stage, good, "another-secret-that-is-long-enough-too")).Refused(HttpStatusCode.Unauthorized, "mail.bounce.secret");
        (await Hand(stage, good, null)).Refused(HttpStatusCode.Unauthorized, "mail.bounce.secret");
        (await Hand(stage, good, type: "text/plain")).Refused(HttpStatusCode.UnsupportedMediaType, "mail.bounce.media_type");
        (await Hand(stage, good + new string('x', 2 << 20))).Refused(HttpStatusCode.RequestEntityTooLarge, "request.too_large");

        (await stage.As(stage.Maker).Get($"{Path}/messages?state=Sent")).Ok().Rows().Count.ShouldBe(3);
        (await stage.Scalar<long>("select count(*) from notifications.delivery_reports")).ShouldBe(0);
        (await Suppressions(stage)).ShouldBeEmpty();
        (await Hand(stage, good.Replace(to, to.ToUpperInvariant(), StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Accepted, "some mail servers keep no small letters");
    }

    [Fact]
    public async Task LaterMails_ToASuppressedAddress_AreNotSent_UntilAPersonLiftsIt()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        await Hand(stage, Dsn.Postfix((await smtp.WaitForAsync(Lp)).Sender, Lp));
        var fund = stage.Others.Fund;
        stage.Others.EmailOf[fund.Investors[0]] = "Investor0@LP.example";
        var callId = Guid.CreateVersion7();
        fund.Call(callId);
        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 2, new(2026, 3, 31)));

        (await Send(stage)).ShouldBe(2, "the others get theirs");

        var message = (await stage.As(stage.Maker).Get($"{Path}/messages?state=Suppressed")).Ok().Rows().ShouldHaveSingleItem();
        message.Text("reason").ShouldStartWith("Mail to this address came back before");
        (await Told(stage, stage.Maker)).Select(n => n.Text("kind")).Order().ShouldBe(["MailReturned", "MessageFailed"]);
        var (resend, id) = ($"{Path}/messages/{message.Id("messageId")}/resend", (await Suppressions(stage)).Single().Id("suppressionId"));
        (await stage.As(stage.Maker).Post(resend)).Refused(HttpStatusCode.Conflict, "notifications.message.suppressed");

        var lift = $"{Path}/suppressions/{id}";
        (await stage.As(stage.Viewer).Delete(lift)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.As(stage.Maker, Guid.CreateVersion7()).Delete(lift)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.As(stage.Maker).Delete(lift, key: "lift")).Ok()["data"]!.Text("address").ShouldBe(Lp);
        (await stage.As(stage.Maker).Delete(lift, key: "lift")).Ok();
        (await stage.As(stage.Maker).Delete(lift)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Scalar<long>("select count(*) from notifications.audit where action = 'notifications.suppression.lift'")).ShouldBe(1);
        (await stage.As(stage.Maker).Post(resend)).Ok();
        await Send(stage);
        smtp.Mails.ShouldContain(m => m.Recipients.Contains("Investor0@LP.example"));
    }

    [Fact]
    public async Task TwoWhoLiftAtOnce_LiftOnce()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        await Hand(stage, Dsn.Postfix((await smtp.WaitForAsync(Lp)).Sender, Lp));
        var lift = $"{Path}/suppressions/{(await Suppressions(stage)).Single().Id("suppressionId")}";

        var replies = await Task.WhenAll(stage.As(stage.Maker).Delete(lift), stage.As(stage.Checker).Delete(lift));

        replies.Select(r => r.Status).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.NotFound]);
        (await stage.Scalar<long>("select count(*) from notifications.audit where action = 'notifications.suppression.lift'")).ShouldBe(1);
    }

    [Fact]
    public async Task AReportOfAnEarlierSending_IsNoted_AndSaysNothingOfTheLastOne()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        var first = (await smtp.WaitForAsync(Lp)).Sender;
        stage.Others.EmailOf[stage.Others.Fund.Investors[0]] = "corrected@lp.example";
        var message = await Message(stage);
        (await stage.As(stage.Maker).Post($"{Path}/messages/{message.Id("messageId")}/resend")).Ok();
        await Send(stage);

        (await Hand(stage, Dsn.Postfix(first, Lp))).Status.ShouldBe(HttpStatusCode.Accepted);

        (await Message(stage)).Text("state").ShouldBe("Sent");
        (await Suppressions(stage)).ShouldBeEmpty();
        (await Detail(stage))["reports"]!.AsArray().ShouldHaveSingleItem()!["sending"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task AReportThatOvertakesTheSendersCommit_WaitsForIt()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        var to = (await smtp.WaitForAsync(Lp)).Sender;
        // The moment between the mail server's answer and the commit, as another sender's transaction would have it.
        await using var sender = new NpgsqlConnection(stage.Database);
        await sender.OpenAsync();
        var id = (await Message(stage)).Id("messageId");
        await Run(sender, $"update notifications.emails set state = 'Queued' where id = '{id}'; delete from notifications.sent_mails; insert into notifications.email_queue (tenant_id, email_id, due_at) values ('{stage.Tenant}', '{id}', now() + interval '1 day')");
        await using var transaction = await sender.BeginTransactionAsync();
        await Run(sender, $"delete from notifications.email_queue; update notifications.emails set state = 'Sent' where id = '{id}'; insert into notifications.sent_mails (tenant_id, mail_id, for_user, sent_at) values ('{stage.Tenant}', '{id}', false, now())");

        var report = Hand(stage, Dsn.Postfix(to, Lp));
        await Waiting.Until(async () => await stage.Scalar<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0);
        report.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();

        (await report).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Message(stage)).Text("state").ShouldBe("Bounced");
    }

    [Fact]
    public async Task AMailToAUser_ThatComesBack_IsToldToHimInTheApplication_AndHeGetsNoMore()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        stage.Others.Known.Add(new Person(stage.Viewer, "Vera", "vera@firm.example", null));
        await stage.In<StratCap.Notifications.NotificationsDbContext, int>(async db =>
        {
            db.Preferences.Add(new NotificationPreference { UserId = stage.Viewer, Kind = NotificationKind.ImportFinished, InApp = true, Email = true });
            return await db.SaveChangesAsync();
        });
        await stage.Tell(Import(stage));
        await Send(stage);

        (await Hand(stage, Dsn.Exchange((await smtp.WaitForAsync("vera@firm.example")).Sender, "vera@firm.example"))).Status.ShouldBe(HttpStatusCode.Accepted);
        await stage.Tell(Import(stage));
        await Send(stage);

        var told = await Told(stage, stage.Viewer);
        told.Select(n => n.Text("kind")).Order().ShouldBe(["ImportFinished", "ImportFinished", "MailReturned"]);
        told.Single(n => n.Text("kind") == "MailReturned")["target"]!.Text("kind").ShouldBe("OwnAddress");
        (await Told(stage, stage.Maker)).ShouldHaveSingleItem()["target"]!.Text("kind").ShouldBe("SuppressedAddresses");
        smtp.Mails.Count(m => m.Recipients.Contains("vera@firm.example")).ShouldBe(1);
        (await stage.Scalar<string>("select string_agg(state, ',' order by id) from notifications.user_emails where kind = 'ImportFinished' and body is null")).ShouldBe("Bounced,Suppressed");
        (await Suppressions(stage)).ShouldHaveSingleItem()["ofUser"]!.GetValue<bool>().ShouldBeTrue();
        await stage.Tell(new AccountMailWanted(stage.Viewer, AccountMail.PasswordChanged, "Vera", "vera@firm.example", null, null, null));
        await Send(stage);
        smtp.Mails.Count(m => m.Recipients.Contains("vera@firm.example")).ShouldBe(2, "what he cannot enter without is sent all the same");
        (await stage.As(stage.Viewer).Get($"{Path}/preferences")).Ok().Rows().Count(p => p.Text("kind") == "MailReturned").ShouldBe(1);
    }

    [Fact]
    public async Task AfterAMonth_AReportIsOfNoUse()
    {
        await using var smtp = SmtpCatcher.Start();
        await using var stage = await Stage(smtp);
        await Issued(stage);
        stage.Clock.Advance(TimeSpan.FromDays(29));
        await stage.Services.GetRequiredService<NotificationPruning>().Run(CancellationToken.None);
        (await stage.Scalar<long>("select count(*) from notifications.sent_mails")).ShouldBe(3);
        stage.Clock.Advance(TimeSpan.FromDays(2));
        (await stage.Services.GetRequiredService<NotificationPruning>().Run(CancellationToken.None)).ShouldBe(3);

        (await Hand(stage, Dsn.Postfix((await smtp.WaitForAsync(Lp)).Sender, Lp))).Refused(HttpStatusCode.UnprocessableEntity, "mail.bounce.not_ours");
    }

    [Theory]
    [InlineData("bounces@mail.harbour.example", null)]
    [InlineData(null, Secret)]
    [InlineData("bounces@mail.harbour.example", "short")]
    [InlineData("bounces+x@mail.harbour.example", Secret)]
    [InlineData("bounce-reports@mail.harbour.example", Secret)]
    [InlineData("Bounces <b@mail.harbour.example>", Secret)]
    public void ASettingThatCannotWork_EndsTheStart(string? address, string? secret) =>
        new StratCap.Notifications.Bounces.BounceOptions { BounceAddress = address, BounceSecret = secret }.AreInRange().ShouldBeFalse();

    private static Dictionary<string, string?> Asked => new() { ["Mail:BounceAddress"] = "bounces@mail.harbour.example", ["Mail:BounceSecret"] = Secret };

    private static async Task<ProcessStage> Stage(SmtpCatcher smtp)
    {
        var stage = await ProcessStage.Open(new(Asked)
        {
            ["Smtp:Host"] = smtp.Host,
            ["Smtp:Port"] = smtp.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Smtp:UseTls"] = "false",
            ["Smtp:From"] = "notices@harbour.example",
        });
        stage.Others.Known.Add(new Person(stage.Maker, "Max", "max@firm.example", null));
        return stage;
    }

    private static ImportFinished Import(ProcessStage stage) => new(Guid.CreateVersion7(), stage.Viewer, "positions.csv", "Completed", 70, 6, 2);

    /// <summary>A call to three partners, whose messages went out.</summary>
    private static async Task Issued(ProcessStage stage)
    {
        var fund = stage.Others.Fund;
        fund.Begin(limitedPartners: 2);
        for (var i = 0; i < fund.Investors.Count; i++) stage.Others.EmailOf[fund.Investors[i]] = $"investor{i}@lp.example";
        var callId = Guid.CreateVersion7();
        fund.Call(callId);
        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));
        await Send(stage);
    }

    private static Task<int> Send(ProcessStage stage) => stage.Services.GetRequiredService<MailSender>().Run(CancellationToken.None);

    private static async Task<Reply> Hand(ProcessStage stage, string message, string? secret = Secret, string type = "message/rfc822")
    {
        var api = new Api(new HttpClient { BaseAddress = stage.As(stage.Maker).Http.BaseAddress });
        if (secret is not null) api.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", secret);
        return await api.Send(HttpMethod.Post, "/api/v1/mail/bounces", new ByteArrayContent(Dsn.Bytes(message)) { Headers = { ContentType = new(type) } }, "");
    }

    private static async Task<JsonNode> Message(ProcessStage stage) =>
        (await stage.As(stage.Maker).Get($"{Path}/messages?investorId={stage.Others.Fund.Investors[0]}")).Ok().Rows().ShouldHaveSingleItem();

    private static async Task<JsonNode> Detail(ProcessStage stage) => (await stage.As(stage.Maker).Get($"{Path}/messages/{(await Message(stage)).Id("messageId")}")).Ok()["data"]!;

    private static async Task<List<JsonNode>> Suppressions(ProcessStage stage) => (await stage.As(stage.Maker).Get($"{Path}/suppressions")).Ok().Rows();

    private static async Task<List<JsonNode>> Told(ProcessStage stage, Guid user) => (await stage.As(user).Get(Path)).Ok().Rows();

    private static List<MimeMessage> Files(ProcessStage stage) => Directory.GetFiles(System.IO.Path.Combine(stage.Folder, "mail"), "*.eml").Select(f => MimeMessage.Load(f)).ToList();

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
