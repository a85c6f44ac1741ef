using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Payments.Handlers;
using StratCap.Payments.Instructions;

namespace StratCap.Payments;

/// <summary>The door of Payments: instructions for the money that leaves a fund.</summary>
public static class PaymentsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddPaymentsModule(this IServiceCollection services, IConfiguration configuration) => services
        .AddModuleStore<PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<DistributionDeclaredEvent, WhenDistributionDeclared, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<InKindSoldEvent, WhenInKindSold, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<FactsAppended, WhenFactsReversed, PaymentsDbContext>(PaymentsDbContext.Module);

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");
        ListInstructions.Map(payments);
        ReadInstruction.Map(payments);
        SettleInstruction.Map(payments);
    }
}
