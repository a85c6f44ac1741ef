using System.Text.Json.Nodes;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.PluginSdk.Testing.Conformance;

/// <summary>
/// A bank that speaks by files: what a <see cref="VendorScript"/> is besides, for plugins with the capabilities <c>statementFiles</c> and <c>paymentFiles</c>. It writes the statements that the
/// bank's documents describe and reads payments as strictly as the bank does; what it took stands in <see cref="VendorScript.Written"/> (what the bank's answers name a payment by) and
/// <see cref="VendorScript.WrittenAmounts"/>.
/// </summary>
public interface IFileBank
{
    /// <summary>Settings of another firm at the same bank, valid too: its files must differ.</summary>
    JsonObject OtherSettings { get; }

    /// <summary>What was booked, signed from the account's side, in the bank's order.</summary>
    IReadOnlyList<Amount> Booked { get; }

    /// <summary>The formats in which it gives statements, such as <c>camt.053.001.08</c>.</summary>
    IReadOnlyList<string> StatementFormats { get; }

    /// <summary>All that is booked, as one file; pages of <see cref="VendorScript.PageSize"/> lines where the format has pages.</summary>
    /// <param name="format">One of <see cref="StatementFormats"/>.</param>
    /// <param name="closingOffBy">What the last closing balance is wrong by, as banks' files are now and then.</param>
    BankFile Statement(string format, decimal closingOffBy = 0);

    /// <summary>The kinds of payment files that it takes.</summary>
    IReadOnlyList<PaymentTerms> Terms { get; }

    /// <summary>Takes a file of payments whole. The same file again is seen by the bank's duplicate check and changes nothing.</summary>
    /// <exception cref="FileRefusedException">It is not to the letter of the bank's rules.</exception>
    void Take(BankFile file);

    /// <summary>The bank's file about one payment that it took and could not carry out; null: it gives no such file for this kind.</summary>
    BankFile? Refusal(string reference);
}

/// <summary>A kind of payment file, and orders that fit it.</summary>
/// <param name="Format">What <see cref="PaymentBatch.Format"/> asks for.</param>
/// <param name="Direction">Out or in.</param>
/// <param name="Own">The firm's account.</param>
/// <param name="Party">The other side.</param>
/// <param name="Currency">What it carries.</param>
public sealed record PaymentTerms(string Format, PaymentDirection Direction, OwnAccount Own, Party Party, string Currency);

/// <summary>The bank does not take a file; the message says what it found.</summary>
/// <param name="why">One sentence.</param>
public sealed class FileRefusedException(string why) : Exception(why);
