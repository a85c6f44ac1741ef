using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Handlers;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Accounting.Reports;
using StratCap.Accounting.Sync;
using StratCap.Accounting.Verification;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Data;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Messaging;

namespace StratCap.Accounting;

/// <summary>The door of Accounting: the ledger that follows from the funds' books, and its sync with the firm's general ledgers.</summary>
public static class AccountingModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddAccountingModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleStore<AccountingDbContext>(AccountingDbContext.Module)
            .AddSingleton(PostingVersions.All)
            .AddScoped<Poster>()
            .AddScoped<ChartChanges>()
            .AddSingleton<IFundLedgers, LedgerQuestions>()
            .AddSingleton<IVerifier, LedgerVerifier>()
            .AddSingleton<IPeriodChecks, LedgerChecks>()
            .AddSingleton<IDataset, LedgerLinesDataset>()
            .AddEventHandler<FactsAppended, WhenFactsAppended, AccountingDbContext>(AccountingDbContext.Module)
            .AddEventHandler<ConnectorEvent, WhenConnectorTells, AccountingDbContext>(AccountingDbContext.Module);
        AddSync(services, Options(configuration));
        return services;
    }

    /// <summary>Adds the worker that syncs with general ledgers and schedules the job that looks for links that are due, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddAccountingWorker(this IServiceCollection services, IConfiguration configuration) => services
        .AddHostedService<SyncRunner>()
        .AddQuartz(q => q.ScheduleJob<AskForSyncs>(t => t
            .WithIdentity("accounting.ask_for_syncs").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, Options(configuration).ScheduleSeconds)))));

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapAccounting(this IEndpointRouteBuilder api)
    {
        var accounting = api.MapGroup("/accounting").WithTags("Accounting");
        ReadJournal.Map(accounting);
        ReadTrialBalance.Map(accounting);
        ReadTranslatedBalance.Map(accounting);
        ReadPostingRules.Map(accounting);
        ReadChart.Map(accounting);
        ChangeChart.Map(accounting);
        ChartFile.Map(accounting);
        var sync = accounting.MapGroup("/sync");
        ReadLinks.Map(sync);
        CreateLink.Map(sync);
        ChangeLink.Map(sync);
        MapAccounts.Map(sync);
        PreviewPosting.Map(sync);
        ListTheirAccounts.Map(sync);
        AskForRun.Map(sync);
        ReadSyncRuns.Map(sync);
        CancelSyncRun.Map(sync);
        ListSent.Map(sync);
        SendAgain.Map(sync);
        ReadDrift.Map(sync);
    }

    private static void AddSync(IServiceCollection services, SyncOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SyncLeases>().AddSingleton<IJobCounts>(provider => provider.GetRequiredService<SyncLeases>())
        .AddSingleton<RunSteps>().AddSingleton<SyncWork>().AddSingleton<SyncSchedule>()
        .AddScoped<LedgerDoor>().AddScoped<Puller>().AddScoped<Pusher>().AddScoped<EntryMaker>().AddSingleton<RunAsking>();

    private static SyncOptions Options(IConfiguration configuration) => configuration.GetSection(SyncOptions.Section).Get<SyncOptions>() ?? new SyncOptions();
}
