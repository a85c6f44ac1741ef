using StratCap.Contracts.Documents;
using StratCap.Documents.Keeping;

namespace StratCap.Documents.Desk;

/// <summary>A document in a list.</summary>
/// <param name="SizeBytes">Of the latest version.</param>
/// <param name="OnHold">Under legal hold.</param>
/// <param name="SharedVersion">The version that its investors see in the portal, if any.</param>
internal sealed record DocumentView(
    Guid DocumentId, Guid FundId, Guid? InvestorId, Guid? ProcessId, DocumentKind Kind, string Title, int Version, string FileName, string ContentType, long SizeBytes, string Sha256,
    DateTimeOffset AddedAt, string AddedByName, DateTimeOffset ChangedAt, bool OnHold, DateOnly? RetainUntil, int? SharedVersion)
{
    public static DocumentView Of(KeptDocument d) => new(
        d.Id, d.FundId, d.InvestorId, d.ProcessId, d.Kind, d.Title, d.LatestVersion, d.FileName, d.ContentType, d.SizeBytes, d.Sha256, d.AddedAt, d.AddedByName, d.ChangedAt, d.HoldReason is not null, d.RetainUntil, d.SharedVersion);

    public static string PathOf(Guid id) => $"/api/v1/documents/{id}";
}

/// <summary>A version of a document.</summary>
internal sealed record DocumentVersionView(int Version, string FileName, string ContentType, long SizeBytes, string Sha256, DateTimeOffset AddedAt, string AddedByName)
{
    public static DocumentVersionView Of(DocumentVersion v) => new(v.Number, v.FileName, v.ContentType, v.SizeBytes, v.Sha256, v.AddedAt, v.AddedByName);
}

/// <summary>Why a document may not be destroyed now.</summary>
/// <param name="NeededFor">What rests on it: it is never destroyed.</param>
/// <param name="HoldReason">It is under legal hold.</param>
/// <param name="RetainUntil">Kept until the end of that day.</param>
/// <param name="MayDestroy">Nothing of this stands against it today.</param>
internal sealed record KeepingView(string? NeededFor, string? HoldReason, DateTimeOffset? HeldAt, string? HeldByName, DateOnly? RetainUntil, bool MayDestroy)
{
    public static KeepingView Of(KeptDocument d, DateOnly today) => new(d.NeededFor, d.HoldReason, d.HeldAt, d.HeldByName, d.RetainUntil, d.NeededFor is null && d.HoldReason is null && !(d.RetainUntil >= today));
}

/// <summary>What its investors see of it in the portal, since when, and who shared it.</summary>
internal sealed record SharingView(int Version, DateTimeOffset At, string? ByName);

/// <summary>A document that was destroyed.</summary>
internal sealed record DestroyedView(DateTimeOffset At, string? ByName, string? Why);

/// <summary>A document as a whole.</summary>
/// <param name="Versions">Latest first.</param>
internal sealed record DocumentDetail(DocumentView Document, IReadOnlyList<DocumentVersionView> Versions, KeepingView Keeping, SharingView? Sharing, DestroyedView? Destroyed)
{
    public static DocumentDetail Of(KeptDocument d, IEnumerable<DocumentVersion> versions, TimeProvider clock) => new(
        DocumentView.Of(d), [.. versions.OrderByDescending(v => v.Number).Select(DocumentVersionView.Of)], KeepingView.Of(d, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)),
        d is { SharedVersion: { } shared, SharedAt: { } since } ? new(shared, since, d.SharedByName) : null,
        d.DestroyedAt is { } at ? new(at, d.DestroyedByName, d.DestroyedWhy) : null);
}
