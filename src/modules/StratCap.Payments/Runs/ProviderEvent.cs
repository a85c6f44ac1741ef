using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>
/// What a bank told of a payment, taken once. Kept also when nobody knows what it is about; when it turns out (the bank named its own id before we knew that), the event stands a second time, with
/// its payment.
/// </summary>
internal sealed class ProviderEvent : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; init; }

    /// <summary>The bank's id of it, unique on the connection among those with a payment and among those without; a long one by its hash.</summary>
    public required string EventId { get; init; }

    /// <summary>For lists, in the order in which they were taken.</summary>
    public Guid Id { get; init; }

    public Guid? PaymentId { get; init; }
    public Guid? RunId { get; init; }
    public string? PaymentKey { get; init; }
    public string? ExternalId { get; init; }
    public PaymentState State { get; init; }
    public string? Code { get; init; }
    public string? Text { get; init; }
    public DateOnly? On { get; init; }

    /// <summary>What moved, where the bank says.</summary>
    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    /// <summary>Nothing more may go to the account.</summary>
    public bool StopAccount { get; init; }

    /// <summary>The same debit may be presented again.</summary>
    public bool MayRetry { get; init; }

    /// <summary>Why it changed nothing and a person must look; null when it was taken as it says.</summary>
    public string? Problem { get; init; }

    public DateTimeOffset TakenAt { get; init; }

    /// <summary>The event as it was told, now that its payment is known. A corrected account's numbers are not kept.</summary>
    public PaymentUpdate Told(string paymentKey) =>
        new(EventId, paymentKey, ExternalId, State, Code, Text, On, Amount is { } amount ? new Amount(amount, Currency!) : null, MayRetry, StopAccount);

    internal static void Map(EntityTypeBuilder<ProviderEvent> e)
    {
        e.ToTable("provider_events").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.EventId).HasMaxLength(200);
        e.Property(x => x.PaymentKey).HasMaxLength(35);
        e.Property(x => x.ExternalId).HasMaxLength(200);
        e.Property(x => x.Code).HasMaxLength(100);
        e.Property(x => x.Text).HasMaxLength(500);
        e.Property(x => x.Problem).HasMaxLength(500);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.EventId }, "ux_provider_events_known").IsUnique().HasDatabaseName("ux_provider_events_known").HasFilter("payment_id is not null");
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.EventId }, "ux_provider_events_unknown").IsUnique().HasDatabaseName("ux_provider_events_unknown").HasFilter("payment_id is null");
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.ExternalId }).HasFilter("payment_id is null");
        e.HasIndex(x => new { x.TenantId, x.PaymentId });
    }
}

/// <summary>How far a stream of a connection was taken.</summary>
internal sealed class ConnectionCursor : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; init; }
    public required string Stream { get; init; }
    public required string Cursor { get; set; }
    public DateTimeOffset At { get; set; }

    internal static void Map(EntityTypeBuilder<ConnectionCursor> e)
    {
        e.ToTable("connection_cursors").HasKey(x => new { x.TenantId, x.ConnectionId, x.Stream });
        e.Property(x => x.Stream).HasMaxLength(40);
        e.Property(x => x.Cursor).HasMaxLength(2000);
    }
}
