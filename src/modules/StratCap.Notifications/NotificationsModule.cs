using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Exports;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Contracts.Notifications;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Reporting;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Notifications.Bounces;
using StratCap.Notifications.Handlers;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Sending;
using StratCap.Notifications.Texts;
using StratCap.Notifications.Webhooks;

namespace StratCap.Notifications;

/// <summary>The door of Notifications: messages to investors, and what users are told.</summary>
public static class NotificationsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddNotificationsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmtpOptions>().Bind(configuration.GetSection(SmtpOptions.Section))
            .Validate(o => o.AreInRange(), "Smtp: From must be one plain address, Port 1 to 65535, seconds 1 to 3600, MaxAttempts 1 to 100.").ValidateOnStart();
        services.AddOptions<BounceOptions>().Bind(configuration.GetSection(BounceOptions.Section))
            .Validate(o => o.AreInRange(), "Mail: BounceAddress is one plain address without a plus sign, with at most 10 characters before the @; BounceSecret has at least 32; set both or none.").ValidateOnStart();
        services.AddOptions<NotificationOptions>().Bind(configuration.GetSection(NotificationOptions.Section))
            .Validate(o => o.AreInRange(), "Notifications: KeepDays is 1 to 3650.").ValidateOnStart();
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section))
            .Validate(o => o.AreInRange(), "Webhooks: TimeoutSeconds is 1 to 60, StopAfterDays 1 to 30, SendEverySeconds 1 to 3600.")
            .Validate<IHostEnvironment>((o, environment) => !o.AllowLoopback || environment.IsDevelopment(), "Webhooks: AllowLoopback is for development alone.").ValidateOnStart();
        services.AddModuleStore<NotificationsDbContext>(NotificationsDbContext.Module)
            .AddScoped<NoticeWriter>().AddScoped<Notifier>().AddScoped<UserMails>().AddScoped<ProcessNews>().AddScoped<PortalNews>().AddScoped<FailureNews>().AddScoped<DecisionNews>().AddScoped<BounceNews>().AddScoped<BounceBook>()
            .AddScoped<WebhookWriter>().AddScoped<WebhookEvents>()
            .AddSingleton<WebhookSecret>().AddSingleton<WebhookClient>().AddSingleton<WebhookSender>().AddSingleton<BounceTokens>().AddSingleton<MailSender>().AddSingleton<NotificationPruning>();
        AddHandlers(services);
        AddWebhookHandlers(services);
        return services;
    }

    private static void AddWebhookHandlers(IServiceCollection services) => services
        .AddEventHandler<CapitalCallIssuedEvent, TellWebhooks<CapitalCallIssuedEvent>, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReceiptsRecordedEvent, TellWebhooks<ReceiptsRecordedEvent>, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<DistributionDeclaredEvent, TellWebhooks<DistributionDeclaredEvent>, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<DistributionPaidEvent, TellWebhooks<DistributionPaidEvent>, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ValuationsRecordedEvent, TellWebhooks<ValuationsRecordedEvent>, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReportsPublished, TellWebhooks<ReportsPublished>, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ImportFinished, TellWebhooks<ImportFinished>, NotificationsDbContext>(NotificationsDbContext.Module);

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
        .AddEventHandler<ReportsPublished, WhenReportsPublished, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReportsPublished, TellOfReports, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ExportFinished, WhenExportFinished, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ImportFinished, WhenImportFinished, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReceivingAccountChanged, WhenReceivingAccountChanged, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<LedgerSyncFailed, WhenLedgerSyncFails, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<PaymentRunMoved, WhenPaymentRunMoves, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<PaymentAttentionNeeded, WhenPaymentNeedsAttention, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReopeningMoved, WhenReopeningMoves, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ManualEntryMoved, WhenManualEntryMoves, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReportReady, WhenReportReady, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<ReportFailed, WhenReportFails, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<BankFeedFailed, WhenBankFeedFails, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<BankFeedRecovered, WhenBankFeedRecovers, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<LedgerSyncRecovered, WhenLedgerSyncRecovers, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<AccountMailWanted, WhenAccountMailWanted, NotificationsDbContext>(NotificationsDbContext.Module)
        .AddEventHandler<UsersTold, WhenUsersTold, NotificationsDbContext>(NotificationsDbContext.Module);

    /// <summary>Schedules the job that sends, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddNotificationsWorker(this IServiceCollection services, IConfiguration configuration)
    {
        var every = configuration.GetSection(SmtpOptions.Section).GetValue(nameof(SmtpOptions.SendEverySeconds), new SmtpOptions().SendEverySeconds);
        var webhooksEvery = configuration.GetSection(WebhookOptions.Section).GetValue(nameof(WebhookOptions.SendEverySeconds), new WebhookOptions().SendEverySeconds);
        return services.AddQuartz(q => q.ScheduleJob<SendMail>(t => t
            .WithIdentity("notifications.send_mail").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, every))))
            .ScheduleJob<SendWebhooks>(t => t.WithIdentity("notifications.send_webhooks").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, webhooksEvery))))
            .ScheduleJob<PruneNotifications>(t => t.WithIdentity("notifications.prune").StartNow().WithSimpleSchedule(TimeSpan.FromHours(6))));
    }

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder api)
    {
        var notifications = api.MapGroup("/notifications").WithTags("Notifications");
        ListMessages.Map(notifications);
        ReadMessage.Map(notifications);
        ResendMessage.Map(notifications);
        LiftSuppression.Map(notifications);
        ReceiveBounce.Map(api);
        ListTemplates.Map(notifications);
        ReadTemplate.Map(notifications);
        ListTemplateVersions.Map(notifications);
        ChangeTemplate.Map(notifications);
        PreviewTemplate.Map(notifications);
        Subscribe.Map(notifications);
        ReadWebhooks.Map(notifications);
        ChangeWebhook.Map(notifications);
        ReplayDeliveries.Map(notifications);
        ListNotifications.Map(notifications);
        CountUnread.Map(notifications);
        MarkRead.Map(notifications);
        ChoosePreferences.Map(notifications);
        ChooseQuietHours.Map(notifications);
    }
}
