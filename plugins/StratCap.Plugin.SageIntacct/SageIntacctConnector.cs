using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SageIntacct;

/// <summary>
/// Sage Intacct by REST or by the older XML gateway, as the setting <c>interface</c> says; ids, references and dimensions are the same by either. An account's id is its number, an entry's
/// the key of its record. An entry that is not posted (a draft, or taken back to one) comes as deleted: it is not in the ledger.
/// </summary>
public sealed class SageIntacctConnector : IConnector, ILedgerReader, ILedgerWriter
{
    /// <inheritdoc/>
    /// <remarks>Reads the journal that entries are posted to.</remarks>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var journal = await Wire(connection).Journal(connection.Required("journal"), ct)
            ?? throw new ConnectorException(ErrorClass.Validation, "The journal of the setting 'journal' is not in this company.");
        return new(connection.Required("companyId"), new Dictionary<string, string> { ["Journal"] = journal });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(Connection connection, CancellationToken ct) => Wire(connection).Accounts(ct);

    /// <inheritdoc/>
    /// <remarks>Intacct tells no deletions: an entry deleted there is seen only by its absence.</remarks>
    public IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(Connection connection, string? cursor, CancellationToken ct) =>
        EntryReading.From(Wire(connection), cursor is null ? IntacctCursor.Start : IntacctCursor.Parse(cursor), ct);

    /// <inheritdoc/>
    /// <remarks>The reference is the entry's reference number. Dimensions: location, department, project, task, costType, customer, vendor, employee, item, class, contract, warehouse.</remarks>
    public async Task<WriteOutcome> PostEntry(Connection connection, EntryToPost entry, CancellationToken ct)
    {
        if (entry.Problem() is { } problem) return problem;
        var unknown = entry.Lines.SelectMany(l => l.Dimensions?.Keys ?? []).FirstOrDefault(name => Dimension.All.All(d => d.Name != name));
        if (unknown is not null) return new WriteOutcome.Rejected("entry.dimension_unknown", $"Intacct has no dimension '{unknown}' on a journal line.", unknown);
        return await Wire(connection).Post(entry, ct);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome.Accepted?> FindEntry(Connection connection, EntryToFind entry, CancellationToken ct) => Wire(connection).Find(entry.Reference, ct);

    private static IIntacct Wire(Connection connection) => connection.Text("interface") switch
    {
        "xml" => new XmlGateway(connection),
        "rest" => new RestInterface(connection),
        _ => throw new ConnectorException(ErrorClass.Validation, "The setting 'interface' is 'rest' or 'xml'."),
    };
}

/// <summary>What the two interfaces of Intacct both do.</summary>
internal interface IIntacct
{
    /// <summary>A journal's title by its symbol; null when there is none.</summary>
    Task<string?> Journal(string symbol, CancellationToken ct);

    IAsyncEnumerable<Page<LedgerAccount>> Accounts(CancellationToken ct);

    /// <summary>Entries without their lines, by time of change and key, from a place among those changed at or after an instant.</summary>
    Task<IReadOnlyList<LedgerEntry>> Heads(DateTimeOffset since, int offset, int count, CancellationToken ct);

    /// <summary>The lines of some entries, by the entry's key.</summary>
    Task<ILookup<string, LedgerLine>> Lines(IReadOnlyList<string> keys, CancellationToken ct);

    Task<WriteOutcome> Post(EntryToPost entry, CancellationToken ct);

    Task<WriteOutcome.Accepted?> Find(string reference, CancellationToken ct);
}

/// <summary>What a refusal comes to once the entry has been looked for: it may be there from before.</summary>
internal static class Refusals
{
    internal static async Task<WriteOutcome> Outcome(this IIntacct wire, WriteOutcome.Rejected refusal, EntryToPost entry, CancellationToken ct)
    {
        try
        {
            return await wire.Find(entry.Reference, ct) is { } mine ? mine : refusal;
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Transient or ErrorClass.RateLimited)
        {
            return new WriteOutcome.Uncertain("Intacct refused, and could not say whether it has the entry from before.");
        }
    }
}

/// <summary>A dimension of a journal line under its two names.</summary>
/// <param name="Name">As REST has it, and as this connector's lines carry it.</param>
/// <param name="Xml">The gateway's element of a <c>GLENTRY</c>; the list below is in the gateway's order.</param>
internal sealed record Dimension(string Name, string Xml)
{
    internal static IReadOnlyList<Dimension> All { get; } =
    [
        new("location", "LOCATION"), new("department", "DEPARTMENT"), new("project", "PROJECTID"), new("task", "TASKID"),
        new("costType", "COSTTYPEID"), new("customer", "CUSTOMERID"), new("vendor", "VENDORID"), new("employee", "EMPLOYEEID"),
        new("item", "ITEMID"), new("class", "CLASSID"), new("contract", "CONTRACTID"), new("warehouse", "WAREHOUSEID"),
    ];
}
