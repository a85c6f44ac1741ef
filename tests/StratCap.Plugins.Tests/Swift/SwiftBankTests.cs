using System.Text;
using StratCap.Plugin.Swift.Vendor;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugins.Tests.Swift;

/// <summary>The bank that judges the connector is held to the standard's own schemas.</summary>
public sealed class SwiftBankTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(45)]
    public void AStatementOfTheBank_IsValidByItsSchema(int lines)
    {
        var bank = new Script();
        bank.Seed(lines);
        PainWriterTests.Validate(bank.Statement("camt.053.001.08"), "camt.053.001.08");
    }

    [Theory]
    [InlineData("<CtrlSum>12.50</CtrlSum>", "not valid by its schema")]
    [InlineData("Dear Sirs", "no XML")]
    public void AFileThatIsNotToTheLetter_IsNotTaken(string content, string why)
    {
        var bank = new Script();
        var xml = content[0] == '<' ? $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">{content}</Document>" : content;
        Should.Throw<FileRefusedException>(() => bank.Take(new BankFile("x", Encoding.UTF8.GetBytes(xml)))).Message.ShouldContain(why);
        bank.Written.ShouldBeEmpty();
    }
}
