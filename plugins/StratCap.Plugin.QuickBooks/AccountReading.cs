using System.Runtime.CompilerServices;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.QuickBooks;

/// <summary>The chart of accounts by query.</summary>
internal static class AccountReading
{
    internal static async IAsyncEnumerable<Page<LedgerAccount>> All(QuickBooksApi api, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var position = 1; ; position += QuickBooksApi.PageSize)
        {
            // A query leaves inactive accounts out unless it asks for them.
            var answer = await api.Query(FormattableString.Invariant($"select * from Account where Active in (true, false) orderby Id startposition {position} maxresults {QuickBooksApi.PageSize}"), ct);
            var accounts = answer.Get("QueryResponse").Get("Account").Items().Select(Account).ToList();
            yield return new(accounts, FormattableString.Invariant($"{position + accounts.Count}"));
            if (accounts.Count < QuickBooksApi.PageSize) yield break;
        }
    }

    private static LedgerAccount Account(JsonElement account) => new(
        account.TextOf("Id") ?? throw new ConnectorException(ErrorClass.Permanent, "QuickBooks gave an account without an id."),
        account.TextOf("AcctNum"), account.TextOf("FullyQualifiedName") ?? account.TextOf("Name") ?? "", Kind(account.TextOf("Classification")), account.Get("CurrencyRef").TextOf("value"),
        account.Get("Active").ValueKind != JsonValueKind.False);

    private static LedgerAccountKind Kind(string? classification) => classification switch
    {
        "Asset" => LedgerAccountKind.Asset,
        "Liability" => LedgerAccountKind.Liability,
        "Equity" => LedgerAccountKind.Equity,
        "Revenue" => LedgerAccountKind.Revenue,
        "Expense" => LedgerAccountKind.Expense,
        _ => LedgerAccountKind.Other,
    };
}
