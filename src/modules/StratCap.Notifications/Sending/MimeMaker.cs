using MimeKit;
using StratCap.Contracts.Reporting;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.Sending;

/// <summary>Makes the message as it goes over the wire.</summary>
internal static class MimeMaker
{
    /// <summary>An investor's message, with its notice where it has one.</summary>
    /// <param name="from">The sender's address.</param>
    public static MimeMessage Make(Email email, string from, InvestorDocument? attachment)
    {
        var body = new BodyBuilder { TextBody = email.Text, HtmlBody = email.Html };
        if (attachment is not null) body.Attachments.Add(Addresses.OneLine(attachment.FileName, 200), attachment.Content, ContentType.Parse(attachment.ContentType));
        return Make(email, email.ToName ?? email.InvestorName, from, body);
    }

    /// <summary>A user's message.</summary>
    public static MimeMessage Make(UserEmail email, string from, RenderedMessage said) =>
        Make(email, email.ToName!, from, new BodyBuilder { TextBody = said.Text, HtmlBody = said.Html });

    private static MimeMessage Make(OutgoingMail email, string toName, string from, BodyBuilder body)
    {
        var message = new MimeMessage
        {
            Subject = email.Subject,
            // When it was written, so that a repeat is the same message.
            Date = email.CreatedAt,
            MessageId = $"{email.MessageKey}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Body = body.ToMessageBody(),
        };
        message.From.Add(new MailboxAddress(email.FromName, from));
        message.To.Add(new MailboxAddress(toName, email.ToAddress!));
        // Answers of machines (out of office) to a machine help nobody.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
