using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Server.Demo;
using StratCap.Server.Messaging;
using StratCap.Server.Platform;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Payments;
using StratCap.Server.Tests.Plugins;
using StratCap.Server.Tests.Reporting;
using StratCap.Server.Tests.Reporting.Custom;

namespace StratCap.Server.Tests.Walls;

/// <summary>
/// A house of its own with two firms that have lived the same life, a fund from closing to paid distribution, so that every table holds rows of both;
/// and a third, with its own people and a fund, that tries to get at the first one's.
/// </summary>
public sealed class World : IAsyncLifetime
{
    internal const string Plugin = "test.world-ledger";
    internal const string Quarter = "2026-06-30";
    internal const string FundName = "Cedar Ridge Partners Fund I, L.P.";

    private const string Positions = """
        general_partner,fund_name,vintage_year,asset_class,sub_strategy,pension_fund_name,pension_fund_state,commitment_mm,capital_called_mm,capital_distributed_mm,remaining_value_mm,net_irr,net_multiple,as_of_date,source_document
        Kestrel Canary Capital,Kestrel Canary Fund I,2015,Private Equity,Buyout,Plover Retirement System,ZZ,100.0,60.0,20.0,70.0,0.0810,1.5,2025-03-31,Disclosure of Plover
        Kestrel Canary Capital,,2015,Private Equity,Buyout,Plover Retirement System,ZZ,100.0,60.0,20.0,70.0,,1.5,2025-03-31,Disclosure of Plover

        """;

    internal House House { get; } = new(null, MoneyHouse.Settings, MoneyHouse.Bank);
    internal Firm A { get; private set; } = null!;
    internal Firm B { get; private set; } = null!;
    internal Firm Intruder { get; private set; } = null!;

    /// <summary>Ids of firm A's things, by the name that routes give them.</summary>
    internal Dictionary<string, string> OfA { get; } = new(StringComparer.Ordinal);

    /// <summary>The intruder's own fund.</summary>
    internal string IntrudersFund { get; private set; } = "";

    internal IReadOnlyList<WalledTable> Tables => field ??= WalledTable.Of(House.Services.GetServices<ModuleStore>(), House.Database);

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        A = await House.Provision("Alpha");
        B = await House.Provision("Beta");
        Intruder = await House.Provision("Intruder");
        await PlantedPlugin.Plant(House.Database, Plugin, "1.0.0");
        await Task.WhenAll(Live(A), Live(B));
        await Live(A, OfA);
        await Live(B, new Dictionary<string, string>(StringComparer.Ordinal));
        await Floor();
        await OpenPortal(Intruder);
        await PlantedPlugin.Choose(House.Database, Intruder.Id, Plugin, "1.0.0");
        IntrudersFund = (await Intruder.Accountant.Post("/api/v1/funds", new { name = "Small Fund of the Intruder", currency = "USD", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout" })).Ok()["data"]!["id"]!.GetValue<string>();
    }

    public ValueTask DisposeAsync() => House.DisposeAsync();

    private async Task Live(Firm firm)
    {
        async Task<DemoClient> Client(string who)
        {
            var client = new DemoClient(new HttpClient { BaseAddress = House.Address, Timeout = TimeSpan.FromMinutes(3) }, firm.Domain, who);
            (await client.SignIn($"{who}@{firm.Domain}.example", House.Password)).ShouldBeTrue();
            return client;
        }
        var people = new DemoPeople(new HttpClient { BaseAddress = House.Address, Timeout = TimeSpan.FromMinutes(3) }, House.PlatformHost);
        await new FundLifeJob(new DemoFirm(firm.Domain, await Client("admin"), await Client("accountant"), await Client("cfo")), people, _ => { }).Run();
    }

    /// <summary>What the fund's life does not leave behind, and the ids of what it does.</summary>
    private async Task Live(Firm firm, Dictionary<string, string> ids)
    {
        var accountant = firm.Accountant;
        var fund = (await accountant.Get("/api/v1/funds")).Ok()["data"]!.AsArray().Single(f => f!["name"]!.GetValue<string>() == FundName)!["id"]!.GetValue<string>();
        ids["fundId"] = fund;
        (await accountant.Post("/api/v1/fx-rates", new { rates = new[] { new { from = "EUR", to = "USD", date = "2026-03-31", value = 1.08m, source = "test" } } })).Ok();
        async Task First(string name, string path, string field, Func<JsonNode, bool>? which = null) =>
            ids[name] = (await accountant.Get("/api/v1" + path)).Ok()["data"]!.AsArray().First(r => which?.Invoke(r!) ?? true)![field]!.GetValue<string>();
        await First("investorId", $"/funds/{fund}/investors", "investorId", i => i["kind"]!.GetValue<string>() == "LimitedPartner");
        await OpenPortal(firm, ids["investorId"]);
        await First("callId", $"/funds/{fund}/capital-calls", "id");
        ids["proposalId"] = ids["callId"];
        await First("distributionId", $"/funds/{fund}/distributions", "id");
        await First("roundId", $"/funds/{fund}/valuation-rounds", "id");
        await First("factId", $"/funds/{fund}/book", "factId");
        await First("chargeId", $"/funds/{fund}/management-fees", "chargeId");
        await First("instructionId", $"/payments/instructions?distributionId={ids["distributionId"]}", "instructionId");
        await First("accountId", $"/payments/funds/{fund}/receiving-account/history", "accountId");
        await First("messageId", $"/notifications/messages?fundId={fund}", "messageId");
        await First("workflowId", "/workflows", "workflowId");
        ids["dealId"] = "0192f0c0-0000-7000-8000-00000000d001";
        (await accountant.Put($"/api/v1/funds/{fund}/investments/{ids["dealId"]}/profile", new { type = "CommonStock", country = "US", industry = "Industrials" })).Ok();
        ids["tenantId"] = firm.Id.ToString();
        ids["runId"] = (await accountant.Post("/api/v1/calculations/waterfall", new { fundId = fund, asOf = "2026-06-30", amount = 1_234_567m })).Ok()["data"]!["runId"]!.GetValue<string>();
        (await accountant.Post("/api/v1/calculations/waterfall", new { fundId = fund, asOf = "2026-06-30", amount = 7_654_321m, async = true })).Ok();
        ids["userId"] = (await firm.Viewer.Get("/api/v1/users/profile")).Ok()["data"]!["id"]!.GetValue<string>();
        (await firm.Admin.Put("/api/v1/users/permissions", new { userId = ids["userId"], grant = new[] { "ledger:read" }, revoke = Array.Empty<string>() })).Ok();
        ids["clientId"] = (await firm.Admin.Post("/api/v1/clients", new { name = "Kestrel Canary System", permissions = new[] { "data:import" } })).Ok()["data"]!["id"]!.GetValue<string>();
        (await House.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email = $"admin@{firm.Domain}.example", password = "not the password of it" })).Refused(System.Net.HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        (await accountant.Post($"/api/v1/funds/{fund}/capital-calls", new
        {
            noticeDate = "2026-06-03",
            dueDate = "2026-06-20",
            purposes = new object[] { new { kind = "Expenses", amount = 7_654_321m, description = "Kestrel canary expenses" } },
        })).Ok();
        await Word(firm, ids);
        await Hook(firm, ids);
        await Import(firm, ids);
        await Hooked(firm, ids);
        await Own(firm, ids);
        await Suppress(firm, ids);
        await Connect(firm, ids);
        await Publish(firm, ids);
        await Reopen(firm, ids);
        await Enter(firm, ids);
        (await firm.Accountant.Put("/api/v1/accounting/chart/1000", new { from = "2026-01-01", number = "18100", name = "Kestrel canary bank", fundId = fund })).Ok();
        await Pay(firm, ids);
        await LinkedLedger.Add(House, firm, ids);
        await Keep(firm, ids);
        ids["exportId"] = (await Exports.Archive.Ask(firm.Admin)).Text("exportId");
    }

    /// <summary>A mail in the firm's own words.</summary>
    private static async Task Word(Firm firm, Dictionary<string, string> ids)
    {
        (ids["template"], ids["locale"]) = ("ImportFinished", "en");
        (await firm.Admin.Put("/api/v1/notifications/templates/ImportFinished/en", new { subject = "Kestrel canary: {{file}}", body = "Kestrel canary words of {{file}}: {{accepted}}" })).Ok();
    }

    /// <summary>An address from which mail came back.</summary>
    private async Task Suppress(Firm firm, Dictionary<string, string> ids)
    {
        ids["suppressionId"] = Guid.CreateVersion7().ToString();
        await PlantedPlugin.Run(
            House.Database,
            "insert into notifications.suppressed_addresses (tenant_id, id, address, status, diagnostic, since, mail_id, of_user) select tenant_id, $1, 'nobody@kestrel.example', '5.1.1', 'Kestrel canary: no such user', now(), id, false from notifications.emails where id = $2",
            Guid.Parse(ids["suppressionId"]), Guid.Parse(ids["messageId"]));
    }

    /// <summary>A webhook that is not sent to, so that what it is told of stays as it is.</summary>
    private static async Task Hook(Firm firm, Dictionary<string, string> ids)
    {
        var hook = new { url = "https://hooks.kestrel.example/in", kinds = new[] { "import.finished" } };
        ids["webhookId"] = (await firm.Admin.Post("/api/v1/notifications/subscribe", hook)).Ok()["data"]!["webhook"]!.Text("webhookId");
        (await firm.Admin.Put($"/api/v1/notifications/webhooks/{ids["webhookId"]}", new { hook.url, hook.kinds, active = false })).Ok();
    }

    private static async Task Hooked(Firm firm, Dictionary<string, string> ids) => ids["deliveryId"] =
        (await firm.Admin.Until($"/api/v1/notifications/webhooks/{ids["webhookId"]}/deliveries", r => r.Rows().Count > 0)).Rows()[0].Text("deliveryId");

    /// <summary>A document of an investor's that somebody opened.</summary>
    private static async Task Keep(Firm firm, Dictionary<string, string> ids)
    {
        var text = new ByteArrayContent("Kestrel canary side letter"u8.ToArray()) { Headers = { ContentType = new("text/plain") } };
        ids["documentId"] = (await firm.Accountant.Post($"/api/v1/documents?fundId={ids["fundId"]}&investorId={ids["investorId"]}&processId={ids["workflowId"]}&kind=SideLetter&title=Kestrel%20canary&fileName=kestrel.txt", text))
            .Ok()["data"]!["document"]!.Text("documentId");
        (await firm.Accountant.Get($"/api/v1/documents/{ids["documentId"]}/content")).Text.ShouldContain("Kestrel");
        (await firm.Cfo.Put($"/api/v1/documents/{ids["documentId"]}/sharing", new { shared = true })).Ok();
    }

    /// <summary>A statement of the quarter as it was before the quarter changes.</summary>
    private static async Task Publish(Firm firm, Dictionary<string, string> ids)
    {
        await Scheduled.Made(firm, ids);
        ids["publicationId"] = await Publications.Publish(firm, ids["fundId"], "2026-Q2", ids["investorId"], "InvestorStatement");
        ids["reportId"] = (await firm.Cfo.All($"/api/v1/reports/published?fundId={ids["fundId"]}")).ShouldHaveSingleItem().Text("reportId");
    }

    /// <summary>A quarter that was closed, reopened by two people, and changed.</summary>
    private static async Task Reopen(Firm firm, Dictionary<string, string> ids)
    {
        var periods = $"/api/v1/funds/{ids["fundId"]}/periods";
        await FundLife.LedgerCaughtUp(firm, ids["fundId"]);
        (await firm.Accountant.Post($"{periods}/{Quarter}/close")).Ok();
        ids["reopeningId"] = (await firm.Accountant.Post($"{periods}/{Quarter}/reopenings", new { reason = "Kestrel canary reopening" })).Ok()["data"]!.Text("reopeningId");
        (await firm.Cfo.Post($"{periods}/reopenings/{ids["reopeningId"]}/decision", new { grant = true })).Ok();
        (await firm.Accountant.Post($"/api/v1/funds/{ids["fundId"]}/expenses", new { date = Quarter, category = "Kestrel canary audit", amount = 100m })).Ok();
    }

    /// <summary>A manual entry that waits, and an accrual that two people recorded.</summary>
    private static async Task Enter(Firm firm, Dictionary<string, string> ids)
    {
        var path = $"/api/v1/funds/{ids["fundId"]}/manual-entries";
        object Entry(string memo) => new
        {
            date = Quarter,
            memo,
            reverseOn = "2026-07-01",
            lines = new object[] { new { account = "Expenses", debit = 123.45m, category = "Kestrel canary audit" }, new { account = "OtherPayables", credit = 123.45m } },
        };
        var accrual = (await firm.Accountant.Post(path, Entry("Kestrel canary accrual"))).Ok()["data"]!;
        (await firm.Cfo.Post($"{path}/{accrual["entry"]!.Text("entryId")}/decision", new { approve = true, contentHash = accrual.Text("contentHash") })).Ok();
        ids["manualEntryId"] = (await firm.Accountant.Post(path, Entry("Kestrel canary entry"))).Ok()["data"]!["entry"]!.Text("entryId");
    }

    /// <summary>A connection with a secret, a grant under way, and what a vendor and a worker leave behind.</summary>
    private async Task Connect(Firm firm, Dictionary<string, string> ids)
    {
        await PlantedPlugin.Choose(House.Database, firm.Id, Plugin, "1.0.0");
        var made = (await firm.Admin.Post("/api/v1/plugins/connections", PluginStage.Body(Plugin, "Kestrel canary books"))).Ok()["data"]!;
        var id = made["connection"]!["connectionId"]!.GetValue<string>();
        ids["connectionId"] = id;
        (await firm.Admin.Put($"/api/v1/plugins/connections/{id}/secrets/api_key", new { value = "a secret" })).Ok();
        (await firm.Admin.Post($"/api/v1/plugins/connections/{id}/oauth")).Ok();
        await PlantedPlugin.Run(
            House.Database,
            """
            with c as (select tenant_id, id from plugin_host.connections where id = $1),
              g as (insert into plugin_host.oauth_grants (tenant_id, connection_id, key_number, access_token, expires_at, granted_by_name, granted_at, number) select tenant_id, id, 1, '\x00', now(), 'test', now(), 1 from c),
              d as (insert into plugin_host.hook_deliveries (tenant_id, id, connection_id, path, headers, body, digest, received_at, state, reason, events)
                select tenant_id, gen_random_uuid(), id, 'events', '{}', '\x00', 'test', now(), 'Refused', 'Kestrel canary delivery', 0 from c),
              l as (insert into plugin_host.connection_log (tenant_id, connection_id, id, at, level, operation, text) select tenant_id, id, gen_random_uuid(), now(), 'Information', 'Check', 'Kestrel canary line' from c)
            insert into plugin_host.hook_events (tenant_id, connection_id, event_id, at) select tenant_id, id, 'test', now() from c
            """,
            Guid.Parse(id));
    }

    /// <summary>A run over a rail that the bank told of, one as a file, and a statement with a line that somebody explained.</summary>
    private async Task Pay(Firm firm, Dictionary<string, string> ids)
    {
        var life = await FundLife.Sold(firm);
        var (instructions, _, _) = await MoneyHouse.Distribute(firm, life);
        ids["payeeAccountId"] = await MoneyHouse.Accounts(firm, life);
        var payee = (await firm.Accountant.Get($"/api/v1/payments/payee-accounts/{ids["payeeAccountId"]}")).Ok()["data"]!["account"]!.Text("investorId");
        var mandate = new { reference = "KESTREL-CANARY", signedOn = "2026-01-10", evidence = "Kestrel canary scan", payeeAccountId = ids["payeeAccountId"] };
        ids["mandateId"] = (await firm.Accountant.Post($"/api/v1/payments/investors/{payee}/mandates", mandate)).Ok()["data"]!.Text("mandateId");
        ids["accountLinkId"] = (await firm.Accountant.Post("/api/v1/payments/account-links", new { connectionId = RecordingBank.RailOf(firm.Id), purpose = "Payments", holder = "Kestrel canary holder", investorId = payee })).Ok()["data"]!["link"]!.Text("accountLinkId");
        var sent = await MoneyHouse.Run(firm, life, RecordingBank.RailOf(firm.Id), [instructions[0]], "Sent");
        var key = (await firm.Accountant.All($"/api/v1/payments/runs/{sent}/payments"))[0].Text("paymentKey");
        MoneyHouse.BankOf(House).Tell(new($"told-{firm.Id}", key, null, PluginSdk.Payments.PaymentState.Pending, null, null, null, null), firm.Id);
        await firm.Accountant.Until("/api/v1/payments/events", r => r.Rows().Count > 0);
        ids["paymentRunId"] = await MoneyHouse.Run(firm, life, RecordingBank.FilesOf(firm.Id), [instructions[1]], "Written");
        ids["bankConnectionId"] = RecordingBank.FilesOf(firm.Id).ToString();
        var statement = ReconciliationTests.Statement([ReconciliationTests.Line("1", -12.50m, "Kestrel canary fee")], Guid.NewGuid().ToString("N"), account: "004417790210");
        (await firm.Accountant.Post($"/api/v1/payments/funds/{ids["fundId"]}/statements", new { connectionId = ids["bankConnectionId"], fileName = "kestrel-canary.xml", content = statement })).Ok();
        var line = (await firm.Accountant.All($"/api/v1/payments/funds/{ids["fundId"]}/bank-lines")).ShouldHaveSingleItem();
        (ids["lineId"], ids["statementId"]) = (line.Text("lineId"), line.Text("statementId"));
        ids["feedConnectionId"] = RecordingBank.RailOf(firm.Id).ToString();
        ids["feedId"] = (await firm.Accountant.Post($"/api/v1/payments/funds/{ids["fundId"]}/bank-feeds", new { connectionId = ids["feedConnectionId"], accountId = "acc-1", from = "2026-03-21" })).Ok()["data"]!.Text("feedId");
        ids["matchId"] = (await firm.Accountant.Post($"/api/v1/payments/bank-lines/{ids["lineId"]}/matches", new { parts = new[] { new { target = "Fee", amount = 2.50m, reason = "Kestrel canary" } } })).Ok()["data"]!["matches"]![0]!.Text("matchId");
        await Fetch(firm, ids["bankConnectionId"]);
    }

    /// <summary>A bank's folder that was looked into once, with a file that cannot be read.</summary>
    private async Task Fetch(Firm firm, string connectionId)
    {
        var (bank, folder) = (MoneyHouse.BankOf(House), new RecordingFolder());
        folder.Put("kestrel-canary.txt", "no file of a bank's"u8.ToArray(), DateTimeOffset.UtcNow.AddHours(-1));
        bank.Place = folder;
        (await firm.Accountant.Post($"/api/v1/payments/connections/{connectionId}/fetch")).Ok();
        bank.Place = null;
    }

    /// <summary>What the administrator has of his own, and a password that somebody forgot.</summary>
    private async Task Own(Firm firm, Dictionary<string, string> ids)
    {
        ids["notificationId"] = (await firm.Admin.Get("/api/v1/notifications")).Ok()["data"]!.AsArray().First()!["id"]!.GetValue<string>();
        ids["sessionId"] = (await firm.Admin.Get("/api/v1/users/profile/sessions")).Ok()["data"]!.AsArray().First()!["id"]!.GetValue<string>();
        (await firm.Admin.Put("/api/v1/notifications/preferences", new { preferences = new[] { new { kind = "ProcessWaiting", inApp = true, email = false } } })).Ok();
        (await firm.Admin.Put("/api/v1/notifications/quiet-hours", new { from = "22:00:00", until = "07:00:00" })).Ok();
        var browser = new Identity.Browser(House, firm.Domain);
        var (_, page) = await browser.Send(HttpMethod.Get, "/reset-password");
        await browser.Submit(page, ("email", $"viewer@{firm.Domain}.example"));
        await Messaging.Bench.Until(async () => await Identity.Rows.Value<long>(House, "select count(*) from identity.password_resets where tenant_id = $1", firm.Id) > 0);
    }

    /// <summary>Gives the administrator the portal's permission beside his own, so that the crawls come through its doors too; nobody gives it to himself.</summary>
    private static async Task OpenPortal(Firm firm, params string[] investorIds)
    {
        var deputy = await firm.Hire($"deputy@{firm.Domain}.example", "Dora Deputy", "admin");
        var admin = (await firm.Admin.Get("/api/v1/users/profile")).Ok()["data"]!["id"]!.GetValue<string>();
        (await deputy.Put("/api/v1/users/permissions", new { userId = admin, grant = new[] { "portal:read" }, revoke = Array.Empty<string>() })).Ok();
        (await deputy.Put($"/api/v1/users/{admin}/investors", new { investorIds })).Ok();
    }

    private async Task Import(Firm firm, Dictionary<string, string> ids)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(Positions)) { Headers = { ContentType = new("text/csv") } }, "file", "kestrel-canary.csv" }, { new StringContent("""{"sub_strategy":"sub_strategy"}"""), "mapping" } };
        ids["jobId"] = (await firm.Accountant.Post("/api/v1/data/import/positions", form)).Ok()["data"]!["jobId"]!.GetValue<string>();
        await firm.Accountant.Until($"/api/v1/data/import/status/{ids["jobId"]}", s => s["data"]!["import"]!["state"]!.GetValue<string>() == "Completed");
        var parked = new EventEnvelope
        {
            EventId = Guid.CreateVersion7(),
            EventType = "funds.facts_appended",
            Timestamp = DateTimeOffset.UtcNow,
            AggregateId = Guid.Parse(ids["fundId"]),
            Version = 1,
            TenantId = firm.Id,
            Data = "{}",
        };
        await House.Services.GetRequiredService<FailedMessages>().Park("funds", parked, 1, new InvalidOperationException("Kestrel canary: put aside by a test"), CancellationToken.None);
        await using var owner = new NpgsqlConnection(House.Database);
        await owner.OpenAsync();
        await using var id = new NpgsqlCommand("select id::text from messaging.failed_messages where tenant_id = @tenant", owner) { Parameters = { new("tenant", firm.Id) } };
        ids["id"] = (string)(await id.ExecuteScalarAsync())!;
    }

    private async Task Floor()
    {
        await House.Services.GetRequiredService<TenantLoad>().Keep(CancellationToken.None);
        await using var owner = new NpgsqlConnection(House.Database);
        await owner.OpenAsync();
        foreach (var store in House.Services.GetServices<ModuleStore>())
            foreach (var firm in (Firm[])[A, B])
                await FloorRows.Add(owner, store.Module, firm.Id);
        // Sent as soon as they are queued: a row that waits for next century is there for as long as the test.
        await using var queue = new NpgsqlCommand(
            "insert into notifications.email_queue (tenant_id, email_id, due_at) select distinct on (tenant_id) tenant_id, id, timestamptz '2999-01-01' from notifications.emails; "
            + "insert into notifications.sent_mails (tenant_id, mail_id, for_user, sent_at) select tenant_id, id, false, now() from notifications.emails; "
            + "insert into notifications.delivery_reports (tenant_id, id, mail_id, sending, action, status, diagnostic, at, digest) select distinct on (tenant_id) tenant_id, gen_random_uuid(), id, 0, 'Delayed', '4.4.1', 'Kestrel canary: try later', now(), 'test' from notifications.emails; "
            + "insert into notifications.webhook_queue (tenant_id, delivery_id, due_at) select distinct on (tenant_id) tenant_id, id, timestamptz '2999-01-01' from notifications.webhook_deliveries", owner);
        await queue.ExecuteNonQueryAsync();
    }
}

/// <summary>Rows in the tables that every module has, put there by the owner: in a quiet house the outbox is empty and some modules neither audit nor listen.</summary>
internal static class FloorRows
{
    public static async Task Add(NpgsqlConnection owner, string schema, Guid tenant)
    {
        await using var command = new NpgsqlCommand($$"""
            insert into {{schema}}.audit (tenant_id, id, at, actor_id, actor_name, action, subject_type, subject_id) values (@tenant, gen_random_uuid(), now(), gen_random_uuid(), 'test', 'test.floor', 'test', 'test');
            insert into {{schema}}.idempotency (tenant_id, actor_id, key, request, body_hash, status, body, at) values (@tenant, gen_random_uuid(), 'floor', 'POST /floor', 'none', 200, '{}', now());
            insert into {{schema}}.inbox (tenant_id, event_id, handler, at) values (@tenant, gen_random_uuid(), 'floor', now());
            insert into {{schema}}.outbox (tenant_id, id, aggregate_id, event_type, version, at, actor_id, actor_name, data, attempts, not_before)
              values (@tenant, gen_random_uuid(), gen_random_uuid(), 'test.floor', 1, now(), gen_random_uuid(), 'test', '{}', 0, timestamptz '2999-01-01');
            """, owner)
        { Parameters = { new("tenant", tenant) } };
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Classes that look at one world, one after another.</summary>
[CollectionDefinition(nameof(World))]
public sealed class WorldGroup : ICollectionFixture<World>;
