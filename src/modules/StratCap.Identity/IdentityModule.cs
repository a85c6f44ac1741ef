using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;
using StratCap.Identity.Clients;
using StratCap.Identity.Connect;
using StratCap.Identity.Investors;
using StratCap.Identity.Invitations;
using StratCap.Identity.Keys;
using StratCap.Identity.Passwords;
using StratCap.Identity.Sessions;
using StratCap.Identity.SignIn;
using StratCap.Identity.Users;

namespace StratCap.Identity;

/// <summary>The door of the module that knows who acts: users, partners' systems, sign-in, tokens, permissions.</summary>
public static class IdentityModule
{
    internal const string Schema = "identity";

    // OWASP's number for PBKDF2 with HMAC-SHA-512.
    private const int HashIterations = 210_000;

    /// <summary>Adds the module's services, the authentication schemes, the token server and the key ring.</summary>
    public static IServiceCollection AddIdentityModule(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddModuleStore<IdentityDbContext>(Schema);
        AddKeys(services);
        OidcServer.Add(services);
        AddUsers(services, configuration);
        SignInCookie.Add(services);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "stratcap-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddHostedService<WarmUp>();
        services.AddHostedService<Pruning>();
        return services;
    }

    /// <summary>Maps users, clients and the invitations' and two-factor use cases.</summary>
    /// <param name="api">The group of the API's version, <c>/api/v1</c>.</param>
    public static void MapIdentity(this IEndpointRouteBuilder api)
    {
        AcceptInvitation.Map(api.MapGroup("/auth").WithTags("Identity"));
        var users = api.MapGroup("/users").WithTags("Identity");
        InviteUser.Map(users);
        ListUsers.Map(users);
        ListRoles.Map(users);
        ShowUser.Map(users);
        ShowProfile.Map(users);
        UpdateProfile.Map(users);
        ShowPermissions.Map(users);
        ChangePermissions.Map(users);
        ShowInvestors.Map(users);
        ChangeInvestors.Map(users);
        DisableUser.Map(users);
        EnableUser.Map(users);
        EnrolTwoFactor.Map(users);
        ConfirmTwoFactor.Map(users);
        ResetTwoFactor.Map(users);
        ChangePassword.Map(users);
        ListSessions.Map(users);
        EndSession.Map(users);
        var clients = api.MapGroup("/clients").WithTags("Identity");
        CreateClient.Map(clients);
        ListClients.Map(clients);
        DisableClient.Map(clients);
    }

    /// <summary>Maps the pages for signing in, joining and choosing a new password, the OpenID Connect endpoints and the JSON sign-in and refresh.</summary>
    /// <param name="root">The application itself, without prefix.</param>
    public static void MapConnect(this IEndpointRouteBuilder root)
    {
        Authorize.Map(root);
        IssueTokens.Map(root);
        ShowUserInfo.Map(root);
        SignOut.Map(root);
        SignInPage.Map(root);
        InvitationPage.Map(root);
        ResetPasswordPage.Map(root);
    }

    /// <summary>Gives sign-in requests their firm, by domain, and one transaction. After routing, before authentication.</summary>
    public static IApplicationBuilder UseIdentityTransaction(this IApplicationBuilder app) => app.UseMiddleware<IdentityTransaction>();

    /// <summary>Refuses a token on another firm's domain. After authentication, before the tenant of the token is entered.</summary>
    public static IApplicationBuilder UseDomainCheck(this IApplicationBuilder app) => app.UseMiddleware<DomainCheck>();

    /// <summary>Makes the first of the platform's own operators; does nothing when there is a user with this address.</summary>
    /// <exception cref="FundRuleException">The password is refused.</exception>
    public static async Task SeedPlatformAdmin(IServiceProvider services, string email, string password, CancellationToken ct)
    {
        using var _ = services.GetRequiredService<CurrentTenant>().Use(PlatformTenant.Id);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"seed:" + users.NormalizeEmail(email)}, 0))", ct);
        if (await users.FindByEmailAsync(email) is not null) return;
        var user = new User { Name = "Platform administrator", Email = email, UserName = email, EmailConfirmed = true, InvitedAt = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow() };
        var made = await users.CreateAsync(user, PasswordRules.Stable(password));
        if (!made.Succeeded) throw new FundRuleException("identity.password_refused", string.Join(" ", made.Errors.Select(e => e.Description)));
        db.UserRoles.Add(new UserRole { UserId = user.Id, Role = "platform_admin" });
        scope.ServiceProvider.GetRequiredService<Audit>().Record(db, "identity.platform_admin.seed", ("user", user.Id), null, new { user.Email });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddDataProtection().SetApplicationName("StratCap");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeyRing.Use>();
    }

    private static void AddUsers(IServiceCollection services, IConfiguration configuration)
    {
        services.AddIdentityCore<User>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                // The rules are PasswordRules; the framework's own are switched off.
                options.Password.RequiredLength = 1;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 0;
            })
            .AddUserStore<UserStore>()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = configuration.GetValue("Identity:PasswordHashIterations", HashIterations));
        services.AddSingleton<IPermissionSource, PermissionSource>();
        services.AddSingleton<IInvestorGrants, InvestorGrants>();
        services.AddSingleton<IUserInvitations, Invitations.Invitations>();
        services.AddSingleton<IPeople, People>();
        services.AddSingleton<SignInLimits>();
        services.AddEventHandler<UserChanged, WhenUserChanged, IdentityDbContext>(Schema);
        services.AddEventHandler<PasswordForgotten, WhenPasswordForgotten, IdentityDbContext>(Schema);
        services.AddScoped<InvitationDesk>().AddScoped<Acceptance>().AddScoped<Resetting>().AddScoped<SignInDesk>().AddScoped<SignInCookie>().AddScoped<Principals>().AddScoped<SessionDesk>().AddScoped<HomeOf>();
    }
}
