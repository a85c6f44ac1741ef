using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace StratCap.Testing.Tests;

public sealed class SmtpCatcherTests
{
    [Fact]
    public async Task Mail_Sent_IsCaughtWithItsEnvelopeAndAttachment()
    {
        await using var catcher = SmtpCatcher.Start();

        await SendAsync(catcher, "lp@example.test");

        var mail = await catcher.WaitForAsync("LP@example.test");
        mail.Sender.ShouldBe("gp@example.test");
        mail.Recipients.ShouldBe(["lp@example.test"]);
        mail.Message.Subject.ShouldBe("Kapitalabruf für Fonds Ⅱ");
        mail.Message.TextBody!.Trim().ShouldBe("12,34 €");
        mail.Message.Attachments.Single().ContentDisposition!.FileName.ShouldBe("notice.pdf");
    }

    [Fact]
    public async Task Mail_Refused_IsToldToTheSenderAndNotKept()
    {
        await using var catcher = SmtpCatcher.Start();
        catcher.Refuses = true;

        await Should.ThrowAsync<SmtpCommandException>(() => SendAsync(catcher, "lp@example.test"));
        catcher.Mails.ShouldBeEmpty();
        catcher.Refuses = false;
        await SendAsync(catcher, "lp@example.test");

        catcher.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_NeverSent_IsMissedWithAListOfWhatCame()
    {
        await using var catcher = SmtpCatcher.Start();
        await SendAsync(catcher, "lp@example.test");

        var missed = await Should.ThrowAsync<TimeoutException>(() => catcher.WaitForAsync("other@example.test", TimeSpan.FromMilliseconds(100)));

        missed.Message.ShouldContain("lp@example.test");
    }

    private static async Task SendAsync(SmtpCatcher catcher, string to)
    {
        var body = new BodyBuilder { TextBody = "12,34 €" };
        body.Attachments.Add("notice.pdf", [0x25, 0x50, 0x44, 0x46]);
        using var message = new MimeMessage { Subject = "Kapitalabruf für Fonds Ⅱ", Body = body.ToMessageBody() };
        message.From.Add(new MailboxAddress("GP", "gp@example.test"));
        message.To.Add(new MailboxAddress("LP", to));
        using var client = new SmtpClient();
        await client.ConnectAsync(catcher.Host, catcher.Port, SecureSocketOptions.None);
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }
}
