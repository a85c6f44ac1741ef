using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

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
        await Answered(firm);
        await Ties(firm, life);
    }

    [Fact]
    public async Task ACallIsCollectedByDebits_AndOneThatComesBackReopensItsProcess()
    {
        var firm = await _house.Provision("Money Collected");
        var (life, bank) = (await FundLife.Closed(firm), MoneyHouse.BankOf(_house));
        await MoneyHouse.Accounts(firm, life);
        await life.Issue();
        await MoneyHouse.Mandates(firm, life);
        var paid = (await life.Due())[1];
        var run = (await firm.Accountant.Post("/api/v1/payments/collections", new { fundId = life.Id, callId = life.Call, connectionId = RecordingBank.RailOf(firm.Id), executeOn = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(1)) })).Ok()["data"]!.Text("runId");
        (await firm.Accountant.Post(life.Api($"/capital-calls/{life.Call}/receipts"), new { receipts = new[] { new { investorId = paid.Investor, amount = paid.Due, receivedOn = "2024-06-20" } } })).Ok();
        await firm.Cfo.Until($"/api/v1/payments/runs/{run}/payments", r => r.Rows().Exists(p => p.Text("state") == "Cancelled"));

        (await firm.Cfo.Post($"/api/v1/payments/runs/{run}/release")).Ok();
        await firm.Accountant.Until($"/api/v1/payments/runs/{run}", r => r["data"]!.Text("state") == "Sent");
        var debits = (await firm.Accountant.All($"/api/v1/payments/runs/{run}/payments")).FindAll(p => p.Text("state") != "Cancelled");
        foreach (var debit in debits) bank.Tell(Update(debit.Text("paymentKey"), PaymentState.Settled), firm.Id);

        await Process(firm, life.Workflow, "Completed");
        (await life.Due()).ShouldAllBe(d => d.Due == 0);
        bank.Moved.Count.ShouldBe(debits.Count);
        bank.Tell(Update(debits[0].Text("paymentKey"), PaymentState.Returned), firm.Id);
        await Process(firm, life.Workflow, "AwaitingReceipts");
        (await life.Due()).Where(d => d.Due > 0).Select(d => d.Investor).ShouldBe([debits[0].Text("investorId")]);
        await Ties(firm, life);
    }

    [Fact]
    public async Task AReceiptThatLaterFactsDependOn_IsNotTakenBack_AndThatIsTold()
    {
        var firm = await _house.Provision("Money Stays");
        var life = await FundLife.Closed(firm);
        await MoneyHouse.Accounts(firm, life);
        await life.Issue();
        var (_, owed) = (await life.Due()).Single(d => d.Investor == life.Investors[1]);
        var name = (await firm.Accountant.All(life.Api("/investors"))).Single(i => i.Text("investorId") == life.Investors[1]).Text("name");
        (await firm.Accountant.Post($"/api/v1/payments/funds/{life.Id}/statements", new
        {
            connectionId = RecordingBank.FilesOf(firm.Id),
            fileName = "S1.xml",
            content = ReconciliationTests.Statement([ReconciliationTests.Line("L1", owed, $"Call 1 {name}") with { ValueOn = new DateOnly(2024, 6, 20) }]),
        })).Ok();
        await Answered(firm);
        var to = (await firm.Accountant.Post(life.Api("/investors"), new { name = $"Transferee {life.Id}", kind = "LimitedPartner", admittedOn = "2024-06-25" })).Ok()["data"]!.Text("investorId");
        (await firm.Accountant.Post(life.Api("/transfers"), new { fromInvestorId = life.Investors[1], toInvestorId = to, date = "2024-06-30", fraction = 1m, consent = "Consent letter" })).Ok();
        var (line, match) = ((await firm.Accountant.All($"/api/v1/payments/funds/{life.Id}/bank-lines")).ShouldHaveSingleItem().Text("lineId"), await _house.Scalar<Guid>("select id from payments.line_matches where tenant_id = $1", firm.Id));

        (await firm.Accountant.Post($"/api/v1/payments/bank-lines/{line}/matches/{match}/undo", new { reason = "Wrong investor" })).Ok();

        var kept = await firm.Accountant.Until($"/api/v1/payments/bank-lines/{line}", l => l["data"]!["matches"]![0]!.Text("state") == "Standing");
        kept["data"]!["line"]!.Text("state").ShouldBe("Matched");
        (await _house.Scalar<string>("select why from payments.audit where tenant_id = $1 and action = 'payments.line.keep'", firm.Id)).ShouldContain("depends on it");
        (await life.Book()).ShouldNotContain(f => f.Text("kind") == "fact_reversed");
        await Ties(firm, life);
    }

    [Fact]
    public async Task APaymentOfADistributionThatWasReversed_IsToldToPeople_AlsoWhenItComesBack()
    {
        var firm = await _house.Provision("Money Gone");
        var (life, bank) = (await FundLife.Sold(firm), MoneyHouse.BankOf(_house));
        await MoneyHouse.Accounts(firm, life);
        var (instructions, _, _) = await MoneyHouse.Distribute(firm, life);
        var run = await MoneyHouse.Run(firm, life, RecordingBank.RailOf(firm.Id), instructions, "Sent");
        var declared = (await life.Book()).Single(f => f.Text("kind") == "distribution_declared").Text("factId");
        (await firm.Accountant.Post(life.Api($"/book/{declared}/reverse"), new { reason = "Declared in error" })).Ok();
        var key = (await firm.Accountant.All($"/api/v1/payments/runs/{run}/payments"))[0].Text("paymentKey");

        bank.Tell(Update(key, PaymentState.Settled), firm.Id);

        await Waiting.Until(async () => await _house.Scalar<long>("select count(*) from payments.audit where tenant_id = $1 and action = 'payments.instruction.not_in_book' and why like '%record it. The distribution was reversed.'", firm.Id) == 1, state: async () => string.Join('\n', await firm.Accountant.All($"/api/v1/payments/runs/{run}/payments")));
        var news = (await firm.Accountant.Until("/api/v1/notifications", n => n.Rows().Exists(r => r.Text("kind") == "PaymentAttention" && r["parameters"]!.Text("reason").EndsWith("The distribution was reversed.", StringComparison.Ordinal)))).Rows();
        news.Single(n => n.Text("kind") == "PaymentAttention")["target"]!["id"]!.GetValue<string>().ShouldBe(run);
        (await firm.Viewer.Get("/api/v1/notifications")).Ok().Rows().ShouldNotContain(n => n.Text("kind") == "PaymentAttention");
        bank.Tell(Update(key, PaymentState.Returned), firm.Id);
        await firm.Accountant.Until($"/api/v1/payments/runs/{run}/payments", r => r.Rows()[0].Text("state") == "Returned");
        await Waiting.Until(async () => await _house.Scalar<long>("select count(*) from funds.inbox where tenant_id = $1 and handler = 'WhenPaymentReturned'", firm.Id) == 1);
        await Ties(firm, life);
    }

    [Fact]
    public async Task ARunThatWaits_IsToldToWhoMayReleaseIt_AndNoLongerWhenItIsTakenBack()
    {
        var firm = await _house.Provision("Money Waits");
        var life = await FundLife.Sold(firm);
        await MoneyHouse.Accounts(firm, life);
        var (instructions, _, _) = await MoneyHouse.Distribute(firm, life);

        var run = await MoneyHouse.Prepare(firm, life, RecordingBank.RailOf(firm.Id), instructions);

        const string Unread = "/api/v1/notifications?unread=true";
        static bool Waits(JsonNode row) => row.Text("kind") == "PaymentRunWaiting";
        var told = (await firm.Cfo.Until(Unread, n => n.Rows().Exists(Waits))).Rows().Single(Waits);
        told["target"]!.Text("id").ShouldBe(run);
        told["parameters"]!.Text("count").ShouldBe(instructions.Count.ToString(CultureInfo.InvariantCulture));
        (await firm.Accountant.Get("/api/v1/notifications")).Ok().Rows().Exists(Waits).ShouldBeFalse("who prepared it may not release it");
        (await firm.Accountant.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Another day" })).Ok();
        await firm.Cfo.Until(Unread, n => !n.Rows().Exists(Waits));
    }

    /// <summary>Funds has answered for each match, and that is taken in.</summary>
    private Task Answered(Firm firm) => Waiting.Until(async () => await _house.Scalar<long>("select count(*) from payments.line_matches where tenant_id = $1 and state = 'Told'", firm.Id) == 0);

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
