using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Data;
using StratCap.Identity;
using StratCap.Server;
using StratCap.Server.Demo;

namespace StratCap.Benchmarks;

/// <summary>
/// Closing a quarter over HTTP on the real server and PostgreSQL: a fund of 40 quarters is built through the public API at three sizes, then its last quarter is checked, closed and published for every partner.
/// Building takes minutes; <c>STRATCAP_BENCH_QUARTERS</c> and <c>STRATCAP_BENCH_PARTNERS</c> (numbers apart by commas) say otherwise.
/// </summary>
internal sealed class CloseTable(HttpClient http)
{
    private const string PlatformHost = "platform.localhost";
    private const decimal Commitment = 1_100_000m;

    private static readonly DateOnly Start = new(2016, 1, 1);
    private static readonly int Quarters = int.Parse(Environment.GetEnvironmentVariable("STRATCAP_BENCH_QUARTERS") ?? "40", CultureInfo.InvariantCulture);
    private static readonly int[] Sizes =
        [.. (Environment.GetEnvironmentVariable("STRATCAP_BENCH_PARTNERS") ?? "500,1000,2000").Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
    private static readonly string[] Published = ["InvestorStatement", "CapitalAccount", "ReportingTemplate"];

    private DemoFirm _firm = null!;
    private string _fund = "";
    private int _partners;

    private DemoClient Accountant => _firm.Accountant;

    private static DateOnly Through => Day(Quarters, 0).AddDays(-1);

    internal static async Task Print()
    {
        var folder = Directory.CreateTempSubdirectory("stratcap-close-").FullName;
        try
        {
            await OnServer(folder, async address =>
            {
                using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
                await new CloseTable(http).Print([.. Sizes]);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task OnServer(string folder, Func<Uri, Task> work)
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--environment", "Development"]);
        builder.Configuration["Storage:Data"] = folder;
        builder.Configuration["Storage:Path"] = Path.Combine(folder, "blobs");
        builder.Configuration["Smtp:PickupDirectory"] = Path.Combine(folder, "mail");
        builder.Configuration["Platform:Host"] = PlatformHost;
        builder.Logging.ClearProviders();
        await using var database = await DatabaseSource.Open(builder.Configuration, CancellationToken.None);
        await using var app = builder.AddHouse(ServerRole.All).Build().MapHouse(ServerRole.All);
        await app.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
        await IdentityModule.SeedPlatformAdmin(app.Services, DemoPeople.OperatorEmail, DemoPeople.Password, CancellationToken.None);
        await app.StartAsync();
        await work(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        await app.StopAsync();
    }

    private async Task Print(int[] sizes)
    {
        var people = new DemoPeople(http, PlatformHost);
        _firm = await people.Firm(await people.Operator(), "Benchmark Partners", "benchmark", "#1A2B3C");
        Console.WriteLine();
        Console.WriteLine($"{$"closing the last of {Quarters} quarters, over HTTP",-44} {"partners",10} {"facts",10} {"all",12} {"a partner",12} {"of the first",13}");
        var first = new Dictionary<string, double>();
        foreach (var size in sizes) await Measure(size, first);
    }

    private async Task Measure(int partners, Dictionary<string, double> first)
    {
        _partners = partners;
        var begin = Stopwatch.GetTimestamp();
        await Build();
        var facts = (await Accountant.Get(Api("")))["data"]!["version"]!.GetValue<long>();
        void Line(string what, double seconds)
        {
            first.TryAdd(what, seconds / partners);
            Console.WriteLine(FormattableString.Invariant($"{what,-44} {partners,10:N0} {facts,10:N0} {Table.Time(seconds * 1e9),12} {Table.Time(seconds * 1e9 / partners),12} {seconds / partners / first[what],12:0.00}x"));
        }
        Line("building it through the API, all quarters", Stopwatch.GetElapsedTime(begin).TotalSeconds);
        var period = Api(FormattableString.Invariant($"/periods/{Through:yyyy-MM-dd}"));
        Line("its checks, first time", await Seconds(() => Accountant.Get(period)));
        Line("its checks, again", await Seconds(() => Accountant.Get(period)));
        Line("close", await Seconds(() => Accountant.Post(period + "/close", new { }, $"close:{partners}")));
        foreach (var kind in Published) Line($"publish: {kind}", await Seconds(() => Publish(kind)));
        Console.WriteLine(FormattableString.Invariant($"{"memory of the server after it",-44} {partners,10:N0} {facts,10:N0} {Environment.WorkingSet / 1e6,9:N0} MB"));
    }

    private async Task Build()
    {
        var terms = (await Accountant.Get("/funds/terms/templates"))["data"]![0]!["terms"]!;
        _fund = Text(await Accountant.Post("/funds", new { name = $"Fund of {_partners}", currency = "USD", establishedOn = "2015-12-01", terms }, $"fund:{_partners}"), "id");
        var admitted = await Accountant.Post(
            Api("/investors/bulk"),
            new { investors = Enumerable.Range(0, _partners).Select(i => new { name = $"Partner {i:0000} of {_partners}", kind = i == 0 ? "GeneralPartner" : "LimitedPartner", admittedOn = "2015-12-01" }) },
            $"admit:{_partners}");
        var commitments = admitted["data"]!["investorIds"]!.AsArray().Select(i => new { investorId = i!.GetValue<string>(), amount = Commitment });
        await Accountant.Post(Api("/closings"), new { name = "First closing", date = "2015-12-15", commitments }, $"closing:{_partners}");
        for (var quarter = 0; quarter < Quarters; quarter++) await Quarter(quarter);
        await SignInAgain();
        await Value();
        await CaughtUp();
    }

    /// <summary>A call, paid on its day; what it was for is bought and charged.</summary>
    private async Task Quarter(int quarter)
    {
        string Step(string what) => $"{what}:{_partners}:{quarter}";
        if (quarter % 5 == 0) await SignInAgain();
        var (from, due) = (Day(quarter, 0), Day(quarter, 19));
        var purposes = new object[]
        {
            new { kind = "Investment", amount = 20_000m * _partners, dealId = Deal(quarter), description = $"Company {quarter}" },
            new { kind = "ManagementFee", amount = 5_500m * (_partners - 1), description = "Management fee" },
            new { kind = "Expenses", amount = 200m * _partners, description = "Expenses" },
        };
        var call = Text(await Accountant.Post(Api("/capital-calls"), new { noticeDate = from, dueDate = due, purposes }, Step("call")), "id");
        await Approved("capital-calls", new { fundId = _fund, callId = call }, "AwaitingReceipts", Step("issue"));
        var receipts = (await Accountant.All(Api($"/capital-calls/{call}/lines?size=500"))).Select(l => new { investorId = l["investorId"]!.GetValue<string>(), amount = l["total"]!["amount"]!.GetValue<string>(), receivedOn = due });
        await Accountant.Post(Api($"/capital-calls/{call}/receipts"), new { receipts }, Step("receipts"));
        await Accountant.Post(Api("/investments"), new { dealId = Deal(quarter), name = $"Company {quarter}", date = due, cost = 20_000m * _partners }, Step("investment"));
        await Accountant.Post(Api("/management-fees"), new { date = due, periodFrom = from, periodTo = Day(quarter + 1, 0) }, Step("fee"));
        await Accountant.Post(Api("/expenses"), new { date = due, category = "Audit", amount = 200m * _partners }, Step("expense"));
        await CaughtUp();
    }

    /// <summary>Forty quarters take longer than an access token lives.</summary>
    private async Task SignInAgain()
    {
        await _firm.Accountant.SignIn("accountant@benchmark.example", DemoPeople.Password);
        await _firm.Cfo.SignIn("cfo@benchmark.example", DemoPeople.Password);
    }

    /// <summary>Every investment in the last quarter, by two people.</summary>
    private async Task Value()
    {
        var values = Enumerable.Range(0, Quarters).Select(q => new { dealId = Deal(q), fairValue = 22_000m * _partners, level = 2, method = "RecentTransaction", methodology = "Last round" });
        var round = Text(await Accountant.Post(Api("/valuation-rounds"), new { date = Through, values }, $"round:{_partners}"), "id");
        await Approved("valuation-rounds", new { fundId = _fund, roundId = round }, "Completed", $"value:{_partners}");
    }

    private async Task Approved(string kind, object proposal, string state, string step)
    {
        var workflow = Text(await Accountant.Post("/workflows/" + kind, proposal, step + ":submit"), "workflowId");
        await _firm.Cfo.Put("/workflows/approve/" + workflow, new { decision = "approve", reason = "checked" }, step + ":approve");
        await Accountant.Until("/workflows/status/" + workflow, w => w["data"]!["workflow"]!["state"]!.GetValue<string>() == state, step);
    }

    private Task CaughtUp() => _firm.Cfo.Until(
        $"/accounting/trial-balance?fundId={_fund}", t => t["data"]!["postedThrough"]!.GetValue<long>() == t["data"]!["bookThrough"]!.GetValue<long>(), "the ledger");

    private async Task Publish(string kind)
    {
        var period = FundMath.CalendarQuarter.NameOf(Through);
        var publication = Text(await _firm.Cfo.Post("/reports/publications", new { fundId = _fund, period, kinds = new[] { kind } }, $"publish:{_partners}:{kind}"), "publicationId");
        var ended = await _firm.Cfo.Until("/reports/publications/" + publication, p => p["data"]!["finishedAt"] is not null, kind);
        if (ended["data"]!["state"]!.GetValue<string>() != "Completed") throw new InvalidOperationException(ended.ToJsonString());
    }

    private string Api(string rest) => $"/funds/{_fund}{rest}";

    private Guid Deal(int quarter) => new(_partners, (short)quarter, 0, new byte[8]);

    private static DateOnly Day(int quarter, int day) => Start.AddMonths(3 * quarter).AddDays(day);

    private static string Text(JsonNode answer, string name) => answer["data"]![name]!.GetValue<string>();

    private static async Task<double> Seconds(Func<Task> run)
    {
        var begin = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
