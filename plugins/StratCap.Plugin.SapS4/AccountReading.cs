using System.Runtime.CompilerServices;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SapS4;

/// <summary>The chart of accounts with its names in one language.</summary>
internal static class AccountReading
{
    private const string Accounts = "API_GLACCOUNTINCHARTOFACCOUNTS_SRV/A_GLAccountInChartOfAccounts";
    private const string Texts = "API_GLACCOUNTINCHARTOFACCOUNTS_SRV/A_GLAccountText";
    private const int PageSize = 1000;

    internal static async Task<bool> IsEmpty(Connection connection, OData odata, CancellationToken ct) =>
        (await odata.Rows(Accounts, new Dictionary<string, string> { ["filter"] = OfChart(connection) }, 1, ct)).Count == 0;

    internal static async IAsyncEnumerable<Page<LedgerAccount>> All(Connection connection, OData odata, [EnumeratorCancellation] CancellationToken ct)
    {
        var names = new Dictionary<string, string>();
        await foreach (var page in Pages(Texts, $"{OfChart(connection)} and Language eq {OData.Quoted(connection.Text("language") ?? "EN")}", odata, ct))
            foreach (var text in page)
                if ((text.TextOf("GLAccountLongName") ?? text.TextOf("GLAccountName")) is { Length: > 0 } name) names[Id(text)] = name;

        var read = 0;
        await foreach (var page in Pages(Accounts, OfChart(connection), odata, ct))
        {
            read += page.Count;
            yield return new([.. page.Select(a => Account(a, names))], FormattableString.Invariant($"{read}"));
        }
    }

    private static string OfChart(Connection connection) => "ChartOfAccounts eq " + OData.Quoted(connection.Required("chartOfAccounts"));

    // By key, not by place: an account made meanwhile moves no other out of its page.
    private static async IAsyncEnumerable<List<JsonElement>> Pages(string set, string filter, OData odata, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        while (true)
        {
            var rows = await odata.Rows(set, new Dictionary<string, string> { ["filter"] = after is null ? filter : $"{filter} and GLAccount gt {OData.Quoted(after)}", ["orderby"] = "GLAccount" }, PageSize, ct);
            yield return rows;
            if (rows.Count < PageSize) yield break;
            after = Id(rows[^1]);
        }
    }

    private static string Id(JsonElement account) => account.TextOf("GLAccount") ?? throw new ConnectorException(ErrorClass.Permanent, "SAP gave an account without a number.");

    private static LedgerAccount Account(JsonElement account, Dictionary<string, string> names)
    {
        var id = Id(account);
        var closed = account.Is("AccountIsBlockedForPosting") || account.Is("AccountIsMarkedForDeletion");
        return new(id, id, names.GetValueOrDefault(id) ?? id, Kind(account), null, !closed);
    }

    private static LedgerAccountKind Kind(JsonElement account) => account.Is("IsBalanceSheetAccount") ? LedgerAccountKind.BalanceSheet
        : account.Is("IsProfitLossAccount") ? LedgerAccountKind.ProfitAndLoss
        : LedgerAccountKind.Other;
}
