using StratCap.Contracts.Identity;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Texts;

/// <summary>A place in a text that is filled in for each reader.</summary>
/// <param name="Meaning">What stands there, in the language asked.</param>
/// <param name="Sample">What a preview puts there.</param>
/// <param name="Obligatory">Whether a text without it is refused.</param>
internal sealed record Placeholder(string Name, string Meaning, string Sample, bool Obligatory);

/// <summary>The kinds of mail whose text a firm may change, and what each has to fill in.</summary>
internal static class TemplateKinds
{
    private const string OfInvestors = "Investor";

    /// <summary>What every mail can name, whether the product's own text does or not.</summary>
    private static readonly string[] Always = ["firm", "contactLine"];

    /// <summary>What a reader must not miss, where the product's own text says it: of what it is, how much, until when, and why.</summary>
    private static readonly string[] Must = ["title", "fund", "quarter", "amount", "dueDate", "date", "reason", "file", "until", "reports", "link", "account", "address", "url"];

    private sealed record Word(string Meaning, string Sample);

    private static readonly Dictionary<string, Dictionary<string, Word>> Meanings = Words.Languages.ToDictionary(l => l, l => Words.Resource<Dictionary<string, Word>>($"placeholders-{l}.json"), StringComparer.Ordinal);

    /// <summary>All of them: mails to investors first.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Enum.GetValues<EmailKind>().Select(Of), .. Enum.GetNames<NotificationKind>(), .. Enum.GetNames<AccountMail>()];

    /// <summary>The kind of a mail to an investor.</summary>
    public static string Of(EmailKind kind) => OfInvestors + kind;

    /// <summary>Whether it is a mail to investors, which is theirs from the first word to the last; mails to users begin and end as the product has it.</summary>
    public static bool IsOfInvestors(string kind) => kind.StartsWith(OfInvestors, StringComparison.Ordinal);

    /// <summary>What a text of a kind may name, in the order of the product's own.</summary>
    public static IReadOnlyList<Placeholder> PlacesOf(string kind, string language)
    {
        var own = Words.Of(kind, Words.Usual);
        var named = Placeholders.In(own.Subject + "\n" + own.Body);
        string[] names = [.. named.Concat(IsOfInvestors(kind) ? Always : ["name", .. Always]).Distinct(StringComparer.Ordinal)];
        return [.. names.Select(n => new Placeholder(n, Meanings[language][n].Meaning, Meanings[language][n].Sample, named.Contains(n) && Must.Contains(n)))];
    }

    /// <summary>Sample values for a preview.</summary>
    public static Dictionary<string, string> SamplesOf(string kind, string language) => PlacesOf(kind, language).ToDictionary(p => p.Name, p => p.Sample, StringComparer.Ordinal);
}
