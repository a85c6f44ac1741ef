using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StratCap.Accounting;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Plugins;
using StratCap.Contracts.Reporting;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.FundMath.Fx;
using StratCap.Notifications;
using StratCap.Payments;
using StratCap.Testing;
using StratCap.Workflows;

namespace StratCap.Server.Tests.Workflows;

/// <summary>
/// The modules that carry a call or distribution on, over real HTTP and a real database, alone: the test plays the modules around them, holds the clock,
/// and carries the events, so that it can repeat, reorder and lose them.
/// </summary>
internal sealed class ProcessStage : IAsyncDisposable
{
    private static readonly string[] Schemas = ["workflows", "payments", "accounting", "notifications"];

    private readonly string _database;
    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _change;
    private WebApplication _app;

    private ProcessStage(WebApplication app, string database, FakeTimeProvider clock, OtherModules others, string folder, Dictionary<string, string?> settings, Action<IServiceCollection>? change)
    {
        (_app, _database, Clock, Others, Folder, _settings, _change) = (app, database, clock, others, folder, settings, change);
    }

    public Guid Tenant { get; } = Guid.CreateVersion7();
    public Guid Maker { get; } = Guid.CreateVersion7();
    public Guid Checker { get; } = Guid.CreateVersion7();
    public Guid Viewer { get; } = Guid.CreateVersion7();
    public FakeTimeProvider Clock { get; }
    public OtherModules Others { get; }
    public string Folder { get; }
    public IServiceProvider Services => _app.Services;

    /// <summary>Every event that left an outbox, in order.</summary>
    public List<EventEnvelope> Told { get; } = [];

    /// <summary>The stage's database, as its owner.</summary>
    public string Database => _database;

    /// <param name="change">Puts services of the test's own in the place of others.</param>
    public static async Task<ProcessStage> Open(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null)
    {
        var database = await PostgresServer.CreateDatabaseAsync(await PostgresServer.TemplateAsync("processes", Prepare));
        var (clock, others, folder) = (new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)), new OtherModules(), TestFolder.Make("stage"));
        var app = Build(database, clock, others, folder, settings ?? [], change);
        await app.StartAsync();
        var stage = new ProcessStage(app, database, clock, others, folder, settings ?? [], change);
        others.Grant(stage.Maker, "accountant");
        others.Grant(stage.Checker, "fund_manager");
        others.Grant(stage.Viewer, "viewer");
        return stage;
    }

    /// <summary>Throws the server away, with all that it had in memory, and starts another one on the same database.</summary>
    public async Task Restart()
    {
        await _app.DisposeAsync();
        _app = Build(_database, Clock, Others, Folder, _settings, _change);
        await _app.StartAsync();
    }

    /// <summary>A caller; of this stage's tenant unless told otherwise, and signed in just now.</summary>
    public Harness.Api As(Guid user, Guid? tenant = null, TimeSpan signedInAgo = default)
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Harness.Api(new HttpClient { BaseAddress = new Uri(address) }) { Bearer = $"{user:N}.{tenant ?? Tenant:N}.{(Clock.GetUtcNow() - signedInAgo).ToUnixTimeSeconds()}" };
    }

    /// <summary>Delivers an event that another module tells, to every listener on the stage, and then what follows from it.</summary>
    /// <param name="id">The event's id; the same twice is a repeated delivery.</param>
    public async Task Tell(IEvent what, Guid? id = null, DateTimeOffset? at = null)
    {
        var name = EventNameAttribute.Of(what.GetType());
        await Deliver(new EventEnvelope
        {
            EventId = id ?? Guid.CreateVersion7(),
            EventType = name.Name,
            Timestamp = at ?? Clock.GetUtcNow(),
            AggregateId = what.AggregateId,
            Version = name.Version,
            TenantId = Tenant,
            Data = JsonSerializer.Serialize(what, what.GetType(), ApiJson.Options),
        });
        await Pump();
    }

    /// <summary>Carries what waits in the outboxes to the listeners on the stage, and what follows from that, until all is quiet.</summary>
    public async Task Pump()
    {
        while (await Drain() is { Count: > 0 } waiting)
        {
            Told.AddRange(waiting);
            foreach (var envelope in waiting) await Deliver(envelope);
        }
    }

    /// <summary>What was told of a kind, oldest first.</summary>
    public List<T> ToldOf<T>() where T : IEvent =>
        [.. Told.Where(e => e.EventType == EventNameAttribute.Of(typeof(T)).Name).Select(e => JsonSerializer.Deserialize<T>(e.Data, ApiJson.Options)!)];

    /// <summary>Runs work in the tenant's scope on a context of a module, in one transaction that is committed.</summary>
    public async Task<T> In<TDb, T>(Func<TDb, Task<T>> work) where TDb : ModuleDbContext
    {
        using var _ = Services.GetRequiredService<CurrentTenant>().Use(Tenant);
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await work(db);
        await transaction.CommitAsync();
        return result;
    }

    /// <summary>A value from the database, asked as its owner.</summary>
    public async Task<T> Scalar<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(_database);
        TestFolder.Remove(Folder);
    }

    private async Task Deliver(EventEnvelope envelope)
    {
        var delivery = Services.GetRequiredService<EventDelivery>();
        foreach (var module in delivery.ListenersTo(envelope.EventType)) await delivery.Deliver(module, envelope, CancellationToken.None);
    }

    private async Task<List<EventEnvelope>> Drain()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        var found = new List<EventEnvelope>();
        foreach (var schema in Schemas)
        {
            await using var command = new NpgsqlCommand(
                $"with gone as (delete from {schema}.outbox returning *) select id, event_type, version, at, aggregate_id, tenant_id, causation_id, data::text from gone order by position", connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                found.Add(new EventEnvelope
                {
                    EventId = reader.GetGuid(0),
                    EventType = reader.GetString(1),
                    Version = reader.GetInt32(2),
                    Timestamp = reader.GetFieldValue<DateTimeOffset>(3),
                    AggregateId = reader.GetGuid(4),
                    TenantId = reader.GetGuid(5),
                    CausationId = await reader.IsDBNullAsync(6) ? null : reader.GetGuid(6),
                    Data = reader.GetString(7),
                });
        }
        return found;
    }

    private static async Task Prepare(string database)
    {
        await using var app = Build(database, new FakeTimeProvider(), new OtherModules(), TestFolder.Make("stage-template"), []);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await app.Services.GetRequiredService<SchemaMigrator>().Migrate(CancellationToken.None);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InternalError && attempt < 10)
            {
                // Roles are the cluster's: another test's template may be altering them at this moment.
                await Task.Delay(100 * attempt);
            }
        }
    }

    private static WebApplication Build(string database, FakeTimeProvider clock, OtherModules others, string folder, Dictionary<string, string?> settings, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--environment", "Development"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings)
        {
            ["ConnectionStrings:PostgreSQL"] = database,
            ["Smtp:PickupDirectory"] = Path.Combine(folder, "mail"),
            ["Storage:Path"] = Path.Combine(folder, "blobs"),
        });
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        var services = builder.Services;
        services.AddFoundation();
        services.AddSingleton<TimeProvider>(clock);
        services.AddWorkflowsModule(builder.Configuration).AddPaymentsModule(builder.Configuration).AddAccountingModule(builder.Configuration).AddNotificationsModule(builder.Configuration);
        services.AddSingleton<Blobs>();
        services.AddSingleton(others);
        services.AddSingleton<IConnectors>(others.Ledger);
        services.AddSingleton<IFundBooks>(others).AddSingleton<IProposals>(others).AddSingleton<IInvestorContacts>(others).AddSingleton<ITenantBrand>(others)
            .AddSingleton<INotices>(others).AddSingleton<IPublications>(others).AddSingleton<IPush>(others).AddSingleton<IPeople>(others).AddSingleton<ITenantDirectory>(others).AddSingleton<IPermissionSource>(others).AddSingleton<IInvestorRegister>(others)
            .AddSingleton<IFxRates>(others);
        change?.Invoke(services);
        var app = builder.Build();
        app.UseProblems();
        app.UseRequestBuffering();
        app.UseRouting();
        app.Use((http, next) =>
        {
            if (http.Request.Headers.Authorization.ToString() is { Length: > 7 } bearer && bearer[7..].Split('.') is [var user, var tenant, var at])
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new("sub", Guid.Parse(user).ToString()), new(Foundation.Web.PrincipalExtensions.TenantClaim, Guid.Parse(tenant).ToString()), new("name", "User " + user[^4..]), new("auth_time", at)], "test"));
            return next(http);
        });
        app.UseTenantOfToken();
        var api = app.MapGroup("/api/v1");
        api.MapWorkflows();
        api.MapPayments();
        api.MapAccounting();
        api.MapNotifications();
        return app;
    }
}

/// <summary>What the modules around the stage would answer.</summary>
internal sealed class OtherModules : IFundBooks, IProposals, IInvestorContacts, ITenantBrand, INotices, IPublications, IPush, IPeople, ITenantDirectory, IPermissionSource, IInvestorRegister, IFxRates
{
    private readonly ConcurrentDictionary<Guid, IReadOnlySet<string>> _permissions = new();

    public FundOnStage Fund { get; } = new();

    /// <summary>The general ledger behind the firm's connection.</summary>
    public Accounting.GeneralLedger Ledger { get; } = new();
    public Dictionary<Guid, PreparedProposal> Prepared { get; } = [];
    public Dictionary<Guid, string?> EmailOf { get; } = [];
    public ConcurrentQueue<(string Permission, string What)> Pushed { get; } = [];
    public ConcurrentQueue<(Guid User, string What)> PushedTo { get; } = [];

    /// <summary>Who can be told of things.</summary>
    public List<Person> Known { get; } = [];

    /// <summary>For which investors the portal's users look.</summary>
    public Dictionary<Guid, Guid[]> Looks { get; } = [];

    /// <summary>Set to make Reporting fail.</summary>
    public Exception? NoticeError { get; set; }

    /// <summary>What Reporting published, by publication.</summary>
    public Dictionary<Guid, PublicationEntry> Published { get; } = [];

    public int NoticesMade { get; private set; }

    public void Grant(Guid user, string role) => _permissions[user] = StratCap.Foundation.Security.Permissions.ByRole[role].ToHashSet();

    Task<IReadOnlySet<string>> IPermissionSource.Of(Guid userId, CancellationToken ct) => Task.FromResult(_permissions.GetValueOrDefault(userId) ?? new HashSet<string>());

    Task<IReadOnlyList<InvestorEntry>> IInvestorRegister.Find(IReadOnlyCollection<Guid> investorIds, CancellationToken ct) => Task.FromResult<IReadOnlyList<InvestorEntry>>(
        [.. Fund.Investors.Where(investorIds.Contains).Select(i => new InvestorEntry(i, "Investor " + Fund.Investors.IndexOf(i)))]);

    public Task<PreparedProposal?> Find(ProposalKind kind, Guid fundId, Guid id, CancellationToken ct) =>
        Task.FromResult(Prepared.GetValueOrDefault(id) is { } p && p.Kind == kind && p.FundId == fundId ? p : null);

    public Task<IReadOnlyList<FundMath.Book.RecordedFact>?> Facts(Guid fundId, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FundMath.Book.RecordedFact>?>(fundId == Fund.Id ? [.. Fund.Facts] : null);

    public Task<IReadOnlyList<FundMath.Book.RecordedFact>> Facts(Guid fundId, long fromSequence, long toSequence, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FundMath.Book.RecordedFact>>([.. Fund.Facts.Where(f => fundId == Fund.Id && f.Sequence >= fromSequence && f.Sequence <= toSequence)]);

    public async Task<FundEntry?> Find(Guid fundId, CancellationToken ct) => (await Funds(ct)).FirstOrDefault(f => f.FundId == fundId);

    public Task<IReadOnlyList<FundEntry>> Funds(CancellationToken ct) => Task.FromResult<IReadOnlyList<FundEntry>>([new(Fund.Id, "Fund on stage", "USD")]);

    public Task<IReadOnlyList<FundEntry>> FundsOf(Guid investorId, CancellationToken ct) => Funds(ct);

    Task<IReadOnlyList<InvestorContact>> IInvestorContacts.Of(Guid fundId, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<InvestorContact>>([.. EmailOf.Select(e => new InvestorContact(e.Key, "Investor " + e.Key.ToString("N")[^4..], null, e.Value))]);

    public Task<IReadOnlyList<FxRate>> Between(IReadOnlyCollection<string> currencies, DateOnly from, DateOnly to, DateTimeOffset? knownAt, CancellationToken ct) => Task.FromResult<IReadOnlyList<FxRate>>([]);

    Task<TenantBrand> ITenantBrand.Of(CancellationToken ct) => Task.FromResult(new TenantBrand("Harbour Partners", "#1f3a5f", "ir@harbour.example"));

    public Task<InvestorDocument?> CapitalCall(Guid fundId, Guid callId, Guid investorId, CancellationToken ct) => Notice();

    public Task<InvestorDocument?> Distribution(Guid fundId, Guid distributionId, Guid investorId, CancellationToken ct) => Notice();

    Task<PublicationEntry?> IPublications.Find(Guid publicationId, CancellationToken ct) => Task.FromResult(Published.GetValueOrDefault(publicationId));

    public Task Send(string permission, string what, object data, CancellationToken ct)
    {
        Pushed.Enqueue((permission, what));
        return Task.CompletedTask;
    }

    public Task SendTo(Guid userId, string what, object data, CancellationToken ct)
    {
        PushedTo.Enqueue((userId, what));
        return Task.CompletedTask;
    }

    Task<IReadOnlyList<Person>> IPeople.Of(IReadOnlyCollection<Guid> userIds, CancellationToken ct) => Task.FromResult<IReadOnlyList<Person>>([.. Known.Where(p => userIds.Contains(p.UserId))]);

    public Task<IReadOnlyList<Person>> Holding(string permission, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Person>>([.. Known.Where(p => _permissions.GetValueOrDefault(p.UserId)?.Contains(permission) == true)]);

    public Task<IReadOnlyList<LookingPerson>> LookingFor(IReadOnlyCollection<Guid> investorIds, CancellationToken ct) => Task.FromResult<IReadOnlyList<LookingPerson>>(
        [.. Known.Where(p => Looks.GetValueOrDefault(p.UserId)?.Any(investorIds.Contains) == true).Select(p => new LookingPerson(p, Looks[p.UserId]))]);

    public Task<TenantEntry?> ByDomain(string host, CancellationToken ct) => Task.FromResult<TenantEntry?>(null);

    public Task<TenantEntry?> ById(Guid tenantId, CancellationToken ct) => Task.FromResult<TenantEntry?>(new(tenantId, "Harbour Partners", false));

    private Task<InvestorDocument?> Notice()
    {
        if (NoticeError is { } error) throw error;
        NoticesMade++;
        return Task.FromResult<InvestorDocument?>(new("notice.pdf", "application/pdf", "%PDF-1.7 notice"u8.ToArray()));
    }
}
