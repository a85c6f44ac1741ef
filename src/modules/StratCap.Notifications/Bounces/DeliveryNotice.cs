using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MimeKit;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Bounces;

/// <summary>What a mail server did with a mail (RFC 3464, 2.3.3).</summary>
internal enum DeliveryAction
{
    /// <summary>It is not delivered, and nobody tries any more.</summary>
    Failed,

    /// <summary>It is not delivered yet, and is tried further.</summary>
    Delayed,

    /// <summary>It is in the mailbox.</summary>
    Delivered,

    /// <summary>It went on to a mail server that tells no more.</summary>
    Relayed,

    /// <summary>It went on to several addresses.</summary>
    Expanded,
}

/// <summary>What a delivery status notification says of a mail.</summary>
/// <param name="Status">The enhanced status code (RFC 3463), such as 5.1.1.</param>
/// <param name="Diagnostic">What the mail server said, in one line.</param>
/// <param name="RemoteMta">The mail server that said it.</param>
/// <param name="Addressees">The headers that name to whom the notification itself came.</param>
/// <param name="Digest">SHA-256 over what is said to machines, hex: the same however it travelled.</param>
internal sealed partial record DeliveryNotice(DeliveryAction Action, string Status, string? Diagnostic, string? RemoteMta, string Addressees, string Digest)
{
    private static readonly string[] ToWhom = ["To", "Delivered-To", "X-Original-To", "Envelope-To"];

    /// <summary>It failed for good, by a fault that the mail server expects to stay.</summary>
    public bool IsPermanent => Action == DeliveryAction.Failed && Status.StartsWith('5');

    /// <summary>The status and what was said, in one line.</summary>
    public string Said => Diagnostic is null ? Status : Addresses.OneLine($"{Status} – {Diagnostic}", OutgoingMail.MaxReason);

    /// <summary>Reads a message as it came; null when it is no delivery status notification: an answer of a person or of a machine, or broken.</summary>
    public static async Task<DeliveryNotice?> Read(byte[] raw, CancellationToken ct)
    {
        MimeMessage message;
        try
        {
            using var stream = new MemoryStream(raw, writable: false);
            message = await MimeMessage.LoadAsync(stream, ct);
        }
        catch (FormatException)
        {
            return null;
        }
        using (message) return Of(message);
    }

    private static DeliveryNotice? Of(MimeMessage message)
    {
        if (message.Body is not MultipartReport report || !string.Equals(report.ReportType, "delivery-status", StringComparison.OrdinalIgnoreCase)) return null;
        if (report.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } status) return null;
        var groups = Groups(status);
        // A mail of ours has one reader; where his address was a list, the worst that is told counts.
        var worst = groups.Select(Of).OfType<(DeliveryAction Action, string Status, HeaderList Said)>().OrderBy(g => g.Action).Cast<(DeliveryAction Action, string Status, HeaderList Said)?>().FirstOrDefault();
        if (worst is not { } told) return null;
        var addressees = string.Join('\n', message.Headers.Where(h => ToWhom.Contains(h.Field, StringComparer.OrdinalIgnoreCase)).Select(h => h.Value));
        return new DeliveryNotice(told.Action, told.Status, Line(told.Said["Diagnostic-Code"], OutgoingMail.MaxReason), Line(told.Said["Remote-MTA"], DeliveryReport.MaxMta), addressees, DigestOf(groups));
    }

    /// <summary>The groups of fields: the first is of the message, the others of its recipients.</summary>
    private static List<HeaderList> Groups(MessageDeliveryStatus status)
    {
        try
        {
            return [.. status.StatusGroups];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static (DeliveryAction Action, string Status, HeaderList Said)? Of(HeaderList group) =>
        group["Action"]?.Split([' ', '(', '\t'], 2)[0] is { } said && Enum.TryParse<DeliveryAction>(said, ignoreCase: true, out var action) && !char.IsAsciiDigit(said[0])
        && group["Status"] is { } status && Code().Match(status) is { Success: true } code ? (action, code.Value.Trim(), group) : null;

    private static string? Line(string? text, int most) => text is null || Addresses.OneLine(text, most) is not { Length: > 0 } line ? null : line;

    private static string DigestOf(IEnumerable<HeaderList> groups) => Convert.ToHexStringLower(SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(string.Join("\n\n", groups.Select(g => string.Join('\n', g.Select(h => $"{h.Field.ToLowerInvariant()}: {h.Value}")))))));

    [GeneratedRegex(@"^\s*[245]\.\d{1,3}\.\d{1,3}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
