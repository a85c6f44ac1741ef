using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StratCap.Foundation.Web;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Walls;

/// <summary>
/// A stranger from another firm, who holds every permission a firm can give, calls every route with firm A's real ids: in the path, in the query, in the
/// body. He must learn nothing: not one byte of A's, and not even whether the id is anybody's.
/// </summary>
[Collection(nameof(World))]
public sealed partial class RouteCrawlTests(World world)
{
    /// <summary>Values of parameters that name no row of a tenant.</summary>
    private static readonly Dictionary<string, string> Harmless = new(StringComparer.Ordinal)
    {
        ["period"] = "2026-Q2",
        ["currency"] = "USD",
        ["through"] = World.Quarter,
        ["sourceType"] = "positions",
        ["module"] = "funds",
        ["documentName"] = "v1",
        ["file"] = "scalar.js",
        ["filename"] = "scalar.js",
        ["plugin"] = World.Plugin,
        ["version"] = "1.0.0",
        ["name"] = "api_key",
        ["kind"] = "Other",
        ["template"] = "ImportFinished",
        ["locale"] = "en",
        ["title"] = "A stranger's",
        ["fileName"] = "stranger.txt",
        ["reason"] = "a stranger's",
        ["account"] = "1000",
    };

    /// <summary>Parameters whose name ends as an id's does, or that may hold one, and where it is in <see cref="World.OfA"/>.</summary>
    private static readonly Dictionary<string, string> Also = new(StringComparer.Ordinal)
    {
        ["actorId"] = "userId",
        ["subjectId"] = "callId",
        ["processId"] = "workflowId",
    };

    /// <summary>Names in firm A's answers that a stranger must never see. Words only that appear nowhere in the product.</summary>
    private IReadOnlyList<string> Canaries =>
    [
        "Cedar Ridge", "Oak County", "Harbor State", "Northfield University", "Blue Mesa", "Fjord Sovereign", "Lakeside Firefighters", "Willow Family", "Granite Foundation", "Meridian Fund",
        "Santa Elena", "Juniper Trust", "Okafor", "Alder Industrial", "Kestrel", "kestrel", "Plover", "7654321", "1234567", "61575000", "96000000", "WIRE-", world.A.Domain,
    ];

    /// <summary>Bodies of the writes, by route: each would do its work if the ids in it were the caller's own. A null needs no body.</summary>
    private Dictionary<string, object?> Bodies(Func<string, string> id, JsonNode terms) => new(StringComparer.Ordinal)
    {
        ["DELETE /api/v1/funds/{fundId}/capital-calls/{callId}"] = null,
        ["DELETE /api/v1/funds/{fundId}/distributions/{distributionId}"] = null,
        ["DELETE /api/v1/funds/{fundId}/valuation-rounds/{roundId}"] = null,
        ["DELETE /api/v1/users/profile/sessions/{sessionId}"] = null,
        ["POST /api/v1/accounting/chart"] = new { standard = "5100", number = "62110", name = "Stranger's", kinds = new[] { "Audit" }, from = "2026-03-01", fundId = id("fundId") },
        ["POST /api/v1/accounting/chart/file"] = new { text = "account,standard,number,name,group,kinds,closed\r\n1000,1000,18100,Stranger's,,,no\r\n", from = "2026-03-01", fundId = id("fundId") },
        ["POST /api/v1/accounting/sync/links"] = new { name = "Stranger's", fundId = id("fundId"), connectionId = id("factId"), startDate = "2026-01-01", direction = "Pull" },
        ["POST /api/v1/accounting/sync/links/{linkId}/preview"] = new { entryId = id("entryId") },
        ["POST /api/v1/accounting/sync/links/{linkId}/postings/{entryId}/send-again"] = null,
        ["POST /api/v1/accounting/sync/links/{linkId}/postings/send-again"] = null,
        ["POST /api/v1/accounting/sync/links/{linkId}/runs"] = null,
        ["POST /api/v1/accounting/sync/runs/{syncRunId}/cancel"] = null,
        ["PUT /api/v1/accounting/chart/{account}"] = new { from = "2026-03-01", number = "18100", name = "Stranger's", fundId = id("fundId") },
        ["PUT /api/v1/accounting/sync/links/{linkId}"] = new { name = "Stranger's", startDate = "2026-01-01", direction = "Pull", enabled = true },
        ["PUT /api/v1/accounting/sync/links/{linkId}/mapping"] = new { accounts = new[] { new { account = "1000", theirAccountId = "1" } } },
        ["POST /api/v1/calculations/capital-calls"] = new { fundId = id("fundId"), noticeDate = "2026-06-03", dueDate = "2026-06-20", purposes = Purposes },
        ["POST /api/v1/calculations/distributions"] = new { fundId = id("fundId"), asOf = "2026-06-30", amount = 1000m },
        ["POST /api/v1/calculations/fees"] = new { fundId = id("fundId"), periodFrom = "2026-07-01", periodTo = "2026-10-01" },
        ["POST /api/v1/calculations/performance"] = new { fundId = id("fundId"), asOf = "2026-06-30" },
        ["POST /api/v1/calculations/clawback"] = new { fundId = id("fundId"), asOf = "2026-06-30", atLiquidation = true },
        ["POST /api/v1/calculations/terms-amendment"] = new { fundId = id("fundId"), asOf = "2026-06-30", terms },
        ["POST /api/v1/calculations/verification-packs"] = new { fundId = id("fundId"), distributionId = id("distributionId"), investorId = id("investorId") },
        ["POST /api/v1/calculations/runs/{runId}/cancel"] = null,
        ["POST /api/v1/calculations/waterfall"] = new { fundId = id("fundId"), asOf = "2026-06-30", amount = 1000m },
        ["POST /api/v1/clients/{clientId}/disable"] = null,
        ["DELETE /api/v1/documents/{documentId}"] = null,
        ["POST /api/v1/documents"] = new { stranger = "a text" },
        ["POST /api/v1/documents/{documentId}/versions"] = new { stranger = "another text" },
        ["PUT /api/v1/documents/{documentId}/hold"] = new { hold = true, reason = "a stranger's" },
        ["PUT /api/v1/documents/{documentId}/sharing"] = new { shared = true },
        ["PUT /api/v1/documents/{documentId}/retention"] = new { until = "2036-12-31" },
        ["POST /api/v1/data/import/{jobId}/cancel"] = null,
        ["POST /api/v1/platform/tenants/{tenantId}/export"] = null,
        ["POST /api/v1/funds/{fundId}/book/{factId}/reverse"] = new { reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/call-withdrawals"] = new { callId = id("callId"), investorId = id("investorId"), date = "2026-06-25", reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/capital-calls"] = Call,
        ["POST /api/v1/funds/{fundId}/capital-calls/preview"] = Call,
        ["POST /api/v1/funds/{fundId}/capital-calls/preview/explanation"] = Call,
        ["POST /api/v1/funds/{fundId}/capital-calls/{callId}/receipts"] = new { receipts = new[] { new { investorId = id("investorId"), amount = 1m, receivedOn = "2026-06-20" } } },
        ["POST /api/v1/funds/{fundId}/transfers"] = new { fromInvestorId = id("investorId"), toInvestorId = id("investorId"), date = "2026-06-20", fraction = 0.5m, consent = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/clawbacks"] = new { asOf = "2026-06-20", paidOn = "2026-06-20", payerId = id("investorId") },
        ["POST /api/v1/funds/{fundId}/carry/accelerations"] = new { holderId = id("factId"), date = "2026-06-20", reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/carry/leavers"] = new { holderId = id("factId"), date = "2026-06-20", reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/carry/plans"] = new
        {
            effectiveFrom = "2026-06-20",
            unvested = "Withheld",
            forfeited = "ByPoints",
            holders = new[] { new { holderId = id("factId"), name = "Stranger's holder", points = 1m, vesting = new { kind = "full" } } },
        },
        ["POST /api/v1/funds/{fundId}/closings"] = new { name = "Stranger's closing", date = "2026-06-20", commitments = new[] { new { investorId = id("investorId"), amount = 1000m } } },
        ["POST /api/v1/funds/{fundId}/default-remedies"] = new { callId = id("callId"), investorId = id("investorId"), date = "2026-06-25", remedy = "Interest" },
        ["POST /api/v1/funds/{fundId}/defaults"] = new { callId = id("callId"), investorId = id("investorId"), date = "2026-06-25", cureBy = "2026-06-30" },
        ["POST /api/v1/funds/{fundId}/distributions"] = Distribution,
        ["POST /api/v1/funds/{fundId}/distributions/preview"] = Distribution,
        ["POST /api/v1/funds/{fundId}/distributions/preview/explanation"] = Distribution,
        ["POST /api/v1/funds/{fundId}/distributions/{distributionId}/in-kind-sales"] = new { investorId = id("investorId"), soldOn = "2026-06-20", proceeds = 1m },
        ["POST /api/v1/funds/{fundId}/expenses"] = new { date = "2026-06-20", category = "Organisation", amount = 1m },
        ["POST /api/v1/funds/{fundId}/fee-offsets"] = new { date = "2026-06-20", category = "Monitoring", received = 1000m },
        ["POST /api/v1/funds/{fundId}/fee-offsets/applications"] = new { chargeId = id("chargeId"), date = "2026-06-20" },
        ["POST /api/v1/funds/{fundId}/fee-offsets/organisation"] = new { date = "2026-06-20", ofCommitments = 0m, atMost = 0m },
        ["POST /api/v1/funds/{fundId}/fee-reductions"] = new { chargeId = id("chargeId"), date = "2026-06-20", kind = "Waiver", part = 0.5m, investorIds = new[] { id("investorId") } },
        ["POST /api/v1/funds/{fundId}/givebacks"] = new { date = "2026-06-20", dueDate = "2026-06-30", amount = 1m, reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/givebacks/receipts"] = new { givebackId = id("factId"), investorId = id("investorId"), amount = 1m, receivedOn = "2026-06-20" },
        ["POST /api/v1/funds/{fundId}/investments"] = new { dealId = id("dealId"), name = "Stranger's deal", date = "2026-06-20", cost = 1m },
        ["POST /api/v1/funds/{fundId}/investors"] = new { name = "Stranger's investor", kind = "LimitedPartner", admittedOn = "2026-06-20" },
        ["POST /api/v1/funds/{fundId}/investors/bulk"] = new { investors = new[] { new { name = "Stranger's other investor", kind = "LimitedPartner", admittedOn = "2026-06-20" } } },
        ["POST /api/v1/funds/{fundId}/management-fees"] = new { date = "2026-06-20", periodFrom = "2026-07-01", periodTo = "2026-10-01", amount = 1m },
        ["POST /api/v1/funds/{fundId}/manual-entries"] = Entry,
        ["PUT /api/v1/funds/{fundId}/manual-entries/{manualEntryId}"] = Entry,
        ["POST /api/v1/funds/{fundId}/manual-entries/{manualEntryId}/decision"] = new { approve = false, contentHash = "a stranger's", reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/manual-entries/{manualEntryId}/take-back"] = null,
        ["POST /api/v1/funds/{fundId}/periods/{through}/close"] = null,
        ["POST /api/v1/funds/{fundId}/periods/{through}/reopenings"] = new { reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/periods/reopenings/{reopeningId}/decision"] = new { grant = true },
        ["POST /api/v1/funds/{fundId}/proceeds"] = new { dealId = id("dealId"), date = "2026-06-20", kind = "Realisation", amount = 1m, cost = 1m },
        ["POST /api/v1/funds/{fundId}/recallables/expiry"] = new { date = "2026-06-20", reason = "a stranger's" },
        ["POST /api/v1/funds/{fundId}/subscription-line/draws"] = new { date = "2026-06-20", amount = 1000m },
        ["POST /api/v1/funds/{fundId}/subscription-line/repayments"] = new { date = "2026-06-20", amount = 1m },
        ["POST /api/v1/funds/{fundId}/unfunded-releases"] = new { date = "2026-06-20", reason = "a stranger's", releases = new[] { new { investorId = id("investorId"), amount = 1m } } },
        ["POST /api/v1/funds/{fundId}/valuations"] = new { dealId = id("dealId"), date = "2026-06-20", fairValue = 1m, methodology = "Market multiple", level = 3 },
        ["POST /api/v1/funds/{fundId}/valuation-rounds"] = Values(id("dealId")),
        ["DELETE /api/v1/notifications/suppressions/{suppressionId}"] = null,
        ["POST /api/v1/notifications/messages/{messageId}/resend"] = null,
        ["POST /api/v1/notifications/{notificationId}/read"] = null,
        ["DELETE /api/v1/notifications/webhooks/{webhookId}"] = null,
        ["PUT /api/v1/notifications/webhooks/{webhookId}"] = new { url = "https://hooks.stranger.example/in", kinds = new[] { "import.finished" }, active = false },
        ["POST /api/v1/notifications/webhooks/{webhookId}/deliveries/{deliveryId}/replay"] = null,
        ["POST /api/v1/notifications/webhooks/{webhookId}/ping"] = null,
        ["POST /api/v1/notifications/webhooks/{webhookId}/replay"] = new { since = "2026-01-01T00:00:00Z" },
        ["POST /api/v1/notifications/webhooks/{webhookId}/rotate"] = new { overlapHours = 1 },
        ["DELETE /api/v1/plugins/connections/{connectionId}"] = null,
        ["DELETE /api/v1/plugins/connections/{connectionId}/oauth"] = null,
        ["DELETE /api/v1/plugins/connections/{connectionId}/secrets/{name}"] = null,
        ["POST /api/v1/plugins/connections"] = new { plugin = World.Plugin, name = "Stranger's", settings = new { clientId = "x", environment = "sandbox" }, fundId = id("fundId") },
        ["POST /api/v1/plugins/connections/{connectionId}/check"] = null,
        ["POST /api/v1/plugins/connections/{connectionId}/oauth"] = null,
        ["POST /api/v1/plugins/connections/{connectionId}/webhook-address"] = null,
        ["PUT /api/v1/plugins/connections/{connectionId}"] = new { name = "Stranger's", settings = new { clientId = "x", environment = "sandbox" } },
        ["PUT /api/v1/plugins/connections/{connectionId}/secrets/{name}"] = new { value = "a stranger's" },
        ["POST /api/v1/payments/instructions/{instructionId}/settle"] = new { valueDate = "2026-04-20", bankReference = "STRANGER" },
        ["POST /api/v1/payments/investors/{investorId}/accounts"] = new { holder = "Stranger", bank = "Stranger's bank", iban = "DE89370400440532013000" },
        ["POST /api/v1/payments/account-links"] = new { connectionId = id("bankConnectionId"), purpose = "Verify", holder = "Stranger", investorId = id("investorId") },
        ["POST /api/v1/payments/account-links/{accountLinkId}/page"] = null,
        ["POST /api/v1/payments/account-links/{accountLinkId}/completion"] = new { pageAnswer = "a stranger's" },
        ["POST /api/v1/payments/account-links/{accountLinkId}/payee-account"] = new { linkedAccountId = id("factId"), bank = "Stranger's bank" },
        ["POST /api/v1/payments/account-links/{accountLinkId}/end"] = new { reason = "a stranger's" },
        ["POST /api/v1/payments/payee-accounts/{payeeAccountId}/verification"] = new { evidence = "a stranger's evidence" },
        ["POST /api/v1/payments/payee-accounts/{payeeAccountId}/decision"] = new { confirm = true },
        ["POST /api/v1/payments/investors/{investorId}/mandates"] = new { reference = "STRANGER-1", signedOn = "2026-01-10", evidence = "a stranger's evidence", payeeAccountId = id("payeeAccountId") },
        ["POST /api/v1/payments/mandates/{mandateId}/decision"] = new { confirm = true },
        ["POST /api/v1/payments/mandates/{mandateId}/revocation"] = new { reason = "a stranger's" },
        ["POST /api/v1/payments/collections"] = new { fundId = id("fundId"), callId = id("callId"), connectionId = id("bankConnectionId"), executeOn = DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) },
        ["POST /api/v1/payments/runs"] = new { fundId = id("fundId"), connectionId = id("bankConnectionId"), executeOn = DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), distributionId = id("distributionId") },
        ["POST /api/v1/payments/runs/{paymentRunId}/release"] = null,
        ["POST /api/v1/payments/runs/{paymentRunId}/cancel"] = new { reason = "a stranger's" },
        ["POST /api/v1/payments/runs/{paymentRunId}/resume"] = null,
        ["POST /api/v1/payments/runs/{paymentRunId}/delivery"] = new { bankReference = "STRANGER" },
        ["POST /api/v1/payments/connections/{bankConnectionId}/fetch"] = null,
        ["POST /api/v1/payments/connections/{bankConnectionId}/answers"] = new { fileName = "stranger.xml", content = "W10=" },
        ["POST /api/v1/payments/funds/{fundId}/statements"] = new { connectionId = id("bankConnectionId"), fileName = "stranger.xml", content = "W10=" },
        ["POST /api/v1/payments/funds/{fundId}/bank-feeds"] = new { connectionId = id("feedConnectionId"), accountId = "acc-1", from = "2026-06-20" },
        ["POST /api/v1/payments/funds/{fundId}/bank-feeds/{feedId}/unlink"] = null,
        ["POST /api/v1/payments/funds/{fundId}/bank-feeds/{feedId}/read"] = null,
        ["POST /api/v1/payments/bank-lines/{lineId}/matches"] = new { parts = new[] { new { target = "Fee", amount = 1m } } },
        ["POST /api/v1/payments/bank-lines/{lineId}/matches/{matchId}/undo"] = new { reason = "a stranger's" },
        ["POST /api/v1/payments/funds/{fundId}/receiving-account/{accountId}/decision"] = new { confirm = true },
        ["PUT /api/v1/payments/funds/{fundId}/receiving-account"] = new { holder = "Stranger", bank = "Stranger's bank", iban = "DE89370400440532013000" },
        ["PUT /api/v1/platform/tenants/{tenantId}/brand"] = new { name = "Stranger's", colour = "#102030" },
        ["PUT /api/v1/platform/tenants/{tenantId}/brand/logo"] = new { content = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" },
        ["POST /api/v1/platform/messages/failed/{id}/replay"] = new { why = "a stranger's" },
        ["POST /api/v1/platform/tenants/{tenantId}/invitations"] = new { email = "stranger@example.com", name = "Stranger" },
        ["POST /api/v1/platform/tenants/{tenantId}/restore"] = null,
        ["POST /api/v1/platform/tenants/{tenantId}/suspend"] = new { reason = "a stranger's" },
        ["POST /api/v1/reports/publications"] = new { fundId = id("fundId"), period = "2026-Q2", kinds = new[] { "InvestorStatement" }, investorId = id("investorId") },
        ["POST /api/v1/users"] = new { email = "stranger@example.com", name = "Stranger", roles = new[] { "investor" }, investorIds = new[] { id("investorId") } },
        ["PUT /api/v1/reports/saved/{savedReportId}"] = new { name = "Stranger's", definition = new { dataset = "positions", columns = new[] { new { column = "fundName" } } } },
        ["DELETE /api/v1/reports/saved/{savedReportId}"] = null,
        ["POST /api/v1/reports/saved/{savedReportId}/schedules"] = Schedule,
        ["PUT /api/v1/reports/schedules/{reportScheduleId}"] = Schedule,
        ["DELETE /api/v1/reports/schedules/{reportScheduleId}"] = null,
        ["POST /api/v1/users/{userId}/disable"] = null,
        ["POST /api/v1/users/{userId}/enable"] = null,
        ["POST /api/v1/users/{userId}/two-factor/reset"] = null,
        ["POST /api/v1/workflows/capital-calls"] = new { fundId = id("fundId"), callId = id("callId") },
        ["POST /api/v1/workflows/distributions"] = new { fundId = id("fundId"), distributionId = id("distributionId") },
        ["POST /api/v1/workflows/valuation-rounds"] = new { fundId = id("fundId"), roundId = id("roundId") },
        ["POST /api/v1/workflows/{workflowId}/withdraw"] = new { reason = "a stranger's" },
        ["PUT /api/v1/funds/{fundId}/capital-calls/{callId}"] = Call,
        ["PUT /api/v1/funds/{fundId}/distributions/{distributionId}"] = Distribution,
        ["PUT /api/v1/funds/{fundId}/investments/{dealId}/profile"] = new { type = "Debt", country = "DE", industry = "Energy" },
        ["PUT /api/v1/funds/{fundId}/valuation-rounds/{roundId}"] = Values(id("dealId")),
        ["PUT /api/v1/funds/{fundId}/terms"] = new { effectiveFrom = "2024-01-15", terms },
        ["PUT /api/v1/users/permissions"] = new { userId = id("userId"), grant = new[] { "fund:read" }, revoke = Array.Empty<string>() },
        ["PUT /api/v1/users/{userId}/investors"] = new { investorIds = new[] { id("investorId") } },
        ["PUT /api/v1/workflows/approve/{workflowId}"] = new { decision = "approve", reason = "a stranger's" },
    };

    /// <summary>Routes that change and take nobody's id, and what they work on.</summary>
    private static readonly Dictionary<string, string> NoIds = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/clients"] = "Makes a client of the caller's firm.",
        ["POST /api/v1/data/import/{sourceType}"] = "Imports into the caller's firm; the file is his own.",
        ["POST /api/v1/data/preview"] = "Looks into the caller's file.",
        ["POST /api/v1/data/validate"] = "Checks the caller's file.",
        ["POST /api/v1/exports"] = "Takes the caller's own firm out.",
        ["POST /api/v1/funds"] = "Makes a fund of the caller's firm.",
        ["POST /api/v1/fx-rates"] = "Records rates of the caller's firm.",
        ["POST /api/v1/fx-rates/csv"] = "Records rates of the caller's firm.",
        ["POST /api/v1/platform/tenants"] = "The operator's; makes a firm.",
        ["POST /api/v1/reports/custom"] = "Reads rows of the caller's firm; SqlAsInMemoryTests and CustomReportTests look for another's.",
        ["POST /api/v1/reports/saved"] = "Keeps a definition of the caller's own.",
        ["POST /api/v1/reports/ilpa-templates/check"] = "Checks the caller's file.",
        ["DELETE /api/v1/plugins/{plugin}"] = "The caller's own firm's choice.",
        ["PUT /api/v1/plugins/{plugin}"] = "The caller's own firm's choice.",
        ["POST /api/v1/plugins/oauth/complete"] = "A state is the caller's own; another's is tried in GrantTests.",
        ["POST /api/v1/platform/plugins"] = "The operator's; a package belongs to no firm.",
        ["POST /api/v1/platform/plugins/{plugin}/{version}/allow"] = "The operator's; a version belongs to no firm.",
        ["POST /api/v1/platform/plugins/{plugin}/{version}/release"] = "The operator's; a version belongs to no firm.",
        ["POST /api/v1/platform/plugins/{plugin}/{version}/withdraw"] = "The operator's; a version belongs to no firm.",
        ["POST /api/v1/notifications/read-all"] = "The caller's own.",
        ["POST /api/v1/notifications/subscribe"] = "Makes a webhook of the caller's firm.",
        ["POST /api/v1/notifications/templates/{template}/preview"] = "Shows the caller's own text.",
        ["POST /api/v1/notifications/templates/{template}/{locale}/restore"] = "The caller's own firm's text.",
        ["PUT /api/v1/notifications/templates/{template}/{locale}"] = "The caller's own firm's text.",
        ["POST /api/v1/users/profile/sessions/end-others"] = "The caller's own.",
        ["PUT /api/v1/notifications/preferences"] = "The caller's own.",
        ["PUT /api/v1/notifications/quiet-hours"] = "The caller's own.",
        ["PUT /api/v1/users/profile/password"] = "The caller's own.",
        ["PUT /api/v1/tenant/brand"] = "The caller's own firm's.",
        ["PUT /api/v1/tenant/brand/logo"] = "The caller's own firm's.",
        ["DELETE /api/v1/tenant/brand/logo"] = "The caller's own firm's.",
        ["POST /api/v1/users/profile/two-factor"] = "The caller's own.",
        ["POST /api/v1/users/profile/two-factor/confirm"] = "The caller's own.",
        ["PUT /api/v1/users/profile"] = "The caller's own.",
    };

    private static readonly object[] Purposes = [new { kind = "Expenses", amount = 1000m, description = "Stranger's expenses" }];
    private static readonly object Call = new { noticeDate = "2026-06-03", dueDate = "2026-06-20", purposes = Purposes };
    private static readonly object Entry = new { date = "2026-06-20", memo = "Stranger's", lines = new object[] { new { account = "OtherReceivables", debit = 1m }, new { account = "OtherPayables", credit = 1m } } };
    private static readonly object Schedule = new { rhythm = "Daily", time = "07:30", timeZone = "UTC", format = "csv" };
    private static readonly object Distribution = new { date = "2026-06-10", paymentDate = "2026-06-20", amount = 1000m };

    private static object Values(string deal) => new { date = "2025-06-30", values = new[] { new { dealId = deal, fairValue = 1m, level = 2, method = "RecentTransaction" } } };

    private IReadOnlyList<Route> Routes => field ??= [.. Route.Of(world.House).Where(r => !r.IsPublic && !r.Name.Contains("/hubs/", StringComparison.Ordinal))];

    [Fact]
    public async Task TheCrawl_ByTheOwnAdministrator_FindsWhatTheIdsStandFor()
    {
        var (seen, wrong) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var route in Routes.Where(r => r.Method == "GET" && TakesIds(r) && !IsPlatforms(r)))
        {
            var reply = await world.A.Admin.Get(Address(route, Of(world.OfA)));
            if ((int)reply.Status is < 200 or > 299) wrong.Add($"{route.Name}: {(int)reply.Status} {reply.Text}");
            seen.UnionWith(Canaries.Where(c => reply.Text.Contains(c, StringComparison.Ordinal)));
        }
        wrong.ShouldBeEmpty("the ids that the stranger tries must be good ones");
        seen.Count.ShouldBeGreaterThan(15, "the canaries must be in A's answers, else their absence elsewhere says nothing");
    }

    [Fact]
    public async Task AStranger_WithIdsOfFirmA_LearnsNothing_NotEvenWhetherTheyExist()
    {
        Routes.Where(r => r.Changes && !Tried(r)).Select(r => r.Name).ShouldBe(NoIds.Keys, ignoreOrder: true, "a new route that changes: give the crawler its body, or say why it takes nobody's id");
        Routes.Count(r => TakesIds(r) || TakesIdsInBody(r)).ShouldBeGreaterThan(50);

        (await Findings(world.Intruder.Admin, Routes)).ShouldBeEmpty();
    }

    /// <summary>The crawl is able to fail: one of firm A's own people is reported as seeing what is firm A's.</summary>
    [Fact]
    public async Task AColleague_WithIdsOfHisOwnFirm_IsReported()
    {
        var readable = Routes.Where(r => r.Method == "GET" && TakesIds(r) && !IsPlatforms(r)).ToList();

        var findings = await Findings(world.A.Admin, readable);

        findings.ShouldContain(f => f.Contains("of firm A", StringComparison.Ordinal));
        findings.ShouldContain(f => f.Contains("tells a foreign id from an unknown one", StringComparison.Ordinal));
        readable.Where(r => r.PathParameters.Any(IsId)).ShouldAllBe(r => findings.Any(f => f.StartsWith(r.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AStranger_WithThingsOfFirmABelowHisOwnFund_LearnsNothing()
    {
        var findings = new List<string>();
        foreach (var route in Routes.Where(r => r.Name.Contains("fundId", StringComparison.Ordinal) || r.QueryParameters.Any(q => q.Name == "fundId") || TakesIdsInBody(r)))
        {
            string Mixed(string name) => name == "fundId" ? world.IntrudersFund : Of(world.OfA)(name);
            string Nobodys(string name) => name == "fundId" ? world.IntrudersFund : Unknown(name);
            var real = await Try(world.Intruder.Admin, route, Mixed);
            if (Told(real) is { } canary) findings.Add($"{route.Name}: shows '{canary}' of firm A");
            var others = route.PathParameters.Concat(route.QueryParameters.Where(q => q.Needed).Select(q => q.Name)).Any(p => IsId(p) && p != "fundId");
            if (others) findings.AddRange(Judge(route, real, await Try(world.Intruder.Admin, route, Nobodys)));
        }
        findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task AStranger_WithCursorsOfFirmA_SeesHisOwnRowsOnly()
    {
        var (tried, findings) = (0, new List<string>());
        foreach (var route in Routes.Where(r => r.Method == "GET" && !IsPlatforms(r) && r.QueryParameters.Any(q => q.Name == "cursor")))
        {
            var page = (await world.A.Admin.Get(Address(route, Of(world.OfA)) + (Address(route, Of(world.OfA)).Contains('?', StringComparison.Ordinal) ? "&" : "?") + "size=1")).Ok();
            if (page["meta"]?["page"]?["next"]?.GetValue<string>() is not { } cursor) continue;
            tried++;
            var address = Address(route, name => name == "fundId" ? world.IntrudersFund : Of(world.OfA)(name));
            var reply = await world.Intruder.Admin.Get($"{address}{(address.Contains('?', StringComparison.Ordinal) ? "&" : "?")}cursor={Uri.EscapeDataString(cursor)}");
            if (Told(reply) is { } canary) findings.Add($"{route.Name}: shows '{canary}' of firm A");
            if ((int)reply.Status >= 500) findings.Add($"{route.Name}: {(int)reply.Status} {reply.Text}");
        }
        findings.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task AnIdempotencyKey_OfFirmA_UsedByAStranger_IsANewKey()
    {
        var body = new { name = "Twin Fund of Two Firms", currency = "USD", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout" };
        var theirs = await world.A.Accountant.Post("/api/v1/funds", body, key: "shared-key");
        theirs.Ok();

        var mine = await world.Intruder.Accountant.Post("/api/v1/funds", body, key: "shared-key");

        mine.Ok()["data"]!["id"]!.GetValue<string>().ShouldNotBe(theirs.Json["data"]!["id"]!.GetValue<string>());
        mine.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        var repeated = await world.A.Accountant.Post("/api/v1/funds", body, key: "shared-key");
        repeated.Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
        repeated.Json["data"]!["id"]!.GetValue<string>().ShouldBe(theirs.Json["data"]!["id"]!.GetValue<string>());
    }

    private async Task<List<string>> Findings(Api caller, IEnumerable<Route> routes)
    {
        var findings = new List<string>();
        foreach (var route in routes.Where(Tried))
        {
            var real = await Try(caller, route, Of(world.OfA));
            if (Told(real) is { } canary) findings.Add($"{route.Name}: shows '{canary}' of firm A");
            if (TakesIds(route) || TakesIdsInBody(route)) findings.AddRange(Judge(route, real, await Try(caller, route, Unknown)));
            else if ((int)real.Status >= 500) findings.Add($"{route.Name}: {(int)real.Status} {real.Text}");
        }
        return findings;
    }

    /// <summary>Reads are all tried; a write is tried when it takes somebody's id.</summary>
    private bool Tried(Route route) => !route.Changes || TakesIds(route) || TakesIdsInBody(route);

    /// <summary>What the stranger was answered against what he is answered for an id that is nobody's: any difference tells him something.</summary>
    private IEnumerable<string> Judge(Route route, Reply real, Reply unknown)
    {
        var optional = route.Method == "GET" && route.PathParameters.All(p => !IsId(p)) && route.QueryParameters.All(q => !IsId(q.Name) || !q.Needed);
        var status = (int)real.Status;
        if (optional ? status is not (200 or 400 or 403 or 404) : status is not (403 or 404)) yield return $"{route.Name}: {status} {real.Text}";
        if (optional && status == 200 && !IsEmptyList(real)) yield return $"{route.Name}: a filter by a foreign id shows rows: {real.Text}";
        if (status == 403 && !IsPlatforms(route)) yield return $"{route.Name}: the stranger lacks a permission, so that nothing was tried: {real.Text}";
        if (real.Status != unknown.Status || Bare(real) != Bare(unknown)) yield return $"{route.Name}: tells a foreign id from an unknown one: {real.Text} / {unknown.Text}";
    }

    /// <summary>A file is none.</summary>
    private static bool IsEmptyList(Reply reply) => reply.ContentHeaders.ContentType?.MediaType == "application/json" && reply.Json["data"] is JsonArray { Count: 0 };

    private async Task<Reply> Try(Api caller, Route route, Func<string, string> id)
    {
        object? body = null;
        if (route.Changes && !Bodies(id, await Terms()).TryGetValue(route.Name, out body))
            throw new InvalidOperationException($"{route.Name} is new: give the crawler its body.");
        // A tag that fits nothing: whoever answers 412 has looked at the row before asking whose it is.
        return await caller.Send(new HttpMethod(route.Method), Address(route, id), body, null, route.Changes ? "\"999\"" : null);
    }

    private async Task<JsonNode> Terms() => _terms ??= (await world.Intruder.Admin.Get("/api/v1/funds/terms/templates")).Ok()["data"]![0]!["terms"]!;

    private JsonNode? _terms;

    private static string Address(Route route, Func<string, string> id)
    {
        string Value(string name) => IsId(name) ? id(name)
            : Harmless.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"{route.Name}: the crawler does not know what to say for '{name}'.");
        var query = route.QueryParameters.Where(q => q.Needed || IsId(q.Name)).Select(q => $"{q.Name}={Uri.EscapeDataString(Value(q.Name))}").ToList();
        return route.Path(Value) + (query.Count == 0 ? "" : "?" + string.Join('&', query));
    }

    private static Func<string, string> Of(Dictionary<string, string> ids) => name =>
        ids.TryGetValue(Also.GetValueOrDefault(name, name), out var value) ? value : throw new InvalidOperationException($"'{name}' is a new id: give World.OfA one of firm A's.");

    private static string Unknown(string name) => "0192f0c0-0000-7000-8000-0000000000bb";

    private static bool IsId(string name) => name == "id" || name.EndsWith("Id", StringComparison.Ordinal);

    private static bool TakesIds(Route route) => route.PathParameters.Concat(route.QueryParameters.Select(q => q.Name)).Any(IsId);

    private bool TakesIdsInBody(Route route) => route.Changes && Bodies(_ => "", new JsonObject()).TryGetValue(route.Name, out var body) && body is not null
        && IdInJson().IsMatch(JsonSerializer.Serialize(body, ApiJson.Options));

    private static bool IsPlatforms(Route route) => route.Permission?.StartsWith("platform:", StringComparison.Ordinal) == true;

    private string? Told(Reply reply) => Canaries.FirstOrDefault(c => reply.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(c)) >= 0 || reply.Headers.Concat(reply.ContentHeaders).Any(h => h.Value.Any(v => v.Contains(c, StringComparison.Ordinal))));

    /// <summary>The answer without what differs in any two: ids, the trace and the time.</summary>
    private static string Bare(Reply reply) => Trace().Replace(Ids().Replace(reply.Text, "ID"), "TRACE");

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("Ids?\":")]
    private static partial Regex IdInJson();

    [GeneratedRegex("\"(traceId|timestamp)\":\"[^\"]*\"")]
    private static partial Regex Trace();
}
