using System.Globalization;
using StratCap.Documents;
using StratCap.Exports;
using StratCap.Foundation.Data;
using StratCap.FundMath;
using StratCap.Identity;
using StratCap.Reporting;
using StratCap.Server.Demo;
using StratCap.Server.Embedded;

namespace StratCap.Server;

/// <summary>What the one program can do: the first argument says which.</summary>
internal static class Verbs
{
    private const string Usage = """
        StratCap.Server VERB [options]
          serve [--role web|worker|all]   serve HTTP, handle events and jobs, or both (default)
          demo [--once] [--fresh]         run the main job on a database of the program's own, then serve
          seed --email E                  make the platform's first operator; the password comes from STRATCAP_OPERATOR_PASSWORD
          migrate                         bring the database to the code's form
          verify                          replay every book, re-check every hash, compare every table; exit 1 on a difference
          rebuild                         recreate the tables that lists read from the books
          check-export FILE               look an exported archive through, offline; exit 1 when something is not as it was written
          import-tenant FILE [--under-way]
                                          take a firm in from an archive, with all its ids, where nothing of it is; all of it or nothing
        """;

    public static async Task<int> Run(string[] args)
    {
        // Figures and dates in logs and answers must not follow the machine's habits.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        using var stop = new CancellationTokenSource();
        try
        {
            var rest = args.Skip(1).ToArray();
            return args.FirstOrDefault() switch
            {
                "serve" or null => await Serve(rest, stop.Token),
                "demo" => await DemoVerb.Run(rest, stop.Token),
                "seed" => await Seed(rest, stop.Token),
                "migrate" => await WithHouse(rest, (_, _) => Task.FromResult(Say("The database has the code's form.")), stop.Token),
                "verify" => await WithHouse(rest, Operations.Verify, stop.Token),
                "rebuild" => await WithHouse(rest, Operations.Rebuild, stop.Token),
                "check-export" when rest is [var file] => await ExportsModule.CheckArchive(file, Console.Out, stop.Token),
                "import-tenant" when rest is [var file, .. var more] => await Import(file, more, stop.Token),
                ReportingModule.MarkPdfVerb => Apart(ReportingModule.MarkPdf),
                DocumentsModule.ReadTextsVerb => Apart(DocumentsModule.ReadTexts),
                _ => Misused(),
            };
        }
        catch (Exception e) when (e is EmbeddedPostgresException or FundRuleException or DemoFailedException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>The server starts itself so, for files of others; nobody else has use for it.</summary>
    private static int Apart(Func<Stream, Stream, int> work)
    {
        using var output = Console.OpenStandardOutput();
        return work(Console.OpenStandardInput(), output);
    }

    private static async Task<int> Serve(string[] args, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(args);
        var role = Role(builder.Configuration["role"]);
        await using var database = await DatabaseSource.Open(builder.Configuration, ct);
        await using var app = builder.AddHouse(role).Build().MapHouse(role);
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(ct);
        await app.RunAsync(ct);
        return 0;
    }

    /// <summary>Runs work on the migrated house without serving.</summary>
    private static async Task<int> WithHouse(string[] args, Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var database = await DatabaseSource.Open(builder.Configuration, ct);
        await using var app = builder.AddHouse(ServerRole.Web).Build();
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(ct);
        return await work(app.Services, ct);
    }

    private static async Task<int> Seed(string[] args, CancellationToken ct)
    {
        var at = Array.IndexOf(args, "--email");
        var password = Environment.GetEnvironmentVariable("STRATCAP_OPERATOR_PASSWORD");
        if (at < 0 || at + 1 >= args.Length || string.IsNullOrEmpty(password)) return Misused();
        return await WithHouse([.. args.Where((_, i) => i != at && i != at + 1)], async (services, token) =>
        {
            await IdentityModule.SeedPlatformAdmin(services, args[at + 1], password, token);
            return Say("The platform's operator can sign in on the platform's host.");
        }, ct);
    }

    private static async Task<int> Import(string file, string[] more, CancellationToken ct)
    {
        const string underWay = "--under-way";
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"There is no file {file}.");
            return 1;
        }
        return await WithHouse([.. more.Where(a => a != underWay)], (services, token) => ExportsModule.ImportTenant(services, file, more.Contains(underWay), Console.Out, token), ct);
    }

    private static ServerRole Role(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "all" => ServerRole.All,
        "web" => ServerRole.Web,
        "worker" => ServerRole.Worker,
        _ => throw new FundRuleException("server.role_unknown", $"'{name}' is no role: use web, worker or all."),
    };

    private static int Say(string sentence)
    {
        Console.WriteLine(sentence);
        return 0;
    }

    private static int Misused()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
