using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Clients;
using StratCap.Identity.Investors;
using StratCap.Identity.Invitations;
using StratCap.Identity.Keys;
using StratCap.Identity.Passwords;
using StratCap.Identity.SignIn;
using StratCap.Identity.Users;

namespace StratCap.Identity;

internal sealed class IdentityDbContext(DbContextOptions<IdentityDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => IdentityModule.Schema;

    public DbSet<User> Users => Set<User>();
    public DbSet<UserRole> UserRoles => Set<UserRole>();
    public DbSet<UserPermission> UserPermissions => Set<UserPermission>();
    public DbSet<UserInvestor> UserInvestors => Set<UserInvestor>();
    public DbSet<UserInvitation> Invitations => Set<UserInvitation>();
    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();
    public DbSet<SignInFailures> SignInFailures => Set<SignInFailures>();
    public DbSet<Client> Clients => Set<Client>();
    public DbSet<ServerKey> ServerKeys => Set<ServerKey>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<User>(User.Map);
        model.Entity<UserRole>(UserRole.Map);
        model.Entity<UserPermission>(UserPermission.Map);
        model.Entity<UserInvestor>(UserInvestor.Map);
        model.Entity<UserInvitation>(UserInvitation.Map);
        model.Entity<PasswordReset>(PasswordReset.Map);
        model.Entity<SignInFailures>(SignIn.SignInFailures.Map);
        model.Entity<Client>(Client.Map);
        model.Entity<Authorization>(Authorization.Map);
        model.Entity<Token>(Token.Map);
        model.Entity<Scope>(Scope.Map);
        model.Entity<ServerKey>(ServerKey.Map);
        model.Entity<DataProtectionKey>(DataProtectionKey.Map);
    }
}

internal sealed class IdentityDesignTime : DesignTimeContext<IdentityDbContext>
{
    protected override string Schema => IdentityModule.Schema;
}
