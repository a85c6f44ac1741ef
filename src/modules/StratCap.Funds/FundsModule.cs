using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Data;
using StratCap.Funds.Book;

namespace StratCap.Funds;

/// <summary>The door of the module: the fund's book, and everything that is recorded in it.</summary>
public static class FundsModule
{
    internal const string Name = "funds";

    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddFundsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleStore<FundsDbContext>(Name);
        services.AddSingleton<BookCache>();
        services.AddScoped<BookStore>();
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapFunds(this IEndpointRouteBuilder api)
    {
        _ = api.MapGroup("/funds").WithTags("Funds");
    }
}
