using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Accounting;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds;
using StratCap.Funds.Book;
using StratCap.PluginSdk.Banks;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Payments;

namespace StratCap.Server.Tests.Funds.Periods;

/// <summary>A house with a bank that remembers, and two firms in it.</summary>
public sealed class PeriodStage : IAsyncLifetime
{
    internal const string Quarter = "2024-06-30";

    internal House House { get; } = new(null, MoneyHouse.Settings, MoneyHouse.Bank);
    internal Firm Firm { get; private set; } = null!;
    internal Firm Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        Firm = await House.Provision("Willow Close Capital");
        Other = await House.Provision("Slate Partners");
    }

    public ValueTask DisposeAsync() => House.DisposeAsync();

    /// <summary>A fund that called capital and got it in the second quarter of 2024; its ledger has caught up.</summary>
    internal async Task<FundLife> Life()
    {
        var life = await FundLife.Invested(Firm);
        await FundLife.LedgerCaughtUp(Firm, life.Id);
        return life;
    }

    internal static string Path(FundLife life, string rest = "", string through = Quarter) => life.Api($"/periods/{through}{rest}");

    internal async Task Close(FundLife life, string through = Quarter)
    {
        await FundLife.LedgerCaughtUp(Firm, life.Id);
        (await Firm.Accountant.Post(Path(life, "/close", through))).Ok();
    }

    /// <summary>The accountant asks, the chief grants.</summary>
    internal async Task Reopen(FundLife life, string through = Quarter)
    {
        var asked = (await Firm.Accountant.Post(Path(life, "/reopenings", through), new { reason = "An invoice came late" })).Ok()["data"]!.Text("reopeningId");
        (await Firm.Cfo.Post(life.Api($"/periods/reopenings/{asked}/decision"), new { grant = true })).Ok();
    }

    /// <summary>A check of the quarter as it stands now.</summary>
    internal async Task<JsonNode> Check(FundLife life, string name, string through = Quarter) =>
        (await Firm.Accountant.Get(Path(life, "", through))).Ok()["data"]!["checks"]!.AsArray().Single(c => c!.Text("name") == name)!;

    /// <summary>A file of statements comes for a fund.</summary>
    internal Task<Reply> Import(FundLife life, params Statement[] statements)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new StatementFile("camt.053.001.08", statements), ApiJson.Options);
        return Firm.Accountant.Post($"/api/v1/payments/funds/{life.Id}/statements", new { connectionId = RecordingBank.FilesOf(Firm.Id), fileName = statements[0].Id + ".xml", content });
    }

    /// <summary>The fund's whole book.</summary>
    internal async Task<IReadOnlyList<RecordedFact>> Facts(FundLife life)
    {
        using var tenant = House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        return (await House.Services.GetRequiredService<IFundBooks>().Facts(Guid.Parse(life.Id), TestContext.Current.CancellationToken))!;
    }

    /// <summary>Past every rule, as the owner of the database could: no trigger fires.</summary>
    internal async Task Tamper(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(House.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("set session_replication_role = replica", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        (await command.ExecuteNonQueryAsync()).ShouldBePositive();
        command.Parameters.Clear();
        command.CommandText = "set session_replication_role = default";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What verification finds wrong with a fund; others of the stage are forged.</summary>
    internal async Task<List<string>> Verify(FundLife life)
    {
        var name = (await Firm.Accountant.Get(life.Api())).Ok()["data"]!.Text("name");
        using var tenant = House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        var defects = new List<string>();
        foreach (var verifier in House.Services.GetServices<IVerifier>()) await verifier.Verify(defects, TestContext.Current.CancellationToken);
        return defects.FindAll(d => d.Contains(name, StringComparison.Ordinal) || d.Contains(life.Id, StringComparison.Ordinal));
    }

    /// <summary>In a transaction of the firm, as the application's role.</summary>
    internal async Task AsApplication<T>(Func<T, Task> work) where T : DbContext
    {
        using var tenant = House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        await using var scope = House.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<T>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await work(db);
        await transaction.CommitAsync();
    }

    /// <summary>Adds a balanced entry to a fund's ledger as the application's role does, and past the application's rules.</summary>
    /// <param name="before">What is tried to make room for it.</param>
    /// <param name="lineDay">Of one of its lines; the entry's without it.</param>
    internal Task InsertEntry(FundLife life, DateOnly day, long sequence, string? before = null, DateOnly? lineDay = null) => AsApplication<AccountingDbContext>(async db =>
    {
        if (before is not null) await db.Database.ExecuteSqlRawAsync(before);
        var (fund, entry) = (Guid.Parse(life.Id), Guid.CreateVersion7());
        await db.Database.ExecuteSqlAsync($"""
            insert into accounting.journal_entries (tenant_id, id, fund_id, fact_id, fact_sequence, fact_kind, effective_date, recorded_at, posted_at, currency, text, line_count, total, rules_version)
            values ({Firm.Id}, {entry}, {fund}, {Guid.CreateVersion7()}, {sequence}, 'ExpenseCharged', {day}, now(), now(), 'USD', 'Forged', 2, 5, 2)
            """);
        await db.Database.ExecuteSqlAsync($"""
            insert into accounting.journal_lines (tenant_id, entry_id, line_count, number, fund_id, effective_date, account, amount)
            values ({Firm.Id}, {entry}, 2, 1, {fund}, {lineDay ?? day}, '5100', 5), ({Firm.Id}, {entry}, 2, 2, {fund}, {day}, '1000', -5)
            """);
    });

    /// <summary>Adds a fact's row to a fund as the application's role does, and past the application's rules; chained as it should be.</summary>
    /// <param name="forge">Without the triggers, by who owns the database.</param>
    internal async Task Insert(FundLife life, Fact payload, DateOnly date, Guid? actor = null, bool forge = false, string? kind = null)
    {
        using var tenant = House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        await using var scope = House.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var fund = Guid.Parse(life.Id);
        var last = (await db.Facts.AsNoTracking().Where(f => f.FundId == fund).OrderByDescending(f => f.Sequence).FirstAsync()).ToFact();
        var (fact, text) = FactHash.Chain(last, Firm.Id, fund, Guid.CreateVersion7(), date, DateTimeOffset.UtcNow, actor ?? Guid.NewGuid(), "forged", payload);
        var row = FactRow.Of(fact, text);
        if (!forge)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into funds.facts (tenant_id, fund_id, sequence, fact_id, effective_date, recorded_at, actor, cause, schema_version, kind, previous_hash, hash, payload)
                values ({row.TenantId}, {row.FundId}, {row.Sequence}, {row.FactId}, {row.EffectiveDate}, {row.RecordedAt}, {row.Actor}, {row.Cause}, {row.SchemaVersion}, {kind ?? row.Kind}, {row.PreviousHash}, {row.Hash}, {row.Payload})
                """);
            return;
        }
        await transaction.RollbackAsync();
        await Tamper(
            """
            with f as (insert into funds.facts (tenant_id, fund_id, sequence, fact_id, effective_date, recorded_at, actor, cause, schema_version, kind, previous_hash, hash, payload)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning sequence, hash)
            update funds.funds set last_sequence = f.sequence, last_hash = f.hash from f where fund_id = $2
            """,
            row.TenantId, row.FundId, row.Sequence, row.FactId, row.EffectiveDate, row.RecordedAt, row.Actor, row.Cause, row.SchemaVersion, row.Kind, row.PreviousHash, row.Hash, row.Payload);
    }
}
