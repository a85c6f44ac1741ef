using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Funds;
using StratCap.Ingestion;
using StratCap.Ingestion.Imports;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Ingestion;

/// <summary>
/// Ingestion and Funds on a real database, without the server around them: workers can be stopped here at any instruction, which no signal to a process can.
/// </summary>
internal sealed class ImportBench : IAsyncDisposable
{
    private readonly string _folder = TestFolder.Make("imports");

    private ImportBench(ServiceProvider services) => Services = services;

    public ServiceProvider Services { get; }
    public Guid TenantId { get; } = Guid.CreateVersion7();
    public List<object> Pushed => ((PushLog)Services.GetRequiredService<IPush>()).Sent;

    public static async Task<ImportBench> Start(Action<IServiceCollection>? more = null, params (string Key, string Value)[] settings)
    {
        var database = await PostgresServer.CreateDatabaseAsync(await PostgresServer.TemplateAsync("imports", Migrate));
        return await Over(database, more, settings);
    }

    private static async Task<ImportBench> Over(string database, Action<IServiceCollection>? more, (string Key, string Value)[] settings)
    {
        var folder = TestFolder.Make("imports");
        var values = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        values["ConnectionStrings:PostgreSQL"] = database;
        values["Storage:Path"] = folder;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddFoundation();
        services.AddFundsModule(configuration);
        services.AddIngestionModule(configuration);
        services.AddSingleton<IPush, PushLog>();
        more?.Invoke(services);
        return new ImportBench(services.BuildServiceProvider());
    }

    /// <summary>Stores a file and makes a job that waits for a worker.</summary>
    public async Task<Guid> Queue(string content, bool onlyIfValid = false, ImportState state = ImportState.Ready)
    {
        using var scope = Services.GetRequiredService<CurrentTenant>().Use(TenantId);
        var bytes = Encoding.UTF8.GetBytes(content);
        var job = new ImportJob
        {
            Id = Guid.CreateVersion7(),
            SourceType = "positions",
            FileName = "positions.csv",
            SizeBytes = bytes.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            BlobKey = $"imports/{Guid.NewGuid():N}.csv",
            OnlyIfValid = onlyIfValid,
            CreatedAt = DateTimeOffset.UtcNow,
            CreatedBy = Guid.NewGuid(),
            CreatedByName = "Alan Accountant",
            State = state,
        };
        await Services.GetRequiredService<Blobs>().Write(job.BlobKey, new MemoryStream(bytes), CancellationToken.None);
        await InTenant<int, IngestionDbContext>(async db =>
        {
            db.Jobs.Add(job);
            return await db.SaveChangesAsync();
        });
        return job.Id;
    }

    public Task<ImportJob> Job(Guid id) => InTenant<ImportJob, IngestionDbContext>(db => db.Jobs.AsNoTracking().SingleAsync(j => j.Id == id));

    public Task<List<ImportRow>> Rows(Guid id) => InTenant<List<ImportRow>, IngestionDbContext>(db => db.Rows.AsNoTracking().Where(r => r.JobId == id).OrderBy(r => r.RowNumber).ToListAsync());

    /// <summary>Positions that stand in the firm's books.</summary>
    public async Task<int> PositionsInBooks()
    {
        using var scope = Services.GetRequiredService<CurrentTenant>().Use(TenantId);
        var books = Services.GetRequiredService<IFundBooks>();
        var count = 0;
        foreach (var fund in await books.Funds(CancellationToken.None))
            count += (await books.Facts(fund.FundId, CancellationToken.None))!.Count(f => f.Payload is FundMath.Book.PositionDisclosed);
        return count;
    }

    /// <summary>Takes a job and runs it to its end, as a worker does.</summary>
    public async Task<JobLease> RunNext()
    {
        var lease = await Services.GetRequiredService<ImportLeases>().Take(CancellationToken.None);
        lease.ShouldNotBeNull();
        await Services.GetRequiredService<ImportRun>().Run(lease, CancellationToken.None);
        return lease;
    }

    public Task ExpireLeases() => Behind.ExpireLeases(Services, "ingestion", "import_jobs");

    public async Task<T> InTenant<T, TDb>(Func<TDb, Task<T>> work) where TDb : ModuleDbContext
    {
        using var tenant = Services.GetRequiredService<CurrentTenant>().Use(TenantId);
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await work(db);
        await transaction.CommitAsync();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    private static async Task Migrate(string database)
    {
        await using var bench = await Over(database, null, []);
        await bench.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
    }

    private sealed class PushLog : IPush
    {
        public List<object> Sent { get; } = [];

        public Task SendTo(Guid userId, string what, object data, CancellationToken ct) => Log((userId, what, data));

        public Task Send(string permission, string what, object data, CancellationToken ct) => Log((permission, what, data));

        private Task Log(object sent)
        {
            lock (Sent) Sent.Add(sent);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Positions by the thousand.</summary>
internal static class SyntheticPositions
{
    public const string Header = "fund_name,vintage_year,pension_fund_name,commitment_mm,capital_called_mm,capital_distributed_mm,remaining_value_mm,net_multiple,as_of_date";

    private static readonly string[] Dates = ["2024-03-31", "2024-09-30", "2025-03-31", "2025-09-30"];

    /// <summary>Funds × investors × four dates, fund by fund, investor by investor; every hundredth row has a negative commitment.</summary>
    public static string File(int funds, int investors)
    {
        var text = new StringBuilder(Header).Append('\n');
        var n = 0;
        for (var fund = 1; fund <= funds; fund++)
            for (var investor = 1; investor <= investors; investor++)
                for (var date = 0; date < Dates.Length; date++)
                {
                    var commitment = ++n % 100 == 0 ? -10m : 10m + investor;
                    var called = 5m + date + investor / 100m;
                    text.Append(CultureInfo.InvariantCulture, $"Synthetic {fund:D3} Fund,{2000 + fund % 25},Investor {investor:D3},{commitment},{called},{date},{called - date},1.0,{Dates[date]}\n");
                }
        return text.ToString();
    }
}
