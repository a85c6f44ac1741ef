using StratCap.Identity;
using StratCap.Server.Demo;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.MainJob;

/// <summary>A house of its own in which the main job was done, and then done again.</summary>
public sealed class MainJobDone : IAsyncLifetime
{
    public const string Cedar = "cedar-ridge.localhost";
    public const string Tpg = "tpg.localhost";

    internal House House { get; private set; } = null!;

    /// <summary>What the job said, a line per step, in each of its two runs.</summary>
    internal List<string> First { get; } = [];

    internal List<string> Second { get; } = [];

    internal long FactsAfterFirst { get; private set; }

    internal long MailsAfterFirst { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // An empty database, so that the operator is the demonstration's.
        House = new House(await PostgresServer.CreateDatabaseAsync(), []);
        await House.InitializeAsync();
        await IdentityModule.SeedPlatformAdmin(House.Services, DemoPeople.OperatorEmail, DemoPeople.Password, TestContext.Current.CancellationToken);
        await Run(First);
        FactsAfterFirst = await Facts();
        MailsAfterFirst = Mails().Length;
        await Run(Second);
    }

    public async ValueTask DisposeAsync() => await House.DisposeAsync();

    internal Task<long> Facts() => House.Scalar<long>("select count(*) from funds.facts");

    /// <summary>The investors' messages, which have their notice with them; those to users have none.</summary>
    internal string[] Mails() => [.. Directory.GetFiles(Path.Combine(House.Folder, "mail"), "*.eml").Where(f => MimeKit.MimeMessage.Load(f).Attachments.Any())];

    internal Task<Api> Accountant(string domain) => House.SignIn(domain, $"accountant@{domain[..^".localhost".Length]}.example", DemoPeople.Password);

    internal Task<Api> Cfo(string domain) => House.SignIn(domain, $"cfo@{domain[..^".localhost".Length]}.example", DemoPeople.Password);

    private async Task Run(List<string> said)
    {
        using var http = new HttpClient { BaseAddress = House.Address, Timeout = TimeSpan.FromMinutes(3) };
        await new Demo.MainJob(http, House.PlatformHost, Path.Combine(AppContext.BaseDirectory, "demo"), Path.Combine(House.Folder, "packs"), said.Add).Run();
    }
}
