using StratCap.Foundation.Data;

namespace StratCap.Server;

/// <summary>What the one program can do: the first argument says which.</summary>
internal static class Verbs
{
    public static async Task<int> Run(string[] args)
    {
        var verb = args.FirstOrDefault() ?? "serve";
        return verb switch
        {
            "serve" => await Serve(args[1..]),
            "migrate" => await Migrate(args[1..]),
            _ => Unknown(verb),
        };
    }

    private static WebApplication Build(string[] args, ServerRole role)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddHouse(role);
        return builder.Build();
    }

    private static async Task<int> Serve(string[] args)
    {
        await using var app = Build(args, ServerRole.All).MapHouse();
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
        await app.RunAsync();
        return 0;
    }

    private static async Task<int> Migrate(string[] args)
    {
        await using var app = Build(args, ServerRole.Web);
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
        Console.WriteLine("The database has the code's form.");
        return 0;
    }

    private static int Unknown(string verb)
    {
        Console.Error.WriteLine($"'{verb}' is no verb of this program: use serve, migrate, seed, demo, verify or rebuild.");
        return 2;
    }
}
