using MimeKit;

namespace StratCap.Notifications.Messages;

/// <summary>What may stand in a header: one line, and an address that is nothing but an address.</summary>
internal static class Addresses
{
    /// <summary>The address, trimmed, or null when it is not one plain address (no name, no list, no control characters, at most 254 characters).</summary>
    public static string? Plain(string? address)
    {
        var trimmed = address?.Trim();
        if (trimmed is not { Length: > 2 and <= 254 } || trimmed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>' or '"' or '(' or ')')) return null;
        return MailboxAddress.TryParse(trimmed, out var parsed) && parsed.Address == trimmed && trimmed.IndexOf('@', StringComparison.Ordinal) > 0 ? trimmed : null;
    }

    /// <summary>One line without control characters, cut to a length: nothing that is put into a header can begin another one.</summary>
    public static string OneLine(string text, int maxLength)
    {
        var line = string.Join(' ', new string([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length > maxLength ? line[..maxLength] : line;
    }
}
