using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OpenIddict.EntityFrameworkCore.Models;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Identity.Clients;

/// <summary>
/// A program that asks for tokens, of one firm: the product's own pages (no secret), or a partner's system (with one). Every firm has its own rows,
/// so that the walls stand between the firms' partners too.
/// </summary>
internal sealed class Client : OpenIddictEntityFrameworkCoreApplication<Guid, Authorization, Token>, ITenantOwned
{
    public const int NameLength = 200;

    public Client() => Id = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    /// <summary>What a partner's system may do. Empty for the product's own pages: there the user's permissions count.</summary>
    public string[] GrantedPermissions { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }

    internal static void Map(EntityTypeBuilder<Client> e)
    {
        e.ToTable("clients").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.ClientId }).IsUnique();
        e.Property(x => x.ClientSecret).NotExported("A program's secret does not leave: its firm makes a new client.");
        e.Property(x => x.ApplicationType).HasMaxLength(50);
        e.Property(x => x.ClientId).HasMaxLength(100).IsRequired();
        e.Property(x => x.ClientType).HasMaxLength(50);
        e.Property(x => x.ConcurrencyToken).HasMaxLength(50).IsConcurrencyToken();
        e.Property(x => x.ConsentType).HasMaxLength(50);
        e.Property(x => x.DisplayName).HasMaxLength(NameLength);
        e.HasMany(x => x.Authorizations).WithOne(x => x.Application).HasForeignKey("TenantId", "ApplicationId").HasConstraintName("fk_authorizations_client").IsRequired(false);
        e.HasMany(x => x.Tokens).WithOne(x => x.Application).HasForeignKey("TenantId", "ApplicationId").HasConstraintName("fk_tokens_client").IsRequired(false);
    }
}

/// <summary>What binds the tokens of one sign-in together: revoking it revokes them.</summary>
internal sealed class Authorization : OpenIddictEntityFrameworkCoreAuthorization<Guid, Client, Token>, ITenantOwned, IPlatformVisible
{
    public const int AgentLength = 200;

    public Authorization() => Id = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    /// <summary>The browser or program that signed in, as it named itself.</summary>
    public string? Agent { get; set; }

    /// <summary>The network address that it signed in from.</summary>
    public string? Address { get; set; }

    internal static void Map(EntityTypeBuilder<Authorization> e)
    {
        e.ToTable("authorizations").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("Sign-ins of this installation; nobody stays signed in.");
        e.Property<Guid?>("ApplicationId");
        e.HasIndex("TenantId", "Subject", "ApplicationId", "Status").HasDatabaseName("ix_authorizations_subject");
        e.HasIndex("TenantId", "ApplicationId").HasDatabaseName("ix_authorizations_client");
        e.Property(x => x.ConcurrencyToken).HasMaxLength(50).IsConcurrencyToken();
        e.Property(x => x.Status).HasMaxLength(50);
        e.Property(x => x.Subject).HasMaxLength(400);
        e.Property(x => x.Type).HasMaxLength(50);
        e.Property(x => x.Agent).HasMaxLength(AgentLength);
        e.Property(x => x.Address).HasMaxLength(64);
        e.HasMany(x => x.Tokens).WithOne(x => x.Authorization).HasForeignKey("TenantId", "AuthorizationId").HasConstraintName("fk_tokens_authorization").IsRequired(false);
    }
}

/// <summary>The trace of an issued code or token: whether it is still good. The token itself is not kept.</summary>
internal sealed class Token : OpenIddictEntityFrameworkCoreToken<Guid, Client, Authorization>, ITenantOwned, IPlatformVisible
{
    public Token() => Id = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    internal static void Map(EntityTypeBuilder<Token> e)
    {
        e.ToTable("tokens").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("Tokens of this installation are good here alone.");
        e.Property<Guid?>("ApplicationId");
        e.Property<Guid?>("AuthorizationId");
        e.HasIndex("TenantId", "ReferenceId").IsUnique().HasDatabaseName("ux_tokens_reference");
        e.HasIndex("TenantId", "Subject", "ApplicationId", "Status").HasDatabaseName("ix_tokens_subject");
        e.HasIndex("TenantId", "AuthorizationId").HasDatabaseName("ix_tokens_authorization");
        e.HasIndex("TenantId", "ApplicationId").HasDatabaseName("ix_tokens_client");
        // Pruning looks for old rows across tenants.
        e.HasIndex(x => x.ExpirationDate).HasDatabaseName("ix_tokens_expiration");
        e.Property(x => x.ConcurrencyToken).HasMaxLength(50).IsConcurrencyToken();
        e.Property(x => x.ReferenceId).HasMaxLength(100);
        e.Property(x => x.Status).HasMaxLength(50);
        e.Property(x => x.Subject).HasMaxLength(400);
        e.Property(x => x.Type).HasMaxLength(150);
    }
}

/// <summary>Scopes that are kept in rows. The product's own are fixed in code, so the table stays empty; the server's parts expect it.</summary>
internal sealed class Scope : OpenIddictEntityFrameworkCoreScope<Guid>
{
    public Scope() => Id = Guid.CreateVersion7();

    internal static void Map(EntityTypeBuilder<Scope> e)
    {
        e.ToTable("scopes").HasKey(x => x.Id);
        e.HasIndex(x => x.Name).IsUnique();
        e.Property(x => x.ConcurrencyToken).HasMaxLength(50).IsConcurrencyToken();
        e.Property(x => x.Name).HasMaxLength(200);
        e.IsPlatformTable("Names of OAuth scopes, the same for every firm.");
    }
}
