using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Security;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Bounces;

/// <summary>Which mail a report says that it is of; to be believed only once <see cref="BounceTokens.IsOurs"/> says so.</summary>
/// <param name="Sending">How often it had been sent again.</param>
internal sealed record BounceToken(Guid MailId, int Sending, string Code);

/// <summary>
/// Envelope senders of mails: a report that comes back is addressed to one, and so says by itself which sending it is of (variable envelope return paths). The code over firm, mail and sending (64 bits of
/// HMAC-SHA256) can be made with the platform's key alone. Hexadecimal, since not every mail server keeps capital letters.
/// </summary>
internal sealed partial class BounceTokens(Seal seal, IOptions<BounceOptions> options)
{
    private const string Purpose = "notifications.bounce";
    private const int CodeBytes = 8;

    /// <summary>As many as a report may name, so that one full of them costs no more.</summary>
    private const int MostNamed = 5;

    private readonly (string Local, string Domain)? _address = options.Value.BounceAddress?.Split('@') is [var local, var domain] ? (local, domain) : null;

    /// <summary>The envelope sender of a mail as it is sent now; null when reports are not asked for.</summary>
    public string? AddressOf(OutgoingMail mail) => _address is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{at.Local}+{mail.Id:N}-{mail.Sending:x}.{Code(mail.TenantId, mail.Id, mail.Sending)}@{at.Domain}")
        : null;

    /// <summary>The tokens that a header's text names.</summary>
    public IReadOnlyList<BounceToken> Read(string headers) => _address is not { } at ? [] :
    [
        .. Tokens().Matches(headers)
            .Where(m => m.Groups["local"].Value.Equals(at.Local, StringComparison.OrdinalIgnoreCase) && m.Groups["domain"].Value.Equals(at.Domain, StringComparison.OrdinalIgnoreCase))
            .Select(m => new BounceToken(Guid.ParseExact(m.Groups["mail"].Value, "N"), int.Parse(m.Groups["sending"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture), m.Groups["code"].Value.ToLowerInvariant()))
            .Distinct().Take(MostNamed),
    ];

    /// <summary>Whether we made the token, for a mail of this firm.</summary>
    public bool IsOurs(Guid tenantId, BounceToken token) =>
        CryptographicOperations.FixedTimeEquals(Convert.FromHexString(Code(tenantId, token.MailId, token.Sending)), Convert.FromHexString(token.Code));

    private string Code(Guid tenantId, Guid mailId, int sending)
    {
        Span<byte> facts = stackalloc byte[36];
        tenantId.TryWriteBytes(facts);
        mailId.TryWriteBytes(facts[16..]);
        BinaryPrimitives.WriteInt32BigEndian(facts[32..], sending);
        return Convert.ToHexStringLower(seal.Code(Purpose, facts).AsSpan(0, CodeBytes));
    }

    [GeneratedRegex(@"(?<local>[^\s<>@+,;:""]{1,10})\+(?<mail>[0-9a-f]{32})-(?<sending>[0-9a-f]{1,7})\.(?<code>[0-9a-f]{16})@(?<domain>[a-z0-9.-]{1,253})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
