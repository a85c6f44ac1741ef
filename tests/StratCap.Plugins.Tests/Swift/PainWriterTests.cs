using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using CsCheck;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Swift;

public sealed class PainWriterTests
{
    private static readonly SwiftConnector Plugin = new();
    private static readonly PostalAddress Town = new("Rue de l'Été", "12", "L-1855", "Luxembourg", "LU");
    private static readonly PartyAccount Iban = new(Iban: "DE89370400440532013000", Bic: "COBADEFFXXX");

    public static TheoryData<string, string?, PaymentDirection> Formats => new()
    {
        { "pain.001.001.09", "URGP", PaymentDirection.Pay },
        { "pain.001.001.09", "SEPA", PaymentDirection.Pay },
        { "pain.001.001.03", "NURG", PaymentDirection.Pay },
        { "pain.001.001.03", "SEPA", PaymentDirection.Pay },
        { "pain.008.001.08", null, PaymentDirection.Collect },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task AFile_IsValidByItsSchema(string format, string? rail, PaymentDirection direction)
    {
        var file = await Write(Batch(direction, format, Order(1, rail: rail), Order(2, rail: rail, amount: 0.01m), Order(3, rail: rail, amount: 999_999_999.99m)));
        Validate(file, format);
        var xml = Parse(file);
        Value(xml, "MsgId").ShouldBe("batch-7");
        Value(xml, "PmtInfId").ShouldBe("batch-7");
        Value(xml, "NbOfTxs").ShouldBe("3");
        Value(xml, "CtrlSum").ShouldBe("1000001234.56");
        Values(xml, "EndToEndId").ShouldBe(["call-3-lp-1", "call-3-lp-2", "call-3-lp-3"]);
        Values(xml, "InstdAmt").ShouldBe(["1234.56", "0.01", "999999999.99"]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task AFile_IsValidForXmllintToo(string format, string? rail, PaymentDirection direction)
    {
        Peers.Need("xmllint");
        var folder = Directory.CreateTempSubdirectory("pain").FullName;
        var path = Path.Combine(folder, "file.xml");
        await File.WriteAllBytesAsync(path, (await Write(Batch(direction, format, Order(1, rail: rail), Order(2, rail: rail)))).Content);
        await Peers.Run("xmllint", "--noout", "--nonet", "--schema", Schema(format), path);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task ABankingProgramOfOthers_ReadsTheSamePayments(string format, string? rail, PaymentDirection direction)
    {
        Peers.Need("aqbanking-cli");
        var folder = Directory.CreateTempSubdirectory("pain").FullName;
        var (path, read) = (Path.Combine(folder, "file.xml"), Path.Combine(folder, "read.ctx"));
        await File.WriteAllBytesAsync(path, (await Write(Batch(direction, format, Order(1, rail: rail), Order(2, rail: rail, amount: 0.01m), Order(3, rail: rail, amount: 987_654.30m)))).Content);
        // Its profiles are of older versions, and read by local names.
        var profile = direction == PaymentDirection.Pay ? "pain_001_001_03" : "pain_008_001_02";
        await Peers.Run("aqbanking-cli", "-D", Path.Combine(folder, "settings"), "-n", "import", "--importer=xml", $"--profile={profile}", "-f", path, "-c", read);
        var payments = (await File.ReadAllTextAsync(read)).Split("transaction {").Skip(1).Select(Fields).ToList();
        payments.Select(p => (p["endToEndReference"], Units(p["value"]))).ShouldBe([("call-3-lp-1", 1234.56m), ("call-3-lp-2", 0.01m), ("call-3-lp-3", 987_654.30m)]);
        foreach (var p in payments)
            (p["localIban"], p["localName"], p["remoteIban"], p["remoteName"], p["purpose"]).ShouldBe(("GB29NWBK60161331926819", "Fund I LP", "DE89370400440532013000", "Societe Generale d'Ete", "Distribution 3"));
        // The day stands one level deeper since version 9, where the older profile does not look.
        if (format != "pain.001.001.09") payments.ShouldAllBe(p => p["date"] == "20260302");
        if (direction == PaymentDirection.Collect) payments.ShouldAllBe(p => p["mandateId"] == "MANDATE-1" && p["creditorSchemeId"] == "DE98ZZZ09999999999");
        Directory.Delete(folder, recursive: true);

        static Dictionary<string, string> Fields(string block) => System.Text.RegularExpressions.Regex.Matches(block[..block.IndexOf('}', StringComparison.Ordinal)], "char (\\w+)=\"([^\"]*)\"")
            .ToDictionary(m => m.Groups[1].Value, m => Uri.UnescapeDataString(m.Groups[2].Value));
        static decimal Units(string value)
        {
            value.ShouldEndWith(":EUR");
            var parts = value[..^4].Split('/').Select(p => decimal.Parse(p, CultureInfo.InvariantCulture)).ToArray();
            return parts[0] / parts[1];
        }
    }

    [Fact]
    public void AnyBatchOfEuros_IsValidAndAddsUp() =>
        Gen.Select(Gen.Long[1, 99_999_999_999], Gen.String[Gen.Char[" aZ09é&ßŁ/_@'\"-"], 0, 60], Gen.Bool.Select(b => b ? "pain.001.001.09" : "pain.001.001.03")).Array[1, 20].Sample(
            lines =>
            {
                var format = lines[0].Item3;
                var orders = lines.Select((l, i) => Order(i, "SEPA", l.Item1 / 100m) with { Remittance = l.Item2 }).ToArray();
                var file = Write(Batch(PaymentDirection.Pay, format, orders)).GetAwaiter().GetResult();
                Validate(file, format);
                decimal.Parse(Value(Parse(file), "CtrlSum"), CultureInfo.InvariantCulture).ShouldBe(orders.Sum(o => o.Amount.Value));
            },
            iter: 100);

    [Fact]
    public async Task TheSameBatch_GivesTheSameBytes()
    {
        var (first, again) = (await Write(Batch(PaymentDirection.Pay, null, Order(1), Order(2))), await Write(Batch(PaymentDirection.Pay, null, Order(1), Order(2))));
        again.Content.ToArray().ShouldBe(first.Content.ToArray());
        var uetrs = Values(Parse(first), "UETR").ToList();
        uetrs.ShouldAllBe(u => System.Text.RegularExpressions.Regex.IsMatch(u, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));
        uetrs.ShouldBeUnique();
    }

    [Fact]
    public async Task Names_AreWrittenInLatinLetters()
    {
        var file = await Write(Batch(PaymentDirection.Pay, null, Order(1) with { Party = Payee with { Name = "Müller & Søn Łódź" }, Remittance = "Übernahme – 50%" }));
        Values(Parse(file), "Nm").ShouldContain("Mueller + Son Lodz");
        Value(Parse(file), "Ustrd").ShouldBe("UEbernahme - 50.");
        Value(Parse(file), "StrtNm").ShouldBe("Rue de l'Ete");
    }

    [Theory]
    [InlineData("JPY", "1500", "1500")]
    [InlineData("KWD", "1.234", "1.234")]
    [InlineData("USD", "0.1", "0.10")]
    public async Task Amounts_HaveTheirCurrencysDecimals(string currency, string amount, string written)
    {
        var file = await Write(Batch(PaymentDirection.Pay, "pain.001.001.09", Order(1) with { Amount = new Amount(decimal.Parse(amount, CultureInfo.InvariantCulture), currency) }));
        Validate(file, "pain.001.001.09");
        Value(Parse(file), "InstdAmt").ShouldBe(written);
    }

    [Fact]
    public async Task AnAmericanBank_IsNamedByItsRoutingNumber()
    {
        var file = await Write(Batch(PaymentDirection.Pay, "pain.001.001.09", Order(1) with { Party = Payee with { Account = new(AccountNumber: "123456789", RoutingNumber: "021000021") } }));
        Validate(file, "pain.001.001.09");
        (Value(Parse(file), "MmbId"), Values(Parse(file), "Cd").Contains("USABA")).ShouldBe(("021000021", true));
    }

    public static TheoryData<string, PaymentOrder> Faulty => new()
    {
        { "Latin", Order(1) with { Party = Payee with { Name = "Иван Иванов" } } },
        { "Latin", Order(1) with { Remittance = "資本" } },
        { "140", Order(1) with { Remittance = new string('x', 141) } },
        { "decimals", Order(1) with { Amount = new Amount(1.5m, "JPY") } },
        { "above zero", Order(1) with { Amount = new Amount(0, "USD") } },
        { "above zero", Order(1) with { Amount = new Amount(-5, "USD") } },
        { "address", Order(1) with { Party = Payee with { Address = null } } },
        { "town", Order(1) with { Party = Payee with { Address = Town with { Town = " " } } } },
        { "country", Order(1) with { Party = Payee with { Address = Town with { Country = "Luxembourg" } } } },
        { "IBAN", Order(1) with { Party = Payee with { Account = Iban with { Iban = "DE89370400440532013001" } } } },
        { "BIC", Order(1) with { Party = Payee with { Account = Iban with { Bic = null } } } },
        { "BIC", Order(1) with { Party = Payee with { Account = Iban with { Bic = "COBA" } } } },
        { "routing", Order(1) with { Party = Payee with { Account = new(AccountNumber: "1", RoutingNumber: "021000022") } } },
        { "euros", Order(1, "SEPA") with { Amount = new Amount(1, "USD") } },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task AnOrderThatDoesNotFit_IsRefusedByItsKeyAndNoFileIsMade(string why, PaymentOrder faulty)
    {
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Write(Batch(PaymentDirection.Pay, null, faulty)));
        refusal.Class.ShouldBe(ErrorClass.Validation);
        refusal.Message.ShouldContain(faulty.Key);
        refusal.Message.ShouldContain(why);
        if (faulty.Party.Account.Iban is { } iban) refusal.Message.ShouldNotContain(iban);
    }

    [Fact]
    public async Task ABatchOfTwoDaysOrTheSameKeyTwiceOrNone_IsRefused()
    {
        foreach (var orders in new PaymentOrder[][] { [Order(1), Order(2) with { ExecuteOn = new(2026, 3, 3) }], [Order(1), Order(1)], [] })
            (await Should.ThrowAsync<ConnectorException>(async () => await Write(Batch(PaymentDirection.Pay, null, orders)))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Fact]
    public async Task ADebitWithoutMandate_IsRefused()
    {
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Write(Batch(PaymentDirection.Collect, null, Order(1) with { Party = Payee with { MandateSignedOn = null } })));
        refusal.Message.ShouldContain("mandate");
    }

    [Fact]
    public async Task ACheck_RefusesAFalseCreditorIdentifierByItsName()
    {
        (await Plugin.Check(BankSamples.Connection(Settings), CancellationToken.None)).AccountName.ShouldBe("StratCap Test GP");
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Plugin.Check(BankSamples.Connection(new { initiatingParty = "GP", creditorId = "DE99ZZZ09999999999" }), CancellationToken.None));
        (refusal.Class, refusal.Message.Contains("creditorId", StringComparison.Ordinal)).ShouldBe((ErrorClass.Validation, true));
    }

    private static readonly object Settings = new { initiatingParty = "StratCap Test GP", initiatingPartyId = "CUST-1", creditorId = "DE98ZZZ09999999999", batchBooking = "ONE" };

    private static Party Payee { get; } = new("LP-1", "Société Générale d'Été", false, Iban, Town, "MANDATE-1", new DateOnly(2025, 1, 31));

    private static PaymentOrder Order(int n, string? rail = null, decimal amount = 1234.56m) =>
        new($"call-3-lp-{n}", "approval-1", new Amount(amount, "EUR"), new DateOnly(2026, 3, 2), Payee, PaymentPurpose.Distribution, "Distribution 3", rail);

    private static PaymentBatch Batch(PaymentDirection direction, string? format, params PaymentOrder[] orders) => new(
        "batch-7", direction, new OwnAccount("Fund I LP", new PartyAccount(Iban: "GB29NWBK60161331926819", Bic: "NWBKGB2LXXX"), Town), new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.FromHours(-5)), 1, orders, format);

    private static Task<BankFile> Write(PaymentBatch batch) => Plugin.WriteOrders(BankSamples.Connection(Settings), batch, CancellationToken.None);

    private static string Schema(string format) => Path.Combine(BankSamples.Vendor, "iso20022", format + ".xsd");

    internal static void Validate(BankFile file, string format)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Schema(format));
        var faults = new List<string>();
        XDocument.Load(new MemoryStream(file.Content.ToArray())).Validate(schemas, (_, e) => faults.Add(e.Message));
        faults.ShouldBeEmpty();
    }

    private static XDocument Parse(BankFile file) => XDocument.Parse(Encoding.UTF8.GetString(file.Content.Span));

    private static IEnumerable<string> Values(XDocument xml, string name) => xml.Descendants().Where(e => e.Name.LocalName == name).Select(e => e.Value);

    private static string Value(XDocument xml, string name) => Values(xml, name).First();
}
