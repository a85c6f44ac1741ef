using System.Globalization;
using System.Text;
using CsCheck;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Ach.Nacha;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Ach;

public sealed class NachaWriterTests
{
    private static readonly AchConnector Plugin = new();

    [Fact]
    public async Task AFileOfDebits_IsWrittenToTheLetter()
    {
        var file = await Write(AchSamples.Batch(PaymentDirection.Collect, null, AchSamples.Order(1, 500_000m), AchSamples.Order(2, 0.01m, isPerson: true, remittance: null)));
        Lines(file).ShouldBe([
            "101 021000021112345678926022823" + "30A094101First Test Bank        StratCap Test GP               ",
            "5225Fund I LP                           1123456789CCDCAPCALL         260302   1121042880000001",
            "62723138010444-00001         0050000000C3-LP1         Pension Trust of Sao P  1121042880000001",
            "705Call 3                                                                          00010000001",
            "82250000020023138010000050000000000000000000" + "1123456789                         121042880000001",
            "5225Fund I LP                           1123456789PPDCAPCALL         260302   1121042880000002",
            "63723138010444-00002         0000000001C3-LP2         Zoe Mueller             0121042880000002",
            "82250000010023138010000000000001000000000000" + "1123456789                         121042880000002",
            "9000002000001000000030046276020000050000001000000000000".PadRight(94),
            new string('9', 94),
        ]);
    }

    [Fact]
    public async Task CreditsAreMixedWithNothing_AndALongTextTakesCtxWithAddenda()
    {
        var text = new string('x', 79) + "ab" + new string('y', 59);
        var file = NachaReader.Read((await Write(AchSamples.Batch(PaymentDirection.Pay, null, AchSamples.Order(4, remittance: text, purpose: PaymentPurpose.Distribution)))).Content);
        var batch = file.Batches.ShouldHaveSingleItem();
        (batch.ServiceClass, batch.Class, batch.Description).ShouldBe(("220", "CTX", "DISTRIB"));
        var entry = batch.Entries.ShouldHaveSingleItem();
        (entry.Code, entry.Name[..4], entry.IsCredit).ShouldBe(("32", "0002", true));
        string.Concat(entry.Addenda.Select(a => a.Record[3..83])).TrimEnd().ShouldBe(text);
    }

    [Fact]
    public void AnyBatch_IsReadBackWholeWithItsTotals() =>
        Gen.Select(Gen.Long[1, 9_999_999_999], Gen.Bool, Gen.Int[0, 2]).Array[1, 60].SelectMany(lines => Gen.Bool.Select(pay => (lines, pay))).Sample(
            sample =>
            {
                var orders = sample.lines.Select((l, i) => AchSamples.Order(sample.lines.Length - i, l.Item1 / 100m, l.Item2, purpose: (PaymentPurpose)l.Item3)).ToArray();
                if (orders.Sum(o => o.Amount.Value) > 9_999_999_999.99m) return;
                var file = Write(AchSamples.Batch(sample.pay ? PaymentDirection.Pay : PaymentDirection.Collect, null, orders)).GetAwaiter().GetResult();
                var (lines, read) = (Lines(file), NachaReader.Read(file.Content));
                lines.ShouldAllBe(l => l.Length == 94);
                (lines.Length % 10).ShouldBe(0);
                (sample.pay ? read.Totals.Credits : read.Totals.Debits).ShouldBe(sample.lines.Sum(l => l.Item1));
                (sample.pay ? read.Totals.Debits : read.Totals.Credits).ShouldBe(0);
                read.Totals.Hash.ShouldBe(orders.Length * 23138010L % 10_000_000_000);
                var entries = read.Batches.SelectMany(b => b.Entries).ToList();
                entries.Select(e => e.Trace).Order(StringComparer.Ordinal).ShouldBe(orders.Select(o => $"12104288{o.TraceNumber:0000000}").Order(StringComparer.Ordinal));
                read.Batches.ShouldAllBe(b => b.Entries.Select(e => e.Trace).SequenceEqual(b.Entries.Select(e => e.Trace).Order(StringComparer.Ordinal)));
                lines.Single(l => l[0] == '9' && l.Any(c => c != '9'))[7..13].ShouldBe((lines.Length / 10).ToString("000000", CultureInfo.InvariantCulture));
            },
            iter: 200);

    [Theory]
    [InlineData("CCD", PaymentDirection.Collect, false)]
    [InlineData("PPD", PaymentDirection.Collect, true)]
    [InlineData("CTX", PaymentDirection.Pay, false)]
    public async Task APeer_ReadsWhatWasWritten(string format, PaymentDirection direction, bool isPerson)
    {
        Peers.Need("node");
        var file = await Write(AchSamples.Batch(direction, format, AchSamples.Order(1, 500_000m, isPerson), AchSamples.Order(2, 0.01m, isPerson)));
        var path = Path.Combine(Directory.CreateTempSubdirectory("ach").FullName, file.Name);
        await File.WriteAllBytesAsync(path, file.Content);
        var theirs = (await Peers.Read("nacha", path))[0]!;
        ((long)theirs["file"]!["footer"]!["totalDebit"]!, (long)theirs["file"]!["footer"]!["totalCredit"]!).ShouldBe(direction == PaymentDirection.Collect ? (50_000_001L, 0L) : (0L, 50_000_001L));
        var entries = theirs["batches"]![0]!["entries"]!.AsArray();
        entries.Select(e => (long)e!["amount"]!).ShouldBe([50_000_000L, 1L]);
        entries.Select(e => e!["dfiAccount"]!.ToString()).ShouldBe(["44-00001", "44-00002"]);
        entries.Select(e => e!["traceNumber"]!.ToString()).ShouldBe(["121042880000001", "121042880000002"]);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task TheSameBatch_GivesTheSameBytesAndAnotherFileOfTheDayAnotherModifier()
    {
        var batch = AchSamples.Batch(PaymentDirection.Pay, null, AchSamples.Order(1));
        var (first, again) = (await Write(batch), await Write(batch with { CreatedAt = batch.CreatedAt.ToOffset(TimeSpan.FromHours(9)) }));
        again.Content.ToArray().ShouldBe(first.Content.ToArray());
        NachaReader.Read((await Write(batch with { SequenceOfDay = 27 })).Content).Modifier.ShouldBe("0");
        await Should.ThrowAsync<ConnectorException>(async () => await Write(batch with { SequenceOfDay = 37 }));
    }

    public static TheoryData<string, PaymentOrder> Faulty => new()
    {
        { "US dollars", AchSamples.Order(1) with { Amount = new Amount(1, "EUR") } },
        { "above zero", AchSamples.Order(1, 0) },
        { "99,999,999.99", AchSamples.Order(1, 100_000_000m) },
        { "decimal places", AchSamples.Order(1, 0.001m) },
        { "check digit", Account(new PartyAccount(AccountNumber: "1", RoutingNumber: "231380105")) },
        { "check digit", Account(new PartyAccount(AccountNumber: "1")) },
        { "account number", Account(new PartyAccount(AccountNumber: "123456789012345678", RoutingNumber: "231380104")) },
        { "account number", Account(new PartyAccount(RoutingNumber: "231380104")) },
        { "trace number", AchSamples.Order(1) with { TraceNumber = null } },
        { "trace number", AchSamples.Order(1) with { TraceNumber = 10_000_000 } },
        { "Latin", AchSamples.Order(1, remittance: "Взнос") },
        { "140", AchSamples.Order(1, remittance: new string('x', 141)) },
        { "80 characters", AchSamples.Order(1, isPerson: true, remittance: new string('x', 81)) },
        { "PPD is for people", AchSamples.Order(1, isPerson: true, rail: "CCD") },
        { "PPD is for people", AchSamples.Order(1, rail: "PPD") },
        { "classes written", AchSamples.Order(1, rail: "WEB") },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task AnOrderThatDoesNotFit_IsRefusedAndNoFileIsMade(string why, PaymentOrder faulty)
    {
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Write(AchSamples.Batch(PaymentDirection.Collect, null, faulty)));
        (refusal.Class, refusal.Message.Contains(why, StringComparison.Ordinal)).ShouldBe((ErrorClass.Validation, true), refusal.Message);
        refusal.Message.ShouldContain(faulty.Key);
        if (faulty.Party.Account.AccountNumber is { Length: > 3 } number) refusal.Message.ShouldNotContain(number);
    }

    [Fact]
    public async Task OneTraceForTwoOrdersOrTwoDaysOrNoOrders_IsRefused()
    {
        foreach (var orders in new PaymentOrder[][] { [AchSamples.Order(1), AchSamples.Order(2) with { TraceNumber = 1 }], [AchSamples.Order(1), AchSamples.Order(2) with { ExecuteOn = new(2026, 3, 3) }], [] })
            (await Should.ThrowAsync<ConnectorException>(async () => await Write(AchSamples.Batch(PaymentDirection.Pay, null, orders)))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Theory]
    [InlineData("odfi", """{"immediateDestination":"021000021","immediateOrigin":"1123456789","odfi":"121042883","companyId":"1123456789"}""")]
    [InlineData("immediateDestination", """{"immediateDestination":"021000022","immediateOrigin":"1123456789","odfi":"121042882","companyId":"1123456789"}""")]
    [InlineData("companyId", """{"immediateDestination":"021000021","immediateOrigin":"1123456789","odfi":"121042882"}""")]
    [InlineData("callDescription", """{"immediateDestination":"021000021","immediateOrigin":"1123456789","odfi":"121042882","companyId":"1","callDescription":"Payroll"}""")]
    [InlineData("utcOffset", """{"immediateDestination":"021000021","immediateOrigin":"1123456789","odfi":"121042882","companyId":"1","utcOffset":"EST"}""")]
    [InlineData("lineEnding", """{"immediateDestination":"021000021","immediateOrigin":"1123456789","odfi":"121042882","companyId":"1","lineEnding":"CR"}""")]
    public async Task ACheck_RefusesAFalseSettingByItsName(string name, string settings)
    {
        var connection = BankSamples.Connection(System.Text.Json.Nodes.JsonNode.Parse(settings));
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Plugin.Check(connection, CancellationToken.None));
        (refusal.Class, refusal.Message.Contains(name, StringComparison.Ordinal)).ShouldBe((ErrorClass.Validation, true), refusal.Message);
    }

    [Fact]
    public async Task ACheck_SaysThatNoBankWasAsked() =>
        (await Plugin.Check(BankSamples.Connection(AchSamples.Settings), CancellationToken.None)).Details!["What was checked"].ShouldContain("no bank was asked");

    private static PaymentOrder Account(PartyAccount account) => AchSamples.Order(1) with { Party = AchSamples.Order(1).Party with { Account = account } };

    private static Task<BankFile> Write(PaymentBatch batch) => Plugin.WriteOrders(BankSamples.Connection(AchSamples.Settings), batch, CancellationToken.None);

    private static string[] Lines(BankFile file) => Encoding.ASCII.GetString(file.Content.Span).TrimEnd('\n').Split('\n');
}
