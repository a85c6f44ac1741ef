using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Idempotency;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Data;

/// <summary>Rows of this type are only ever added: the application's role gets no UPDATE or DELETE grant and a trigger refuses both.</summary>
public interface IAppendOnly;

/// <summary>Rows of this type may also be read and changed by the platform's role, across tenants (dispatching, deadlines, provisioning).</summary>
public interface IPlatformVisible;

/// <summary>A table without a tenant, and why that is right. Everything else must be <see cref="ITenantOwned"/>; a test enumerates them.</summary>
public sealed record PlatformTable(string Reason);

/// <summary>
/// A module's database: a schema of its own with the module's tables beside its audit, idempotency, outbox and inbox tables,
/// so that one transaction holds a change and all that is told of it, and the module can move to another database.
/// </summary>
public abstract class ModuleDbContext(DbContextOptions options, CurrentTenant tenant) : DbContext(options)
{
    /// <summary>Name of the query filter of the first wall.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Annotation that marks a table without a tenant, with its reason.</summary>
    public const string PlatformTableAnnotation = "StratCap:PlatformTable";

    /// <summary>The module's schema.</summary>
    public abstract string Schema { get; }

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();
    public DbSet<IdempotencyRecord> Idempotency => Set<IdempotencyRecord>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<InboxMessage> Inbox => Set<InboxMessage>();

    /// <summary>The tenant in scope; read by the query filters each time a query runs.</summary>
    public Guid TenantId => tenant.Id;

    /// <summary>The module's own tables.</summary>
    protected abstract void Map(ModelBuilder model);

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        MapFloor(modelBuilder);
        Map(modelBuilder);
        var filter = typeof(ModuleDbContext).GetMethod(nameof(Filter), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => !e.IsOwned() && typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && e.BaseType is null).ToList())
            filter.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
    }

    private void Filter<T>(ModelBuilder model) where T : class, ITenantOwned =>
        model.Entity<T>().HasQueryFilter(TenantFilter, row => row.TenantId == TenantId);

    private static void MapFloor(ModelBuilder model)
    {
        model.Entity<AuditEntry>(e =>
        {
            e.ToTable("audit").HasKey(x => new { x.TenantId, x.Id });
            e.HasIndex(x => new { x.TenantId, x.SubjectType, x.SubjectId });
            e.Property(x => x.Before).HasColumnType("jsonb");
            e.Property(x => x.After).HasColumnType("jsonb");
        });
        model.Entity<IdempotencyRecord>(e =>
        {
            e.ToTable("idempotency").HasKey(x => new { x.TenantId, x.ActorId, x.Key });
            e.Property(x => x.Key).HasMaxLength(200);
        });
        model.Entity<OutboxMessage>(OutboxMessage.Map);
        model.Entity<InboxMessage>(InboxMessage.Map);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<decimal>().HaveColumnType("numeric");
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }
}

/// <summary>Marks a mapped table as one without a tenant.</summary>
public static class PlatformTableExtensions
{
    /// <summary>Says why this table has no tenant.</summary>
    public static EntityTypeBuilder IsPlatformTable(this EntityTypeBuilder entity, string reason) =>
        entity.HasAnnotation(ModuleDbContext.PlatformTableAnnotation, reason);
}
