using System.Globalization;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Ach;

/// <summary>What the bank agreed with the firm, read and checked.</summary>
/// <param name="ImmediateDestination">The bank that takes the file, nine digits.</param>
/// <param name="ImmediateOrigin">Who sends it, right-justified in ten.</param>
/// <param name="Odfi">The first eight digits of the originating bank's routing number.</param>
/// <param name="CompanyId">As the bank gave it.</param>
/// <param name="CompanyName">Null: the name of the account's owner.</param>
/// <param name="UtcOffset">The bank's clock.</param>
internal sealed record AchSettings(
    string ImmediateDestination, string DestinationName, string ImmediateOrigin, string OriginName, string Odfi, string CompanyId, string? CompanyName,
    IReadOnlyDictionary<PaymentPurpose, string> Descriptions, TimeSpan UtcOffset, string LineEnding)
{
    /// <summary>Words with a meaning of their own in NACHA's rules since 20 March 2026 (wage credits, e-commerce debits), which fund payments are not.</summary>
    private static readonly string[] ReservedDescriptions = ["PAYROLL", "PURCHASE"];

    public static AchSettings Of(Connection connection) => new(
        Routing(connection, "immediateDestination"), Plain(connection, "destinationName", 23) ?? "", Origin(connection), Plain(connection, "originName", 23) ?? "",
        Routing(connection, "odfi")[..8], Code(connection, "companyId", 1, 10), Plain(connection, "companyName", 16),
        new Dictionary<PaymentPurpose, string>
        {
            [PaymentPurpose.CapitalCall] = Description(connection, "callDescription", "CAPCALL"),
            [PaymentPurpose.Distribution] = Description(connection, "distributionDescription", "DISTRIB"),
            [PaymentPurpose.Other] = Description(connection, "otherDescription", "PAYMENT"),
        },
        Offset(connection), connection.Text("lineEnding") switch
        {
            null or "LF" => "\n",
            "CRLF" => "\r\n",
            _ => throw Refusal.OfSetting("lineEnding", "is LF or CRLF."),
        });

    private static string Routing(Connection connection, string name)
    {
        var value = connection.Required(name);
        return AccountNumbers.IsRouting(value) ? value : throw Refusal.OfSetting(name, "is no routing number: nine digits whose check digit fits are wanted.");
    }

    private static string Origin(Connection connection) => Code(connection, "immediateOrigin", 9, 10).PadLeft(10);

    private static string Code(Connection connection, string name, int shortest, int longest)
    {
        var value = connection.Required(name);
        return value.Length >= shortest && value.Length <= longest && value.All(char.IsAsciiLetterOrDigit)
            ? value
            : throw Refusal.OfSetting(name, $"has {shortest} to {longest} letters and digits.");
    }

    private static string? Plain(Connection connection, string name, int longest)
    {
        if (connection.Text(name) is not { } value) return null;
        return LatinText.ToAscii(value) is { } plain && plain.Length <= longest ? plain : throw Refusal.OfSetting(name, $"has at most {longest} Latin characters.");
    }

    private static string Description(Connection connection, string name, string otherwise)
    {
        var value = Plain(connection, name, 10) ?? otherwise;
        return ReservedDescriptions.Contains(value.Trim().ToUpperInvariant()) ? throw Refusal.OfSetting(name, "uses a word that NACHA keeps for wages or purchases.") : value;
    }

    private static TimeSpan Offset(Connection connection)
    {
        var value = connection.Text("utcOffset") ?? "-05:00";
        return value.Length == 6 && value[0] is '+' or '-' && TimeSpan.TryParseExact(value.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14)
            ? value[0] == '-' ? -offset : offset
            : throw Refusal.OfSetting("utcOffset", "is a distance such as -05:00, at most 14 hours.");
    }
}
