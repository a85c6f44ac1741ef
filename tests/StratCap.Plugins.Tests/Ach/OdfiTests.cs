using System.Text;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Ach.Vendor;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugins.Tests.Ach;

/// <summary>The bank that judges the connector takes no file whose numbers do not agree.</summary>
public sealed class OdfiTests
{
    [Fact]
    public async Task AFileOfTheSamples_IsTakenByItsTraces()
    {
        var bank = new Script();
        bank.Take(await File());
        bank.Written.ShouldBe(["121042880000001", "121042880000002"]);
        bank.WrittenAmounts.Select(a => a.Value).ShouldBe([500_000m, 0.01m]);
    }

    [Theory]
    [InlineData("0050000000C3-LP1", "0050000001C3-LP1", "batch control")]
    [InlineData("C3-LP1         Pension Trust of Sao P  1", "C3-LP1         Pension Trust of Sao P  0", "addenda")]
    [InlineData("627231380104", "627231380105", "check digit")]
    [InlineData("9000002000001", "9000003000001", "file control")]
    [InlineData("094101", "094001", "file header")]
    public async Task AFileThatDoesNotAgreeWithItself_IsNotTaken(string from, string to, string why)
    {
        var (bank, text) = (new Script(), Encoding.ASCII.GetString((await File()).Content.Span));
        text.ShouldContain(from);
        Should.Throw<FileRefusedException>(() => bank.Take(new BankFile("x", Encoding.ASCII.GetBytes(text.Replace(from, to, StringComparison.Ordinal))))).Message.ShouldContain(why);
        bank.Written.ShouldBeEmpty();
    }

    private static Task<BankFile> File() => new AchConnector().WriteOrders(
        BankSamples.Connection(new Script().Settings), AchSamples.Batch(PaymentDirection.Collect, null, AchSamples.Order(1, 500_000m), AchSamples.Order(2, 0.01m, isPerson: true, remittance: null)), CancellationToken.None);
}
