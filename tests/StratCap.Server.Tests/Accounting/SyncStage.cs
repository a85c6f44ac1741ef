using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting;
using StratCap.Accounting.Postings;
using StratCap.Accounting.Sync;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.FundMath.Book;
using StratCap.PluginSdk.Ledgers;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Accounting;

/// <summary>A fund with a journal, a general ledger, and a worker that the test moves by hand.</summary>
internal sealed class SyncStage(ProcessStage process) : IAsyncDisposable
{
    public const string Path = "/api/v1/accounting/sync";

    /// <summary>Longer than an entry without an answer may take to arrive.</summary>
    public static TimeSpan Settled => new SyncOptions().Settle + TimeSpan.FromMinutes(1);

    public ProcessStage Process { get; } = process;
    public FundOnStage Fund => Process.Others.Fund;
    public GeneralLedger Ledger => Process.Others.Ledger;
    public Api Api { get; } = process.As(process.Maker);

    /// <summary>A fund that has called, received from some, invested, distributed and reversed a receipt; nothing linked yet.</summary>
    public static async Task<SyncStage> Open(int calls = 1)
    {
        var stage = new SyncStage(await ProcessStage.Open());
        foreach (var (id, name) in ((Guid, string)[])[(stage.Process.Maker, "Maker"), (stage.Process.Checker, "Checker"), (stage.Process.Viewer, "Viewer")])
            stage.Process.Others.Known.Add(new Person(id, name, $"{id:N}@firm.example", null));
        foreach (var account in ChartOfAccounts.ByCode.Values) stage.Ledger.Chart.Add(new("A" + account.Code, account.Code, account.Name, Kind(account.Type), null, true));
        stage.Ledger.Chart.Add(new("X1", "9000", "Old suspense", LedgerAccountKind.Other, null, false));
        stage.Fund.Begin();
        for (var i = 0; i < calls; i++)
        {
            var call = Guid.CreateVersion7();
            stage.Fund.Call(call);
            foreach (var investor in stage.Fund.Investors.Take(3)) stage.Fund.Receive(call, investor, 1_000.01m);
        }
        stage.Fund.Reverse(stage.Fund.Facts.Last(f => f.Payload is ReceiptRecorded));
        foreach (var investor in stage.Fund.Investors) stage.Process.Others.EmailOf[investor] = null;
        await stage.Post();
        return stage;
    }

    /// <summary>Posts what stands in the book.</summary>
    public Task Post() => Process.Tell(new FactsAppended(Fund.Id, 1, Fund.Facts.Count));

    public object LinkBody(string direction = "Both", int? everyMinutes = null, Guid? fundId = null, string startDate = "2026-01-01", string name = "Books") =>
        new { name, fundId = fundId ?? Fund.Id, connectionId = Ledger.ConnectionId, startDate, everyMinutes, direction };

    public async Task<Guid> Link(string direction = "Both", int? everyMinutes = null, string startDate = "2026-01-01") =>
        (await Api.Post(Path + "/links", LinkBody(direction, everyMinutes, startDate: startDate))).Ok()["data"]!.Id("linkId");

    /// <summary>A link whose chart is read and whose accounts are all mapped.</summary>
    public async Task<Guid> Mapped(string direction = "Both", int? everyMinutes = null, string startDate = "2026-01-01", params string[] but)
    {
        var link = await Link(direction, everyMinutes, startDate);
        await Run(link);
        await Map(link, but);
        return link;
    }

    public async Task Map(Guid link, params string[] but) => (await Api.Put($"{Path}/links/{link}/mapping", new
    {
        accounts = ChartOfAccounts.ByCode.Keys.Except(but).Select(code => new { account = code, theirAccountId = "A" + code }).ToArray(),
    })).Ok();

    /// <summary>Changes a link's settings; what is not named is as <see cref="Link"/> makes it.</summary>
    public async Task Change(Guid link, bool enabled = true, string direction = "Both", string startDate = "2026-01-01", object? dimensions = null) =>
        (await Api.Put($"{Path}/links/{link}", new { name = "Books", startDate, direction, enabled, dimensions })).Ok();

    /// <summary>Asks for a run and lets the worker do it.</summary>
    public async Task<JsonNode> Run(Guid link)
    {
        var run = (await Api.Post($"{Path}/links/{link}/runs")).Ok()["data"]!.Id("runId");
        await Work();
        return await Read(run);
    }

    public async Task<JsonNode> Read(Guid run) => (await Api.Get($"{Path}/runs/{run}")).Ok()["data"]!;

    /// <summary>A worker takes up what waits, and does it.</summary>
    public async Task Work()
    {
        while (await Process.Services.GetRequiredService<SyncLeases>().Take(CancellationToken.None) is { } lease)
            await Process.Services.GetRequiredService<SyncWork>().Run(lease, CancellationToken.None);
    }

    /// <summary>Workers take the run up and die, one after another, until one lives to its end.</summary>
    public async Task WorkThroughDeaths(int most = 200)
    {
        for (var deaths = 0; ; deaths++)
            try
            {
                await Work();
                return;
            }
            catch (KilledException)
            {
                deaths.ShouldBeLessThan(most);
                await Behind.ExpireLeases(Process.Services, AccountingDbContext.Module, "sync_runs");
                Process.Clock.Advance(Settled);
            }
    }

    public async Task<List<JsonNode>> Postings(Guid link, string? state = null) => await Api.All($"{Path}/links/{link}/postings?size=500{(state is null ? "" : "&state=" + state)}");

    public async Task<List<JsonNode>> Drift(Guid link, bool differing = true) => await Api.All($"{Path}/links/{link}/drift?size=500&differing={(differing ? "true" : "false")}");

    public async Task<List<JsonNode>> Parts(Guid link, string query = "") => await Api.All($"{Path}/links/{link}/drift/entries?size=500{query}");

    public Task<long> Count(string from) => Process.Scalar<long>("select count(*) from accounting." + from);

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static LedgerAccountKind Kind(AccountType type) => type switch
    {
        AccountType.Asset => LedgerAccountKind.Asset,
        AccountType.Liability => LedgerAccountKind.Liability,
        AccountType.Equity => LedgerAccountKind.Equity,
        AccountType.Income => LedgerAccountKind.Revenue,
        _ => LedgerAccountKind.Expense,
    };
}
