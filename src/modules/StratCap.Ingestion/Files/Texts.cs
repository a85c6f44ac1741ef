namespace StratCap.Ingestion.Files;

/// <summary>Cuts texts to what a column or a sentence can hold.</summary>
internal static class Texts
{
    /// <summary>At most so many characters, an ellipsis for the rest; never half of a surrogate pair, which no database takes.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = most - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
