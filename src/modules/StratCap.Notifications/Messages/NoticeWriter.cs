using System.Globalization;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Messages;

/// <summary>An investor's part of a call or distribution, for his message.</summary>
internal sealed record NoticePart(Guid InvestorId, decimal Amount);

/// <summary>What a round of notices is about.</summary>
/// <param name="SubjectId">The call or the distribution.</param>
/// <param name="DueDate">Due date or payment date.</param>
/// <param name="Parts">Who is told, and the amount that concerns him.</param>
internal sealed record NoticeRound(EmailKind Kind, Guid FundId, Guid SubjectId, int Number, DateOnly DueDate, IReadOnlyList<NoticePart> Parts);

/// <summary>Writes one message for each investor who has a part in a call or distribution. Nobody is left out in silence: who has no address gets a row that says so.</summary>
internal sealed class NoticeWriter(IInvestorContacts contacts, ITenantBrand brands, FailureNews failures, Audit audit, TimeProvider clock)
{
    public async Task Write(NotificationsDbContext db, NoticeRound round, IReadOnlyList<RecordedFact> facts, CancellationToken ct)
    {
        var written = (await db.Emails.Where(e => e.Kind == round.Kind && e.SubjectId == round.SubjectId).Select(e => e.InvestorId).ToListAsync(ct)).ToHashSet();
        var known = (await contacts.Of(round.FundId, ct)).ToLookup(c => c.InvestorId);
        var names = facts.Select(f => f.Payload).OfType<InvestorAdmitted>().ToLookup(i => i.InvestorId, i => i.Name);
        var fund = facts.Select(f => f.Payload).OfType<FundEstablished>().Single();
        var brand = await brands.Of(ct);
        var made = round.Parts.Where(p => !written.Contains(p.InvestorId))
            .Select(p => NewEmail(round, p, fund, brand, known[p.InvestorId].FirstOrDefault() ?? new InvestorContact(p.InvestorId, names[p.InvestorId].Last(), null, null)))
            .ToList();
        if (made.Count == 0) return;
        db.Emails.AddRange(made);
        db.Queue.AddRange(made.Where(e => e.State == EmailState.Queued).Select(e => new QueuedEmail { EmailId = e.Id, DueAt = clock.GetUtcNow() }));
        await failures.Tell(db, [.. made.Where(e => e.State != EmailState.Queued)], ct);
        audit.Record(db, "notifications.write", (round.Kind.ToString(), round.SubjectId), null, made.GroupBy(e => e.State).ToDictionary(g => g.Key.ToString(), g => g.Count()));
    }

    private Email NewEmail(NoticeRound round, NoticePart part, FundEstablished fund, TenantBrand brand, InvestorContact contact)
    {
        var message = Template.Render(round.Kind, Values(round, part, fund, brand, contact));
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

    private static Dictionary<string, string> Values(NoticeRound round, NoticePart part, FundEstablished fund, TenantBrand brand, InvestorContact contact) => new(StringComparer.Ordinal)
    {
        ["fund"] = fund.Name,
        ["number"] = round.Number.ToString(CultureInfo.InvariantCulture),
        ["dueDate"] = round.DueDate.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        ["amount"] = fund.Currency + " " + part.Amount.ToString("N" + new Currency(fund.Currency).MinorUnits, CultureInfo.InvariantCulture),
        ["salutation"] = "Dear " + (contact.ContactName ?? contact.InvestorName),
        ["investor"] = contact.InvestorName,
        ["firm"] = brand.Name,
        ["contactLine"] = brand.ContactLine ?? "",
    };
}
