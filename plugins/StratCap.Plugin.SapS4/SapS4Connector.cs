using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SapS4;

/// <summary>
/// SAP S/4HANA: OData v2 for reading, the SOAP service "Journal Entry - Post (Synchronous)" for posting, under communication scenario SAP_COM_0002. An entry's id is
/// <c>company code/fiscal year/document</c>, an account's id its number as SAP writes it.
/// </summary>
public sealed class SapS4Connector : IConnector, ILedgerReader, ILedgerWriter
{
    /// <inheritdoc/>
    /// <remarks>Reads one account of the chart and one item of the company code.</remarks>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var odata = new OData(connection);
        if (await AccountReading.IsEmpty(connection, odata, ct)) throw new ConnectorException(ErrorClass.Validation, "The chart of accounts of the setting 'chartOfAccounts' has no account here.");
        var name = await new EntryReading(connection, odata).CompanyName(ct);
        return new(name ?? "Company code " + connection.Required("companyCode"), new Dictionary<string, string> { ["Documents"] = name is null ? "none yet" : "there" });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(Connection connection, CancellationToken ct) => AccountReading.All(connection, new(connection), ct);

    /// <inheritdoc/>
    /// <remarks>SAP dates changes by the day: each reading begins two days before the last one did. Documents are never deleted there, they are reversed.</remarks>
    public IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(Connection connection, string? cursor, CancellationToken ct) =>
        new EntryReading(connection, new(connection)).From(cursor is null ? SapCursor.Start : SapCursor.Parse(cursor), ct);

    /// <inheritdoc/>
    /// <remarks>
    /// The service knows no key: the entry is looked for by its <c>DocumentReferenceID</c> first, so two posts of one key must not run at the same time. Texts are cut at SAP's lengths (25 in
    /// the header, 50 on a line). Dimensions: those of SAP's account assignment, and <c>AssignmentReference</c> and <c>TradingPartner</c>.
    /// </remarks>
    public Task<WriteOutcome> PostEntry(Connection connection, EntryToPost entry, CancellationToken ct) => new EntryPosting(connection, new(connection)).Post(entry, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome.Accepted?> FindEntry(Connection connection, EntryToFind entry, CancellationToken ct) => new EntryReading(connection, new(connection)).Find(entry.Reference, ct);
}
