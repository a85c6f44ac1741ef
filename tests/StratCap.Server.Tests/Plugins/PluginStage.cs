using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using StratCap.Foundation.Tenancy;
using StratCap.Plugin.Plaid.Vendor;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk.Testing.Conformance;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Plugins;

/// <summary>A house whose way to vendors leads to stand-ins of the test's own, with two firms; with the sample plugin, whose worker is a real process, and with plugins that need no worker.</summary>
public sealed class PluginStage : IAsyncLifetime
{
    /// <summary>The bank whose folder is at the tests' own file server.</summary>
    internal const string Bank = "sftp.bank.example";

    internal House House { get; private set; } = null!;
    internal OAuthProvider Provider { get; private set; } = null!;
    internal SampleLedger Ledger { get; private set; } = null!;

    /// <summary>Plaid as its specification describes it.</summary>
    internal Script Plaid { get; } = new();

    private VendorServer _plaid = null!;
    private readonly string _folder = TestFolder.Make("plugins");
    internal Firm Firm { get; private set; } = null!;
    internal Firm Other { get; private set; } = null!;
    internal Captured Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Provider = await OAuthProvider.Start();
        Ledger = await SampleLedger.Start();
        _plaid = await VendorServer.Start(Plaid);
        var files = await SftpServer.SharedAsync();
        var own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        await SamplePackage.PutInto(own);
        House = new House(null, new()
        {
            ["Plugins:Calls:FirstWait"] = "00:00:00.001",
            ["Plugins:Calls:BreakerCalls"] = "5",
            ["Payments:CoolingOffDays"] = "0",
            ["Payments:PollSeconds"] = "1",
            ["Plugins:Path"] = own,
            ["Plugins:Data"] = Path.Combine(_folder, "data"),
            ["Plugins:Keys:0:Name"] = "A partner",
            ["Plugins:Keys:0:Role"] = "Partner",
            ["Plugins:Keys:0:PublicKey"] = Convert.ToBase64String(SamplePackage.Partner.ExportSubjectPublicKeyInfo()),
        }, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IEgressRoutes>(new StandIns(("login.test.example", Provider.Address), ("ledger.sample.example", Ledger.Address), ("sandbox.plaid.com", _plaid.Address), (Bank, new Uri($"http://127.0.0.1:{files.Port}")))));
            services.AddSingleton<ILoggerProvider>(Log);
            services.AddLogging(logging => logging.AddFilter<Captured>(null, LogLevel.Trace));
        });
        await House.InitializeAsync();
        Firm = await House.Provision("Birch Lane");
        Other = await House.Provision("Copper Hill");
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        await Provider.DisposeAsync();
        await Ledger.DisposeAsync();
        await _plaid.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    /// <summary>Writes a version down as if its package had been registered and allowed, with the firm on it.</summary>
    internal async Task<string> Plugin(params Firm[] firms)
    {
        var id = $"test.p{Guid.NewGuid().ToString("N")[..10]}";
        await PlantedPlugin.Plant(House.Database, id, "1.0.0");
        foreach (var firm in firms) await PlantedPlugin.Choose(House.Database, firm.Id, id, "1.0.0");
        return id;
    }

    /// <summary>A connection of the firm over a plugin of its own.</summary>
    internal async Task<Guid> Connection(Firm? firm = null, string? plugin = null)
    {
        firm ??= Firm;
        plugin ??= await Plugin(firm);
        var made = (await firm.Admin.Post(Paths.Connections, Body(plugin))).Ok();
        return made["data"]!["connection"]!.Id("connectionId");
    }

    /// <summary>Waits until a statement of the server waits for a lock that the test holds.</summary>
    /// <param name="statement">A part of it.</param>
    internal Task Waits(string statement) => Waiting.Until(async () => await House.Scalar<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and strpos(query, $1) > 0", statement) > 0);

    internal static object Body(string plugin, string? name = null) =>
        new { plugin, name = name ?? "Books " + Guid.NewGuid().ToString("N")[..8], settings = new { clientId = OAuthProvider.ClientId, company = "4711", environment = "sandbox" } };

    /// <summary>Tables that hold a text, written as it is, in base 64 or as bytes.</summary>
    internal async Task<List<string>> Found(string text)
    {
        var forms = new[] { text, Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('='), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) };
        var tables = (await House.Rows("select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')")).ConvertAll(r => (string)r["name"]!);
        tables.Count.ShouldBeGreaterThan(50);
        var found = new List<string>();
        foreach (var table in tables)
            if (await House.Scalar<long>($"select count(*) from {table} t where exists (select 1 from unnest($1) f where strpos(t::text, f) > 0)", [forms]) > 0) found.Add(table);
        return found;
    }

    /// <summary>What the module knows of a connection, and work with its services in the firm's scope.</summary>
    internal async Task<T> Within<T>(Guid connection, Func<ConnectionFacts, Task<T>> work, Firm? firm = null)
    {
        using var _ = House.Services.GetRequiredService<CurrentTenant>().Use((firm ?? Firm).Id);
        return await work(await House.Services.GetRequiredService<ConnectionCalls>().Find(connection, TestContext.Current.CancellationToken));
    }
}

/// <summary>Vendors' names lead to stand-ins on this machine.</summary>
internal sealed class StandIns(params (string Host, Uri Address)[] known) : IEgressRoutes
{
    public Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<IPEndPoint>>([new(IPAddress.Loopback, known.Single(k => k.Host == host).Address.Port)]);

    public bool IsPlain(string host) => true;
}

internal static class Paths
{
    public const string Plugins = "/api/v1/plugins";
    public const string Connections = "/api/v1/plugins/connections";
    public const string Platform = "/api/v1/platform/plugins";
}

/// <summary>Classes that look at one stage, one after another.</summary>
[CollectionDefinition(nameof(PluginStage))]
public sealed class PluginStageGroup : ICollectionFixture<PluginStage>;

/// <summary>Every line that the server logs, however small.</summary>
internal sealed class Captured : ILoggerProvider
{
    internal ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Into(Lines);

    public void Dispose() => GC.SuppressFinalize(this);

    private sealed class Into(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception) + exception);
    }
}

/// <summary>Plugins as rows: what the catalogue, connections, secrets and grants do needs no worker.</summary>
internal static class PlantedPlugin
{
    internal const string Schema = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://stratcap.example/test/connection","type":"object","additionalProperties":false,
         "required":["clientId","environment"],
         "properties":{"clientId":{"type":"string","minLength":1},"company":{"type":"string","pattern":"^[0-9]{1,10}$"},"realmId":{"type":"string","maxLength":20},"environment":{"enum":["sandbox","production"]},
          "pageSize":{"type":"integer","minimum":1,"maximum":1000}}}
        """;

    /// <summary>What a firm's changes to a plugin wait for, by firm and plugin.</summary>
    internal const string Changing = "select pg_advisory_xact_lock(hashtextextended('plugin_host.plugin ' || $1::uuid || $2, 0))";

    internal static string Manifest(string id, string version) => $$$"""
        {"id":"{{{id}}}","name":"Test ledger {{{id}}}","vendor":"Nobody","version":"{{{version}}}","kind":"gl","contract":{"major":1,"minMinor":0},"minHost":"0.1.0","entry":"Test.dll",
         "capabilities":["pullAccounts","pullJournal","pushJournal","webhooks","oauth2"],"egress":[{"host":"api.test.example","methods":["GET","POST"]}],
         "limits":{"requestsPerMinute":500,"concurrent":10,"answerMegabytes":16,"callSeconds":60},
         "secrets":[{"name":"api_key","title":"API key","required":true},{"name":"client_secret","title":"Client secret","required":true}],
         "oauth2":{"authorizationUrl":"https://login.test.example/authorize","tokenUrl":"https://login.test.example/token","revokeUrl":"https://login.test.example/revoke","scopes":["books"],"clientAuth":"basic","pkce":true,
          "callbackSettings":{"realmId":"realmId"}},
         "webhooks":{"path":"events"},"settings":"schema/connection.schema.json","support":"support@test.example"}
        """;

    internal static async Task Plant(string database, string id, string version, string schema = Schema, string state = "Allowed") => await Run(
        database,
        "insert into plugin_host.plugin_versions (plugin_id, version, hash, trust, publisher_key_id, manifest, settings_schema, state, registered_by_name, registered_at, changed_at, revision) values ($1, $2, $3, 'core', 'core', $4, $5, $6, 'test', now(), now(), 1)",
        id, version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id + version))), Manifest(id, version), schema, state);

    internal static async Task Choose(string database, Guid tenant, string id, string version) => await Run(
        database, "insert into plugin_host.tenant_plugins (tenant_id, plugin_id, version, follows, enabled, changed_by_name, changed_at, revision) values ($1, $2, $3, true, true, 'test', now(), 1)", tenant, id, version);

    /// <summary>A transaction of the test's own in which a statement ran: what it locked is locked until it is committed.</summary>
    internal static async Task<Held> Hold(string database, string sql, params object[] values)
    {
        var owner = new NpgsqlConnection(database);
        await owner.OpenAsync();
        var held = new Held(owner, await owner.BeginTransactionAsync());
        await held.Run(sql, values);
        return held;
    }

    internal static async Task Run(string database, string sql, params object[] values)
    {
        await using var owner = new NpgsqlConnection(database);
        await owner.OpenAsync();
        await using var command = new NpgsqlCommand(sql, owner);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>An open transaction.</summary>
internal sealed class Held(NpgsqlConnection owner, NpgsqlTransaction transaction) : IAsyncDisposable
{
    internal async Task Run(string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, owner, transaction);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    internal Task Commit() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await owner.DisposeAsync();
    }
}
