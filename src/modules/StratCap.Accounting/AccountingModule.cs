using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Handlers;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Accounting.Verification;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;

namespace StratCap.Accounting;

/// <summary>The door of Accounting: the ledger that follows from the funds' books.</summary>
public static class AccountingModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddAccountingModule(this IServiceCollection services, IConfiguration configuration) => services
        .AddModuleStore<AccountingDbContext>(AccountingDbContext.Module)
        .AddScoped<Poster>()
        .AddSingleton<IVerifier, LedgerVerifier>()
        .AddEventHandler<FactsAppended, WhenFactsAppended, AccountingDbContext>(AccountingDbContext.Module);

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapAccounting(this IEndpointRouteBuilder api)
    {
        var accounting = api.MapGroup("/accounting").WithTags("Accounting");
        ReadJournal.Map(accounting);
        ReadTrialBalance.Map(accounting);
    }
}
