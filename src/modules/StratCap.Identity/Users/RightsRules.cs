using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Which roles and permissions may be given to whom.</summary>
internal static class RightsRules
{
    private const string PlatformRole = "platform_admin";
    private const int MaxCount = 50;

    /// <summary>What is wrong with a list of roles, or null.</summary>
    public static Refusal? Roles(string field, IReadOnlyList<string> roles, Guid tenantId)
    {
        if (roles.Count > MaxCount) return Refusal.Field(field, $"Give at most {MaxCount} roles.");
        foreach (var role in roles)
        {
            if (!Permissions.ByRole.ContainsKey(role)) return Refusal.Field(field, $"There is no role '{Short(role)}': the roles are {string.Join(", ", Permissions.ByRole.Keys)}.");
            if (role == PlatformRole && tenantId != PlatformTenant.Id) return Refusal.Field(field, $"The role '{PlatformRole}' is for the platform's own operators.");
        }
        return null;
    }

    /// <summary>What is wrong with a list of permissions, or null.</summary>
    public static Refusal? Given(string field, IReadOnlyList<string> permissions, Guid tenantId)
    {
        if (permissions.Count > MaxCount) return Refusal.Field(field, $"Name at most {MaxCount} permissions.");
        foreach (var permission in permissions)
        {
            if (!Permissions.All.Contains(permission)) return Refusal.Field(field, $"There is no permission '{Short(permission)}': the permissions are {string.Join(", ", Permissions.All)}.");
            if (permission.StartsWith("platform:", StringComparison.Ordinal) && tenantId != PlatformTenant.Id)
                return Refusal.Field(field, $"'{permission}' is for the platform's own operators.");
        }
        return null;
    }

    /// <summary>What roles, grants and revocations come to.</summary>
    public static IReadOnlySet<string> InForce(IEnumerable<string> roles, IEnumerable<string> granted, IEnumerable<string> revoked)
    {
        var held = roles.SelectMany(r => Permissions.ByRole.TryGetValue(r, out var permissions) ? permissions : []).Concat(granted).ToHashSet(StringComparer.Ordinal);
        held.ExceptWith(revoked);
        return held;
    }

    private static string Short(string text) => text[..Math.Min(text.Length, 60)];
}
