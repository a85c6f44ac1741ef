using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Links;

/// <summary>Where a link stands.</summary>
internal enum LinkState
{
    /// <summary>The vendor's page was opened; the holder has not agreed yet.</summary>
    Open,

    /// <summary>The page's time ran out before anybody agreed: open it anew.</summary>
    Expired,

    /// <summary>The holder agreed, and the vendor waits for a step of his, such as micro-deposits that he reads on his statement.</summary>
    Waiting,

    /// <summary>The vendor gives access to the accounts that the holder chose.</summary>
    Linked,

    /// <summary>The vendor says that the holder must agree anew.</summary>
    ConsentNeeded,

    /// <summary>The vendor did not link the account; another link is needed.</summary>
    Failed,

    /// <summary>A person ended it, or another took its place.</summary>
    Ended,
}

/// <summary>An account that the holder chose at the vendor's page.</summary>
/// <param name="Id">Ours.</param>
/// <param name="VendorId">What the vendor names it by.</param>
/// <param name="Mask">The last digits, at most four.</param>
/// <param name="MandateId">Of a mandate that the vendor made.</param>
internal sealed record ChosenAccount(Guid Id, string VendorId, string Name, string? Mask, string? MandateId);

/// <summary>
/// That the holder of a bank account agreed at a vendor's page that it be verified, paid and debited, or its statements be read. What the vendor gave for it lies sealed under the connection; here is its name alone.
/// </summary>
internal sealed class AccountLink : ITenantOwned
{
    public const int EmailLength = 254;
    internal const string Purposes = "payments.linked_accounts";

    public Guid TenantId { get; set; }

    /// <summary>Without dashes also the vendor's key of the link.</summary>
    public Guid Id { get; init; }

    public LinkPurpose Purpose { get; init; }

    /// <summary>Whose account it is; null: the fund's own.</summary>
    public Guid? InvestorId { get; init; }

    /// <summary>Whose own account it is; null: an investor's.</summary>
    public Guid? FundId { get; init; }

    public Guid ConnectionId { get; init; }
    public required string ConnectionName { get; init; }
    public required string Holder { get; init; }
    public string? Email { get; init; }
    public bool IsPerson { get; init; }

    /// <summary>Open, Waiting, Linked, Failed or Ended; see <see cref="State"/> for the others.</summary>
    public LinkState Standing { get; private set; }

    /// <summary>The vendor's id of what its page was opened for.</summary>
    public string? Reference { get; private set; }

    /// <summary>Until when the page is good, where the vendor says.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The page is open once more, for a link that stands.</summary>
    public bool IsRenewing { get; private set; }

    /// <summary>Since when the vendor asks for the holder's renewed consent.</summary>
    public DateTimeOffset? ConsentNeededAt { get; set; }

    /// <summary>The vendor's id of the link, as its webhooks name it.</summary>
    public string? ExternalAccount { get; private set; }

    /// <summary>Under which name the vendor's secret lies at the connection.</summary>
    public string? SecretName { get; private set; }

    /// <summary>The accounts, as JSON, sealed.</summary>
    public byte[]? SealedAccounts { get; private set; }

    /// <summary>What is still to be done, or why it failed or ended.</summary>
    public string? Text { get; private set; }

    public Guid BegunBy { get; init; }
    public required string BegunByName { get; init; }
    public DateTimeOffset BegunAt { get; init; }
    public Guid? CompletedBy { get; private set; }
    public string? CompletedByName { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public string? EndedByName { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; private set; }

    /// <summary>Where it stands now.</summary>
    public LinkState State(DateTimeOffset now) => Standing switch
    {
        LinkState.Open when ExpiresAt < now => LinkState.Expired,
        LinkState.Linked when ConsentNeededAt is not null => LinkState.ConsentNeeded,
        _ => Standing,
    };

    /// <summary>As connectors are asked for it.</summary>
    public LinkRequest Request() => new(Id.ToString("N"), (InvestorId ?? FundId)!.Value.ToString("N"), Holder, Email, IsPerson, Purpose, IsRenewing ? SecretName : null);

    /// <summary>The accounts that were chosen; none before it stands.</summary>
    public IReadOnlyList<ChosenAccount> Accounts(Seal seal) => SealedAccounts is null ? [] : JsonSerializer.Deserialize<List<ChosenAccount>>(seal.Open(Purposes, SealedAccounts), ApiJson.Options)!;

    /// <summary>The next page is for renewed consent: the link stands, and its vendor gave something that is renewed.</summary>
    public void Renew() => IsRenewing = Standing == LinkState.Linked && SecretName is not null;

    /// <summary>The vendor's page is open.</summary>
    public void Opened(LinkStart start)
    {
        (Reference, ExpiresAt) = (start.Reference, start.ExpiresAt);
        Version++;
    }

    /// <summary>What the vendor made of what the page gave back. A renewal that does not succeed leaves the link as it was.</summary>
    public void Complete(CompletedLink result, Seal seal, Actor by, DateTimeOffset at)
    {
        Text = result.Text is { Length: > AccountRules.ReasonLength } text ? text[..AccountRules.ReasonLength] : result.Text;
        if (!IsRenewing) Standing = result.State switch { VerdictState.Verified => LinkState.Linked, VerdictState.Pending => LinkState.Waiting, _ => LinkState.Failed };
        if (result.State == VerdictState.Verified)
        {
            // An account that was chosen before keeps our id: somebody may be paid to it.
            var known = Accounts(seal).ToDictionary(a => a.VendorId, a => a.Id);
            List<ChosenAccount> chosen = [.. result.Accounts.Select(a => new ChosenAccount(known.GetValueOrDefault(a.VendorId, Guid.CreateVersion7()), a.VendorId, Cut(a.Name), a.Mask, a.MandateId))];
            SealedAccounts = seal.Close(Purposes, JsonSerializer.SerializeToUtf8Bytes(chosen, ApiJson.Options));
            (ExternalAccount, SecretName, ConsentNeededAt, IsRenewing) = (result.ExternalAccount ?? ExternalAccount, result.SecretName ?? SecretName, null, false);
        }
        (CompletedBy, CompletedByName, CompletedAt) = (by.Id, by.Name, at);
        Version++;
    }

    /// <summary>Ends it for ever.</summary>
    public void End(string reason, Actor by, DateTimeOffset at)
    {
        (Standing, Text, EndedByName, EndedAt, IsRenewing) = (LinkState.Ended, reason, by.Name, at, false);
        Version++;
    }

    private static string Cut(string text) => text.Length > 200 ? text[..200] : text;

    internal static void Map(EntityTypeBuilder<AccountLink> e)
    {
        e.ToTable("account_links", t => t.HasCheckConstraint("ck_account_links_holder", "(investor_id is null) <> (fund_id is null)")).HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.ConnectionName).HasMaxLength(200);
        e.Property(x => x.Holder).HasMaxLength(AccountRules.NameLength);
        e.Property(x => x.Email).HasMaxLength(EmailLength);
        foreach (var name in (string[])[nameof(Reference), nameof(ExternalAccount), nameof(BegunByName), nameof(CompletedByName), nameof(EndedByName)]) e.Property(name).HasMaxLength(200);
        e.Property(x => x.SecretName).HasMaxLength(63);
        e.Property(x => x.SealedAccounts).IsSealedFor(Purposes);
        e.Property(x => x.Text).HasMaxLength(AccountRules.ReasonLength);
        e.HasIndex(x => new { x.TenantId, x.InvestorId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.ExternalAccount });
    }
}

/// <summary>Loads links and locks them until the transaction ends.</summary>
internal static class AccountLinks
{
    /// <summary>Of two who complete, renew or end one at once, the second finds what the first made of it.</summary>
    public static Task<AccountLink?> LockLink(this PaymentsDbContext db, Guid linkId, CancellationToken ct) =>
        db.Links.FromSql($"select * from payments.account_links where tenant_id = {db.TenantId} and id = {linkId} for update").AsTracking().SingleOrDefaultAsync(ct);

    /// <summary>The links of which <see cref="AccountLink.State"/> says this, asked of the database.</summary>
    public static IQueryable<AccountLink> In(this IQueryable<AccountLink> links, LinkState state, DateTimeOffset now) => state switch
    {
        LinkState.Open => links.Where(l => l.Standing == LinkState.Open && (l.ExpiresAt == null || l.ExpiresAt >= now)),
        LinkState.Expired => links.Where(l => l.Standing == LinkState.Open && l.ExpiresAt < now),
        LinkState.Linked => links.Where(l => l.Standing == LinkState.Linked && l.ConsentNeededAt == null),
        LinkState.ConsentNeeded => links.Where(l => l.Standing == LinkState.Linked && l.ConsentNeededAt != null),
        _ => links.Where(l => l.Standing == state),
    };
}
