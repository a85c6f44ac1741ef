using Microsoft.EntityFrameworkCore;

namespace StratCap.Identity.Invitations;

/// <summary>Where a user begins: an investor's in the portal, everybody else in the console.</summary>
internal sealed class HomeOf(IdentityDbContext db)
{
    public async Task<string> Of(Guid userId, CancellationToken ct) =>
        await db.UserRoles.Where(r => r.UserId == userId).Select(r => r.Role).ToListAsync(ct) is ["investor"] ? "/portal/" : "/console/";
}
