using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Payments;
using StratCap.Payments.Collections;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>A call of 1,000.01 from each investor, all of whom have agreed to be debited.</summary>
internal static class CollectionStage
{
    public static readonly DateOnly Due = new(2026, 3, 31);

    public static async Task<(MoneyStage Money, Guid Call)> Called(int limitedPartners = 3, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null)
    {
        var (money, call) = (await MoneyStage.Open(settings, change), Guid.CreateVersion7());
        money.Stage.Others.Fund.Begin(limitedPartners);
        money.Stage.Others.Fund.Call(call);
        await money.OwnAccount();
        await money.PayeesStand();
        await money.MandatesStand();
        return (money, call);
    }

    /// <summary>Every investor agreed in January, for all funds.</summary>
    public static Task<int> MandatesStand(this MoneyStage money) => money.Stage.In<PaymentsDbContext, int>(async db =>
    {
        foreach (var account in await db.PayeeAccounts.ToListAsync())
        {
            var mandate = new Mandate
            {
                Id = Guid.CreateVersion7(),
                InvestorId = account.InvestorId,
                Reference = "M-" + money.Stage.Others.Fund.Investors.IndexOf(account.InvestorId),
                SignedOn = new DateOnly(2026, 1, 10),
                Evidence = "Signed with the subscription",
                AccountId = account.Id,
                EnteredBy = money.Stage.Maker,
                EnteredByName = "Maker",
                EnteredAt = money.Stage.Clock.GetUtcNow(),
            };
            mandate.Decide(true, null, new Actor(money.Stage.Checker, "Checker"), money.Stage.Clock.GetUtcNow());
            db.Mandates.Add(mandate);
        }
        return await db.SaveChangesAsync();
    });

    public static Task<Reply> Gather(this MoneyStage money, Guid call, Guid connection, params Guid[] investors) => money.Stage.As(money.Stage.Maker).Post("/api/v1/payments/collections", new
    {
        fundId = money.Fund,
        callId = call,
        connectionId = connection,
        executeOn = Due,
        investorIds = investors.Length == 0 ? null : investors,
    });

    public static async Task<string> Collecting(this MoneyStage money, Guid call, Guid connection, params Guid[] investors)
    {
        var run = (await money.Gather(call, connection, investors)).Ok()["data"]!.Text("runId");
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/release")).Ok();
        return run;
    }

    /// <summary>The investor's own transfer is recorded in the book, and that is told.</summary>
    public static async Task Pays(this MoneyStage money, Guid call, Guid investor, decimal amount, bool told = true)
    {
        var fact = money.Stage.Others.Fund.Receive(call, investor, amount);
        if (told) await money.Stage.Tell(new FactsAppended(money.Fund, fact.Sequence, fact.Sequence));
    }

    /// <summary>Funds takes a receipt of which it was told into the book, and answers.</summary>
    public static async Task Booked(this MoneyStage money, Contracts.Payments.BankReceiptMatched told)
    {
        var fact = money.Stage.Others.Fund.Add(told.ReceivedOn, new ReceiptRecorded(told.ReceiptId, told.CallId, told.InvestorId, [told.Amount], told.Reference));
        await money.Stage.Tell(new FactsAppended(money.Fund, fact.Sequence, fact.Sequence));
        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, told.ReceiptId, true, null));
    }

    /// <summary>Funds reverses a receipt that was taken back, and answers.</summary>
    public static async Task Unbooked(this MoneyStage money, Contracts.Payments.BankReceiptTakenBack told)
    {
        await money.Reverse(money.Stage.Others.Fund.Facts.Single(f => f.Payload is ReceiptRecorded r && r.ReceiptId == told.ReceiptId));
        await money.Stage.Tell(new BankReceiptTakeBackAnswered(money.Fund, told.ReceiptId, true, null));
    }

    public static async Task Hears(this MoneyStage money, JsonNode debit, PaymentState state, string? code = null, bool mayRetry = false, bool stop = false)
    {
        money.Bank.Tell(new($"{debit.Text("paymentKey")}:{state}", debit.Text("paymentKey"), null, state, code, code is null ? null : "The bank says so.", new DateOnly(2026, 3, 31), null, mayRetry, stop));
        await money.Follow();
        await money.Stage.Pump();
    }

    public static Task<List<JsonNode>> Debits(this MoneyStage money, Guid call) => money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/capital-calls/{call}/debits?size=500");
}
