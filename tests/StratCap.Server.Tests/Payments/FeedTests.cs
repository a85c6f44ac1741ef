using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Data;
using StratCap.Payments.Feeds;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Accounting;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>Lines of a bank's interface come in once, each with the cursor behind it, and are explained as those of files; a webhook makes them be read, and is believed nothing.</summary>
public sealed class FeedTests
{
    private readonly Guid _call = Guid.CreateVersion7();

    [Fact]
    public async Task LinesOfTheLinkedAccount_ComeInOnce_AndTheReferenceIsBooked()
    {
        await using var money = await Called();
        money.Bank.Book(money.Stage.Tenant, Line("1", 1_000.01m, "SEPA Call 1 Investor 1"), Line("2", -12.50m, "Account fee"), Line("x", 1_000.01m, "Call 1 Investor 2") with { AccountId = "acc-2" }, Line("old", 5m) with { BookedOn = new(2026, 2, 28), ValueOn = null });
        money.Bank.Book(Guid.CreateVersion7(), Line("stranger", 7m));
        var feed = await Link(money);

        await Read(money);
        money.Bank.Book(money.Stage.Tenant, Line("1", 1_000.01m, "SEPA Call 1 Investor 1"), Line("3", 5m));
        await ReadNow(money, feed);

        (await Lines(money)).Select(l => (l.Text("state"), l["amount"]!.Text("amount"))).Order().ShouldBe([("Matched", "1000.01"), ("Open", "-12.50"), ("Open", "5.00")]);
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem().InvestorId.ShouldBe(money.Stage.Others.Fund.Investors[1]);
        money.Bank.ReadFrom.ShouldBe((string?[])[null, "4"]);
        var shown = await Feed(money, feed);
        (shown.Text("state"), shown["reading"]!.GetValue<bool>(), shown["readAt"] is null, shown["failing"]).ShouldBe(("Linked", false, false, null));
        money.Stage.Others.Pushed.ShouldContain(("payment:read", "payments.bank_feed"));
    }

    [Fact]
    public async Task AnAnnouncedLine_BecomesTheBookedOne_AndOneThatTheBankTakesBackAfterwards_IsToldToPeople()
    {
        await using var money = await Called();
        var announced = Line("1", 1_000.01m, "Call 1 Investor 1") with { Status = BankStatus.Pending, BookedOn = null };
        money.Bank.Book(money.Stage.Tenant, announced, Line("2", 3m) with { Status = BankStatus.Pending });
        var feed = await Link(money);
        await Read(money);
        (await Lines(money)).ShouldAllBe(l => l.Text("state") == "NotBooked");

        money.Bank.Book(money.Stage.Tenant, Line("1", 1_000.01m, "Call 1 Investor 1"), Removed("2"), Removed("never seen"));
        await ReadNow(money, feed);

        (await Lines(money)).Select(l => (l.Text("state"), l.Text("status"))).Order().ShouldBe([("Matched", "Booked"), ("NotBooked", "Removed")]);
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldBeEmpty();

        money.Bank.Book(money.Stage.Tenant, Removed("1"));
        await ReadNow(money, feed);
        money.Bank.Book(money.Stage.Tenant, Line("1", 900m, "Call 1 Investor 1"));
        await ReadNow(money, feed);

        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentAttentionNeeded>().Select(t => t.State).ShouldBe(["Removed", "Changed"]);
        (await Lines(money)).Single(l => l.Text("state") == "Matched")["amount"]!.Text("amount").ShouldBe("1000.01", "a booked line is never changed by itself");
        money.Stage.ToldOf<BankReceiptMatched>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task AReaderThatDiesBetweenPages_IsFollowedByOneThatGoesOn_AndNothingIsDoubled()
    {
        await using var money = await Called();
        money.Bank.Book(money.Stage.Tenant, [.. Enumerable.Range(0, 5).Select(n => Line("L" + n, 10m + n))]);
        await Link(money);
        var pages = 0;
        money.Bank.AtPage = () => { if (++pages == 2) throw new KilledException(); };

        await Should.ThrowAsync<KilledException>(() => Read(money));
        (await Lines(money)).Count.ShouldBe(2, "the first page stands, with its cursor");
        (await TakeRead(money)).ShouldBeNull("one reader at a time");
        await Behind.ExpireLeases(money.Stage.Services, "payments", "bank_reads");
        await Read(money);

        (await Lines(money)).Select(l => l["amount"]!.Text("amount")).Order().ShouldBe(["10.00", "11.00", "12.00", "13.00", "14.00"]);
        money.Bank.ReadFrom.ShouldBe((string?[])[null, "2"]);
    }

    [Fact]
    public async Task AskedWhileItIsRead_OrManyTimes_ItIsReadOnceMore()
    {
        await using var money = await Called();
        var feed = await Link(money);
        var asked = false;
        money.Bank.AtPage = () =>
        {
            if (asked) return;
            asked = true;
            foreach (var _ in Enumerable.Range(0, 3)) Ask(money, feed).GetAwaiter().GetResult().Status.ShouldBe(HttpStatusCode.Accepted);
        };

        await Read(money);
        money.Bank.ReadFrom.Count.ShouldBe(2);
        (await TakeRead(money)).ShouldBeNull();
        money.Stage.Clock.Advance(TimeSpan.FromMinutes(34));
        var platform = money.Stage.Services.GetRequiredService<PlatformConnections>();
        (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BankReads.AskForDue(platform, money.Stage.Clock.GetUtcNow(), 30, CancellationToken.None)))).Sum().ShouldBe(1, "due once, whoever looks");
        await Read(money);
        money.Bank.ReadFrom.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Failure_IsToldOnceForItsCause_UntilItIsReadAgain()
    {
        await using var money = await Called();
        money.Stage.Others.Known.Add(new Person(money.Stage.Maker, "Maker", "maker@firm.example", null));
        var feed = await Link(money);
        money.Bank.Away = new ConnectorException(ErrorClass.Auth, "The access was revoked: connect again.");

        await Read(money);
        await ReadNow(money, feed);

        async Task<JsonNode> Told()
        {
            await money.Stage.Pump();
            return (await money.Stage.As(money.Stage.Maker).Get("/api/v1/notifications")).Ok().Rows().Where(n => n.Text("kind") == "BankFeedFailed").ShouldHaveSingleItem();
        }
        var told = await Told();
        (told["parameters"]!.Text("account"), told["target"]!.Text("kind"), told["readAt"]).ShouldBe(("Operating account", "FundBank", null));
        (await Feed(money, feed)).Text("failing").ShouldContain("revoked");
        money.Bank.Away = null;
        await ReadNow(money, feed);
        (await Told())["readAt"].ShouldNotBeNull("nobody has to look any more");
        (await Feed(money, feed))["failing"].ShouldBeNull();
    }

    [Fact]
    public async Task AnAccountOfAnotherCurrency_WithOtherDigits_OfNobody_OrLinkedAlready_IsRefused()
    {
        await using var money = await Called();
        money.Bank.Accounts.AddRange([new("acc-eur", "Euro", null, "EUR", null), new("acc-other", "Other", "9999", "USD", null), new("acc-fits", "Own", "M026", "USD", null)]);
        Task<Reply> Try(string account, Guid? connection = null, Guid? fund = null) => money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{fund ?? money.Fund}/bank-feeds", Body(money, account, connection: connection));

        (await Try("acc-eur")).Refused(HttpStatusCode.UnprocessableEntity, "payments.feed.currency");
        (await Try("acc-other")).Refused(HttpStatusCode.UnprocessableEntity, "payments.feed.other_account");
        (await Try("acc-none")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Try("acc-1", money.Files)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Try("acc-1", fund: Guid.NewGuid())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Try("")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await money.Stage.As(money.Stage.Viewer).Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds", Body(money))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");

        var key = Guid.NewGuid().ToString();
        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Try("acc-fits")).Append(money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds", Body(money, "acc-fits"), key)));
        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        (await Try("acc-1")).Refused(HttpStatusCode.Conflict, "payments.feed.account_linked");
        var choices = (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/funds/{money.Fund}/bank-feeds/connections/{money.Rail}/accounts?sort=name")).Ok().Rows();
        choices.Select(c => (c.Text("name"), c["problem"] is null)).ShouldBe([("Euro", false), ("Operating account", true), ("Other", false), ("Own", false)]);
        var stranger = money.Stage.As(money.Stage.Maker, Guid.CreateVersion7());
        var feed = (await Feeds(money)).Single().Text("feedId");
        foreach (var what in (string[])["unlink", "read"]) (await stranger.Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds/{feed}/{what}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Get($"/api/v1/payments/funds/{money.Fund}/bank-feeds/{feed}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task OneDayOfAnAccount_IsFedByOneSource_AFileOrTheInterface()
    {
        await using var money = await Called();
        Task<Reply> Import(DateOnly day, string id) => money.Stage.As(money.Stage.Maker).Post(
            $"/api/v1/payments/funds/{money.Fund}/statements", new { connectionId = money.Files, fileName = id + ".xml", content = ReconciliationTests.Statement([ReconciliationTests.Line(id, 5m) with { BookedOn = day, ValueOn = null }], id) });
        (await Import(new(2026, 3, 1), "before")).Ok();

        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds", Body(money))).Refused(HttpStatusCode.UnprocessableEntity, "payments.feed.overlaps");
        var feed = await Link(money, from: "2026-03-02");
        (await Import(new(2026, 3, 20), "twice")).Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.fed");
        (await Import(new(2026, 2, 27), "of earlier days")).Ok();
        money.Bank.Book(money.Stage.Tenant, Line("1", 5m) with { BookedOn = new(2026, 3, 20) });
        await Read(money);

        var path = $"/api/v1/payments/funds/{money.Fund}/bank-feeds/{feed}/unlink";
        var (first, again) = (await money.Stage.As(money.Stage.Maker).Post(path, key: "one"), await money.Stage.As(money.Stage.Maker).Post(path, key: "one"));
        again.Text.ShouldBe(first.Text);
        first.Ok()["data"]!.Text("state").ShouldBe("Unlinked");
        (await money.Stage.As(money.Stage.Maker).Post(path)).Refused(HttpStatusCode.Conflict, "payments.feed.unlinked");
        (await Ask(money, feed)).Refused(HttpStatusCode.Conflict, "payments.feed.unlinked");
        (await Import(new(2026, 3, 20), "still the feed's")).Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.fed");
        (await Import(new(2026, 3, 21), "after")).Ok();
        money.Stage.Clock.Advance(TimeSpan.FromDays(1));
        (await BankReads.AskForDue(money.Stage.Services.GetRequiredService<PlatformConnections>(), money.Stage.Clock.GetUtcNow(), 30, CancellationToken.None)).ShouldBe(0);
        await Link(money, from: "2026-03-22");
        await Read(money);
        (await Lines(money)).Count.ShouldBe(4, "what the feed brought before it knows again");
    }

    [Fact]
    public async Task AFileWithStatementsOfSeveralAccounts_IsImportedButForTheFedOne_WhoeverBringsIt()
    {
        const string other = MoneyStage.Iban;
        await using var money = await MoneyStage.Open(new() { ["Payments:FileSettleSeconds"] = "0" });
        money.Stage.Others.Fund.Begin(3);
        await money.OwnAccount();
        await Link(money);
        // Another account of the fund's stands since, and the bank sends one file for both.
        var path = $"/api/v1/payments/funds/{money.Fund}/receiving-account";
        var entered = (await money.Stage.As(money.Stage.Maker).Put(path, new { holder = "The Fund", bank = "Harbour Bank", iban = other })).Ok();
        (await money.Stage.As(money.Stage.Checker).Post($"{path}/{entered["data"]!["waiting"]!["accountId"]}/decision", new { confirm = true })).Ok();
        byte[] File(string id, params (string Account, BankTransaction[] Lines)[] statements) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new StatementFile("camt.053.001.08", [.. statements.Select((s, n) => new Statement($"{id}-{n}", s.Account, "USD", 0, new DateOnly(2026, 3, 19), s.Lines.Sum(l => l.Amount.Value), new DateOnly(2026, 3, 20), s.Lines, 0m, []))]), Foundation.Web.ApiJson.Options);
        Task<Reply> Import(byte[] content) => money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/statements", new { connectionId = money.Files, fileName = "shared.xml", content });

        var shared = File("S1", (MoneyStage.OwnIban, [ReconciliationTests.Line("fed", 5m)]), (other, [ReconciliationTests.Line("other", 7m)]));
        var imported = (await Import(shared)).Ok()["data"]!;
        (imported["newLines"]!.GetValue<int>(), imported["leftOut"]!.AsArray().Count).ShouldBe((1, 1));
        imported["leftOut"]![0]!.GetValue<string>().ShouldContain("interface brings the lines of this account");
        (await Import(shared)).Ok()["data"]!["newLines"]!.GetValue<int>().ShouldBe(0);
        (await Lines(money)).ShouldHaveSingleItem()["amount"]!.Text("amount").ShouldBe("7.00");
        // Of a day before the feed too: left out, that line would be lost.
        (await Import(File("S2", (MoneyStage.OwnIban, [ReconciliationTests.Line("a", 1m), ReconciliationTests.Line("b", 2m) with { BookedOn = new(2026, 2, 27) }]), (other, [ReconciliationTests.Line("c", 3m)]))))
            .Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.fed");
        money.Bank.Place = new RecordingFolder();
        money.Bank.Place.Put("daily.xml", File("S3", (MoneyStage.OwnIban, [ReconciliationTests.Line("fed3", 5m)]), (other, [ReconciliationTests.Line("other3", 9m)])), money.Stage.Clock.GetUtcNow());
        var found = (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/fetch")).Ok()["data"]!;
        (found["taken"]!.GetValue<int>(), found["problems"]!.AsArray().Count, found["leftOut"]!.AsArray().Count).ShouldBe((1, 0, 1));
        money.Bank.Place.Processed.ShouldBe(["daily.xml"]);
        (await Lines(money)).Select(l => l["amount"]!.Text("amount")).Order().ShouldBe(["7.00", "9.00"]);
    }

    [Fact]
    public async Task AWebhook_MakesItsConnectionBeRead_AndNoOther()
    {
        await using var money = await Called();
        await Link(money);
        await Read(money);
        money.Bank.Book(money.Stage.Tenant, Line("1", 5m));
        ConnectorEvent Tells(string kind, Guid connection) => new(connection, null, "test.rail", Guid.NewGuid().ToString(), null, kind, null, money.Stage.Clock.GetUtcNow());

        await money.Stage.Tell(Tells("transactions_changed", money.Files));
        await money.Stage.Tell(Tells("entries_changed", money.Rail));
        await money.Stage.Tell(Tells("payment_changed", money.Rail));
        (await TakeRead(money)).ShouldBeNull("nothing of it is ours to read");
        var (told, id) = (Tells("transactions_changed", money.Rail), Guid.CreateVersion7());
        foreach (var _ in Enumerable.Range(0, 2)) await money.Stage.Tell(told, id);
        await money.Stage.Tell(Tells("reconnect_needed", money.Rail));
        await Read(money);

        (await Lines(money)).ShouldHaveSingleItem();
        money.Bank.ReadFrom.Count.ShouldBe(2, "three events are one reading");
    }

    [Fact]
    public async Task AWebhookOfAPayment_MakesTheConnectionsPaymentsBeFollowed()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run))[0];
        money.Bank.Tell(new PaymentUpdate("settled", payment.Text("paymentKey"), null, PaymentState.Settled, null, null, new DateOnly(2026, 3, 3), null));

        foreach (var _ in Enumerable.Range(0, 3)) await money.Stage.Tell(new ConnectorEvent(money.Rail, null, "test.rail", Guid.NewGuid().ToString(), null, "payment_changed", null, money.Stage.Clock.GetUtcNow()));
        await Read(money);

        (await money.Payments(run)).Select(p => p.Text("state")).Count(s => s == "Settled").ShouldBe(1);
        (await TakeRead(money)).ShouldBeNull();
    }

    private async Task<MoneyStage> Called()
    {
        var money = await MoneyStage.Open();
        money.Stage.Others.Fund.Begin(3);
        money.Stage.Others.Fund.Call(_call);
        await money.OwnAccount();
        return money;
    }

    private static object Body(MoneyStage money, string account = "acc-1", string from = "2026-03-01", Guid? connection = null) => new { connectionId = connection ?? money.Rail, accountId = account, from };

    private static async Task<string> Link(MoneyStage money, string from = "2026-03-01") =>
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds", Body(money, from: from))).Ok()["data"]!.Text("feedId");

    private static Task<Reply> Ask(MoneyStage money, string feed) => money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds/{feed}/read");

    private static async Task ReadNow(MoneyStage money, string feed)
    {
        (await Ask(money, feed)).Status.ShouldBe(HttpStatusCode.Accepted);
        await Read(money);
    }

    /// <summary>A reader takes up what waits, and does it; what it throws, this throws: his process is gone then.</summary>
    private static async Task Read(MoneyStage money)
    {
        while (await TakeRead(money) is { } lease) await money.Stage.Services.GetRequiredService<ReadBank>().Run(lease, CancellationToken.None);
    }

    private static Task<Foundation.Jobs.JobLease?> TakeRead(MoneyStage money) => money.Stage.Services.GetRequiredService<ReadLeases>().Take(CancellationToken.None);

    private static async Task<JsonNode> Feed(MoneyStage money, string feed) => (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/funds/{money.Fund}/bank-feeds/{feed}")).Ok()["data"]!;

    private static Task<List<JsonNode>> Feeds(MoneyStage money) => money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/bank-feeds");

    private static Task<List<JsonNode>> Lines(MoneyStage money) => money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/bank-lines?sort=importedAt");

    private static BankTransaction Line(string id, decimal amount, string? text = null) => ReconciliationTests.Line(id, amount, text) with { AccountId = "acc-1" };

    private static BankTransaction Removed(string id) => new(id, "acc-1", BankStatus.Removed, null, null, new Amount(0, "XXX"));
}
