using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Calculations.Runs;
using StratCap.Calculations.Verification;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;

namespace StratCap.Calculations;

/// <summary>The door of the module: calculations by fund or by a book in the body, kept with their inputs, never posted.</summary>
public static class CalculationsModule
{
    internal const string Name = "calculations";

    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddCalculationsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleStore<CalculationsDbContext>(Name);
        services.AddSingleton(configuration.GetSection("Calculations").Get<CalculationsOptions>() ?? new CalculationsOptions());
        services.AddScoped<Calculation>();
        services.AddSingleton<CalculationLeases>();
        services.AddSingleton<IJobCounts>(provider => provider.GetRequiredService<CalculationLeases>());
        services.AddSingleton<CalculationWork>();
        return services;
    }

    /// <summary>Adds the worker that does long runs, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddCalculationsWorker(this IServiceCollection services) => services.AddHostedService<CalculationRunner>();

    /// <summary>Maps the module's routes.</summary>
    public static void MapCalculations(this IEndpointRouteBuilder api)
    {
        var calculations = api.MapGroup("/calculations").WithTags("Calculations");
        RunWaterfall.Map(calculations);
        RunDistribution.Map(calculations);
        RunCapitalCall.Map(calculations);
        RunFees.Map(calculations);
        RunPerformance.Map(calculations);
        RunClawback.Map(calculations);
        RunAmendment.Map(calculations);
        ReadRuns.Map(calculations);
        CancelRun.Map(calculations);
        MakeVerificationPack.Map(calculations);
        ReadOwnPack.Map(api.MapGroup("/portal/me").WithTags("Portal"));
    }
}
