using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Data;
using StratCap.Reporting.Dashboards;
using StratCap.Reporting.FairValues;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Ilpa;
using StratCap.Reporting.Notices;
using StratCap.Reporting.Performance;
using StratCap.Reporting.Portal;
using StratCap.Reporting.Publishing;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting;

/// <summary>The door of the module: notices, statements and performance, made from the book.</summary>
public static class ReportingModule
{
    internal const string Name = "reporting";

    /// <summary>Adds the module's services; section <c>Publishing</c> of the configuration holds the pace of publications.</summary>
    public static IServiceCollection AddReportingModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Books>();
        services.AddSingleton<Exchange>();
        services.AddSingleton<FundMeasures>();
        services.AddSingleton<NoticeMaker>();
        services.AddSingleton<INotices>(provider => provider.GetRequiredService<NoticeMaker>());
        services.AddSingleton<IPeriodChecks, ReportChecks>();
        services.AddModuleStore<ReportingDbContext>(Name);
        services.AddSingleton(configuration.GetSection("Publishing").Get<PublishingOptions>() ?? new PublishingOptions());
        services.AddSingleton<ReportMaker>();
        services.AddSingleton<PublishedQuestions>();
        services.AddSingleton<PackageZip>();
        services.AddSingleton<PublicationProgress>();
        services.AddSingleton<PublicationNews>();
        services.AddSingleton<PublicationWork>();
        services.AddSingleton<PublicationLeases>();
        services.AddSingleton<IJobCounts>(provider => provider.GetRequiredService<PublicationLeases>());
        return services;
    }

    /// <summary>Adds the worker that publishes, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddReportingWorker(this IServiceCollection services) => services.AddHostedService<PublicationRunner>();

    /// <summary>Maps the module's routes.</summary>
    public static void MapReporting(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reporting");
        ReadInvestorStatement.Map(reports);
        ReadCapitalAccount.Map(reports);
        ReadReportingTemplate.Map(reports);
        CheckReportingTemplate.Map(reports);
        ReadPerformanceTemplate.Map(reports);
        ReadPerformance.Map(reports);
        ReadNotices.Map(reports);
        ReadFundStatements.Map(reports);
        ReadFairValues.Map(reports);
        var dashboards = api.MapGroup("/dashboards").WithTags("Dashboards");
        ReadMetrics.Map(dashboards);
        ReadBridge.Map(dashboards);
        ReadPacing.Map(dashboards);
        StartPublication.Map(reports);
        ReadPublications.Map(reports);
        ReadPublished.Map(reports);
        CompareReports.Map(reports);
        DownloadPackages.Map(reports);
        var portal = api.MapGroup("/portal/me").WithTags("Portal");
        ReadOwnStatements.Map(portal);
        ReadOwnNotices.Map(portal);
        ReadOwnPublished.Map(portal);
    }
}
