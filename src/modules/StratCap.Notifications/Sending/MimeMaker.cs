using MimeKit;
using StratCap.Contracts.Reporting;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Sending;

/// <summary>Makes the message as it goes over the wire.</summary>
internal static class MimeMaker
{
    /// <param name="from">The sender's address.</param>
    /// <param name="attachment">The notice.</param>
    /// <param name="at">The message's date: when it was written, so that a repeat is the same message.</param>
    public static MimeMessage Make(Email email, string from, InvestorDocument attachment)
    {
        var message = new MimeMessage
        {
            Subject = email.Subject,
            Date = email.CreatedAt,
            MessageId = $"{email.MessageKey}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
        };
        message.From.Add(new MailboxAddress(email.FromName, from));
        message.To.Add(new MailboxAddress(email.ToName ?? email.InvestorName, email.ToAddress!));
        // Answers of machines (out of office) to a machine help nobody.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new BodyBuilder { TextBody = email.Text, HtmlBody = email.Html };
        body.Attachments.Add(Addresses.OneLine(attachment.FileName, 200), attachment.Content, ContentType.Parse(attachment.ContentType));
        message.Body = body.ToMessageBody();
        return message;
    }
}
