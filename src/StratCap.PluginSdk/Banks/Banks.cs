using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Banks;

/// <summary>Capability <c>statements</c> over an interface: transactions since a cursor.</summary>
public interface IBankFeed
{
    /// <summary>The accounts that the connection sees.</summary>
    Task<IReadOnlyList<BankAccount>> ListAccounts(Connection connection, CancellationToken ct);

    /// <summary>Transactions made, changed or taken back since a cursor.</summary>
    IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(Connection connection, string? cursor, CancellationToken ct);
}

/// <summary>Capability <c>statementFiles</c>: reads files that banks give.</summary>
public interface IStatementReader
{
    /// <summary>
    /// Reads a file whole or not at all. What does not add up is read as it stands and said so (<see cref="Statement.Difference"/>, <see cref="Statement.Problems"/>); nothing is corrected.
    /// </summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>: this is no file that it reads; with the line where it can be said.</exception>
    Task<StatementFile> ReadStatements(Connection connection, BankFile file, CancellationToken ct);
}

/// <summary>Capability <c>verifyAccount</c>.</summary>
public interface IAccountVerifier
{
    /// <summary>Whether an account is open and belongs to somebody of that name.</summary>
    Task<AccountVerdict> VerifyAccount(Connection connection, AccountToVerify account, CancellationToken ct);
}

/// <summary>An account at a bank, as the bank's interface names it.</summary>
/// <param name="Id">The vendor's id.</param>
/// <param name="Name">As the bank calls it.</param>
/// <param name="Mask">The last digits, at most four.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">The booked balance, where it is told.</param>
public sealed record BankAccount(string Id, string Name, string? Mask, string Currency, decimal? Balance);

/// <summary>How far a transaction is.</summary>
public enum BankStatus
{
    /// <summary>In the books of the bank.</summary>
    Booked,

    /// <summary>Announced, not booked; never matched for good.</summary>
    Pending,

    /// <summary>For information alone, no money moves.</summary>
    Information,

    /// <summary>Taken back by the bank's interface: it never was.</summary>
    Removed,
}

/// <summary>A line of the bank's.</summary>
/// <param name="Id">Unique on the account for ever, the bank's own where it gives one; otherwise made of what does not change (account, booking date, amount, references, place among equals).</param>
/// <param name="AccountId">The account, as the statement or the interface names it.</param>
/// <param name="Status">How far it is.</param>
/// <param name="BookedOn">The booking date; null when the bank gives none or one that does not exist.</param>
/// <param name="ValueOn">The value date.</param>
/// <param name="Amount">From the account's side: plus comes in, minus goes out.</param>
/// <param name="IsReversal">The bank corrects an earlier line with this one.</param>
/// <param name="EndToEndId">What the payer or we wrote to be carried to the end.</param>
/// <param name="BankReference">The bank's own reference.</param>
/// <param name="CustomerReference">The account owner's reference.</param>
/// <param name="Counterparty">The other side's name.</param>
/// <param name="CounterpartyAccount">The other side's account, whole; the host keeps a mask and a keyed hash.</param>
/// <param name="Text">The remittance text, lines joined.</param>
/// <param name="Code">The bank's transaction code (SWIFT type, ISO domain/family/sub-family, BAI2 type).</param>
/// <param name="BatchId">The line of the account that this one is a part of, when the bank books several payments as one line; parts are not booked again.</param>
public sealed record BankTransaction(
    string Id, string AccountId, BankStatus Status, DateOnly? BookedOn, DateOnly? ValueOn, Amount Amount, bool IsReversal = false, string? EndToEndId = null, string? BankReference = null,
    string? CustomerReference = null, string? Counterparty = null, string? CounterpartyAccount = null, string? Text = null, string? Code = null, string? BatchId = null);

/// <summary>A file as it came.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Content">Its bytes, at most 32 MB.</param>
public sealed record BankFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>A file read.</summary>
/// <param name="Format">Such as <c>camt.053.001.08</c>, <c>MT940</c>, <c>BAI2</c>.</param>
/// <param name="Statements">One an account and page.</param>
public sealed record StatementFile(string Format, IReadOnlyList<Statement> Statements);

/// <summary>One statement of one account.</summary>
/// <param name="Id">The statement's id or number, with its page.</param>
/// <param name="AccountId">The account, as the file writes it.</param>
/// <param name="Currency">ISO 4217; null when the file does not say.</param>
/// <param name="Opening">The booked balance before, signed; null when the file has none.</param>
/// <param name="OpeningOn">Its day.</param>
/// <param name="Closing">The booked balance after.</param>
/// <param name="ClosingOn">Its day.</param>
/// <param name="Transactions">Lines in the file's order, parts of batches after their line.</param>
/// <param name="Difference">Closing less (opening plus booked lines); zero when it adds up, null when a balance is missing.</param>
/// <param name="Problems">What is wrong with it, for a person: totals that do not agree, days that do not exist, no closing balance.</param>
public sealed record Statement(
    string Id, string AccountId, string? Currency, decimal? Opening, DateOnly? OpeningOn, decimal? Closing, DateOnly? ClosingOn, IReadOnlyList<BankTransaction> Transactions, decimal? Difference,
    IReadOnlyList<string> Problems)
{
    /// <summary>Whether it has both balances and they agree with the lines; null when it cannot be said.</summary>
    public bool? Balanced => Difference is { } difference ? difference == 0 : null;
}

/// <summary>What is to be verified.</summary>
/// <param name="HolderName">The legal name.</param>
/// <param name="Account">The account; for a vendor with links, only its id there (<see cref="PartyAccount.VendorId"/>).</param>
public sealed record AccountToVerify(string HolderName, PartyAccount Account);

/// <summary>What the vendor said.</summary>
public enum VerdictState
{
    /// <summary>It is open and the name fits.</summary>
    Verified,

    /// <summary>It takes time or a step of the holder's (micro-deposits): ask again.</summary>
    Pending,

    /// <summary>It is not, or the name does not fit.</summary>
    Failed,
}

/// <summary>What the vendor said of an account.</summary>
/// <param name="State">The outcome.</param>
/// <param name="NameScore">How well the name fits, 0 to 100; null when the vendor does not say.</param>
/// <param name="Mask">The last digits, at most four.</param>
/// <param name="Text">For a person.</param>
/// <param name="VendorId">What later payments name the account by.</param>
public sealed record AccountVerdict(VerdictState State, int? NameScore, string? Mask, string? Text, string? VendorId);

/// <summary>An account of a party, in one of three forms: IBAN; account and routing number; the vendor's id.</summary>
/// <param name="Iban">ISO 13616, without spaces.</param>
/// <param name="AccountNumber">For the United States and others without IBAN.</param>
/// <param name="RoutingNumber">ABA, nine digits.</param>
/// <param name="Bic">ISO 9362, 8 or 11.</param>
/// <param name="IsSavings">A savings account (ACH tells them apart).</param>
/// <param name="VendorId">The account's id at the vendor.</param>
public sealed record PartyAccount(string? Iban = null, string? AccountNumber = null, string? RoutingNumber = null, string? Bic = null, bool IsSavings = false, string? VendorId = null);
