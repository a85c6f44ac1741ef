using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Server.Messaging;
using StratCap.Server.Push;

namespace StratCap.TestWorker;

/// <summary>The server's messages, push and operators' endpoints, with the probe's modules instead of the house's and sign-in by word of mouth.</summary>
internal static class Worker
{
    public static WebApplication Build(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--environment", "Development"]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddFoundation();
        builder.Services.AddMessaging(builder.Configuration, worker: settings.GetValueOrDefault("Worker") != "no");
        builder.Services.AddSingleton<Behaviour>();
        builder.Services.AddSingleton<WordOfMouth>();
        builder.Services.AddSingleton<IPermissionSource>(p => p.GetRequiredService<WordOfMouth>());
        builder.Services.AddSingleton<ITenantDirectory>(p => p.GetRequiredService<WordOfMouth>());
        builder.Services.AddModuleStore<ProbeDbContext>("probe");
        builder.Services.AddModuleStore<EchoDbContext>("echo");
        builder.Services.AddEventHandler<Told, WhenToldInProbe, ProbeDbContext>("probe");
        builder.Services.AddEventHandler<Told, WhenToldInEcho, EchoDbContext>("echo");
        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseProblems();
        app.UseRequestBuffering();
        app.UsePushTokens();
        app.UseRouting();
        app.Use(WordOfMouth.SignIn);
        app.UseTenantOfToken();
        app.MapGroup("/api/v1").MapMessagingAdmin();
        app.MapPush();
        return app;
    }

    /// <summary>Brings a database to the form of the probe's modules and the messages' own.</summary>
    public static async Task Migrate(string connectionString)
    {
        await using var app = Build(new Dictionary<string, string?> { ["ConnectionStrings:PostgreSQL"] = connectionString, ["Worker"] = "no" });
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var store in app.Services.GetServices<ModuleStore>().Where(s => s.Module is "probe" or "echo"))
        {
            await using var db = SchemaMigrator.OwnerContext(store, connectionString);
            await using var command = new NpgsqlCommand(((RelationalDatabaseCreator)db.GetService<IDatabaseCreator>()).GenerateCreateScript(), connection);
            await command.ExecuteNonQueryAsync();
        }
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
    }
}

/// <summary>Believes whatever a token says: <c>tenant.user</c>. Tests say who holds what.</summary>
internal sealed class WordOfMouth : IPermissionSource, ITenantDirectory
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, string[]> _held = new();

    public void Grant(Guid userId, params string[] permissions) => _held[userId] = permissions;

    public Task<IReadOnlySet<string>> Of(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlySet<string>>(_held.GetValueOrDefault(userId, []).ToHashSet(StringComparer.Ordinal));

    public Task<TenantEntry?> ByDomain(string host, CancellationToken ct) => Task.FromResult<TenantEntry?>(null);

    public Task<TenantEntry?> ById(Guid tenantId, CancellationToken ct) => Task.FromResult<TenantEntry?>(new TenantEntry(tenantId, "A firm", false));

    public static Task SignIn(Microsoft.AspNetCore.Http.HttpContext http, Microsoft.AspNetCore.Http.RequestDelegate next)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            var parts = header["Bearer ".Length..].Split('.');
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(Foundation.Web.PrincipalExtensions.TenantClaim, parts[0]), new Claim("sub", parts[1]), new Claim("name", "A user")], "word of mouth"));
        }
        return next(http);
    }
}
