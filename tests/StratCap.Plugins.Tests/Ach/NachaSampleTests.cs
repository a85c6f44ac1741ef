using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Ach.Nacha;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Ach;

public sealed class NachaSampleTests
{
    private static readonly AchConnector Plugin = new();

    public static IEnumerable<TheoryDataRow<string>> Samples => BankSamples.In("nacha");

    [Theory]
    [MemberData(nameof(Samples))]
    public void AFile_IsReadAsAnotherParserReadsIt(string name)
    {
        var expected = BankSamples.Expected(name);
        var file = NachaReader.Read(BankSamples.File(name).Content);
        (file.ImmediateDestination, file.ImmediateOrigin, file.CreatedOn, file.Modifier).ShouldBe(
            (Text(expected["header"], "immediateDestination"), Text(expected["header"], "immediateOrigin"), Text(expected["header"], "creationDate"), Text(expected["header"], "fileIdModifier")));
        Totals(file.Totals, expected["fileControl"]!);
        file.Batches.Count.ShouldBe(expected["batches"]!.AsArray().Count);
        foreach (var (batch, wanted) in file.Batches.Zip(expected["batches"]!.AsArray()))
        {
            (batch.ServiceClass, batch.CompanyName, batch.CompanyId, batch.Class, batch.Description, batch.EffectiveOn, batch.Odfi, batch.Number).ShouldBe(
                (Text(wanted, "serviceClass"), Text(wanted, "companyName"), Text(wanted, "companyId"), Text(wanted, "sec"), Text(wanted, "entryDescription"), Text(wanted, "effectiveEntryDate"),
                Text(wanted, "originatingDfi"), (int)wanted!["batchNumber"]!));
            Totals(batch.Totals, wanted["control"]!);
            batch.Entries.Count.ShouldBe(wanted["entries"]!.AsArray().Count);
            foreach (var (entry, e) in batch.Entries.Zip(wanted["entries"]!.AsArray())) Entry(entry, e!);
        }
    }

    [Fact]
    public async Task Returns_QuoteTheTraceThatWasSentAndSayWhatMayBeDone()
    {
        var updates = await Answers("nacha/return-WEB.ach");
        updates.Select(u => (u.ExternalId, u.State, u.Code, u.Amount, u.MayRetry, u.StopAccount, u.On)).ShouldBe([
            ("091400600000001", PaymentState.Returned, "R01", new Amount(123.54m, "USD"), true, false, new DateOnly(2018, 10, 17)),
            ("091400600000003", PaymentState.Returned, "R03", new Amount(45.65m, "USD"), false, false, new DateOnly(2018, 10, 17)),
        ]);
        updates[0].Text.ShouldBe("Insufficient Funds");
        (await Answers("nacha/return-WEB.ach")).Select(u => u.EventId).ShouldBe(updates.Select(u => u.EventId));
        updates.Select(u => u.EventId).ShouldBeUnique();
    }

    [Theory]
    [InlineData("R05", false, true)]
    [InlineData("R07", false, true)]
    [InlineData("R09", true, false)]
    [InlineData("R10", false, true)]
    [InlineData("R29", false, true)]
    [InlineData("R02", false, false)]
    public async Task AReturnCode_DecidesAboutRetryAndAboutFurtherDebits(string code, bool mayRetry, bool stop)
    {
        var update = (await Answers("nacha/return-WEB.ach", ("799R01", $"799{code}")))[0];
        (update.Code, update.MayRetry, update.StopAccount).ShouldBe((code, mayRetry, stop));
    }

    [Theory]
    [InlineData("C01", "1918171614                   ", "1918171614", "121042882", false)]
    [InlineData("C02", "231380104                    ", "744-5678-99", "231380104", false)]
    [InlineData("C03", "231380104   9876             ", "9876", "231380104", false)]
    [InlineData("C05", "32                           ", "744-5678-99", "121042882", true)]
    [InlineData("C06", "9876                37       ", "9876", "121042882", true)]
    [InlineData("C07", "2313801049876             22 ", "9876", "231380104", false)]
    public async Task AChange_GivesTheWholeAccountAsTheBankWantsIt(string code, string data, string account, string routing, bool savings)
    {
        var update = (await Answers("nacha/cor-example.ach", ("798C01121042880000001      121042881918171614                   ", $"798{code}121042880000001      12104288{data}"))).ShouldHaveSingleItem();
        (update.State, update.Code, update.ExternalId).ShouldBe((PaymentState.ChangeAsked, code, "121042880000001"));
        update.Corrected.ShouldBe(new PartyAccount(AccountNumber: account, RoutingNumber: routing, IsSavings: savings));
    }

    [Theory]
    [InlineData("the entry hash", "82000000020009140060", "82000000020009140061")]
    [InlineData("sum of debits", "00000012354000000000000 123456789", "00000012355000000000000 123456789")]
    [InlineData("number of entries", "82000000020009140060", "82000000030009140060")]
    [InlineData("number of batches", "9000002000001", "9000003000001")]
    [InlineData("not known", "799R01", "799R00")]
    [InlineData("passes between banks", "799R01", "799R61")]
    [InlineData("94 characters", "Paul Jones ", "Paul Jones and more ")]
    public async Task AFileOfReturnsThatIsNotWhole_IsRefusedByName(string why, string from, string to)
    {
        var refusal = await Should.ThrowAsync<ConnectorException>(async () => await Answers("nacha/return-WEB.ach", (from, to)));
        (refusal.Class, refusal.Message.Contains(why, StringComparison.Ordinal)).ShouldBe((ErrorClass.Validation, true), refusal.Message);
    }

    [Theory]
    [InlineData("nacha/ccd-debit.ach")]
    [InlineData("nacha/ppd-mixedDebitCredit.ach")]
    [InlineData("bai2/sample1.bai2")]
    public async Task AFileThatIsNoAnswer_IsRefused(string name) =>
        (await Should.ThrowAsync<ConnectorException>(async () => await Answers(name))).Class.ShouldBe(ErrorClass.Validation);

    [Fact]
    public async Task AFileCutAnywhere_IsRefusedNeverReadInPart()
    {
        var whole = BankSamples.File("nacha/return-WEB.ach").Content.ToArray();
        // The last record ends in blanks, which may be missing.
        var end = Encoding.ASCII.GetString(whole).TrimEnd().Length;
        for (var length = 0; length < end; length += 7)
            await Should.ThrowAsync<ConnectorException>(async () => await Plugin.ReadAnswers(Connection("nacha/return-WEB.ach"), new BankFile("cut.ach", whole.AsMemory(0, length)), CancellationToken.None));
    }

    private static async Task<IReadOnlyList<PaymentUpdate>> Answers(string name, params (string From, string To)[] changes)
    {
        var text = Encoding.ASCII.GetString(BankSamples.File(name).Content.Span);
        foreach (var (from, to) in changes)
        {
            text.ShouldContain(from);
            var at = text.IndexOf(from, StringComparison.Ordinal);
            text = string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length));
        }
        return await Plugin.ReadAnswers(Connection(name), new BankFile("answer.ach", Encoding.ASCII.GetBytes(text)), CancellationToken.None);
    }

    [Fact]
    public async Task AnAnswerToAnotherBanksEntry_IsRefused() =>
        (await Should.ThrowAsync<ConnectorException>(async () => await Answers("nacha/return-WEB.ach", ("799R01091400600000001", "799R01121042880000001")))).Message.ShouldContain("another originating bank");

    private static PluginSdk.Connections.Connection Connection(string name) => BankSamples.Connection(AchSamples.SettingsOf(name == "nacha/return-WEB.ach" ? "091400606" : "121042882"));

    private static void Totals(NachaTotals totals, JsonNode wanted) => (totals.Count, totals.Hash, totals.Debits, totals.Credits).ShouldBe(
        ((long)wanted["entryAddendaCount"]!, long.Parse(Text(wanted, "entryHash"), CultureInfo.InvariantCulture), (long)wanted["totalDebitCents"]!, (long)wanted["totalCreditCents"]!));

    private static void Entry(NachaEntry entry, JsonNode wanted)
    {
        (entry.Code, entry.Rdfi, entry.CheckDigit, entry.Account, entry.Cents, entry.IsCredit).ShouldBe(
            (Text(wanted, "transactionCode"), Text(wanted, "rdfi"), Text(wanted, "checkDigit"), Text(wanted, "account"), (long)wanted["amountCents"]!, Text(wanted, "direction") == "credit"));
        (entry.IndividualId, entry.Name, entry.AddendaIndicator, entry.Trace).ShouldBe((Text(wanted, "individualId"), Text(wanted, "name"), Text(wanted, "addendaIndicator"), Text(wanted, "trace")));
        AccountNumbers.IsRouting(entry.Rdfi + entry.CheckDigit).ShouldBe((bool)wanted["checkDigitValid"]!);
        entry.Addenda.Select(a => a.Type).ShouldBe(wanted["addenda"]!.AsArray().Select(a => Text(a, "type")));
    }

    private static string Text(JsonNode? node, string name) => node![name]!.ToString();
}
