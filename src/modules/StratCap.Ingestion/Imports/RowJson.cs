using System.Text.Json;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Reasons as they are stored.</summary>
internal static class RowJson
{
    public static string Write(IReadOnlyList<RowReason> reasons) => reasons.Count == 0 ? "[]" : JsonSerializer.Serialize(reasons, ApiJson.Options);

    public static IReadOnlyList<RowReason> Read(string reasons) => JsonSerializer.Deserialize<List<RowReason>>(reasons, ApiJson.Options) ?? [];
}
