using StratCap.Plugin.Stripe;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Stripe;

public sealed class StripeStreamTests : IAsyncLifetime
{
    private readonly StripeConnector _stripe = new();
    private StripeStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await StripeStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Updates_OfADebitThatComesBackLater_AreSettledThenReturnedAndTheStatusAgrees()
    {
        await _stripe.Collect(_vendor.Connection(), StripePaymentTests.Call("U-1"), default);
        Later();
        _vendor.Happen("pi_1", "succeeded");
        Later();
        _vendor.Dispute("pi_1", "debit_not_authorized");
        var (updates, _) = await Updates(null);
        updates.Select(u => (u.State, u.ExternalId)).ShouldBe([(PaymentState.Pending, "pi_1"), (PaymentState.Settled, "pi_1"), (PaymentState.Returned, "pi_1")]);
        (updates[1].Key, updates[1].Amount, updates[2].StopAccount).ShouldBe(("U-1", new Amount(250_000m, "USD"), true));
        var status = await _stripe.GetStatus(_vendor.Connection(), new("U-1", "pi_1"), default);
        (status!.EventId, status.State).ShouldBe((updates[2].EventId, PaymentState.Returned));
    }

    [Fact]
    public async Task Updates_OfADebitThatFails_SayWhetherToTryAgain()
    {
        await _stripe.Collect(_vendor.Connection(), StripePaymentTests.Call("U-2"), default);
        _vendor.Happen("pi_1", "requires_payment_method", "insufficient_funds");
        var failed = (await Updates(null)).Updates[^1];
        (failed.State, failed.Code, failed.MayRetry, failed.StopAccount).ShouldBe((PaymentState.Failed, "insufficient_funds", true, false));
    }

    [Fact]
    public async Task Updates_OfPaymentsOut_AreReadFromThePaymentsThemselves()
    {
        await _stripe.Pay(_vendor.Connection(), StripePaymentTests.Distribution("U-3"), default);
        _vendor.HappenV2("obp_1", "posted");
        Later();
        _vendor.HappenV2("obp_1", "returned");
        var update = (await Updates(null)).Updates.ShouldHaveSingleItem();
        (update.Key, update.State, update.Code).ShouldBe(("U-3", PaymentState.Returned, "payout_method_closed"));
    }

    [Fact]
    public async Task Updates_OfManyPaymentsOut_ComeInPagesThatAreSoonRead()
    {
        for (var i = 1; i <= 60; i++)
        {
            await _stripe.Pay(_vendor.Connection(), StripePaymentTests.Distribution($"M-{i}"), default);
            _vendor.HappenV2($"obp_{i}", "posted");
        }
        var pages = new List<Page<PaymentUpdate>>();
        await foreach (var page in _stripe.StreamUpdates(_vendor.Connection(), null, default)) pages.Add(page);
        pages.SelectMany(p => p.Items).Select(u => u.Key).Distinct().Count().ShouldBe(60);
        pages.ShouldAllBe(p => p.Items.Count <= 25);
    }

    [Fact]
    public async Task Updates_ReadAgainFromTheirCursor_OverlapButNeverChangeTheirIds()
    {
        await _stripe.Collect(_vendor.Connection(), StripePaymentTests.Call("U-4"), default);
        Later();
        _vendor.Happen("pi_1", "succeeded");
        var (first, cursor) = await Updates(null);
        var (again, _) = await Updates(cursor);
        again.Select(u => u.EventId).ShouldBeSubsetOf(first.Select(u => u.EventId));
        again[^1].ShouldBe(first[^1]);
        (await Updates("99999999999")).Updates.ShouldBeEmpty();
        (await Should.ThrowAsync<ConnectorException>(() => Updates("x"))).Class.ShouldBe(ErrorClass.Validation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(10_000)]
    public async Task Transactions_OfAnyNumber_ComeOnceFromTheOldestOnAndGoOnFromEachCursor(int count)
    {
        for (var i = 0; i < count; i++) _vendor.Book(100 + i, 0, secondsAgo: (count - i) * 600);
        var pages = await Pages(null);
        pages.SelectMany(p => p.Items).Select(l => l.Id).ShouldBe(Enumerable.Range(1, count).Select(i => $"txn_{i}"));
        pages.ShouldAllBe(p => p.Items.Count <= 100 && p.Cursor.Length > 0);
        (await Pages(pages[^1].Cursor)).Sum(p => p.Items.Count).ShouldBe(Math.Min(count, 1));
        // Stopped after any page and gone on from its cursor, nothing is missing.
        foreach (var stop in count > 1_000 ? [pages.Count * 3 / 4] : Enumerable.Range(0, pages.Count))
        {
            var rest = (await Pages(pages[stop].Cursor)).SelectMany(p => p.Items);
            pages.Take(stop + 1).SelectMany(p => p.Items).Concat(rest).Select(l => l.Id).Distinct().Count().ShouldBe(count);
        }
    }

    [Fact]
    public async Task Transactions_ManyInOneSecond_AreReadWholeAllTheSame()
    {
        for (var i = 0; i < 1_500; i++) _vendor.Book(1, 0, secondsAgo: 90_000);
        (await Pages(null)).Sum(p => p.Items.Count).ShouldBe(1_500);
    }

    [Fact]
    public async Task Transactions_ThatShowAfterTheirTime_AreNotMissed()
    {
        var (_, cursors) = await Lines(null);
        _vendor.Book(100, 0, secondsAgo: 3_600);
        (await Lines(cursors[^1])).Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Transactions_WithTheirFees_AddUpToTheBalanceInEachCurrencysOwnUnits()
    {
        _vendor.Book(25_000_000, 500);
        _vendor.Book(-99_999_999_999_999, 0);
        _vendor.Book(5, 1, "jpy");
        _vendor.Book(1_234, 0, "kwd");
        // Stripe writes Icelandic and Ugandan money with two places, whatever ISO 4217 says.
        _vendor.Book(10_000, 0, "isk");
        var lines = (await Lines(null)).Lines;
        lines.Select(l => l.Amount.ToString()).ShouldBe(["250000 USD", "-5 USD", "-999999999999.99 USD", "5 JPY", "-1 JPY", "1.234 KWD", "100 ISK"]);
        lines.Select(l => l.Id).ShouldBeUnique();
        foreach (var account in await _stripe.ListAccounts(_vendor.Connection(), default))
            lines.Where(l => l.AccountId == account.Id).Sum(l => l.Amount.Value).ShouldBe(account.Balance!.Value);
    }

    private void Later() => _vendor.Clock.Advance(TimeSpan.FromMinutes(20));

    private async Task<(List<PaymentUpdate> Updates, string Cursor)> Updates(string? cursor)
    {
        var updates = new List<PaymentUpdate>();
        await foreach (var page in _stripe.StreamUpdates(_vendor.Connection(), cursor, default))
        {
            updates.AddRange(page.Items);
            cursor = page.Cursor;
        }
        return (updates, cursor!);
    }

    private async Task<List<Page<BankTransaction>>> Pages(string? cursor)
    {
        var pages = new List<Page<BankTransaction>>();
        await foreach (var page in _stripe.StreamTransactions(_vendor.Connection(), cursor, default)) pages.Add(page);
        return pages;
    }

    private async Task<(List<BankTransaction> Lines, List<string> Cursors)> Lines(string? cursor)
    {
        var (lines, cursors) = (new List<BankTransaction>(), new List<string>());
        await foreach (var page in _stripe.StreamTransactions(_vendor.Connection(), cursor, default))
        {
            lines.AddRange(page.Items);
            cursors.Add(page.Cursor);
        }
        return (lines, cursors);
    }
}
