using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Swift;

/// <summary>What the bank agreed with the firm, read and checked.</summary>
/// <param name="InitiatingParty">The firm's name in SWIFT's characters.</param>
/// <param name="BookAsOne">Null: as agreed with the bank.</param>
internal sealed record SwiftSettings(
    string InitiatingParty, string? InitiatingPartyId, string? CreditorId, string CreditFormat, string ServiceLevel, string Charges, bool? BookAsOne, string DebitScheme, string DebitSequence)
{
    public const string Credit09 = "pain.001.001.09", Credit03 = "pain.001.001.03", Debit08 = "pain.008.001.08";

    public static SwiftSettings Of(Connection connection)
    {
        var party = LatinText.ToSwift(connection.Required("initiatingParty").Trim());
        if (party is not { Length: > 0 and <= 70 }) throw Refusal.OfSetting("initiatingParty", "has 1 to 70 Latin characters.");
        var creditor = connection.Text("creditorId");
        if (creditor is not null && !AccountNumbers.IsCreditorIdentifier(creditor)) throw Refusal.OfSetting("creditorId", "is no creditor identifier: its check digits do not fit.");
        var id = connection.Text("initiatingPartyId");
        if (id is not null && (id.Length > 35 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))) throw Refusal.OfSetting("initiatingPartyId", "has at most 35 letters, digits and dashes.");
        return new SwiftSettings(
            party, id, creditor, OneOf(connection, "creditFormat", Credit09, Credit03), OneOf(connection, "serviceLevel", "URGP", "NURG", "SEPA"), OneOf(connection, "charges", "SHAR", "DEBT", "CRED"),
            OneOf(connection, "batchBooking", "BANK", "ONE", "EACH") switch { "ONE" => true, "EACH" => false, _ => null },
            OneOf(connection, "debitScheme", "B2B", "CORE"), OneOf(connection, "debitSequence", "RCUR", "OOFF", "FRST", "FNAL"));
    }

    /// <summary>A setting of few values; the first when it is not set.</summary>
    private static string OneOf(Connection connection, string name, params string[] values) =>
        connection.Text(name) is not { } value ? values[0] : values.Contains(value) ? value : throw Refusal.OfSetting(name, $"is one of {string.Join(", ", values)}.");
}
