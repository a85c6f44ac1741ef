using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Reporting;
using StratCap.Notifications.Sending;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Notifications;

/// <summary>A firm's own words in mails, and the mail that tells of published reports.</summary>
public sealed class MailTemplateTests
{
    private const string Templates = "/api/v1/notifications/templates";
    private const string Call = Templates + "/InvestorCapitalCallNotice/en";
    private static readonly object Own = new { subject = "{{fund}} needs {{amount}}", body = "{{salutation}},\r\n\r\nplease pay **{{amount}}** of {{fund}} by {{dueDate}}.\n\n{{firm}}" };

    [Fact]
    public async Task AChangedText_IsInTheNextMail_AndWhatWaitsAlreadyKeepsItsOwn()
    {
        await using var stage = await Stage();
        var first = await Issued(stage);

        (await stage.As(stage.Maker).Put(Call, Own)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var changed = await Admin(stage).Put(Call, Own, ifMatch: "\"0\"");
        changed.Ok()["data"]!["template"]!["version"]!.GetValue<int>().ShouldBe(1);
        changed.ETag.ShouldBe("\"1\"");
        var second = await Issued(stage);
        await Send(stage);

        var texts = (await stage.As(stage.Maker).Get("/api/v1/notifications/messages?size=100")).Ok().Rows().Where(m => m.Text("state") == "Sent").ToList();
        texts.Where(m => m.Id("subjectId") == first).Select(m => (m["textVersion"]?.GetValue<int>(), m.Text("subject"))).Distinct().ShouldBe([(null, "Fund on stage: capital call 1, due 31 March 2026")]);
        texts.Where(m => m.Id("subjectId") == second).Select(m => (m["textVersion"]?.GetValue<int>(), m.Text("subject"))).Distinct().ShouldBe([(1, "Fund on stage needs USD 1,000.01")]);
        var mail = Mails(stage).First(m => m.Subject!.StartsWith("Fund on stage needs", StringComparison.Ordinal));
        mail.HtmlBody!.ShouldContain("<strong>USD 1,000.01</strong>");
        mail.TextBody!.ReplaceLineEndings("\n").ShouldContain("please pay USD 1,000.01 of Fund on stage by 31 March 2026.\n\nHarbour Partners");
    }

    [Fact]
    public async Task Versions_AreOnlyAdded_AndGoingBackIsOneToo()
    {
        await using var stage = await Stage();
        var admin = Admin(stage);
        (await admin.Put(Call, Own)).Ok();
        (await admin.Put(Call, new { subject = "Second {{fund}}", body = "{{amount}} {{dueDate}} {{fund}}" })).Ok();
        (await admin.Put(Call, Own, ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");

        (await admin.Post(Call + "/restore", new { version = 1 })).Ok()["data"]!["template"]!.Text("subject").ShouldBe("{{fund}} needs {{amount}}");
        (await admin.Post(Call + "/restore", new { version = 0 })).Ok()["data"]!["template"]!["isOwn"]!.GetValue<bool>().ShouldBeFalse();
        (await admin.Post(Call + "/restore", new { version = 9 })).Refused(HttpStatusCode.NotFound, "resource.not_found");

        var versions = (await admin.Get(Call + "/versions")).Ok().Rows();
        versions.Select(v => v["version"]!.GetValue<int>()).ShouldBe([4, 3, 2, 1]);
        versions.Select(v => v["restoredFrom"]?.GetValue<int>()).ShouldBe([0, 1, null, null]);
        versions.ShouldAllBe(v => v.Text("changedByName").StartsWith("User ", StringComparison.Ordinal) && v.Text("changedAt").StartsWith("2026-03-02", StringComparison.Ordinal));
        (await stage.Scalar<long>("select count(*) from notifications.audit where action = 'notifications.template.change'")).ShouldBe(4);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => stage.Scalar<object>("update notifications.mail_texts set subject = 'x' returning 1"));
    }

    [Theory]
    [InlineData("x", "{{amount}} {{dueDate}} {{fund}} {{password}}", "body", "'password'")]
    [InlineData("{{iban}}", "{{amount}} {{dueDate}} {{fund}}", "subject", "'iban'")]
    [InlineData("x", "{{amount}} of {{fund}}", "body", "'dueDate'")]
    [InlineData("x", "{{amount}} {{ dueDate }} {{fund}} {{dueDate}}", "body", "two braces")]
    [InlineData("x\ny", "{{amount}} {{dueDate}} {{fund}}", "subject", "one line")]
    [InlineData("x", "{{amount}} {{dueDate}} {{fund}} [pay](javascript:x)", "body", "https://")]
    [InlineData("x", "{{amount}} {{dueDate}} {{fund}} ![x](https://a.example/x.png)", "body", "Pictures")]
    [InlineData("", "{{amount}} {{dueDate}} {{fund}}", "subject", "one line")]
    public async Task AWrongText_IsRefusedByName_AndInAPreviewToo(string subject, string body, string field, string said)
    {
        await using var stage = await Stage();

        foreach (var reply in (Reply[])[await Admin(stage).Put(Call, new { subject, body }), await Admin(stage).Post(Templates + "/InvestorCapitalCallNotice/preview", new { language = "en", subject, body })])
            reply.Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]![field]![0]!.GetValue<string>().ShouldContain(said);
        (await stage.Scalar<long>("select count(*) from notifications.mail_texts")).ShouldBe(0);
    }

    [Fact]
    public async Task APreview_ShowsTextAndHtmlWithSamples_AndKeepsNothing()
    {
        await using var stage = await Stage();

        var preview = (await Admin(stage).Post(Templates + "/InvestorCapitalCallNotice/preview", new { language = "de", subject = "{{fund}} <b>", body = "**{{amount}}** {{dueDate}} <script>alert(1)</script>" })).Ok()["data"]!;

        preview.Text("subject").ShouldBe("Harbour Growth Fund II <b>");
        preview.Text("text").ShouldBe("1.250.000,00 USD 31.03.2026 <script>alert(1)</script>\n");
        preview.Text("html").ShouldContain("<strong>1.250.000,00 USD</strong> 31.03.2026 &lt;script&gt;");
        (await stage.As(stage.Maker).Post(Templates + "/InvestorCapitalCallNotice/preview", new { })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.Scalar<long>("select count(*) from notifications.mail_texts")).ShouldBe(0);
    }

    [Fact]
    public async Task EachTextIsListed_WithItsDocumentedPlaceholders()
    {
        await using var stage = await Stage();

        var all = (await stage.As(stage.Maker).Get(Templates)).Ok().Rows();
        all.Count.ShouldBe(all.Select(t => (t.Text("kind"), t.Text("language"))).Distinct().Count());
        all[0].Text("kind").ShouldBe("InvestorCapitalCallNotice");
        foreach (var text in all)
        {
            var details = (await stage.As(stage.Maker).Get($"{Templates}/{text.Text("kind")}/{text.Text("language")}")).Ok()["data"]!;
            details["placeholders"]!.AsArray().Count.ShouldBeGreaterThan(1);
            // What the product says itself may be kept as the firm's own.
            (await Admin(stage).Put($"{Templates}/{text.Text("kind")}/{text.Text("language")}", new { subject = text.Text("subject"), body = details.Text("body") })).Ok();
        }
        (await stage.As(stage.Maker).Get(Templates + "/Nothing/en")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.As(stage.Maker).Get(Templates + "/CallNotice/fr")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task TheSameKeyTwice_MakesOneVersion_AndOfTwoAtOnceOneWins()
    {
        await using var stage = await Stage();
        var admin = Admin(stage);
        (await admin.Put(Call, Own, key: "once")).Ok();
        (await admin.Put(Call, Own, key: "once")).Ok();
        (await admin.Put(Call, new { subject = "x", body = "{{amount}} {{dueDate}} {{fund}}" }, key: "once")).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await stage.Scalar<long>("select count(*) from notifications.mail_texts")).ShouldBe(1);

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => admin.Put(Call, Own, ifMatch: "\"1\"")));

        both.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        both.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "resource.exists" || r.Code == "resource.changed");
    }

    [Fact]
    public async Task AnotherFirm_HasItsOwnTexts()
    {
        await using var stage = await Stage();
        (await Admin(stage).Put(Call, Own)).Ok();

        var other = Guid.CreateVersion7();
        (await stage.As(stage.Checker, other).Get(Call)).Ok()["data"]!["template"]!["version"]!.GetValue<int>().ShouldBe(0);
        (await stage.As(stage.Checker, other).Get(Call + "/versions")).Ok().Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task UsersMails_SayTheFirmsWordsInTheReadersLanguage_BetweenGreetingAndSignature()
    {
        await using var stage = await Stage();
        var (german, english) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (id, language) in ((Guid, string)[])[(german, "de"), (english, "en")])
        {
            stage.Others.Grant(id, "fund_manager");
            stage.Others.Known.Add(new Person(id, "Person <" + language, $"{language}@firm.example", language));
        }
        (await Admin(stage).Put(Templates + "/ProcessWaiting/de", new { subject = "Bitte {{title}}", body = "**{{title}}** über {{amount}}: bitte entscheiden." })).Ok();

        await stage.Submit(stage.Draft());
        await stage.Pump();
        await Send(stage);

        var mails = Mails(stage).ToDictionary(m => m.To.Mailboxes.Single().Address);
        mails["de@firm.example"].Subject.ShouldBe("Bitte Kapitalabruf 1 von Fund on stage");
        mails["de@firm.example"].HtmlBody!.ShouldStartWith("<p>Guten Tag Person &lt;de,</p>");
        mails["de@firm.example"].HtmlBody!.ShouldContain("<strong>Kapitalabruf 1 von Fund on stage</strong> über USD 4000.04");
        mails["en@firm.example"].Subject.ShouldBe("Capital call 1 of Fund on stage waits for your decision");
    }

    [Fact]
    public async Task PublishedReports_AreToldOnceForEachInvestor_InHisLanguage_WithoutDocumentAndLink()
    {
        await using var stage = await Stage();
        var fund = stage.Others.Fund;
        var (investor, silent, reader) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        (stage.Others.EmailOf[investor], stage.Others.EmailOf[silent]) = ("Lena@plan.example", null);
        stage.Others.Grant(reader, "investor");
        stage.Others.Known.Add(new Person(reader, "Lena", "lena@plan.example", "de"));
        stage.Others.Looks[reader] = [investor];
        var publication = Guid.CreateVersion7();
        stage.Others.Published[publication] = new(publication, fund.Id, "Fund on stage", "2026-Q1",
            [new(investor, "Pension", [DocumentKind.InvestorStatement, DocumentKind.CapitalAccount]), new(silent, "Silent", [DocumentKind.InvestorStatement])]);
        var told = new ReportsPublished(fund.Id, publication, "2026-Q1", 3);

        await stage.Tell(told);
        await stage.Tell(told);
        await Send(stage);
        await stage.Tell(told);
        await Send(stage);

        var mail = Mails(stage).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Fund on stage: Berichte zu 2026-Q1 stehen im Portal von Harbour Partners");
        mail.TextBody!.ReplaceLineEndings("\n").ShouldContain("Kontoauszug\nKapitalkonto");
        mail.Attachments.ShouldBeEmpty();
        (mail.TextBody + mail.HtmlBody).ShouldNotContain("http");
        var messages = (await stage.As(stage.Maker).Get($"/api/v1/notifications/messages?subjectId={publication}")).Ok().Rows();
        messages.Select(m => (m.Text("kind"), m.Text("state"))).ShouldBe([("ReportsPublished", "Sent"), ("ReportsPublished", "NoAddress")], ignoreOrder: true);
        var news = (await stage.As(reader).Get("/api/v1/notifications")).Ok().Rows().ShouldHaveSingleItem();
        (news.Text("kind"), news["target"]!.Text("kind"), news["parameters"]!.Text("quarter")).ShouldBe(("ReportsPublished", "Publication", "2026-Q1"));
    }

    private static async Task<ProcessStage> Stage()
    {
        var stage = await ProcessStage.Open();
        stage.Others.Grant(Admins, "admin");
        return stage;
    }

    private static readonly Guid Admins = Guid.CreateVersion7();

    private static Api Admin(ProcessStage stage) => stage.As(Admins);

    private static async Task<Guid> Issued(ProcessStage stage)
    {
        var fund = stage.Others.Fund;
        if (fund.Facts.Count == 0) fund.Begin();
        foreach (var investor in fund.Investors) stage.Others.EmailOf[investor] = $"{investor:N}@lp.example";
        var callId = Guid.CreateVersion7();
        fund.Call(callId);
        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)));
        return callId;
    }

    private static Task<int> Send(ProcessStage stage) => stage.Services.GetRequiredService<MailSender>().Run(CancellationToken.None);

    private static List<MimeMessage> Mails(ProcessStage stage) =>
        Path.Combine(stage.Folder, "mail") is var folder && Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f))] : [];
}
