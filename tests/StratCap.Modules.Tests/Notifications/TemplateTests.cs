using System.Text.RegularExpressions;
using StratCap.Notifications.Messages;
using StratCap.Notifications.Texts;

namespace StratCap.Modules.Tests.Notifications;

public sealed partial class TemplateTests
{
    private static readonly string[] Plain = ["<br>", "<p>", "</p>", "<strong>", "</strong>", "<ul>", "</ul>", "<li>", "</li>", "<pre>", "</pre>", "</code>"];

    private static readonly Dictionary<string, string> Values = new()
    {
        ["fund"] = "Fund <I> & Co",
        ["number"] = "3",
        ["dueDate"] = "31 March 2026",
        ["amount"] = "USD 1,000.00",
        ["salutation"] = "Dear Lena",
        ["investor"] = "Pension <Plan>",
        ["firm"] = "Harbour Partners",
        ["contactLine"] = "ir@harbour.example",
        ["quarter"] = "2026-Q1",
        ["reports"] = "Investor statement\nCapital account",
    };

    [Theory]
    [InlineData("CapitalCallNotice", "Fund <I> & Co: capital call 3, due 31 March 2026")]
    [InlineData("DistributionNotice", "Fund <I> & Co: distribution 3, payable 31 March 2026")]
    [InlineData("ReportsPublished", "Fund <I> & Co: reports for 2026-Q1 are in the portal of Harbour Partners")]
    public void Message_IsPlainInTextAndEscapedInHtml(string kind, string subject)
    {
        var message = Rendered(Enum.Parse<EmailKind>(kind), "en", Values);

        message.Subject.ShouldBe(subject);
        message.Text.ShouldContain("Pension <Plan>");
        message.Text.ShouldNotContain("**");
        message.Html.ShouldContain("Pension &lt;Plan&gt;");
        (message.Text + message.Html).ShouldNotContain("{{");
    }

    [Fact]
    public void SeveralLines_OfOneValue_StaySeveralLines() => Rendered(EmailKind.ReportsPublished, "de", Values).Html.ShouldContain("Investor statement<br>Capital account");

    [Fact]
    public void Subject_WithLineBreaksInAValue_StaysOneLine() =>
        Rendered(EmailKind.CapitalCallNotice, "en", new(Values) { ["fund"] = "Fund\r\nBcc: thief@evil.example\u2028x" }).Subject
            .ShouldBe("Fund Bcc: thief@evil.example x: capital call 3, due 31 March 2026");

    [Fact]
    public void Template_ThatNamesAMissingValue_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => Rendered(EmailKind.CapitalCallNotice, "en", [])).Message.ShouldContain("was not given");

    public static TheoryData<string, string> EveryText() => [.. TemplateKinds.All.SelectMany(k => Words.Languages.Select(l => (k, l)))];

    [Theory]
    [MemberData(nameof(EveryText))]
    public void TheProductsOwnTexts_KeepTheirRules_AndAreRenderedFromTheirSamples(string kind, string language)
    {
        var own = Words.Of(kind, language);

        TextRules.Refuse(kind, own.Subject, own.Body).ShouldBeNull();
        var places = TemplateKinds.PlacesOf(kind, language);
        places.ShouldAllBe(p => p.Meaning.Length > 0 && p.Sample.Length > 0);
        Words.Render(kind, language, TemplateKinds.SamplesOf(kind, language), own: own).Html.ShouldNotContain("{{");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;")]
    [InlineData("a <img src=x onerror=alert(1)> b", "&lt;img src=x")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "&lt;a href=")]
    [InlineData("<!-- {{amount}} -->", "&lt;!--")]
    public void Html_InAText_IsText(string body, string shown)
    {
        MailMarkdown.Problem(body).ShouldBeNull();
        MailMarkdown.Html(body, Values).ShouldContain(shown);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](http://firm.example)")]
    [InlineData("[x](//firm.example)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<data:text/html,x>")]
    [InlineData("[x][y]\n\n[y]: data:text/html,x")]
    [InlineData("[x](https://firm.example/{{investor}})")]
    [InlineData("[x](https://firm.example \"{{investor}}\")")]
    [InlineData("![x](https://firm.example/pixel.png)")]
    public void ALinkElsewhere_OrAPicture_IsRefused(string body) => MailMarkdown.Problem(body).ShouldNotBeNull();

    [Theory]
    [InlineData("[x](https://firm.example/a?b=1)")]
    [InlineData("<https://firm.example>")]
    [InlineData("<ir@firm.example> and [us](mailto:ir@firm.example)")]
    [InlineData("| a | b |\n|---|---|\n| {{fund}} | **{{amount}}** |")]
    public void AnHonestText_IsTaken(string body) => MailMarkdown.Problem(body).ShouldBeNull();

    [Theory]
    [InlineData(@"{{fund}} {{number}} {{amount}} {{dueDate}} \{\{foo\}\}")]
    [InlineData("{{fund}} {{number}} {{amount}} {{dueDate}} &#123;&#123;foo&#125;&#125;")]
    [InlineData("{{fund}} {{number}} {{amount}} {{dueDate}} {*{foo}*}")]
    public void APlaceThatMarkdownMakes_OfWhatWasNoneAsItWasWritten_IsRefused(string body) =>
        TextRules.Refuse(TemplateKinds.Of(EmailKind.CapitalCallNotice), "Call", body).ShouldNotBeNull();

    [Fact]
    public void ATextThatIsNestedTooDeeply_IsRefused() => MailMarkdown.Problem(new string('>', 5000) + " x").ShouldNotBeNull();

    [Fact]
    public void WhateverAValueHolds_ItIsTextInHtml()
    {
        string[] pieces = ["<script>", "{{", "}}", "{{amount}}", "**", "[x](javascript:a)", "\"", "'", ">", "&", "\r\n", "|", "`", "<!--", "\u2028"];
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => pieces[random.Next(pieces.Length)]));
            var html = MailMarkdown.Html("a **{{fund}}** b\n\n- {{fund}}\n\n```{{fund}}\n{{fund}}\n```", new Dictionary<string, string> { ["fund"] = value });
            var tags = Tag().Matches(html).Select(m => m.Value).Where(t => !Plain.Contains(t)).ToList();
            tags.ShouldHaveSingleItem($"the fence alone: {value}").ShouldStartWith("<code class=\"");
        }
    }

    [Theory]
    [InlineData("lena@plan.example", "lena@plan.example")]
    [InlineData(" lena@plan.example ", "lena@plan.example")]
    [InlineData("o'hara+fund@plan.example", "o'hara+fund@plan.example")]
    [InlineData("Lena <lena@plan.example>", null)]
    [InlineData("lena@plan.example, other@plan.example", null)]
    [InlineData("lena@plan.example\r\nBcc: thief@evil.example", null)]
    [InlineData("lena", null)]
    [InlineData("@plan.example", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Address_IsOnePlainAddressOrNone(string? entered, string? taken) => Addresses.Plain(entered).ShouldBe(taken);

    private static RenderedMessage Rendered(EmailKind kind, string language, Dictionary<string, string> values) => Words.Render(TemplateKinds.Of(kind), language, values);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
