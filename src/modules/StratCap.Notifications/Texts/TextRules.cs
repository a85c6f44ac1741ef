using StratCap.Foundation.Web;

namespace StratCap.Notifications.Texts;

/// <summary>What a firm's text must keep to.</summary>
internal static class TextRules
{
    /// <summary>Why a text is refused, or null: of a size, one line of subject, Markdown without pictures and strange links, no unknown placeholder, every obligatory one.</summary>
    public static Refusal? Refuse(string kind, string? subject, string? body)
    {
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > MailTextVersion.MaxSubject || subject.Any(char.IsControl))
            return Refusal.Field("subject", $"The subject is one line of 1 to {MailTextVersion.MaxSubject} characters.");
        if (string.IsNullOrWhiteSpace(body) || body.Length > MailTextVersion.MaxBody || body.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            return Refusal.Field("body", $"The text has 1 to {MailTextVersion.MaxBody:N0} characters, and no control characters but line breaks.");
        return Unknown(kind, "subject", subject) ?? Unknown(kind, "body", body) ?? Missing(kind, subject, body)
            ?? (MailMarkdown.Problem(body) is { } problem ? Refusal.Field("body", problem) : null)
            ?? MailMarkdown.Bodies(body).Select(made => Unknown(kind, "body", made)).FirstOrDefault(refused => refused is not null);
    }

    /// <summary>Line breaks as they are kept.</summary>
    public static string? Lines(string? body) => body?.ReplaceLineEndings("\n");

    private static Refusal? Unknown(string kind, string field, string text)
    {
        var known = TemplateKinds.PlacesOf(kind, Words.Usual).Select(p => p.Name).ToList();
        if (Placeholders.In(text).Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            return Refusal.Field(field, $"This mail has no placeholder '{unknown}': it has {string.Join(", ", known)}.");
        return Placeholders.AreBroken(text) ? Refusal.Field(field, "A placeholder is two braces, a name without spaces, and two braces.") : null;
    }

    private static Refusal? Missing(string kind, string subject, string body)
    {
        var named = Placeholders.In(subject + "\n" + body);
        return TemplateKinds.PlacesOf(kind, Words.Usual).FirstOrDefault(p => p.Obligatory && !named.Contains(p.Name)) is { } missing
            ? Refusal.Field("body", $"The placeholder '{missing.Name}' must stand in this mail, in its subject or its text.")
            : null;
    }
}
