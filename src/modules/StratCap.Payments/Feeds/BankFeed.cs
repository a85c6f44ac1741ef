using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Accounts;
using StratCap.Payments.Runs;
using StratCap.PluginSdk;

namespace StratCap.Payments.Feeds;

/// <summary>
/// A fund's bank account tied to an account of a connection that reads the bank's interface: whose lines come from there, from which day on, and how far they were read. Of the days that it covers no
/// statement file brings lines, so that none comes twice under two ids.
/// </summary>
internal sealed class BankFeed : ITenantOwned
{
    public const int AccountIdLength = 200;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>The version of the fund's bank account that stood when it was linked.</summary>
    public Guid OwnAccountId { get; init; }

    public Guid ConnectionId { get; init; }

    /// <summary>The vendor's id of the account.</summary>
    public required string AccountId { get; init; }

    /// <summary>Names connection and account on the lines; see <see cref="HashOf"/>.</summary>
    public required string AccountHash { get; init; }

    /// <summary>As the bank calls it.</summary>
    public required string AccountName { get; init; }

    public string? AccountMask { get; init; }
    public required string Currency { get; init; }

    /// <summary>Lines booked before this day are not taken in.</summary>
    public DateOnly From { get; init; }

    public Guid LinkedBy { get; init; }
    public required string LinkedByName { get; init; }
    public DateTimeOffset LinkedAt { get; init; }
    public string? EndedByName { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The last day of which it had brought a line when it was unlinked; null while it is linked, or when it brought none.</summary>
    public DateOnly? Through { get; private set; }

    /// <summary>Where reading goes on; saved with the page that it follows.</summary>
    public string? Cursor { get; set; }

    /// <summary>All that the bank had then is known here.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>This stretch of failing, of which people are told once; null while it works.</summary>
    public Guid? FailureId { get; private set; }

    public string? FailureCause { get; private set; }
    public string? FailureReason { get; private set; }

    /// <summary>Counts changes by people; the entity tag.</summary>
    public int Version { get; private set; } = 1;

    public bool IsLinked => EndedAt is null;

    /// <summary>One name for an account of a connection. No number is in it, so that it needs no key.</summary>
    public static string HashOf(Guid connectionId, string accountId) => FileHash.Of(Encoding.UTF8.GetBytes($"{connectionId:N}\n{accountId}"));

    /// <summary>Whether lines of a day are the feed's; of a line without a day, whether any may be.</summary>
    public bool Covers(DateOnly? day) => day is { } on ? on >= From && (IsLinked || on <= Through) : IsLinked;

    /// <summary>No more lines come from there.</summary>
    /// <param name="through">The last day of which it brought a line.</param>
    public void Unlink(string byName, DateOnly? through, DateTimeOffset at)
    {
        (EndedByName, EndedAt, Through) = (byName, at, through);
        (FailureId, FailureCause, FailureReason) = (null, null, null);
        Version++;
    }

    /// <summary>How a reading ended: the stretch of failing that is over by it, and the one that begins.</summary>
    public (Guid? Over, Guid? Begun) Fails(FeedProblem? problem)
    {
        FailureReason = problem?.Sentence;
        if (FailureCause == problem?.Cause) return (null, null);
        var over = FailureId;
        (FailureId, FailureCause) = (problem is null ? null : Guid.CreateVersion7(), problem?.Cause);
        return (over, FailureId);
    }

    internal static void Map(EntityTypeBuilder<BankFeed> e)
    {
        e.ToTable("bank_feeds").HasKey(x => new { x.TenantId, x.Id });
        e.Ignore(x => x.IsLinked);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.AccountId).HasMaxLength(AccountIdLength);
        e.Property(x => x.AccountHash).HasMaxLength(64);
        e.Property(x => x.AccountName).HasMaxLength(200);
        e.Property(x => x.AccountMask).HasMaxLength(10);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.LinkedByName).HasMaxLength(200);
        e.Property(x => x.EndedByName).HasMaxLength(200);
        e.Property(x => x.FailureCause).HasMaxLength(100);
        e.HasOne<ReceivingAccount>().WithMany().HasForeignKey(x => new { x.TenantId, x.OwnAccountId });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        // An account of the bank's feeds one account of one fund.
        e.HasIndex(x => new { x.TenantId, x.AccountHash }).IsUnique().HasFilter("ended_at is null").HasDatabaseName("ux_bank_feeds_account");
        e.HasIndex(x => new { x.TenantId, x.OwnAccountId }).IsUnique().HasFilter("ended_at is null").HasDatabaseName("ux_bank_feeds_own_account");
        e.HasIndex(x => new { x.TenantId, x.ConnectionId }).HasFilter("ended_at is null");
    }
}

/// <summary>Why a feed was not read to its end.</summary>
/// <param name="Class">What kind of trouble it is; the same class and code are one cause, of which people are told once.</param>
/// <param name="Code">Stable and dotted.</param>
/// <param name="Sentence">For a person.</param>
/// <param name="NotBefore">When trying again may help, where the bank said so.</param>
internal sealed record FeedProblem(ErrorClass Class, string Code, string Sentence, TimeSpan? NotBefore = null)
{
    public string Cause => $"{Class} {Code}";

    public static FeedProblem Of(ConnectorException e) => new(e.Class, $"bank_feed.{e.Class.ToString().ToLowerInvariant()}", e.Message, e.RetryAfter);
}
