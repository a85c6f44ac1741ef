using System.Globalization;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Reporting;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Keeping;

/// <summary>Marks a PDF for the person who opens it, so that a copy that goes on tells whose it was. The kept bytes stay as they are.</summary>
internal sealed class SharedMark(IPdfMarks marks, IPeople people, ITenantBrand brand, CurrentActor actor, TimeProvider clock)
{
    /// <summary>What is said of a PDF that nothing can be written on.</summary>
    public static readonly Refusal CannotBeMarked = Refusal.Rule("documents.cannot_be_marked", "This PDF is protected, damaged or unusual, and cannot be marked with its reader's name. Keep an unprotected copy as a new version and share that.");

    /// <summary>The marked PDF at its beginning, or null when it cannot be marked.</summary>
    public async Task<Stream?> Of(Stream pdf, CancellationToken ct)
    {
        var who = (await people.Of([actor.Value.Id], ct)).SingleOrDefault();
        var firm = (await brand.Of(ct)).Name;
        var at = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return await marks.Mark(pdf, [who?.Name ?? actor.Value.Name, .. who is null ? (string[])[] : [who.Email], firm, at], ct);
    }
}
