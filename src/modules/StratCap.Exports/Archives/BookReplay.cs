using System.Text.Json;
using StratCap.FundMath.Book;

namespace StratCap.Exports.Archives;

/// <summary>Replays the hash chain of every book out of rows of facts, as they come: fund by fund, in the order of their sequence. Holds one fact.</summary>
internal sealed class BookReplay
{
    /// <summary>The table of facts.</summary>
    public const string Table = "funds.facts";

    private readonly List<BookEntry> _books = [];
    private RecordedFact? _last;

    /// <summary>The books so far, with the hash of each one's last fact.</summary>
    public IReadOnlyList<BookEntry> Books
    {
        get
        {
            Close();
            return _books;
        }
    }

    /// <summary>Takes the next fact. What is wrong with it, in a sentence; null when nothing is.</summary>
    public string? Add(string row)
    {
        RecordedFact fact;
        string payload;
        try
        {
            (fact, payload) = Read(row);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return "This fact cannot be read: " + e.Message;
        }
        if (_last is not null && fact.FundId != _last.FundId) Close();
        var defect = BookChain.Verify([(fact, payload)], _last).FirstOrDefault();
        _last = fact;
        return defect?.Message;
    }

    private void Close()
    {
        if (_last is not null) _books.Add(new BookEntry(_last.FundId, _last.Sequence, _last.Hash));
        _last = null;
    }

    private static (RecordedFact Fact, string Payload) Read(string row)
    {
        using var json = JsonDocument.Parse(row);
        JsonElement Of(string name) => json.RootElement.GetProperty(name);
        var payload = Of("payload").GetString()!;
        return (new RecordedFact(
            Of("tenant_id").GetGuid(), Of("fund_id").GetGuid(), Of("fact_id").GetGuid(), long.Parse(Of("sequence").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            DateOnly.ParseExact(Of("effective_date").GetString()!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Of("recorded_at").GetDateTimeOffset().ToUniversalTime(), Of("actor").GetGuid(),
            Of("cause").GetString()!, Of("schema_version").GetInt32(), Of("previous_hash").GetString()!, Of("hash").GetString()!, FundJson.Deserialize(payload)), payload);
    }
}
