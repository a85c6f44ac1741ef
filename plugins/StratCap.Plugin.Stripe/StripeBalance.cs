using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using Stripe;
using BankAccount = StratCap.PluginSdk.Banks.BankAccount;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// Stripe's balance as a bank account per currency: each balance transaction is a line, its fee a line of its own, so that the lines add up to the balance. Whether money can be paid out
/// already is the value date, not another status: Stripe never takes a line back.
/// </summary>
internal static class StripeBalance
{
    private const int PageSize = 100;
    private static readonly DateTimeOffset BeforeStripe = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static async Task<IReadOnlyList<BankAccount>> Accounts(Connection connection, CancellationToken ct)
    {
        var balance = await StripeCalls.Ask(connection, client => client.V1.Balance.GetAsync(cancellationToken: ct), ct);
        return [.. balance.Available.Concat(balance.Pending).GroupBy(b => b.Currency).Select(c => Account(c.Key, c.Sum(b => b.Amount)))];
    }

    internal static IAsyncEnumerable<Page<BankTransaction>> Transactions(Connection connection, string? cursor, CancellationToken ct)
    {
        IAsyncEnumerable<BalanceTransaction> List(DateTimeOffset since, DateTimeOffset to) => StripeCalls.List(
            connection, client => client.V1.BalanceTransactions.ListAutoPagingAsync(new BalanceTransactionListOptions { Limit = PageSize, Created = StripeWindows.Range(since, to) }, cancellationToken: ct), ct);
        var asked = StripeCursor.Read(cursor) ?? Start(connection);
        var windows = StripeWindows.Read(StripeCursor.From(asked), connection.Clock.GetUtcNow(), List, t => t.Created, ct);
        return StripeWindows.Pages(windows.Select(w => (w.Items.SelectMany(Lines).ToList(), w.Reached)), asked);
    }

    private static IEnumerable<BankTransaction> Lines(BalanceTransaction transaction)
    {
        var line = new BankTransaction(
            transaction.Id, AccountId(transaction.BalanceType, transaction.Currency), BankStatus.Booked, DateOnly.FromDateTime(transaction.Created), DateOnly.FromDateTime(transaction.AvailableOn),
            StripeMoney.Of(transaction.Amount, transaction.Currency), BankReference: transaction.SourceId, Text: transaction.Description, Code: transaction.ReportingCategory ?? transaction.Type);
        yield return line;
        if (transaction.Fee != 0) yield return line with { Id = transaction.Id + ":fee", Amount = StripeMoney.Of(-transaction.Fee, transaction.Currency), Text = "Stripe's fee", Code = "fee" };
    }

    private static BankAccount Account(string currency, long minor)
    {
        var amount = StripeMoney.Of(minor, currency);
        return new(AccountId(null, currency), $"Stripe balance {amount.Currency}", null, amount.Currency, amount.Value);
    }

    // Money set aside for refunds and disputes is another balance than the one that payments come to.
    private static string AccountId(string? balance, string currency) => $"{(balance is null or "payments" ? "balance" : balance)}:{currency}";

    private static DateTimeOffset Start(Connection connection) =>
        connection.Text("startDate") is not { } text ? BeforeStripe
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
        : throw new ConnectorException(ErrorClass.Validation, "The setting 'startDate' is no day.");
}
