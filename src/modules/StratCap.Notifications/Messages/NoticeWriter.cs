using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.Messages;

/// <summary>What concerns one investor.</summary>
/// <param name="Values">What his message says of it, written as his language writes it.</param>
internal sealed record NoticePart(Guid InvestorId, string InvestorName, Func<LocalFigures, IReadOnlyDictionary<string, string>> Values);

/// <summary>What a round of messages is about.</summary>
/// <param name="SubjectId">The call, the distribution or the publication.</param>
/// <param name="Parts">Who is told.</param>
internal sealed record NoticeRound(EmailKind Kind, Guid FundId, Guid SubjectId, IReadOnlyList<NoticePart> Parts);

/// <summary>Writes one message for each investor whom something concerns. Nobody is left out in silence: who has no address gets a row that says so.</summary>
internal sealed class NoticeWriter(IInvestorContacts contacts, IPeople people, ITenantBrand brands, FailureNews failures, Audit audit, TimeProvider clock)
{
    public async Task Write(NotificationsDbContext db, NoticeRound round, CancellationToken ct)
    {
        var written = (await db.Emails.Where(e => e.Kind == round.Kind && e.SubjectId == round.SubjectId).Select(e => e.InvestorId).ToListAsync(ct)).ToHashSet();
        var parts = round.Parts.Where(p => !written.Contains(p.InvestorId)).ToList();
        if (parts.Count == 0) return;
        var known = (await contacts.Of(round.FundId, ct)).ToLookup(c => c.InvestorId);
        var languages = await Languages(parts.ConvertAll(p => p.InvestorId), ct);
        var own = await MailTexts.Own(db, TemplateKinds.Of(round.Kind), ct);
        var brand = await brands.Of(ct);
        var made = parts.ConvertAll(p =>
        {
            var contact = known[p.InvestorId].FirstOrDefault() ?? new InvestorContact(p.InvestorId, p.InvestorName, null, null);
            return NewEmail(round, p, brand, contact, Words.Spoken(languages.GetValueOrDefault((p.InvestorId, contact.Email?.Trim().ToUpperInvariant() ?? ""))), own);
        });
        db.Emails.AddRange(made);
        db.Queue.AddRange(made.Where(e => e.State == EmailState.Queued).Select(e => new QueuedEmail { EmailId = e.Id, DueAt = clock.GetUtcNow() }));
        await failures.Tell(db, [.. made.Where(e => e.State != EmailState.Queued)], ct);
        audit.Record(db, "notifications.write", (round.Kind.ToString(), round.SubjectId), null, made.GroupBy(e => e.State).ToDictionary(g => g.Key.ToString(), g => g.Count()));
    }

    /// <summary>The languages that those chose in the portal to whose address an investor's messages go.</summary>
    private async Task<Dictionary<(Guid InvestorId, string Address), string?>> Languages(List<Guid> investorIds, CancellationToken ct) =>
        (await people.LookingFor(investorIds, ct)).SelectMany(l => l.InvestorIds.Select(id => (Key: (id, l.Person.Email.ToUpperInvariant()), l.Person.Language)))
            .DistinctBy(l => l.Key).ToDictionary(l => l.Key, l => l.Language);

    private Email NewEmail(NoticeRound round, NoticePart part, TenantBrand brand, InvestorContact contact, string language, IReadOnlyDictionary<string, MailText> texts)
    {
        var own = texts.GetValueOrDefault(language);
        var message = Words.Render(TemplateKinds.Of(round.Kind), language, Values(part, brand, contact, language), own: own);
        var email = new Email
        {
            Id = Guid.CreateVersion7(),
            Kind = round.Kind,
            FundId = round.FundId,
            SubjectId = round.SubjectId,
            InvestorId = part.InvestorId,
            InvestorName = Addresses.OneLine(contact.InvestorName, 300),
            FromName = Addresses.OneLine(brand.Name, 200),
            Subject = message.Subject,
            Text = message.Text,
            Html = message.Html,
            TextVersion = own?.Version,
            CreatedAt = clock.GetUtcNow(),
        };
        Address(email, contact);
        return email;
    }

    /// <summary>Puts the investor's address on a message and decides whether it can be sent.</summary>
    public static void Address(Email email, InvestorContact? contact)
    {
        email.ToName = contact?.ContactName is { } name ? Addresses.OneLine(name, 200) : null;
        email.ToAddress = Addresses.Plain(contact?.Email);
        (email.State, email.Reason) = email.ToAddress is not null ? (EmailState.Queued, null)
            : string.IsNullOrWhiteSpace(contact?.Email) ? (EmailState.NoAddress, "The investor has no e-mail address: enter one and send it again.")
            : (EmailState.Failed, "The investor's e-mail address is not a valid address: correct it and send it again.");
    }

    private static Dictionary<string, string> Values(NoticePart part, TenantBrand brand, InvestorContact contact, string language) => new(part.Values(new LocalFigures(language)), StringComparer.Ordinal)
    {
        ["salutation"] = Words.Said("Salutation", language, new Dictionary<string, string> { ["name"] = contact.ContactName ?? contact.InvestorName }),
        ["investor"] = contact.InvestorName,
        ["firm"] = brand.Name,
        ["contactLine"] = brand.ContactLine ?? "",
    };
}
