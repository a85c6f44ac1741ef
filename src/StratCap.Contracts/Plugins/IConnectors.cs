using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;

namespace StratCap.Contracts.Plugins;

/// <summary>
/// The firm's connections to the outside, for modules. Every call runs in the worker of the connection's plugin, for the firm in scope; another firm's connection is not there.
/// Reads are tried again with back-off and jitter where the error allows; a breaker per connection refuses (<see cref="ErrorClass.Transient"/>) while the vendor is down. Writes are never
/// sent again by themselves: <see cref="WriteOutcome.Uncertain"/> is for the caller to clear up by a find or a status.
/// </summary>
public interface IConnectors
{
    /// <summary>The firm's enabled connections that have one of these capabilities, as <c>plugin.json</c> names them (<c>pullJournal</c>, <c>pushJournal</c>, <c>pay</c>, <c>paymentFiles</c>, <c>statementFiles</c> …).</summary>
    Task<IReadOnlyList<ConnectionInfo>> Connections(IReadOnlyCollection<string> capabilities, CancellationToken ct);

    /// <summary>A general ledger.</summary>
    ILedgerConnection Ledger(Guid connectionId);

    /// <summary>A bank or a reader of its files.</summary>
    IBankConnection Bank(Guid connectionId);

    /// <summary>A rail.</summary>
    IPaymentConnection Payments(Guid connectionId);

    /// <summary>An investor portal.</summary>
    IPortalConnection Portal(Guid connectionId);

    /// <summary>A bank's folder at a file server, for a connection whose <see cref="ConnectionInfo.HasFolder"/> is true.</summary>
    IBankFolder Folder(Guid connectionId);
}

/// <summary>Codes of the host's own errors, in <see cref="ConnectorException.VendorCode"/>.</summary>
public static class ConnectorCodes
{
    /// <summary>No call goes over the connection until a person acts: it or the plugin is switched off, withdrawn or quarantined. It says nothing of what was asked.</summary>
    public const string Unusable = "connector.unusable";
}

/// <summary>A connection, for choosing.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Name">As the firm calls it.</param>
/// <param name="PluginId">Such as <c>stratcap.ach</c>.</param>
/// <param name="PluginVersion">The version that serves it.</param>
/// <param name="FundId">Null: the firm's, for every fund.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Healthy">Its last check passed and its breaker is closed.</param>
/// <param name="HasFolder">Its settings name the bank's file server: the house carries its files.</param>
/// <param name="FolderMark">A hash of the settings that say where; null without a folder. Another mark is another place, and nobody has released a file for it.</param>
public sealed record ConnectionInfo(Guid Id, string Name, string PluginId, string PluginVersion, Guid? FundId, IReadOnlyList<string> Capabilities, bool Healthy, bool HasFolder = false, string? FolderMark = null);

/// <summary>A general ledger behind a connection; see <see cref="ILedgerReader"/> and <see cref="ILedgerWriter"/>.</summary>
public interface ILedgerConnection
{
    /// <inheritdoc cref="ILedgerReader.ListAccounts"/>
    IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(CancellationToken ct);

    /// <inheritdoc cref="ILedgerReader.StreamEntries"/>
    IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(string? cursor, CancellationToken ct);

    /// <inheritdoc cref="ILedgerWriter.PostEntry"/>
    Task<WriteOutcome> PostEntry(EntryToPost entry, CancellationToken ct);

    /// <inheritdoc cref="ILedgerWriter.FindEntry"/>
    Task<WriteOutcome.Accepted?> FindEntry(EntryToFind entry, CancellationToken ct);
}

/// <summary>A bank behind a connection; see <see cref="IBankFeed"/>, <see cref="IStatementReader"/>, <see cref="IAccountVerifier"/> and <see cref="IAccountLinker"/>.</summary>
public interface IBankConnection
{
    /// <inheritdoc cref="IBankFeed.ListAccounts"/>
    Task<IReadOnlyList<BankAccount>> ListAccounts(CancellationToken ct);

    /// <inheritdoc cref="IBankFeed.StreamTransactions"/>
    IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(string? cursor, CancellationToken ct);

    /// <inheritdoc cref="IStatementReader.ReadStatements"/>
    Task<StatementFile> ReadStatements(BankFile file, CancellationToken ct);

    /// <inheritdoc cref="IAccountVerifier.VerifyAccount"/>
    Task<AccountVerdict> VerifyAccount(AccountToVerify account, CancellationToken ct);

    /// <inheritdoc cref="IAccountLinker.BeginLink"/>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/> also when the link to be repaired is not on this connection any more.</exception>
    Task<LinkStart> BeginLink(LinkRequest request, CancellationToken ct);

    /// <inheritdoc cref="IAccountLinker.CompleteLink"/>
    /// <remarks>A secret that the link gave lies sealed under the connection before this answers.</remarks>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Permanent"/> also when the plugin gave a secret that its manifest does not name for links; nothing is kept then.</exception>
    Task<CompletedLink> CompleteLink(LinkRequest request, LinkAnswer answer, CancellationToken ct);

    /// <summary>Takes away the secret that a link gave; where there is none, nothing happens.</summary>
    Task ForgetLink(string secretName, CancellationToken ct);
}

/// <summary>A link as modules know it: without its secret.</summary>
/// <param name="State">Whether the accounts can be used.</param>
/// <param name="ExternalAccount">The vendor's id of the link, as its webhooks name it.</param>
/// <param name="Accounts">The accounts that the holder chose.</param>
/// <param name="SecretName">Under which name its secret lies, for <see cref="LinkRequest.RepairOf"/>; null where the vendor gave none.</param>
/// <param name="Text">For a person: what is still to be done.</param>
public sealed record CompletedLink(VerdictState State, string? ExternalAccount, IReadOnlyList<LinkedAccount> Accounts, string? SecretName, string? Text);

/// <summary>A rail behind a connection; see <see cref="IPaymentRail"/> and <see cref="IPaymentFiles"/>.</summary>
public interface IPaymentConnection
{
    /// <inheritdoc cref="IPaymentRail.Pay"/>
    Task<WriteOutcome> Pay(PaymentOrder order, CancellationToken ct);

    /// <inheritdoc cref="IPaymentRail.Collect"/>
    Task<WriteOutcome> Collect(PaymentOrder order, CancellationToken ct);

    /// <inheritdoc cref="IPaymentRail.Cancel"/>
    Task<WriteOutcome> Cancel(PaymentRef payment, CancellationToken ct);

    /// <inheritdoc cref="IPaymentRail.GetStatus"/>
    Task<PaymentUpdate?> GetStatus(PaymentRef payment, CancellationToken ct);

    /// <inheritdoc cref="IPaymentRail.StreamUpdates"/>
    IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(string? cursor, CancellationToken ct);

    /// <inheritdoc cref="IPaymentFiles.WriteOrders"/>
    Task<BankFile> WriteOrders(PaymentBatch batch, CancellationToken ct);

    /// <inheritdoc cref="IPaymentFiles.ReadAnswers"/>
    Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(BankFile file, CancellationToken ct);
}

/// <summary>An investor portal behind a connection; see <see cref="IPortal"/>.</summary>
public interface IPortalConnection
{
    /// <inheritdoc cref="IPortal.StreamInvestors"/>
    IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(string? cursor, CancellationToken ct);

    /// <inheritdoc cref="IPortal.UpsertInvestor"/>
    Task<WriteOutcome> UpsertInvestor(string key, PortalInvestor investor, CancellationToken ct);

    /// <inheritdoc cref="IPortal.PublishDocument"/>
    Task<WriteOutcome> PublishDocument(string key, PortalDocument document, CancellationToken ct);

    /// <inheritdoc cref="IPortal.PublishEvent"/>
    Task<WriteOutcome> PublishEvent(string key, PortalCapitalEvent capitalEvent, CancellationToken ct);
}

/// <summary>
/// A bank's folder over SFTP, driven by the host: no plugin touches it. Errors are <see cref="ConnectorException"/>s. A file gets its name only when it is whole, and never takes another's place.
/// </summary>
public interface IBankFolder
{
    /// <summary>What is there of a file that is being put there.</summary>
    /// <exception cref="ConnectorException">A file of that name with other bytes (<see cref="ErrorClass.Conflict"/>).</exception>
    Task<FilePresence> Look(BankFile file, CancellationToken ct);

    /// <summary>Puts a file's bytes there under a passing name, by which the bank does not take it. May be done again.</summary>
    /// <exception cref="ConnectorException">The bank's folder for payment files is not there (<see cref="ErrorClass.NotFound"/>).</exception>
    Task Stage(BankFile file, CancellationToken ct);

    /// <summary>Gives the staged file its name, once: of two who do it at once for one staged file, one does. Then the bank may take it at any moment.</summary>
    /// <exception cref="ConnectorException">
    /// Nothing staged is there, nor the file (<see cref="ErrorClass.NotFound"/>); or nobody can say whether it was done (<see cref="ErrorClass.Transient"/>): <see cref="Look"/> before anything else.
    /// </exception>
    Task Publish(BankFile file, CancellationToken ct);

    /// <summary>The files that the bank has put there, by name.</summary>
    Task<IReadOnlyList<RemoteFile>> Waiting(CancellationToken ct);

    /// <summary>One of them.</summary>
    Task<BankFile> Read(RemoteFile file, CancellationToken ct);

    /// <summary>Moves one that was taken in to the folder of those, its time before its name.</summary>
    Task PutAway(RemoteFile file, CancellationToken ct);
}

/// <summary>What lies at the server of a file that is being put there.</summary>
public enum FilePresence
{
    /// <summary>Neither it nor its passing file.</summary>
    Absent,

    /// <summary>Its passing file alone: it was never given its name.</summary>
    Passing,

    /// <summary>The file, with the same bytes.</summary>
    There,
}
