using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Users;

namespace StratCap.Identity.Investors;

/// <summary>Says whose interests another user may see in the portal. Counts from his next request on.</summary>
internal static class ChangeInvestors
{
    /// <param name="InvestorIds">All of them from now on; an empty list takes all away.</param>
    internal sealed record Request(IReadOnlyList<Guid>? InvestorIds);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPut("/{userId:guid}/investors", Handle)
        .Writes<IdentityDbContext>(Permissions.UserManage)
        .WithName("ChangeInvestors")
        .WithSummary("Say whose interests a user may see in the portal")
        .WithDescription("The body is the whole list: who is not in it is taken away. Nobody changes his own.");

    private static async Task<Answer<UserInvestorsView>> Handle(
        Guid userId, Request request, HttpContext http, IdentityDbContext db, IInvestorRegister register, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (userId == http.User.ActorId()) return Refusal.Rule("identity.own_investors", "Nobody says what he himself may see: ask another administrator.");
        if (await db.Users.FromSql($"select * from identity.users where id = {userId} for update").SingleOrDefaultAsync(ct) is not { } user) return Refusal.NotFound("user");
        if (http.Stale(user.Version, User.VersionChanges) is { } stale) return stale;
        var (wanted, refused) = await InvestorRules.Known(request.InvestorIds, register, ct);
        if (refused is not null) return refused;
        var before = await Set(db, userId, wanted.Select(i => i.InvestorId), ct);
        (user.Version, user.ConcurrencyStamp) = (user.Version + 1, Guid.NewGuid().ToString());
        outbox.Add(db, new UserChanged(userId));
        audit.Record(db, "identity.investors.change", ("user", userId), new { Investors = before }, new { Investors = wanted });
        return ((Answer<UserInvestorsView>)new UserInvestorsView(userId, wanted)).Tagged(user.Version);
    }

    /// <summary>Makes these the user's investors; returns whose he had before. Saves nothing itself.</summary>
    internal static async Task<List<Guid>> Set(IdentityDbContext db, Guid userId, IEnumerable<Guid> investorIds, CancellationToken ct)
    {
        var wanted = investorIds.ToHashSet();
        var held = await db.UserInvestors.Where(g => g.UserId == userId).ToListAsync(ct);
        db.UserInvestors.RemoveRange(held.Where(g => !wanted.Contains(g.InvestorId)));
        db.UserInvestors.AddRange(wanted.Except(held.Select(g => g.InvestorId)).Select(id => new UserInvestor { UserId = userId, InvestorId = id }));
        return held.ConvertAll(g => g.InvestorId);
    }
}
