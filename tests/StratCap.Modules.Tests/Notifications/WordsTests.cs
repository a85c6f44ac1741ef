using StratCap.Contracts.Identity;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;

namespace StratCap.Modules.Tests.Notifications;

public sealed class WordsTests
{
    private static readonly string[] Names =
        ["name", "firm", "contactLine", "title", "amount", "by", "reason", "file", "accepted", "flagged", "refused", "subject", "report", "investor", "fund", "number", "count", "date", "until", "link", "account", "address", "quarter", "memo", "url", "state"];

    private static readonly Dictionary<string, string> Values = Names.ToDictionary(n => n, n => $"<{n}>\r\nBcc: thief@evil.example");

    public static TheoryData<string, string> All() =>
        [.. Words.Languages.SelectMany(l => Enum.GetNames<NotificationKind>().Concat(Enum.GetNames<AccountMail>()).Select(k => (l, k)))];

    [Theory]
    [MemberData(nameof(All))]
    public void EveryKind_HasWordsInEveryLanguage_ThatNoValueBreaksOutOf(string language, string kind)
    {
        var message = Words.Render(kind, language, Values, "https://firm.example/?a=1&b=\"");

        message.Subject.ShouldNotContain("\n");
        message.Text.ShouldContain("https://firm.example/?a=1&b=\"");
        message.Html.ShouldContain("href=\"https://firm.example/?a=1&amp;b=&quot;\"");
        message.Html.ShouldNotContain("<firm>");
        message.Html.ShouldNotContain("{{");
    }

    [Fact]
    public void AProposal_IsNamedInTheReadersLanguage() =>
        Words.Render("ProcessWaiting", "de", new Dictionary<string, string>(Values) { ["proposal"] = "Distribution", ["number"] = "3", ["fund"] = "Fonds I" }).Subject.ShouldBe("Ausschüttung 3 von Fonds I wartet auf Ihre Entscheidung");

    [Theory]
    [MemberData(nameof(All))]
    public void ASubject_IsSaidAlsoOfWhatWasToldBeforeTheWordsNamedAValue(string language, string kind) =>
        Words.Subject(kind, language, new Dictionary<string, string> { ["proposal"] = "Distribution" }).ShouldNotContain("{{");

    [Fact]
    public void ALanguageThatIsNotSpoken_IsAnsweredInEnglish() => Words.Render("PasswordChanged", "fr", Values).Text.ShouldContain("Your password was changed");

    [Fact]
    public void TheLanguages_KnowTheSameKinds() => Words.Kinds("de").ShouldBe(Words.Kinds("en"), ignoreOrder: true);
}
