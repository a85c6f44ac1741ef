using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Payments;

/// <summary>Capabilities <c>pay</c> and <c>collect</c> over an interface. Every order carries its key and the approval that released it.</summary>
public interface IPaymentRail
{
    /// <summary>Sends money out, once per key.</summary>
    Task<WriteOutcome> Pay(Connection connection, PaymentOrder order, CancellationToken ct);

    /// <summary>Collects money by a debit that the payer has agreed to, once per key.</summary>
    Task<WriteOutcome> Collect(Connection connection, PaymentOrder order, CancellationToken ct);

    /// <summary>Takes an order back while the vendor still can.</summary>
    Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct);

    /// <summary>Where a payment stands; null when the vendor has none under that key or id.</summary>
    Task<PaymentUpdate?> GetStatus(Connection connection, PaymentRef payment, CancellationToken ct);

    /// <summary>What became of payments since a cursor, in the vendor's order.</summary>
    IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(Connection connection, string? cursor, CancellationToken ct);
}

/// <summary>Capability <c>paymentFiles</c>: rails that carry files.</summary>
public interface IPaymentFiles
{
    /// <summary>Writes one file of many orders. The same batch gives the same bytes.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>: an order cannot be written; its key is in the message, and no file is made.</exception>
    Task<BankFile> WriteOrders(Connection connection, PaymentBatch batch, CancellationToken ct);

    /// <summary>Reads a file of answers (pain.002, ACH returns and changes).</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>: this is no file that it reads.</exception>
    Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(Connection connection, BankFile file, CancellationToken ct);
}

/// <summary>One payment.</summary>
/// <param name="Key">Ours for ever, at most 35 of letters, digits and dashes: ISO 20022's EndToEndId, the vendor's idempotency key.</param>
/// <param name="ApprovalId">Who may be asked why: the release that this order goes out under.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="ExecuteOn">The day on which the money is to move.</param>
/// <param name="Party">Whom it goes to, or comes from.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Remittance">What the other side reads, at most 140 Latin characters.</param>
/// <param name="Rail">Which of the plugin's rails; null: its only one.</param>
/// <param name="TraceNumber">For ACH: the running number 1 to 9,999,999 of this entry, unique for the originating bank; returns quote it.</param>
public sealed record PaymentOrder(
    string Key, string ApprovalId, Amount Amount, DateOnly ExecuteOn, Party Party, PaymentPurpose Purpose, string? Remittance = null, string? Rail = null, int? TraceNumber = null);

/// <summary>Why money moves.</summary>
public enum PaymentPurpose
{
    /// <summary>An investor pays in.</summary>
    CapitalCall,

    /// <summary>An investor is paid.</summary>
    Distribution,

    /// <summary>Another.</summary>
    Other,
}

/// <summary>The other side.</summary>
/// <param name="Id">Ours, at most 15 letters, digits and dashes.</param>
/// <param name="Name">The legal name.</param>
/// <param name="IsPerson">A natural person (ACH: PPD, otherwise CCD or CTX).</param>
/// <param name="Account">Its account.</param>
/// <param name="Address">Needed for wires; a structured address needs town and country at least.</param>
/// <param name="MandateId">What the payer agreed to, for debits.</param>
/// <param name="MandateSignedOn">When he did.</param>
public sealed record Party(string Id, string Name, bool IsPerson, PartyAccount Account, PostalAddress? Address = null, string? MandateId = null, DateOnly? MandateSignedOn = null);

/// <summary>A structured address (ISO 20022 PostalAddress24).</summary>
public sealed record PostalAddress(string? Street, string? Building, string? PostCode, string Town, string Country);

/// <summary>Orders of one file: one account of ours, one direction, one day.</summary>
/// <param name="Id">Ours for ever, at most 35: ISO 20022's MsgId. A file sent twice has the same.</param>
/// <param name="Direction">Out or in.</param>
/// <param name="Own">Our account, our name and the ids that the bank gave us (in the settings).</param>
/// <param name="CreatedAt">When the batch was released: the file's creation time, so that the same batch gives the same bytes.</param>
/// <param name="SequenceOfDay">The how-manyth file of the day, from 1 (ACH: file id modifier A to Z, 0 to 9).</param>
/// <param name="Orders">At least one.</param>
/// <param name="Format">Such as <c>pain.001.001.09</c>, <c>pain.001.001.03</c>, <c>pain.008.001.08</c>, <c>CCD</c>, <c>PPD</c>, <c>CTX</c>; null: the plugin's setting.</param>
public sealed record PaymentBatch(
    string Id, PaymentDirection Direction, OwnAccount Own, DateTimeOffset CreatedAt, int SequenceOfDay, IReadOnlyList<PaymentOrder> Orders, string? Format = null);

/// <summary>Which way money goes.</summary>
public enum PaymentDirection
{
    /// <summary>Out of our account.</summary>
    Pay,

    /// <summary>Into it, by debit.</summary>
    Collect,
}

/// <summary>The fund's side of a file.</summary>
public sealed record OwnAccount(string Name, PartyAccount Account, PostalAddress? Address = null);

/// <summary>A payment that was sent.</summary>
/// <param name="Key">Our key.</param>
/// <param name="ExternalId">The vendor's id; null when no answer ever came.</param>
/// <param name="SentOn">The day it was sent, where the vendor's search wants one.</param>
public sealed record PaymentRef(string Key, string? ExternalId, DateOnly? SentOn = null);

/// <summary>Where a payment stands.</summary>
public enum PaymentState
{
    /// <summary>The vendor has it and works on it.</summary>
    Pending,

    /// <summary>The money has moved. A debit may still come back.</summary>
    Settled,

    /// <summary>It came back after it had been settled or sent.</summary>
    Returned,

    /// <summary>It was refused; no money moved.</summary>
    Failed,

    /// <summary>It was taken back before it moved.</summary>
    Cancelled,

    /// <summary>The bank asks for other account details before the next payment; this one stands (ACH notification of change).</summary>
    ChangeAsked,
}

/// <summary>What became of a payment.</summary>
/// <param name="EventId">Unique for ever: the host takes each once.</param>
/// <param name="Key">Our key, where the answer quotes it.</param>
/// <param name="ExternalId">The vendor's id, or the trace number that a return quotes.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Code">The reason's code (ISO 20022, NACHA, the vendor's).</param>
/// <param name="Text">For a person.</param>
/// <param name="On">The bank's day.</param>
/// <param name="Amount">What moved, where the answer says.</param>
/// <param name="MayRetry">Whether the same order may be presented again (R01, R09).</param>
/// <param name="StopAccount">Whether nothing more may be debited from that account (unauthorised).</param>
/// <param name="Corrected">What the bank says is right, for <see cref="PaymentState.ChangeAsked"/>.</param>
/// <param name="BatchId">The batch that the answer names (<see cref="PaymentBatch.Id"/>). With neither key nor id it speaks of every order of the batch that has no answer of its own in this file.</param>
public sealed record PaymentUpdate(
    string EventId, string? Key, string? ExternalId, PaymentState State, string? Code, string? Text, DateOnly? On, Amount? Amount, bool MayRetry = false, bool StopAccount = false,
    PartyAccount? Corrected = null, string? BatchId = null);
