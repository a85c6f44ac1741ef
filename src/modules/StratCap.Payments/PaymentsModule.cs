using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Payments.Accounts;
using StratCap.Payments.Handlers;
using StratCap.Payments.Instructions;

namespace StratCap.Payments;

/// <summary>The door of Payments: instructions for the money that leaves a fund, and the account into which its calls are paid.</summary>
public static class PaymentsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddPaymentsModule(this IServiceCollection services, IConfiguration configuration) => services
        .AddModuleStore<PaymentsDbContext>(PaymentsDbContext.Module)
        .AddSingleton<ReceivingAccounts>()
        .AddSingleton<IReceivingAccounts>(provider => provider.GetRequiredService<ReceivingAccounts>())
        .AddEventHandler<DistributionDeclaredEvent, WhenDistributionDeclared, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<InKindSoldEvent, WhenInKindSold, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<ReceivingAccountChanged, WhenReceivingAccountChanged, PaymentsDbContext>(PaymentsDbContext.Module)
        .AddEventHandler<FactsAppended, WhenFactsReversed, PaymentsDbContext>(PaymentsDbContext.Module);

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");
        ListInstructions.Map(payments);
        ReadInstruction.Map(payments);
        SettleInstruction.Map(payments);
        var account = api.MapGroup("/payments/funds/{fundId:guid}/receiving-account").WithTags("Payments");
        ReadAccounts.Map(account);
        EnterAccount.Map(account);
        DecideAccount.Map(account);
        ReadOwnPayment.Map(api.MapGroup("/portal/me").WithTags("Portal"));
    }
}
