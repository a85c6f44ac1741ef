using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Payments;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Payments;

/// <summary>A declared distribution of a fund with a bank account, a bank that remembers, and senders that the test runs itself.</summary>
internal sealed class MoneyStage : IAsyncDisposable
{
    public const string Iban = "DE89370400440532013000";
    public const string Other = "GB29NWBK60161331926819";
    public const string OwnIban = "FR1420041010050500013M02606";

    private MoneyStage(ProcessStage stage) => Stage = stage;

    public ProcessStage Stage { get; }
    public RecordingBank Bank => (RecordingBank)Stage.Services.GetRequiredService<IConnectors>();
    public PreparedProposal Distribution { get; private set; } = null!;
    public Guid Workflow { get; private set; }
    public Guid Fund => Stage.Others.Fund.Id;
    public Guid Rail => RecordingBank.RailOf(Stage.Tenant);
    public Guid Files => RecordingBank.FilesOf(Stage.Tenant);
    public DateOnly Today => DateOnly.FromDateTime(Stage.Clock.GetUtcNow().UtcDateTime);

    public static async Task<MoneyStage> Open(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null)
    {
        var stage = await ProcessStage.Open(settings, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IConnectors, RecordingBank>());
            change?.Invoke(services);
        });
        return new MoneyStage(stage);
    }

    /// <summary>A fund whose distribution is declared, with payees that may be paid and an account of its own.</summary>
    public static async Task<MoneyStage> Ready(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null, int limitedPartners = 3)
    {
        var money = await Open(settings, change);
        await money.Declare(limitedPartners);
        await money.OwnAccount();
        await money.PayeesStand();
        return money;
    }

    public async Task Declare(int limitedPartners = 3)
    {
        Stage.Others.Fund.Begin(limitedPartners);
        await DeclareOne();
    }

    /// <summary>One more distribution of the fund is declared; its fact.</summary>
    public async Task<RecordedFact> DeclareOne()
    {
        Distribution = Stage.Draft(ProposalKind.Distribution);
        Workflow = await Stage.Approve(Distribution);
        var declared = Stage.Others.Fund.Distribute(Distribution.Id);
        await Stage.Tell(new DistributionDeclaredEvent(Distribution.FundId, Distribution.Id, Workflow, 1, new DateOnly(2026, 3, 10)));
        return declared;
    }

    /// <summary>A fact is reversed in the book, and that is told.</summary>
    public async Task Reverse(RecordedFact fact)
    {
        var reversal = Stage.Others.Fund.Reverse(fact);
        await Stage.Tell(new FactsAppended(Fund, reversal.Sequence, reversal.Sequence));
    }

    /// <summary>The fund's account stands: an IBAN, or one in the United States.</summary>
    public async Task OwnAccount(string? accountNumber = null, string? routingNumber = null)
    {
        var path = $"/api/v1/payments/funds/{Fund}/receiving-account";
        var entered = (await Stage.As(Stage.Maker).Put(path, new { holder = "The Fund", bank = "Harbour Bank", iban = accountNumber is null ? OwnIban : null, accountNumber, routingNumber })).Ok();
        (await Stage.As(Stage.Checker).Post($"{path}/{entered["data"]!["waiting"]!["accountId"]}/decision", new { confirm = true })).Ok();
    }

    /// <summary>Every investor has an account that was confirmed ten days ago.</summary>
    public Task<int> PayeesStand(string? accountNumber = null, string? routingNumber = null) => Stage.In<PaymentsDbContext, int>(db =>
    {
        var seal = Stage.Services.GetRequiredService<Seal>();
        var at = Stage.Clock.GetUtcNow().AddDays(-10);
        foreach (var investor in Stage.Others.Fund.Investors)
        {
            var account = new PayeeAccount
            {
                Id = Guid.CreateVersion7(),
                InvestorId = investor,
                Kind = PaymentKind.Distribution,
                Number = 1,
                Holder = "Investor",
                Bank = "Bank",
                SealedNumbers = new PayeeNumbers(accountNumber is null ? Iban : null, accountNumber).Sealed(seal),
                Mask = "••••3000",
                NumberHash = PayeeNumbers.Hash(accountNumber ?? Iban, seal),
                RoutingNumber = routingNumber,
                EnteredBy = Stage.Maker,
                EnteredByName = "Maker",
                EnteredAt = at,
            };
            db.PayeeAccounts.Add(account);
            db.PayeeSteps.Add(VerifyPayee.Step(account.Id, PayeeStepKind.Verified, "Called back", new Actor(Stage.Maker, "Maker"), at));
            db.PayeeSteps.Add(VerifyPayee.Step(account.Id, PayeeStepKind.Confirmed, null, new Actor(Stage.Checker, "Checker"), at));
        }
        return db.SaveChangesAsync();
    });

    public async Task<string> Prepare(Guid connection, object? more = null)
    {
        var reply = await Stage.As(Stage.Maker).Post("/api/v1/payments/runs", more ?? new { fundId = Fund, connectionId = connection, executeOn = Today, distributionId = Distribution.Id });
        return reply.Ok()["data"]!["runId"]!.GetValue<string>();
    }

    public async Task<string> Released(Guid connection)
    {
        var run = await Prepare(connection);
        (await Stage.As(Stage.Checker).Post($"/api/v1/payments/runs/{run}/release")).Ok();
        return run;
    }

    /// <summary>One taking-up by a sender; false when there is nothing to take up. What the sender throws, this throws: his process is gone then.</summary>
    public async Task<bool> Send()
    {
        if (await Stage.Services.GetRequiredService<SendLeases>().Take(CancellationToken.None) is not { } lease) return false;
        await Stage.Services.GetRequiredService<SendRun>().Run(lease, CancellationToken.None);
        return true;
    }

    /// <summary>The lease of a sender that is gone has run out.</summary>
    public Task<long> LeaseRunsOut() => Stage.Scalar<long>("with out as (update payments.payment_sends set lease_until = now() - interval '1 second' where state = 'Running' returning 1) select count(*) from out");

    public Task<int> Follow() => Stage.Services.GetRequiredService<FollowPayments>().Run(CancellationToken.None);

    public async Task<JsonNode> Run(string run) => (await Stage.As(Stage.Maker).Get($"/api/v1/payments/runs/{run}")).Ok()["data"]!;

    public Task<List<JsonNode>> Payments(string run) => Stage.As(Stage.Maker).All($"/api/v1/payments/runs/{run}/payments?size=500");

    public async Task<List<JsonNode>> Instructions() => await Stage.As(Stage.Viewer).All($"/api/v1/payments/instructions?distributionId={Distribution.Id}&size=500");

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
