using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Users;

namespace StratCap.Identity.Investors;

/// <summary>An investor whose interests a user may see in the portal.</summary>
internal sealed class UserInvestor : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid UserId { get; init; }
    public Guid InvestorId { get; init; }

    internal static void Map(EntityTypeBuilder<UserInvestor> e)
    {
        e.ToTable("user_investors").HasKey(x => new { x.TenantId, x.UserId, x.InvestorId });
        e.HasOne<User>().WithMany().HasForeignKey(x => new { x.TenantId, x.UserId }).OnDelete(DeleteBehavior.Cascade);
    }
}
