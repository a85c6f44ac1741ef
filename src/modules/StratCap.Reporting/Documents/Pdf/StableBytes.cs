using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// Takes the chance out of a file: PDFsharp names font subsets and the metadata's ids at random. Both are replaced by values of the same length
/// that follow from the document alone, so that a stored document can be made again and compared byte for byte.
/// </summary>
internal static partial class StableBytes
{
    /// <summary>The identity in the file's trailer: sixteen characters that follow from the stamp.</summary>
    public static string DocumentId(DocumentStamp stamp) => Hex($"{stamp.Reference}\n{stamp.ContentHash}\n{stamp.ProducedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}")[..16];

    /// <summary>Replaces what is random. Lengths stay, so the file's table of offsets stays true.</summary>
    /// <param name="identity">What the metadata's ids are derived from.</param>
    public static byte[] Fix(byte[] file, string identity)
    {
        // Latin-1 maps each byte to one character and back.
        var text = Encoding.Latin1.GetString(file);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        var fixedTags = SubsetTag().Replace(text, match =>
        {
            if (!tags.TryGetValue(match.Value, out var tag))
                tags[match.Value] = tag = "SCFON" + (char)('A' + tags.Count);
            return tag;
        });
        var ids = 0;
        var fixedIds = MetadataId().Replace(fixedTags, _ => new Guid(Digest(FormattableString.Invariant($"{identity}\n{ids++}"))[..16]).ToString());
        return Encoding.Latin1.GetBytes(fixedIds);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Digest(text));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"(?<=/(FontName|BaseFont)/)[A-Z]{6}(?=\+Liberation#20Sans)")]
    private static partial Regex SubsetTag();

    [GeneratedRegex("(?<=<xmpMM:(DocumentID|InstanceID)>uuid:)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=</xmpMM:)")]
    private static partial Regex MetadataId();
}
