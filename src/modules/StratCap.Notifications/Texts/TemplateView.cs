using Microsoft.EntityFrameworkCore;

namespace StratCap.Notifications.Texts;

/// <summary>A text of a kind of mail in a language, as it stands.</summary>
/// <param name="Kind">Begins with <c>Investor</c> when the mail is to investors.</param>
/// <param name="Version">The firm's last version; 0 when it never changed the text.</param>
/// <param name="IsOwn">Whether the firm's own text is sent; else the product's.</param>
/// <param name="ChangedAt">When the last version was made; null when there is none.</param>
internal sealed record TemplateView(string Kind, string Language, int Version, bool IsOwn, string Subject, DateTimeOffset? ChangedAt, string? ChangedByName)
{
    public static TemplateView Of(string kind, string language, MailTextVersion? last) => new(
        kind, language, last?.Version ?? 0, last?.Body is not null, last?.Subject ?? Words.Of(kind, language).Subject, last?.At, last?.ByName);
}

/// <summary>A text as it stands, to be read and changed.</summary>
/// <param name="Body">Markdown; HTML in it is text.</param>
/// <param name="Placeholders">What may be filled in, as <c>{{name}}</c>.</param>
internal sealed record TemplateDetails(TemplateView Template, string Body, IReadOnlyList<Placeholder> Placeholders)
{
    public static TemplateDetails Of(string kind, string language, MailTextVersion? last) =>
        new(TemplateView.Of(kind, language, last), last?.Body ?? Words.Of(kind, language).Body, TemplateKinds.PlacesOf(kind, language));

    /// <summary>The text as it stands; null when there is no such kind or language.</summary>
    public static async Task<TemplateDetails?> Find(NotificationsDbContext db, string kind, string language, CancellationToken ct) =>
        Exists(kind, language) ? Of(kind, language, await MailTexts.Last(db).SingleOrDefaultAsync(t => t.Kind == kind && t.Language == language, ct)) : null;

    public static bool Exists(string kind, string language) => TemplateKinds.All.Contains(kind, StringComparer.Ordinal) && Words.Languages.Contains(language, StringComparer.Ordinal);
}
