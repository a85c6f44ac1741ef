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

    internal static async Task<IReadOnlyList<BankAccount>> Accounts(Connection connection, CancellationToken ct)
    {
        var found = await new PlaidClient(connection).Post<AccountsAnswer>("/accounts/get", new { access_token = PlaidAccount.Own }, ct);
        return [.. found.Accounts.Select(a => new BankAccount(a.AccountId, a.Name, a.Mask, a.Balances?.IsoCurrencyCode ?? throw NoCurrency(a.AccountId), a.Balances.Current))];
    }

    /// <summary>
    /// An update is read to its end before its first page is given: when Plaid's data move between two pages, it must be read again from its beginning, and a line that was given already
    /// could have gone without a trace. Only its last page carries the new cursor, so that an update that broke off comes again whole.
    /// </summary>
    internal static async IAsyncEnumerable<Page<BankTransaction>> Transactions(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var (lines, next) = await WholeUpdate(connection, cursor, ct);
        for (var at = 0; at + PageSize < lines.Count; at += PageSize) yield return new(lines.GetRange(at, PageSize), cursor ?? "");
        var last = lines.Count == 0 ? 0 : (lines.Count - 1) / PageSize * PageSize;
        yield return new(lines.GetRange(last, lines.Count - last), next);
    }

    private static async Task<(List<BankTransaction> Lines, string Next)> WholeUpdate(Connection connection, string? first, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadUpdate(new PlaidClient(connection), first, ct);
            }
            catch (ConnectorException e) when (e.VendorCode == PlaidErrors.MutationDuringPagination)
            {
                if (attempt == Attempts) throw new ConnectorException(ErrorClass.Transient, "The bank's transactions kept moving while they were read.", e.VendorCode, e.RequestId, inner: e);
            }
        }
    }

    private static async Task<(List<BankTransaction> Lines, string Next)> ReadUpdate(PlaidClient client, string? cursor, CancellationToken ct)
    {
        var lines = new List<BankTransaction>();
        while (true)
        {
            var page = await client.Post<SyncAnswer>("/transactions/sync", new
            {
                access_token = PlaidAccount.Own,
                cursor = cursor is { Length: > 0 } ? cursor : null,
                count = PageSize,
                options = new { include_original_description = true },
            }, ct);
            lines.AddRange(page.Added.Select(Line));
            lines.AddRange(page.Modified.Select(Line));
            lines.AddRange(page.Removed.Select(r => new BankTransaction(r.TransactionId, r.AccountId, BankStatus.Removed, null, null, new Amount(0, "XXX"))));
            if (!page.HasMore) return (lines, page.NextCursor);
            if (page.NextCursor == cursor) throw new ConnectorException(ErrorClass.Permanent, "Plaid says that there is more, and does not move on.");
            cursor = page.NextCursor;
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
