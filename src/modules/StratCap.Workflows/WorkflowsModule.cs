using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Workflows.Approvals;
using StratCap.Workflows.Deadlines;
using StratCap.Workflows.Handlers;
using StratCap.Workflows.Processes;
using StratCap.Workflows.Reading;

namespace StratCap.Workflows;

/// <summary>The door of Workflows: processes of capital calls, distributions and valuation rounds.</summary>
public static class WorkflowsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddWorkflowsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkflowsOptions>().Bind(configuration.GetSection(WorkflowsOptions.Section))
            .Validate(o => o.AreInRange(), "Workflows: days are 0 to 365 (1 for approval), minutes 1 to 1440, seconds 1 to 3600.").ValidateOnStart();
        services.AddModuleStore<WorkflowsDbContext>(WorkflowsDbContext.Module);
        services.AddSingleton<WorkflowMover>();
        services.AddSingleton<DeadlineSweep>();
        services.AddScoped<SubmitProposal>();
        services.AddSingleton<IProcesses, ProcessQuestions>();
        AddHandlers(services);
        return services;
    }

    /// <summary>Schedules the job that looks for passed deadlines, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddWorkflowsWorker(this IServiceCollection services, IConfiguration configuration)
    {
        var every = configuration.GetSection(WorkflowsOptions.Section).GetValue(nameof(WorkflowsOptions.SweepSeconds), new WorkflowsOptions().SweepSeconds);
        return services.AddQuartz(q => q.ScheduleJob<SweepDeadlines>(t => t
            .WithIdentity("workflows.sweep_deadlines").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, every)))));
    }

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapWorkflows(this IEndpointRouteBuilder api)
    {
        var workflows = api.MapGroup("/workflows").WithTags("Workflows");
        SubmitCapitalCall.Map(workflows);
        SubmitDistribution.Map(workflows);
        SubmitValuationRound.Map(workflows);
        DecideProposal.Map(workflows);
        WithdrawProposal.Map(workflows);
        ReadStatus.Map(workflows);
        ListWorkflows.Map(workflows);
    }

    private static void AddHandlers(IServiceCollection services) => services
        .AddEventHandler<CapitalCallIssuedEvent, WhenCapitalCallIssued, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<CapitalCallRefused, WhenCapitalCallRefused, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<ReceiptsRecordedEvent, WhenReceiptsRecorded, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<DistributionDeclaredEvent, WhenDistributionDeclared, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<DistributionRefused, WhenDistributionRefused, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<PaymentInstructionsPrepared, WhenInstructionsPrepared, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<ValuationsRecordedEvent, WhenValuationsRecorded, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<ValuationsRefused, WhenValuationsRefused, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<DistributionPaidEvent, WhenDistributionPaid, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<FactsAppended, WhenFactsReversed, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<WorkflowMoved, WhenWorkflowMoved, WorkflowsDbContext>(WorkflowsDbContext.Module)
        .AddEventHandler<WorkflowOverdue, WhenWorkflowOverdue, WorkflowsDbContext>(WorkflowsDbContext.Module);
}
