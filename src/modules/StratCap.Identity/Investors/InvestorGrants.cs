using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Identity;

namespace StratCap.Identity.Investors;

/// <summary>Answers other modules, in a scope and read transaction of its own: asked anew for each request, so that a withdrawal counts at once.</summary>
internal sealed class InvestorGrants(IServiceScopeFactory scopes) : IInvestorGrants
{
    public async Task<IReadOnlyList<Guid>> Of(Guid userId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await db.UserInvestors.AsNoTracking()
            .Where(g => g.UserId == userId && db.Users.Any(u => u.Id == userId && u.DisabledAt == null))
            .Select(g => g.InvestorId).ToListAsync(ct);
    }
}
