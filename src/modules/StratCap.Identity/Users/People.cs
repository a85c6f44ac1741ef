using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;

namespace StratCap.Identity.Users;

/// <summary>Answers other modules who can be told of things, in a scope and read transaction of its own.</summary>
internal sealed class People(IServiceScopeFactory scopes) : IPeople
{
    public Task<IReadOnlyList<Person>> Of(IReadOnlyCollection<Guid> userIds, CancellationToken ct) => userIds.Count == 0
        ? Task.FromResult<IReadOnlyList<Person>>([])
        : Ask(db => There(db).Where(u => userIds.Contains(u.Id)), ct);

    public Task<IReadOnlyList<Person>> Holding(string permission, CancellationToken ct) => Ask(db => Holding(db, permission), ct);

    public async Task<IReadOnlyList<LookingPerson>> LookingFor(IReadOnlyCollection<Guid> investorIds, CancellationToken ct)
    {
        if (investorIds.Count == 0) return [];
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var looking = await Holding(db, Permissions.PortalRead).Join(db.UserInvestors.Where(g => investorIds.Contains(g.InvestorId)), u => u.Id, g => g.UserId,
            (u, g) => new { u.Id, u.Name, u.Email, u.Language, u.TimeZone, g.InvestorId }).ToListAsync(ct);
        return [.. looking.GroupBy(l => l.Id).Select(g => new LookingPerson(new Person(g.Key, g.First().Name, g.First().Email!, g.First().Language, g.First().TimeZone), [.. g.Select(l => l.InvestorId)]))];
    }

    private async Task<IReadOnlyList<Person>> Ask(Func<IdentityDbContext, IQueryable<User>> who, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await who(db).OrderBy(u => u.Id).Select(u => new Person(u.Id, u.Name, u.Email!, u.Language, u.TimeZone)).ToListAsync(ct);
    }

    private static IQueryable<User> There(IdentityDbContext db) => db.Users.AsNoTracking().Where(u => u.DisabledAt == null && u.PasswordHash != null);

    // As RightsRules.InForce, as a query: by role or grant, and not revoked.
    private static IQueryable<User> Holding(IdentityDbContext db, string permission)
    {
        var roles = Permissions.ByRole.Where(r => r.Value.Contains(permission)).Select(r => r.Key).ToList();
        return There(db).Where(u =>
            (db.UserRoles.Any(r => r.UserId == u.Id && roles.Contains(r.Role)) || db.UserPermissions.Any(p => p.UserId == u.Id && p.Permission == permission && p.Granted))
            && !db.UserPermissions.Any(p => p.UserId == u.Id && p.Permission == permission && !p.Granted));
    }
}
