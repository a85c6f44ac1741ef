using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using StratCap.Plugin.QuickBooks;
using StratCap.Plugins.Tests.Ledgers;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugins.Tests.QuickBooks;

public sealed class QuickBooksPostingTests : IAsyncDisposable
{
    private readonly QuickBooksStandIn vendor = new();
    private readonly QuickBooksConnector connector = new();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    private Task<WriteOutcome> Post(EntryToPost entry) => connector.PostEntry(QuickBooksReadingTests.To(vendor), entry, default);

    private Task<WriteOutcome.Accepted?> Find(EntryToPost entry) => connector.FindEntry(QuickBooksReadingTests.To(vendor), entry.ToFind(), default);

    [Fact]
    public async Task Post_GivesTheIdUnderWhichItIsReadAndFound()
    {
        var entry = Entries.Call(dimensions: new Dictionary<string, string> { ["Class"] = "9", ["Department"] = "2", ["Entity"] = "Customer:12" });
        var posted = (await Post(entry)).ShouldBeOfType<WriteOutcome.Accepted>();
        (await Find(entry)).ShouldBe(posted);
        var read = (await connector.StreamEntries(QuickBooksReadingTests.To(vendor), null, default).Whole()).Items.Single();
        (read.Id, read.Date, read.Reference, read.Memo).ShouldBe((posted.ExternalId, entry.Date, entry.Reference, "Call 3"));
        read.Lines.Select(l => l with { Dimensions = null }).ShouldBe(entry.Lines.Select(l => l with { Dimensions = null }));
        read.Lines[0].Dimensions.ShouldBe(entry.Lines[0].Dimensions);
    }

    [Fact]
    public async Task Post_OfTheSameKeyTwice_MakesOneEntry()
    {
        var first = await Post(Entries.Call());
        (await Post(Entries.Call())).ShouldBe(first);
        vendor.Entries.Count.ShouldBe(1);
        vendor.Requests.ShouldAllBe(r => r.Query.Contains("requestid=call-7-rev-1"));
    }

    [Fact]
    public async Task Post_WhoseRequestIdIntuitForgot_FindsTheEntryByItsNumber()
    {
        var first = await Post(Entries.Call("old-key"));
        (await Post(Entries.Call("new-key"))).ShouldBe(first);
        vendor.Entries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_WhoseNumberIsTaken_WhileIntuitCannotSayByWhat_IsUncertain()
    {
        await Post(Entries.Call("old-key"));
        vendor.Pass();
        vendor.Answer(HttpStatusCode.BadGateway);
        (await Post(Entries.Call("new-key"))).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Post_WhoseAnswerIsLost_IsUncertain_AndIsFoundOnce()
    {
        vendor.BreakAfterDoing();
        (await Post(Entries.Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        var found = (await Find(Entries.Call())).ShouldNotBeNull();
        (await Post(Entries.Call())).ShouldBe(found);
        vendor.Entries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_WhoseAnswerComesTooLate_IsUncertain()
    {
        var connection = QuickBooksReadingTests.To(vendor);
        connection.Http.Timeout = TimeSpan.FromMilliseconds(300);
        vendor.Stall();
        (await connector.PostEntry(connection, Entries.Call(), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Post_WithHalfAnAnswer_IsUncertain()
    {
        vendor.AnswerHalf();
        (await Post(Entries.Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        (await Find(Entries.Call())).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Post_MeetingAServersError_IsUncertain(HttpStatusCode status)
    {
        vendor.Answer(status);
        (await Post(Entries.Call())).ShouldBeOfType<WriteOutcome.Uncertain>();
        (await Find(Entries.Call())).ShouldBeNull();
    }

    [Fact]
    public async Task Post_ToAVendorThatIsNotThere_IsKnownNotToHaveLeft()
    {
        var connection = QuickBooksReadingTests.To(vendor);
        await vendor.DisposeAsync();
        (await Entries.Fails(() => connector.PostEntry(connection, Entries.Call(), default))).Class.ShouldBe(ErrorClass.Transient);
    }

    [Fact]
    public async Task Post_OfWhatDoesNotBalance_IsRefusedUnseen()
    {
        (await Post(Entries.Unbalanced(Entries.Call()))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.unbalanced");
        (await Post(Entries.Call(amount: 0.001m))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.too_many_places");
        (await Post(Entries.Call(dimensions: new Dictionary<string, string> { ["Shoe"] = "9" }))).ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe("Shoe");
        (await Post(Entries.Call(dimensions: new Dictionary<string, string> { ["Entity"] = "12" }))).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.entity_malformed");
        vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_IntoAClosedPeriod_IsRejectedByIntuitsCode() =>
        (await Post(Entries.Call() with { Date = new(2024, 12, 31) })).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("6210");

    [Fact]
    public async Task Post_ThatIsThrottledOrUnauthorised_IsNotDone()
    {
        vendor.Answer(HttpStatusCode.TooManyRequests, header: "Retry-After", value: "60");
        (await Entries.Fails(() => Post(Entries.Call()))).RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        (await Entries.Fails(() => connector.PostEntry(QuickBooksReadingTests.To(vendor, "wrong"), Entries.Call(), default))).Class.ShouldBe(ErrorClass.Auth);
        vendor.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reversal_PostsTheReversedLines_AndNamesWhatItReverses()
    {
        var original = (await Post(Entries.Call())).ShouldBeOfType<WriteOutcome.Accepted>();
        await Post(Entries.Reversal(Entries.Call(), "call-7-rev-1-undo", "SR0000000007", original.ExternalId));
        vendor.Entries.Count.ShouldBe(2);
        ((string)vendor.Entries[1]["PrivateNote"]!).ShouldBe("Call 3 (reverses entry 1)");
        var read = (await connector.StreamEntries(QuickBooksReadingTests.To(vendor), null, default).Whole()).Items;
        read.SelectMany(e => e.Lines).GroupBy(l => l.AccountId).ShouldAllBe(g => g.Sum(l => l.Side == Side.Debit ? l.Amount.Value : -l.Amount.Value) == 0);
    }

    [Theory]
    [InlineData("0.01", "USD")]
    [InlineData("999999999999.99", "USD")]
    [InlineData("5", "JPY")]
    [InlineData("1.234", "KWD")]
    public async Task Amount_IsSentExactly_AndItsCurrencyWhereItIsNotTheHomes(string amount, string currency)
    {
        await Post(Entries.Call(amount: decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency: currency));
        var sent = vendor.Requests.Single().Body;
        sent.ShouldContain($"\"Amount\":{amount},");
        sent.Contains("CurrencyRef", StringComparison.Ordinal).ShouldBe(currency != "USD");
    }

    [Fact]
    public Task AnyBalancedEntry_ComesBackAsItWasPosted() => Gen.Select(Gen.Int[1, 40], Gen.Long[1, 99_999_999_999_999]).SampleAsync(async (lines, cents) =>
    {
        await using var fresh = new QuickBooksStandIn();
        var debits = Enumerable.Range(1, lines).Select(i => new LedgerLine($"{i}", Side.Debit, Amount.OfMinor(i, "USD"))).ToList();
        var entry = new EntryToPost("k", new(2026, 2, 28), "R", null, [.. debits, new("99", Side.Debit, Amount.OfMinor(cents, "USD")), new("98", Side.Credit, new(debits.Sum(l => l.Amount.Value) + (cents / 100m), "USD"))]);
        (await connector.PostEntry(QuickBooksReadingTests.To(fresh), entry, default)).ShouldBeOfType<WriteOutcome.Accepted>();
        (await connector.StreamEntries(QuickBooksReadingTests.To(fresh), null, default).Whole()).Items.Single().Lines.ShouldBe(entry.Lines);
    }, iter: 20, threads: 1);

    [Fact]
    public async Task WhatIsSent_IsValidByIntuitsSchema()
    {
        var entry = Entries.Call(currency: "EUR", dimensions: new Dictionary<string, string> { ["Class"] = "9", ["Department"] = "2", ["Entity"] = "Vendor:7" });
        await Post(entry);
        IntuitSchema.Problems("JournalEntry", JsonNode.Parse(vendor.Requests.Single().Body)!.AsObject()).ShouldBeEmpty();
        IntuitSchema.Problems("JournalEntry", new JsonObject { ["TxnDat"] = "2026-01-01" }).ShouldNotBeEmpty();
        IntuitSchema.Problems("JournalEntry", new JsonObject { ["TxnDate"] = "01/15/2026" }).ShouldNotBeEmpty();
    }
}
