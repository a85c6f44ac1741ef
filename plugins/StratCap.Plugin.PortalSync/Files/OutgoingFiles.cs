using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Files;

/// <summary>
/// Writes one CSV file of one row a key, with its hash and its count of rows beside it; a document goes first. Names are made of the key, so that the same order again finds its own files and
/// another order under that key is refused.
/// </summary>
internal static partial class OutgoingFiles
{
    internal static async Task<WriteOutcome> Write(Connection connection, FileWrite file, IReadOnlyDictionary<string, Field> fields, string key, Outgoing outgoing, CancellationToken ct)
    {
        if (!Key().IsMatch(key)) return new WriteOutcome.Rejected("portal.key", "A file's key has letters, digits and dashes alone.", "key");
        var files = connection.Files ?? throw new ConnectorException(ErrorClass.Validation, "The mapping writes files, and the connection has no place for files.");
        // Columns are names, not places: each stands for itself.
        var columns = fields.Keys.ToList();
        var row = fields.Values.Select(f => Pointer.Text(FieldMapping.Apply(new Dictionary<string, Field> { ["/value"] = f }, outgoing.Words)["value"])).ToList();
        var csv = CsvText.Write(columns, [row]);
        var name = $"{file.Folder.Trim('/')}/{file.Prefix}{key}.csv";

        if (outgoing.Document is { } document) await files.Write($"{file.Folder.Trim('/')}/{file.Prefix}{key}.document{Extension(document.FileName)}", document.Content, ct);
        await files.Write(name, csv, ct);
        await files.Write(name + ".rows", "1\n"u8.ToArray(), ct);
        // The hash comes last: with it the set is whole.
        await files.Write(name + ".sha256", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(csv))}  {file.Prefix}{key}.csv\n")), ct);
        return new WriteOutcome.Accepted(outgoing.ExternalId ?? key);
    }

    private static string Extension(string fileName) => Suffix().Match(fileName) is { Success: true } found ? found.Value.ToLowerInvariant() : ".bin";

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"\.[A-Za-z0-9]{1,8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
