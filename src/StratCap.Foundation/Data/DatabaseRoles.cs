using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace StratCap.Foundation.Data;

/// <summary>
/// The three roles in which the product meets PostgreSQL. <c>owner</c> creates and migrates; <c>application</c> owns nothing and stands behind row
/// security; <c>platform</c> sees across tenants, but only the few tables that say so. Passwords of the latter two are derived from the owner's,
/// so that every copy of the server knows them without sharing more than one connection string.
/// </summary>
public sealed class DatabaseRoles
{
    public const string ApplicationRole = "stratcap_app";
    public const string PlatformRole = "stratcap_platform";

    public string Owner { get; }
    public string Application { get; }
    public string Platform { get; }

    /// <param name="ownerConnectionString">Must be allowed to create schemas and roles.</param>
    /// <exception cref="InvalidOperationException">The connection string asks for pooling without reset, which would leak a tenant.</exception>
    public DatabaseRoles(string ownerConnectionString)
    {
        var owner = new NpgsqlConnectionStringBuilder(ownerConnectionString) { IncludeErrorDetail = false };
        if (owner.NoResetOnClose)
            throw new InvalidOperationException("'No Reset On Close' would let a pooled connection carry one tenant's setting to the next: remove it from ConnectionStrings__PostgreSQL.");
        Owner = owner.ConnectionString;
        Application = As(owner, ApplicationRole);
        Platform = As(owner, PlatformRole);
    }

    /// <summary>Connections that one copy of the server holds at most for each role.</summary>
    public const int MaxPoolSize = 40;

    /// <summary>The password of a derived role.</summary>
    public static string PasswordOf(string ownerConnectionString, string role)
    {
        var owner = new NpgsqlConnectionStringBuilder(ownerConnectionString);
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("stratcap:" + owner.Password), Encoding.UTF8.GetBytes(role)));
    }

    private static string As(NpgsqlConnectionStringBuilder owner, string role) => new NpgsqlConnectionStringBuilder(owner.ConnectionString)
    {
        Username = role,
        Password = PasswordOf(owner.ConnectionString, role),
        MaxPoolSize = MaxPoolSize,
        ApplicationName = role,
    }.ConnectionString;

    /// <summary>Connection strings of a module: its own (<c>ConnectionStrings:PostgreSQL.Funds</c>) or the house's.</summary>
    public static DatabaseRoles For(IConfiguration configuration, string module) => new(
        configuration.GetConnectionString("PostgreSQL." + module)
        ?? configuration.GetConnectionString("PostgreSQL")
        ?? throw new InvalidOperationException("No database: set ConnectionStrings__PostgreSQL, or start the server without it for one of its own."));
}
