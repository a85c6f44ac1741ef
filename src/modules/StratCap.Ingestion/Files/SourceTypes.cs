using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Files;

/// <summary>Kinds of files that may be imported.</summary>
internal static class SourceTypes
{
    /// <summary>Disclosed positions: fund, investor, date, cumulative figures.</summary>
    public const string Positions = "positions";

    /// <summary>The refusal of a kind that is not served, or null.</summary>
    public static Refusal? Refuse(string? sourceType) => sourceType == Positions
        ? null
        : Refusal.Rule("ingestion.source_type_not_served", $"Files of the kind '{Texts.Cut(sourceType ?? "", 40)}' are not taken yet. Served is '{Positions}': comma-separated positions of investors in funds.");
}
