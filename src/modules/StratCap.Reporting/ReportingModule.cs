using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Reporting;
using StratCap.Reporting.Dashboards;
using StratCap.Reporting.FairValues;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Ilpa;
using StratCap.Reporting.Notices;
using StratCap.Reporting.Performance;
using StratCap.Reporting.Portal;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting;

/// <summary>The door of the module: notices, statements and performance, made from the book.</summary>
public static class ReportingModule
{
    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddReportingModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Books>();
        services.AddSingleton<Exchange>();
        services.AddSingleton<FundMeasures>();
        services.AddSingleton<INotices, NoticeMaker>();
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapReporting(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reporting");
        ReadInvestorStatement.Map(reports);
        ReadCapitalAccount.Map(reports);
        ReadReportingTemplate.Map(reports);
        CheckReportingTemplate.Map(reports);
        ReadPerformance.Map(reports);
        ReadNotices.Map(reports);
        ReadFundStatements.Map(reports);
        ReadFairValues.Map(reports);
        ReadMetrics.Map(api);
        var portal = api.MapGroup("/portal/me").WithTags("Portal");
        ReadOwnStatements.Map(portal);
        ReadOwnNotices.Map(portal);
    }
}
