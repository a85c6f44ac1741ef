using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Exports;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Contracts.Notifications;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Notifications.Handlers;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Sending;

namespace StratCap.Notifications;

/// <summary>The door of Notifications: messages to investors, and what users are told.</summary>
public static class NotificationsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddNotificationsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmtpOptions>().Bind(configuration.GetSection(SmtpOptions.Section))
            .Validate(o => o.AreInRange(), "Smtp: From must be one plain address, Port 1 to 65535, seconds 1 to 3600, MaxAttempts 1 to 100.").ValidateOnStart();
        services.AddOptions<NotificationOptions>().Bind(configuration.GetSection(NotificationOptions.Section))
            .Validate(o => o.AreInRange(), "Notifications: KeepDays is 1 to 3650.").ValidateOnStart();
        services.AddModuleStore<NotificationsDbContext>(NotificationsDbContext.Module)
            .AddScoped<NoticeWriter>().AddScoped<Notifier>().AddScoped<ProcessNews>().AddScoped<PortalNews>().AddScoped<FailureNews>().AddScoped<DecisionNews>()
            .AddSingleton<MailSender>().AddSingleton<NotificationPruning>();
        AddHandlers(services);
        return services;
    }

    private static void AddHandlers(IServiceCollection services) => services
        .AddEventHandler<CapitalCallIssuedEvent, WhenCapitalCallIssued, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<CapitalCallIssuedEvent, TellOfCall, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<CapitalCallRefused, TellOfRefusedCall, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<DistributionDeclaredEvent, WhenDistributionDeclared, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<DistributionDeclaredEvent, TellOfDistribution, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<DistributionRefused, TellOfRefusedDistribution, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ValuationsRefused, TellOfRefusedValuations, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ProposalSubmitted, TellOfSubmission, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ProposalApproved, TellOfApproval, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ProposalReturned, TellOfReturn, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ExportFinished, WhenExportFinished, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ImportFinished, WhenImportFinished, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReceivingAccountChanged, WhenReceivingAccountChanged, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<LedgerSyncFailed, WhenLedgerSyncFails, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<PaymentRunMoved, WhenPaymentRunMoves, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<PaymentAttentionNeeded, WhenPaymentNeedsAttention, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReopeningMoved, WhenReopeningMoves, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ManualEntryMoved, WhenManualEntryMoves, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<BankFeedFailed, WhenBankFeedFails, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<BankFeedRecovered, WhenBankFeedRecovers, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<LedgerSyncRecovered, WhenLedgerSyncRecovers, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<AccountMailWanted, WhenAccountMailWanted, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<UsersTold, WhenUsersTold, NotificationsDbContext>(NotificationsDbContext.Module);

    /// <summary>Schedules the job that sends, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddNotificationsWorker(this IServiceCollection services, IConfiguration configuration)
    {
        var every = configuration.GetSection(SmtpOptions.Section).GetValue(nameof(SmtpOptions.SendEverySeconds), new SmtpOptions().SendEverySeconds);
        return services.AddQuartz(q => q.ScheduleJob<SendMail>(t => t
            .WithIdentity("notifications.send_mail").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, every))))
            .ScheduleJob<PruneNotifications>(t => t.WithIdentity("notifications.prune").StartNow().WithSimpleSchedule(TimeSpan.FromHours(6))));
    }

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder api)
    {
        var notifications = api.MapGroup("/notifications").WithTags("Notifications");
        ListMessages.Map(notifications);
        ReadMessage.Map(notifications);
        ResendMessage.Map(notifications);
        ListNotifications.Map(notifications);
        CountUnread.Map(notifications);
        MarkRead.Map(notifications);
        ChoosePreferences.Map(notifications);
    }
}
