using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>Money through the whole house: what the bank tells stands in the fund's book, and what it takes back stands there no more.</summary>
public sealed class MoneyInTheHouseTests : IAsyncLifetime
{
    private readonly House _house = new(null, MoneyHouse.Settings, MoneyHouse.Bank);

    public ValueTask InitializeAsync() => _house.InitializeAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task ADistribution_IsPaidByARun_AndAReturnedPaymentReopensItsProcess_UntilItIsPaidAnew()
    {
        var firm = await _house.Provision("Money Goes");
        var (life, bank) = (await FundLife.Sold(firm), MoneyHouse.BankOf(_house));
        await MoneyHouse.Accounts(firm, life);
        var (instructions, workflow, distribution) = await MoneyHouse.Distribute(firm, life);

        var run = await MoneyHouse.Run(firm, life, RecordingBank.RailOf(firm.Id), instructions, "Sent");
        foreach (var payment in await firm.Accountant.All($"/api/v1/payments/runs/{run}/payments")) bank.Tell(Update(payment.Text("paymentKey"), PaymentState.Settled), firm.Id);
        await Process(firm, workflow, "Completed");
        var first = (await firm.Accountant.All($"/api/v1/payments/runs/{run}/payments"))[0];
        bank.Tell(Update(first.Text("paymentKey"), PaymentState.Returned), firm.Id);
        await Process(firm, workflow, "AwaitingPayments");
        (await life.Book()).Count(f => f.Text("kind") == "fact_reversed").ShouldBe(1);

        var open = (await firm.Accountant.All($"/api/v1/payments/instructions?distributionId={distribution}&state=Prepared")).ShouldHaveSingleItem();
        var again = await MoneyHouse.Run(firm, life, RecordingBank.RailOf(firm.Id), [open], "Sent");
        bank.Tell(Update((await firm.Accountant.All($"/api/v1/payments/runs/{again}/payments"))[0].Text("paymentKey"), PaymentState.Settled), firm.Id);
        await Process(firm, workflow, "Completed");
        bank.Moved.Count.ShouldBe(instructions.Count + 1);
        await Ties(firm, life);
    }

    [Fact]
    public async Task ACallIsPaidByTheBanksLines_AndWhatTheBankTakesBackIsOwedAgain()
    {
        var firm = await _house.Provision("Money Comes");
        var life = await FundLife.Closed(firm);
        await MoneyHouse.Accounts(firm, life);
        await life.Issue();
        var names = (await firm.Accountant.All(life.Api("/investors"))).ToDictionary(i => i.Text("investorId"), i => i.Text("name"));
        var due = await life.Due();
        var lines = due.Select((d, n) => ReconciliationTests.Line("L" + n, d.Due, $"Call 1 {names[d.Investor]}") with { BankReference = "BR-" + n, ValueOn = new DateOnly(2024, 6, 20) }).ToArray();
        async Task<int> Import(PluginSdk.Banks.BankTransaction[] transactions, string id) => (await firm.Accountant.Post($"/api/v1/payments/funds/{life.Id}/statements", new
        {
            connectionId = RecordingBank.FilesOf(firm.Id),
            fileName = id + ".xml",
            content = ReconciliationTests.Statement(transactions, id),
        })).Ok()["data"]!["booked"]!.GetValue<int>();

        (await Import(lines, "S1")).ShouldBe(due.Count);

        await Process(firm, life.Workflow, "Completed");
        (await life.Due()).ShouldAllBe(d => d.Due == 0);
        (await Import([lines[1] with { Id = "R1", Amount = new(-due[1].Due, "USD"), IsReversal = true }], "S2")).ShouldBe(1);
        await Process(firm, life.Workflow, "AwaitingReceipts");
        (await life.Due()).Where(d => d.Due > 0).ShouldBe([due[1]]);
        await firm.Accountant.Until($"/api/v1/payments/funds/{life.Id}/bank-lines", r => r.Rows().All(l => l.Text("state") == "Matched"));
        (await _house.Scalar<long>("select count(*) from payments.line_matches where tenant_id = $1 and state = 'Told'", firm.Id)).ShouldBe(0);
        await Ties(firm, life);
    }

    private static Task Process(Firm firm, string workflow, string state) => firm.Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == state, seconds: 120);

    private static PaymentUpdate Update(string key, PaymentState state) => new($"{state}-{key}", key, "B-" + key, state, state == PaymentState.Returned ? "AC04" : null, null, DateOnly.FromDateTime(DateTime.UtcNow), null);

    private async Task Ties(Firm firm, FundLife life)
    {
        await FundLife.LedgerCaughtUp(firm, life.Id);
        using var scope = _house.Services.GetRequiredService<CurrentTenant>().Use(firm.Id);
        var defects = new List<string>();
        foreach (var verifier in _house.Services.GetServices<IVerifier>()) await verifier.Verify(defects, TestContext.Current.CancellationToken);
        defects.ShouldBeEmpty();
    }
}
