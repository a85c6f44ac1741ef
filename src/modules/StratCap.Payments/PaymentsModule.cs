using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Storage;
using StratCap.Payments.Accounts;
using StratCap.Payments.BankFiles;
using StratCap.Payments.Collections;
using StratCap.Payments.Feeds;
using StratCap.Payments.Handlers;
using StratCap.Payments.Instructions;
using StratCap.Payments.Links;
using StratCap.Payments.Outside;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;

namespace StratCap.Payments;

/// <summary>The door of Payments: payees and runs for the money that leaves a fund, the account into which its calls are paid, and what the bank tells of both.</summary>
public static class PaymentsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddPaymentsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PaymentsOptions>().Bind(configuration.GetSection(PaymentsOptions.Section))
            .Validate(o => o.AreInRange(), "Payments: a setting is out of its range; see the module's README.").ValidateOnStart();
        services.TryAddSingleton<IConnectors, NoConnectors>();
        services.AddModuleStore<PaymentsDbContext>(PaymentsDbContext.Module)
            .AddSingleton(new BlobFolder("payment-runs", SealedFor: PaymentRun.FilePurpose))
            .AddSingleton<IArrivingRows, ArrivingPayees>()
            .AddSingleton<ReceivingAccounts>()
            .AddSingleton<IReceivingAccounts>(provider => provider.GetRequiredService<ReceivingAccounts>())
            .AddSingleton<SendLeases>()
            .AddSingleton<ReadLeases>()
            .AddSingleton<IJobCounts, PaymentJobs>()
            .AddSingleton<MandateStops>()
            .AddSingleton<DebitChecks>()
            .AddSingleton<PaymentUpdates>()
            .AddSingleton<Reconciler>()
            .AddSingleton<IPeriodChecks, BankChecks>()
            .AddSingleton<SendRun>()
            .AddSingleton<FollowPayments>()
            .AddSingleton<FeedLines>()
            .AddSingleton<ReadBank>()
            .AddSingleton<FetchBankFiles>();
        AddHandlers(services);
        return services;
    }

    /// <summary>Sends released runs and follows their payments, and reads bank feeds, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddPaymentsWorker(this IServiceCollection services, IConfiguration configuration)
    {
        var every = configuration.GetSection(PaymentsOptions.Section).GetValue(nameof(PaymentsOptions.FollowSeconds), new PaymentsOptions().FollowSeconds);
        var fetch = configuration.GetSection(PaymentsOptions.Section).GetValue(nameof(PaymentsOptions.FetchSeconds), new PaymentsOptions().FetchSeconds);
        services.AddHostedService<RunSender>().AddHostedService<BankReader>();
        services.AddQuartz(q => q.ScheduleJob<FetchBankFilesJob>(t => t
            .WithIdentity("payments.fetch").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, fetch)))));
        return services.AddQuartz(q => q.ScheduleJob<FollowPaymentsJob>(t => t
            .WithIdentity("payments.follow").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, every))))
            .ScheduleJob<AskForFeeds>(t => t.WithIdentity("payments.ask_for_feeds").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(30))));
    }

    private static void AddHandlers(IServiceCollection services) => services
        .AddEventHandler<DistributionDeclaredEvent, WhenDistributionDeclared, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<InKindSoldEvent, WhenInKindSold, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<ReceivingAccountChanged, WhenReceivingAccountChanged, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<FactsAppended, WhenFactsReversed, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<FactsAppended, WhenReceiptReversed, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<FactsAppended, WhenDuesFall, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<PayeeAccountChanged, WhenPayeeChanged, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<MandateChanged, WhenMandateChanged, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<PaymentRunMoved, WhenRunMoves, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<BankFeedRead, WhenBankFeedRead, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<ConnectorEvent, WhenConnectorTells, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<PaymentAttentionNeeded, WhenAttentionNeeded, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<BankReceiptAnswered, WhenReceiptAnswered, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<BankReceiptTakeBackAnswered, WhenReceiptTakeBackAnswered, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<PaymentRefusedByBook, WhenBookRefusesPayment, PaymentsDbContext>(PaymentsDbContext.Module);

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");
        ListInstructions.Map(payments);
        ReadInstruction.Map(payments);
        SettleInstruction.Map(payments);
        EnterPayee.Map(payments);
        ReadPayees.Map(payments);
        VerifyPayee.Map(payments);
        DecidePayee.Map(payments);
        BeginLink.Map(payments);
        CompleteLink.Map(payments);
        EndLink.Map(payments);
        EnterLinkedPayee.Map(payments);
        ReadLinks.Map(payments);
        EnterMandate.Map(payments);
        ReadMandates.Map(payments);
        DecideMandate.Map(payments);
        PrepareRun.Map(payments);
        PrepareCollection.Map(payments);
        ReadRuns.Map(payments);
        CheckRun.Map(payments);
        ReleaseRun.Map(payments);
        CancelRun.Map(payments);
        ResumeRun.Map(payments);
        DeliverRun.Map(payments);
        ReadAnswers.Map(payments);
        FetchNow.Map(payments);
        ListBankConnections.Map(payments);
        MatchLine.Map(payments);
        var fund = api.MapGroup("/payments/funds/{fundId:guid}").WithTags("Payments");
        ImportStatements.Map(fund);
        ReadLines.Map(fund, payments);
        ListExpected.Map(fund);
        ReadFeeds.Map(fund);
        LinkFeed.Map(fund);
        UnlinkFeed.Map(fund);
        ReadFeedNow.Map(fund);
        ListCollectable.Map(fund);
        var account = api.MapGroup("/payments/funds/{fundId:guid}/receiving-account").WithTags("Payments");
        ReadAccounts.Map(account);
        EnterAccount.Map(account);
        DecideAccount.Map(account);
        ReadOwnPayment.Map(api.MapGroup("/portal/me").WithTags("Portal"));
    }
}
