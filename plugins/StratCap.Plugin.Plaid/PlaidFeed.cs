using System.Runtime.CompilerServices;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Plaid;

/// <summary>Transactions of the fund's own bank by <c>/transactions/sync</c>.</summary>
internal static class PlaidFeed
{
    private const int PageSize = 500;
    private const int Attempts = 5;

    // Plaid's own cursor of the beginning is empty, and the host's never is.
    private const string Beginning = "-";

    internal static async Task<IReadOnlyList<BankAccount>> Accounts(Connection connection, CancellationToken ct)
    {
        var found = await new PlaidClient(connection).Post<AccountsAnswer>("/accounts/get", new { access_token = PlaidAccount.Own }, ct);
        return [.. found.Accounts.Select(a => new BankAccount(a.AccountId, a.Name, a.Mask, a.Balances?.IsoCurrencyCode ?? throw NoCurrency(a.AccountId), a.Balances.Current))];
    }

    /// <summary>
    /// An update is read to its end before its first line is given: when Plaid's data move between two pages, it must be read again from its beginning, and a line that was given already
    /// could have gone without a trace. Only its last page carries the new cursor, so that an update that broke off comes again whole.
    /// </summary>
    internal static async IAsyncEnumerable<Page<BankTransaction>> Transactions(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var client = new PlaidClient(connection);
        var first = cursor is null or Beginning ? null : cursor;
        var (lines, next, attempt) = (new List<BankTransaction>(), first, 1);
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var page = await Sync(client, next, attempt == Attempts, ct);
            if (page is null)
            {
                (lines, next, attempt) = ([], first, attempt + 1);
                cursors.Clear();
                continue;
            }
            lines.AddRange(page.Added.Concat(page.Modified).Select(Line));
            lines.AddRange(page.Removed.Select(r => new BankTransaction(r.TransactionId, r.AccountId, BankStatus.Removed, null, null, new Amount(0, "XXX"))));
            if (page.HasMore && !cursors.Add(page.NextCursor)) throw new ConnectorException(ErrorClass.Permanent, "Plaid says that there is more, and does not move on.");
            next = page.NextCursor;
            if (!page.HasMore) break;
            // The host's patience is for a page: this says that the reading goes on.
            yield return new([], first ?? Beginning);
        }
        for (var at = 0; at + PageSize < lines.Count; at += PageSize) yield return new(lines.GetRange(at, PageSize), first ?? Beginning);
        var last = lines.Count == 0 ? 0 : (lines.Count - 1) / PageSize * PageSize;
        yield return new(lines.GetRange(last, lines.Count - last), next is { Length: > 0 } ? next : Beginning);
    }

    /// <summary>One page; null: Plaid's data moved, and the update must be read again from its first cursor.</summary>
    private static async Task<SyncAnswer?> Sync(PlaidClient client, string? cursor, bool isLastAttempt, CancellationToken ct)
    {
        try
        {
            return await client.Post<SyncAnswer>("/transactions/sync", new { access_token = PlaidAccount.Own, cursor, count = PageSize, options = new { include_original_description = true } }, ct);
        }
        catch (ConnectorException e) when (e.VendorCode == PlaidErrors.MutationDuringPagination)
        {
            return isLastAttempt ? throw new ConnectorException(ErrorClass.Transient, "The bank's transactions kept moving while they were read.", e.VendorCode, e.RequestId, inner: e) : null;
        }
    }

    private static BankTransaction Line(TransactionData line) => new(
        line.TransactionId, line.AccountId, line.Pending ? BankStatus.Pending : BankStatus.Booked, line.Pending ? null : line.Date, null,
        // Plaid counts what goes out as plus.
        new Amount(-line.Amount, line.IsoCurrencyCode ?? throw NoCurrency(line.AccountId)),
        BankReference: line.PaymentMeta?.ReferenceNumber, CustomerReference: line.CheckNumber,
        Counterparty: line.Amount > 0 ? line.PaymentMeta?.Payee ?? line.MerchantName : line.PaymentMeta?.Payer ?? line.PaymentMeta?.ByOrderOf ?? line.MerchantName,
        Text: line.OriginalDescription ?? line.Name, Code: line.TransactionCode);

    private static ConnectorException NoCurrency(string accountId) => new(ErrorClass.Permanent, $"Plaid's account {accountId} has a currency that is not of ISO 4217; it is not read.");
}
