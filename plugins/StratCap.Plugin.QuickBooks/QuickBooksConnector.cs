using System.Globalization;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.QuickBooks;

/// <summary>QuickBooks Online, Accounting API v3, minor version 75. Ids of accounts and entries are the company's own (<c>Id</c>).</summary>
public sealed class QuickBooksConnector : IConnector, ILedgerReader, ILedgerWriter, IWebhooks
{
    /// <inheritdoc/>
    /// <remarks>The company's home currency must be the setting's: entries that name no currency are read in it.</remarks>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var api = new QuickBooksApi(connection);
        var company = (await api.Get("companyinfo/" + connection.Required("realmId"), ct)).Get("CompanyInfo");
        var preferences = (await api.Get("preferences", ct)).Get("Preferences");
        var home = preferences.Get("CurrencyPrefs").Get("HomeCurrency").TextOf("value");
        if (home is not null && home != api.HomeCurrency)
            throw new ConnectorException(ErrorClass.Validation, $"The company's home currency is {home}, and the setting 'homeCurrency' says {api.HomeCurrency}.");
        var severalCurrencies = preferences.Get("CurrencyPrefs").Get("MultiCurrencyEnabled").ValueKind == JsonValueKind.True;
        return new(company.TextOf("CompanyName") ?? "Company without a name",
            new Dictionary<string, string> { ["Home currency"] = api.HomeCurrency, ["Several currencies"] = severalCurrencies ? "yes" : "no", ["Country"] = company.TextOf("Country") ?? "" });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(Connection connection, CancellationToken ct) => AccountReading.All(new(connection), ct);

    /// <inheritdoc/>
    /// <remarks>
    /// The first reading is by query in the order of change; after it, by change data capture, which tells deletions but reaches back 30 days and 1,000 objects. Where it falls short, the
    /// query makes good for what lives, and a line in the log says from when to when a deletion may have gone unseen. An entry dated before <c>startDate</c> comes when it changes later.
    /// </remarks>
    public IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(Connection connection, string? cursor, CancellationToken ct) =>
        new EntryReading(connection, new(connection)).From(cursor is null ? QuickBooksCursor.Start : QuickBooksCursor.Parse(cursor), ct);

    /// <inheritdoc/>
    /// <remarks>The key is Intuit's <c>requestid</c>, the reference the entry's <c>DocNumber</c>. Dimensions: <c>Class</c>, <c>Department</c>, and <c>Entity</c> as <c>Customer:12</c>.</remarks>
    public Task<WriteOutcome> PostEntry(Connection connection, EntryToPost entry, CancellationToken ct) => new EntryPosting(connection, new(connection)).Post(entry, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome.Accepted?> FindEntry(Connection connection, EntryToFind entry, CancellationToken ct) => new EntryPosting(connection, new(connection)).Find(entry.Reference, ct);

    /// <inheritdoc/>
    /// <remarks>Intuit signs the body alone, no time: a replay is told by its event ids, which the host takes once.</remarks>
    public Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => Deliveries.Verify(connection, delivery, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => Task.FromResult(Deliveries.Parse(delivery));

    internal static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime() : null;
}
