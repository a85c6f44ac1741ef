using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Data;
using StratCap.Reporting.Custom;
using StratCap.Reporting.Custom.Schedules;
using StratCap.Reporting.Dashboards;
using StratCap.Reporting.Documents.Pdf;
using StratCap.Reporting.FairValues;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Ilpa;
using StratCap.Reporting.Notices;
using StratCap.Reporting.Performance;
using StratCap.Reporting.Periods;
using StratCap.Reporting.Portal;
using StratCap.Reporting.Publishing;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting;

/// <summary>The door of the module: notices, statements and performance, made from the book, and custom reports.</summary>
public static class ReportingModule
{
    /// <summary>With this the program marks one PDF, and ends.</summary>
    public const string MarkPdfVerb = "mark-pdf";

    /// <summary>Reads the lines of a mark and a PDF, and writes the marked PDF.</summary>
    /// <returns>0, or 1 where it cannot be marked.</returns>
    public static int MarkPdf(Stream input, Stream output) => PdfMarker.Run(input, output);

    internal const string Name = "reporting";

    /// <summary>Adds the module's services; sections <c>Publishing</c> and <c>CustomReports</c> of the configuration hold pace and limits.</summary>
    public static IServiceCollection AddReportingModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Books>();
        services.AddSingleton<Exchange>();
        services.AddSingleton<FundMeasures>();
        services.AddSingleton<NoticeMaker>();
        services.AddSingleton<IPdfMarks, PdfMarks>();
        services.AddSingleton<INotices>(provider => provider.GetRequiredService<NoticeMaker>());
        services.AddSingleton<IPeriodChecks, ReportChecks>();
        services.AddModuleStore<ReportingDbContext>(Name);
        services.AddSingleton(configuration.GetSection("Publishing").Get<PublishingOptions>() ?? new PublishingOptions());
        services.AddSingleton(Options(configuration));
        services.AddSingleton<ConvertedRows>();
        services.AddSingleton<CustomReports>();
        services.AddSingleton<ReportFiles>();
        services.AddSingleton<ReportMaker>();
        services.AddSingleton<PublishedQuestions>();
        services.AddSingleton<IPublications>(provider => provider.GetRequiredService<PublishedQuestions>());
        services.AddSingleton<PackageZip>();
        services.AddSingleton<PublicationProgress>();
        services.AddSingleton<PublicationNews>();
        services.AddSingleton<PublicationWork>();
        services.AddSingleton<PublicationLeases>();
        services.AddSingleton<ReportRunLeases>();
        services.AddSingleton<ReportRunWork>();
        services.AddSingleton<ScheduleLook>();
        services.AddSingleton<IJobCounts, ReportingJobs>();
        return services;
    }

    /// <summary>Adds the workers that publish and make scheduled reports, and the job that looks for reports that are due, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddReportingWorker(this IServiceCollection services, IConfiguration configuration) => services
        .AddHostedService<PublicationRunner>()
        .AddHostedService<ReportRunRunner>()
        .AddQuartz(q => q.ScheduleJob<AskForReports>(t => t
            .WithIdentity("reporting.ask_for_reports").StartNow().WithSimpleSchedule(TimeSpan.FromSeconds(Math.Max(1, Options(configuration).ScheduleSeconds)))));

    private static CustomReportOptions Options(IConfiguration configuration) => configuration.GetSection("CustomReports").Get<CustomReportOptions>() ?? new CustomReportOptions();

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
        ReadPeriodDifference.Map(reports);
        var dashboards = api.MapGroup("/dashboards").WithTags("Dashboards");
        ReadMetrics.Map(dashboards);
        ReadBridge.Map(dashboards);
        ReadPacing.Map(dashboards);
        StartPublication.Map(reports);
        ReadPublications.Map(reports);
        ReadPublished.Map(reports);
        CompareReports.Map(reports);
        DownloadPackages.Map(reports);
        RunReport.Map(reports);
        SaveReport.Map(reports);
        ReadSaved.Map(reports);
        SetSchedule.Map(reports);
        ReadSchedules.Map(reports);
        var portal = api.MapGroup("/portal/me").WithTags("Portal");
        ReadOwnStatements.Map(portal);
        ReadOwnNotices.Map(portal);
        ReadOwnPublished.Map(portal);
    }
}
