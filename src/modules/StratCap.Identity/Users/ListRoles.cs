using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>A role and what it allows.</summary>
internal sealed record RoleView(string Role, IReadOnlyList<string> Permissions);

/// <summary>Lists the roles that can be given in the caller's firm.</summary>
internal static class ListRoles
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/roles", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ListRoles")
        .WithSummary("List the roles and what each allows");

    private static Answer<IReadOnlyList<RoleView>> Handle(CurrentTenant tenant) =>
        Answers.Of<RoleView>([.. Permissions.ByRole.Where(r => RightsRules.Roles("roles", [r.Key], tenant.Id) is null).Select(r => new RoleView(r.Key, r.Value))]);
}
