using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Walls;

namespace StratCap.Server.Tests.Lists;

/// <summary>What every list and dashboard sends to the database, planned for a firm with thousands of rows, under the application's role with row security: no large table is read from end to end.</summary>
[Collection(nameof(World))]
public sealed partial class EveryPlanTests(World world)
{
    /// <summary>Tables of which lists and dashboards read all that a firm has, by nature, and why.</summary>
    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/accounting/sync/links: accounting.sync_links"] = "What a firm ties its ledgers to is set by hand: tens at most.",
        ["GET /api/v1/reports/schedules: reporting.report_schedules"] = "Schedules are set by hand: tens at most.",
        ["GET /api/v1/accounting/sync/links/{linkId}/drift: accounting.journal_entries"] = "A drift compares all that was booked with all that was sent.",
        ["GET /api/v1/accounting/sync/links/{linkId}/drift: accounting.sync_sent_entries"] = "A drift compares all that was booked with all that was sent.",
        ["GET /api/v1/accounting/sync/links/{linkId}/drift/entries: accounting.journal_entries"] = "A drift compares all that was booked with all that was sent.",
        ["GET /api/v1/accounting/sync/links/{linkId}/drift/entries: accounting.sync_sent_entries"] = "A drift compares all that was booked with all that was sent.",
        ["GET /api/v1/dashboards/exposure: funds.deals"] = "Exposure adds up each investment that the firm holds.",
        ["GET /api/v1/dashboards/metrics: funds.funds"] = "The dashboard adds up each fund of the firm, of which there are hundreds at most.",
        ["GET /api/v1/funds/investments: funds.deals"] = "The investments of all funds are sorted as a whole: a firm holds hundreds.",
        ["GET /api/v1/funds/investments: funds.investment_profiles"] = "One profile for each investment, joined once: a firm holds hundreds.",
        ["GET /api/v1/fx-rates: funds.fx_rates"] = "The last version of each rate is found by joining the rates to themselves once.",
        ["GET /api/v1/portal/me/published: reporting.published_reports"] = "The last revision of each report is found by joining the investor's to the others once.",
        ["GET /api/v1/users/profile/sessions: identity.tokens"] = "Pruned daily: the tokens of the sessions that last.",
    };

    /// <summary>Whoever reads a table from end to end to keep less of it lacks an index.</summary>
    private const double LeastKept = 0.1;

    [Fact]
    public async Task NoListAndNoDashboard_ReadsALargeTableFromEndToEnd()
    {
        var heard = await Heard();
        heard.Count.ShouldBeGreaterThan(60, "every list sends something");
        var said = heard.Values.SelectMany(c => c).ToList();

        await using var owner = new NpgsqlConnection(world.House.Database);
        await owner.OpenAsync();
        await using var transaction = await owner.BeginTransactionAsync();
        var large = await CrowdedTables.Fill(owner, world.Tables.Select(t => t.Name).Where(t => said.Any(c => Names(c.Text, t))), world.A.Id);
        large.Count.ShouldBeGreaterThan(40);

        var found = new List<string>();
        foreach (var (route, commands) in heard)
            foreach (var command in commands.DistinctBy(c => c.Text))
                found.AddRange((await ReadWhole(owner, command, large)).Where(r => !Whole.ContainsKey($"{route}: {r.Table}")).Select(r => $"{route}: {r.Table} drops by {r.Filter}\n{command.Text}"));
        var control = await ReadWhole(owner, new HeardCommand($"select * from notifications.emails where tenant_id = '{world.A.Id}' and to_name = 'nobody'", [], DatabaseRoles.ApplicationRole), large);

        control.ShouldHaveSingleItem("a statement that no index helps is found").Table.ShouldBe("notifications.emails");
        found.ShouldBeEmpty();
    }

    /// <summary>Each list's and dashboard's statements.</summary>
    private async Task<Dictionary<string, IReadOnlyList<HeardCommand>>> Heard()
    {
        var heard = new Dictionary<string, IReadOnlyList<HeardCommand>>(StringComparer.Ordinal);
        using var commands = new HeardCommands(world.House.Services.GetRequiredService<IHttpContextAccessor>(), world.House.Database);
        foreach (var route in Route.Of(world.House).Where(r => r.Method == "GET" && (r.List is not null || r.Name.StartsWith("GET /api/v1/dashboards/", StringComparison.Ordinal))))
        {
            var (api, path) = await EveryListTests.Asked(world, route);
            commands.Take();
            (await api.Get(path + (route.QueryParameters.Any(q => q is { Name: "period", Needed: true }) ? "period=2026-Q2" : ""))).Ok();
            heard.Add(route.Name, commands.Take());
        }
        return heard;
    }

    /// <summary>The large tables that a statement reads from end to end, with what it drops of what it read.</summary>
    private async Task<List<(string Table, string? Filter)>> ReadWhole(NpgsqlConnection owner, HeardCommand heard, IReadOnlySet<string> large)
    {
        await using (var role = new NpgsqlCommand($"set local role {heard.Role}; select set_config('app.tenant_id', '{world.A.Id}', true)", owner)) await role.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("explain (verbose, format json) " + heard.Text, owner);
        foreach (var parameter in heard.Parameters) command.Parameters.Add(parameter.Clone());
        var plan = JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)![0]!["Plan"]!;
        await using (var back = new NpgsqlCommand("reset role", owner)) await back.ExecuteNonQueryAsync();
        // A page of a list needs no more than its rows; who counts or adds up all rows has to read them.
        var isPage = plan.Text("Node Type") == "Limit" && !Counts().IsMatch(heard.Text);
        return [.. Nodes(plan).Where(n => n.Text("Node Type") == "Seq Scan" && (isPage || n["Plan Rows"]!.GetValue<double>() < CrowdedTables.Rows * LeastKept)).Select(n => ($"{n.Text("Schema")}.{n.Text("Relation Name")}", n["Filter"]?.GetValue<string>())).Where(n => large.Contains(n.Item1))];
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode plan) => (plan["Plans"]?.AsArray() ?? []).SelectMany(p => Nodes(p!)).Prepend(plan);

    private static bool Names(string sql, string table) => sql.Contains(table, StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*SELECT count\(\*\)", RegexOptions.IgnoreCase)]
    private static partial Regex Counts();
}
