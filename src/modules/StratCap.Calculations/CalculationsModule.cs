using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Calculations.Runs;
using StratCap.Calculations.Verification;
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
        services.AddScoped<Calculation>();
        return services;
    }

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
        MakeVerificationPack.Map(calculations);
    }
}
