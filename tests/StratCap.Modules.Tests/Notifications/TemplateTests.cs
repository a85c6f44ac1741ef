using StratCap.Notifications.Messages;

namespace StratCap.Modules.Tests.Notifications;

public sealed class TemplateTests
{
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
    };

    [Theory]
    [InlineData("CapitalCallNotice", "Fund <I> & Co: capital call 3, due 31 March 2026")]
    [InlineData("DistributionNotice", "Fund <I> & Co: distribution 3, payable 31 March 2026")]
    public void Message_IsPlainInTextAndEscapedInHtml(string kind, string subject)
    {
        var message = Template.Render(Enum.Parse<EmailKind>(kind), Values);

        message.Subject.ShouldBe(subject);
        message.Text.ShouldContain("Pension <Plan>");
        message.Html.ShouldContain("Pension &lt;Plan&gt;");
        (message.Text + message.Html).ShouldNotContain("{{");
    }

    [Fact]
    public void Subject_WithLineBreaksInAValue_StaysOneLine() =>
        Template.Render(EmailKind.CapitalCallNotice, new Dictionary<string, string>(Values) { ["fund"] = "Fund\r\nBcc: thief@evil.example\u2028x" }).Subject
            .ShouldBe("Fund Bcc: thief@evil.example x: capital call 3, due 31 March 2026");

    [Fact]
    public void Template_ThatNamesAMissingValue_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => Template.Render(EmailKind.CapitalCallNotice, new Dictionary<string, string>())).Message.ShouldContain("was not given");

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
}
