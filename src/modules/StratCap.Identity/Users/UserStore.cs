using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace StratCap.Identity.Users;

/// <summary>The framework's user store over the users of the tenant in scope. Their key has two parts, so finding by id is a query.</summary>
internal sealed class UserStore(IdentityDbContext context) : UserOnlyStore<User, IdentityDbContext, Guid>(context)
{
    public override Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken = default) =>
        Guid.TryParse(userId, out var id) ? Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) : Task.FromResult<User?>(null);
}
