using System.Text.Json;
using System.Text.RegularExpressions;

namespace StratCap.Architecture.Tests;

/// <summary>The server speaks English; the pages say its sentences in German by <c>angular/projects/api/src/sentences.de.json</c>.</summary>
public sealed partial class SentenceTests
{
    private static readonly Dictionary<string, string> German =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Repository.Root, "angular/projects/api/src/sentences.de.json")))!;

    /// <summary>Strings of several words that no reader sees, though they stand where sentences do.</summary>
    private static readonly HashSet<string> NoSentences = [.. File.ReadLines(Path.Combine(Repository.Root, "tests/StratCap.Architecture.Tests/NoSentences.txt"))];

    [Fact]
    public void EverySentenceOfTheServer_HasAGermanOne() => ServerSentences.All.Where(s => !German.ContainsKey(s) && !NoSentences.Contains(s)).Order(StringComparer.Ordinal).ShouldBeEmpty();

    /// <summary>Single words fill the templates: they come from anywhere.</summary>
    [Fact]
    public void NoGermanSentence_OutlivesItsEnglishOne() => German.Keys.Where(k => k.Contains(' ', StringComparison.Ordinal)).Concat(NoSentences).Except(ServerSentences.All).Order(StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void GermanSentences_FillInWhatTheEnglishDo() =>
        German.Where(s => !Filled(s.Key).SequenceEqual(Filled(s.Value)) || string.IsNullOrWhiteSpace(s.Value)).Select(s => s.Key).ShouldBeEmpty();

    private static IEnumerable<string> Filled(string template) => Placeholder().Matches(template).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();
}
