using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StratCap.Foundation.Data;
using StratCap.Identity;
using StratCap.PluginHost;
using StratCap.Server.Embedded;

namespace StratCap.Server.Demo;

/// <summary><c>demo</c>: the main job on a database of its own, a line per step, then serving. <c>--once</c> stops after the job; <c>--fresh</c> starts over.
/// <c>Demo:Vendors:HOST</c> leads plugins that want to go to that host to a stand-in on this machine.</summary>
internal static class DemoVerb
{
    private const string PlatformHost = "platform.localhost";
    private const int PreferredPort = 5080;

    public static async Task<int> Run(string[] args, CancellationToken ct)
    {
        var (once, fresh) = (args.Contains("--once"), args.Contains("--fresh"));
        var builder = WebApplication.CreateBuilder([.. args.Where(a => a is not ("--once" or "--fresh"))]);
        builder.Environment.EnvironmentName = Environments.Development;
        Configure(builder.Configuration);
        if (fresh) await StartOver(builder.Configuration, ct);
        Say("Starting PostgreSQL …");
        await using var database = await DatabaseSource.Open(builder.Configuration, ct);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddHouse(ServerRole.All);
        if (builder.Configuration.GetSection("Demo:Vendors").Get<Dictionary<string, string>>() is { Count: > 0 } vendors) builder.Services.AddStandInVendors(vendors);
        await using var app = builder.Build().MapHouse(ServerRole.All);
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(ct);
        Say(database.IsEmbedded ? "PostgreSQL of our own runs under .data/; the database has the code's form." : "The given database has the code's form.");
        await IdentityModule.SeedPlatformAdmin(app.Services, DemoPeople.OperatorEmail, DemoPeople.Password, ct);
        await app.StartAsync(ct);
        return await Job(app, once, ct);
    }

    private static async Task<int> Job(WebApplication app, bool once, CancellationToken ct)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(3) };
        try
        {
            var signIns = await new MainJob(http, PlatformHost, Path.Combine(AppContext.BaseDirectory, "demo"), PacksFolder(app.Configuration), Say).Run();
            if (await Operations.Verify(app.Services, ct) != 0) return 1;
            if (once) return await Stopped(app);
            Invite(new Uri(address).Port, signIns);
        }
        catch (DemoFailedException failed)
        {
            Console.Error.WriteLine(failed.Message);
            return 1;
        }
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static async Task<int> Stopped(WebApplication app)
    {
        await app.StopAsync();
        Say("Done. Without --once it would go on serving.");
        return 0;
    }

    private static void Invite(int port, IReadOnlyList<(string Host, string Email, string Role)> signIns)
    {
        Say("");
        Say($"Serving on http://127.0.0.1:{port}. API documentation: http://platform.localhost:{port}/docs");
        Say($"Sign-ins (password of all: {DemoPeople.Password}):");
        foreach (var (host, email, role) in signIns) Say($"  http://{host}:{port}/sign-in   {email}   {role}");
        Say("Mails lie under .data/mail, investors' verification packs under .data/packs (./stratcap verify-pack FILE). Ctrl+C stops; the next run goes on from what is there.");
    }

    private static void Configure(ConfigurationManager configuration)
    {
        var data = DatabaseSource.DataFolder(configuration);
        configuration["Platform:Host"] ??= PlatformHost;
        configuration["Storage:Path"] ??= Path.Combine(data, "blobs");
        if (configuration["Smtp:Host"] is null) configuration["Smtp:PickupDirectory"] ??= Path.Combine(data, "mail");
        // Nobody waits three days for a demonstration: a confirmed payee is paid to at once.
        configuration["Payments:CoolingOffDays"] ??= "0";
        configuration["urls"] ??= string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{(FreePort.IsFree(PreferredPort) ? PreferredPort : 0)}");
    }

    private static async Task StartOver(ConfigurationManager configuration, CancellationToken ct)
    {
        if (configuration.GetConnectionString("PostgreSQL") is { Length: > 0 })
            throw new DemoFailedException("--fresh deletes only the demonstration's own data: unset ConnectionStrings__PostgreSQL, or empty that database yourself.");
        var data = DatabaseSource.DataFolder(configuration);
        await EmbeddedPostgres.DeleteAsync(Path.Combine(data, "postgres"), ct);
        foreach (var folder in (string[])["blobs", "mail", "packs"])
            if (Directory.Exists(Path.Combine(data, folder))) Directory.Delete(Path.Combine(data, folder), recursive: true);
    }

    private static string PacksFolder(IConfiguration configuration) => Path.Combine(DatabaseSource.DataFolder(configuration), "packs");

    private static void Say(string line) => Console.WriteLine(line);
}
