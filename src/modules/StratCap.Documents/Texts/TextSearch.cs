using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Documents.Texts;

/// <summary>
/// Finds documents by their words, in the index of words. Words are found as they are written (configuration <c>simple</c>): a firm's documents are in several languages, and names and numbers have no stem.
/// Answers ids alone, which the caller looks up behind row security.
/// </summary>
internal sealed class TextSearch(PlatformConnections connections, CurrentTenant tenant)
{
    /// <summary>The most documents that one search finds; words of more than these tell nothing of them.</summary>
    public const int Most = 10_000;

    /// <summary>The firm is named twice: by its column, as every row's wall, and by a word of its own, so that the index leads to its rows alone.</summary>
    internal const string Sql = """
        select id from documents.document_texts
        where tenant_id = $1 and numnode(websearch_to_tsquery('simple', $2)) > 0 and words @@ ($3::tsquery && websearch_to_tsquery('simple', $2))
        limit $4
        """;

    /// <summary>The word that stands for a firm in the index; nobody writes it.</summary>
    public static string FirmWord(Guid tenantId) => $"firm{tenantId:N}";

    /// <summary>Documents of the firm in scope whose title, file name and text hold all the words; <c>"a phrase"</c>, <c>or</c> and <c>-not</c> are heeded. Null when they are more than <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<Guid>?> Find(string words, CancellationToken ct)
    {
        await using var connection = await connections.Open(DocumentsModule.Name, ct);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = tenant.Id }, new() { Value = words.Replace('\0', ' ') }, new() { Value = FirmWord(tenant.Id) }, new() { Value = Most + 1 } } };
        var found = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(reader.GetGuid(0));
        return found.Count > Most ? null : found;
    }
}
