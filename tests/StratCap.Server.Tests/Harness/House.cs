using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Data;
using StratCap.Identity;
using StratCap.Testing;

namespace StratCap.Server.Tests.Harness;

/// <summary>The real server over real HTTP, on a database of its own in a real PostgreSQL. Tests share one, each with tenants of its own.</summary>
public sealed class House : IAsyncLifetime
{
    internal const string PlatformHost = "platform.localhost";
    internal const string PlatformAdmin = "operator@platform.example";
    internal const string Password = "violet anchor under the ninth bridge";

    private WebApplication? _app;
    private readonly Dictionary<string, string?> _settings;
    private readonly string? _database;
    private readonly Action<IServiceCollection>? _change;

    public House() : this(null, [])
    {
    }

    /// <param name="change">Puts services of the test's own in the place of others.</param>
    internal House(string? database, Dictionary<string, string?> settings, Action<IServiceCollection>? change = null)
    {
        _database = database;
        _settings = settings;
        _change = change;
    }

    internal IServiceProvider Services => _app!.Services;
    internal Uri Address { get; private set; } = null!;
    internal string Database { get; private set; } = "";

    /// <summary>Where this house puts mails and blobs.</summary>
    internal string Folder { get; } = TestFolder.Make("house");

    public async ValueTask InitializeAsync()
    {
        Database = _database ?? await FreshDatabase();
        _app = await Start(Database, ServerRole.All);
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(address);
    }

    /// <summary>A new database in the code's form, with the platform's first operator in it.</summary>
    internal static async Task<string> FreshDatabase() => await PostgresServer.CreateDatabaseAsync(await PostgresServer.TemplateAsync("migrated", Prepare));

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // Disposing alone leaves the scheduler running on what is disposed.
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        TestFolder.Remove(Folder);
    }

    /// <summary>A client for a tenant's domain, not signed in.</summary>
    internal Api Anonymous(string host) => new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Host = host },
        Timeout = TimeSpan.FromMinutes(3),
    });

    /// <summary>Signs in on a domain.</summary>
    internal async Task<Api> SignIn(string host, string email, string password = Password)
    {
        var api = Anonymous(host);
        var tokens = (await api.Post("/api/v1/auth/login", new { email, password })).Ok();
        api.Bearer = tokens["data"]!["accessToken"]!.GetValue<string>();
        return api;
    }

    internal Task<Api> Operator() => SignIn(PlatformHost, PlatformAdmin);

    /// <summary>Provisions a firm with an accountant, a CFO and a viewer beside its first admin, all through the API.</summary>
    internal async Task<Firm> Provision(string name)
    {
        var domain = $"{new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)])}-{Guid.NewGuid().ToString("N")[..8]}.localhost";
        var platform = await Operator();
        var provisioned = (await platform.Post("/api/v1/platform/tenants", new { name = $"{name} {domain[..^10]}", domain, firstAdmin = new { email = $"admin@{domain}.example", name = "Ada Admin" } })).Ok();
        var admin = await Accept(domain, $"admin@{domain}.example", provisioned["data"]!["invitationToken"]!.GetValue<string>());
        var firm = new Firm(this, Guid.Parse(provisioned["data"]!["id"]!.GetValue<string>()), domain, admin);
        firm.Accountant = await firm.Hire("accountant@" + domain + ".example", "Alan Accountant", "accountant");
        firm.Cfo = await firm.Hire("cfo@" + domain + ".example", "Clara Chief", "fund_manager");
        firm.Viewer = await firm.Hire("viewer@" + domain + ".example", "Vera Viewer", "viewer");
        return firm;
    }

    internal async Task<Api> Accept(string domain, string email, string token)
    {
        (await Anonymous(domain).Post("/api/v1/auth/invitations/accept", new { token, password = Password })).Ok();
        return await SignIn(domain, email);
    }

    private static async Task Prepare(string connectionString)
    {
        await using var app = await Start(connectionString, ServerRole.Web, TestFolder.Make("template"), [], null);
        await IdentityModule.SeedPlatformAdmin(app.Services, PlatformAdmin, Password, CancellationToken.None);
        await app.StopAsync();
    }

    private Task<WebApplication> Start(string database, ServerRole role) => Start(database, role, Folder, _settings, _change);

    private static async Task<WebApplication> Start(string database, ServerRole role, string folder, Dictionary<string, string?> settings, Action<IServiceCollection>? change = null)
    {
        // Set up as in production, where a framework's kindness to developers hides nothing; only sign-in knows that it may come back to this machine.
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--environment", "Production"]);
        builder.Environment.EnvironmentName = Environments.Development;
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings)
        {
            // All tests sign in from one address, many times.
            ["Identity:PasswordHashIterations"] = "1000",
            ["Identity:SignIn:PerAddressPerMinute"] = settings.GetValueOrDefault("Identity:SignIn:PerAddressPerMinute") ?? "1000000",
            ["Identity:SignIn:PerAccountPerMinute"] = settings.GetValueOrDefault("Identity:SignIn:PerAccountPerMinute") ?? "1000000",
            ["ConnectionStrings:PostgreSQL"] = database,
            ["Storage:Data"] = folder,
            ["Storage:Path"] = Path.Combine(folder, "blobs"),
            ["Smtp:PickupDirectory"] = Path.Combine(folder, "mail"),
            ["Platform:Host"] = PlatformHost,
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddHouse(role);
        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapHouse(role);
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What did start goes on otherwise, on a database that others use.
            await app.StopAsync();
            await app.DisposeAsync();
            throw;
        }
        return app;
    }
}

/// <summary>A provisioned firm and its people, signed in.</summary>
internal sealed class Firm(House house, Guid id, string domain, Api admin)
{
    public House House { get; } = house;
    public Guid Id { get; } = id;
    public string Domain { get; } = domain;
    public Api Admin { get; } = admin;
    public Api Accountant { get; set; } = null!;
    public Api Cfo { get; set; } = null!;
    public Api Viewer { get; set; } = null!;

    /// <summary>Invites a user and signs him in.</summary>
    public async Task<Api> Hire(string email, string name, params string[] roles)
    {
        var invited = (await Admin.Post("/api/v1/users", new { email, name, roles })).Ok();
        return await House.Accept(Domain, email, invited["data"]!["invitationToken"]!.GetValue<string>());
    }
}
