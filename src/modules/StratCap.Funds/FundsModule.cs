using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Data;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Messaging;
using StratCap.Funds.Book;
using StratCap.Funds.Borrowing;
using StratCap.Funds.CapitalCalls;
using StratCap.Funds.Carry;
using StratCap.Funds.Charges;
using StratCap.Funds.Closings;
using StratCap.Funds.Commitments;
using StratCap.Funds.Defaults;
using StratCap.Funds.Distributions;
using StratCap.Funds.Entries;
using StratCap.Funds.Fees;
using StratCap.Funds.Funds;
using StratCap.Funds.Investments;
using StratCap.Funds.Investors;
using StratCap.Funds.Periods;
using StratCap.Funds.Portal;
using StratCap.Funds.Portfolio;
using StratCap.Funds.Positions;
using StratCap.Funds.Proposals;
using StratCap.Funds.Rates;
using StratCap.Funds.Reports;
using StratCap.Funds.Returns;
using StratCap.Funds.Valuations;

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
        services.AddScoped<BookVerifier>();
        services.AddScoped<ProposalStore>();
        services.AddSingleton<FundQuestions>();
        services.AddSingleton<IFundBooks>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IInvestorContacts>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IInvestorRegister>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IParticipations>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IFxRates>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IInvestmentProfiles>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IProposals>(p => p.GetRequiredService<FundQuestions>());
        services.AddSingleton<IFundFigures, FundFigureQuestions>();
        services.AddSingleton<IPositionImporter, PositionImporter>();
        services.AddSingleton<IDataset, PositionsDataset>();
        services.AddSingleton<IDataset, CashFlowsDataset>();
        services.AddSingleton<IDataset, InvestmentsDataset>();
        services.AddSingleton<IDataset, ValuationsDataset>();
        services.AddSingleton<IDataset, DisclosuresDataset>();
        services.AddSingleton<IPeriodChecks, FundChecks>();
        services.AddSingleton<PeriodBoard>();
        services.AddSingleton<FundsOperations>();
        services.AddSingleton<IVerifier>(p => p.GetRequiredService<FundsOperations>());
        services.AddSingleton<IRebuilder>(p => p.GetRequiredService<FundsOperations>());
        services.AddEventHandler<FactsAppended, WhenFactsAppended, FundsDbContext>(Name);
        services.AddEventHandler<ManualEntryMoved, TellOfEntry, FundsDbContext>(Name);
        services.AddEventHandler<ReopeningMoved, TellOfReopening, FundsDbContext>(Name);
        services.AddEventHandler<ProposalSubmitted, WhenProposalSubmitted, FundsDbContext>(Name);
        services.AddEventHandler<ProposalApproved, WhenProposalApproved, FundsDbContext>(Name);
        services.AddEventHandler<ProposalReturned, WhenProposalReturned, FundsDbContext>(Name);
        services.AddEventHandler<PaymentSettled, WhenPaymentSettled, FundsDbContext>(Name);
        services.AddEventHandler<PaymentReturned, WhenPaymentReturned, FundsDbContext>(Name);
        services.AddEventHandler<BankReceiptMatched, WhenBankReceiptMatched, FundsDbContext>(Name);
        services.AddEventHandler<BankReceiptTakenBack, WhenBankReceiptTakenBack, FundsDbContext>(Name);
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapFunds(this IEndpointRouteBuilder api)
    {
        var funds = api.MapGroup("/funds").WithTags("Funds");
        CreateFund.Map(funds);
        ListFunds.Map(funds);
        ListTermTemplates.Map(funds);
        GetFund.Map(funds);
        ExplainFigures.Map(funds);
        SetTerms.Map(funds);
        GetTerms.Map(funds);
        AdmitInvestor.Map(funds);
        AdmitInvestors.Map(funds);
        ListInvestors.Map(funds);
        HoldClosing.Map(funds);
        ListClosings.Map(funds);
        TransferInterest.Map(funds);
        DraftCapitalCall.Map(funds);
        ReadCapitalCalls.Map(funds);
        RecordReceipts.Map(funds);
        ReadReceipts.Map(funds);
        GiveDefaultNotice.Map(funds);
        ListDefaults.Map(funds);
        WithdrawCallShare.Map(funds);
        RemedyDefault.Map(funds);
        ListRemedies.Map(funds);
        DraftDistribution.Map(funds);
        ReadDistributions.Map(funds);
        CompareProposals.Map(funds);
        ReadAdvances.Map(funds);
        SellInKind.Map(funds);
        ListInKindSales.Map(funds);
        PayClawback.Map(funds);
        ListClawbacks.Map(funds);
        CallGiveback.Map(funds);
        ReceiveGiveback.Map(funds);
        ReadGivebacks.Map(funds);
        SetCarryPlan.Map(funds);
        ChangeCarryVesting.Map(funds);
        ReadCarry.Map(funds);
        ReadPositions.Map(funds);
        RecordInvestment.Map(funds);
        ReadGains.Map(funds);
        SetProfile.Map(funds);
        ReadProfiles.Map(funds);
        ListPortfolio.Map(funds);
        DraftValuationRound.Map(funds);
        ReadValuationRounds.Map(funds);
        RecordCharges.Map(funds);
        ReduceFee.Map(funds);
        RecogniseOffset.Map(funds);
        ReadFees.Map(funds);
        UseSubscriptionLine.Map(funds);
        ReadSubscriptionLine.Map(funds);
        ReleaseUnfunded.Map(funds);
        ReadRecallables.Map(funds);
        ReadPeriods.Map(funds);
        ClosePeriod.Map(funds);
        ReopenPeriod.Map(funds);
        ReadDifferences.Map(funds);
        PrepareEntry.Map(funds);
        DecideEntry.Map(funds);
        ReadEntries.Map(funds);
        ReadBook.Map(funds);
        ReverseFact.Map(funds);
        var portal = api.MapGroup("/portal/me").WithTags("Portal");
        ReadInterests.Map(portal);
        ReadPortfolio.Map(portal);
        ReadOwnCalls.Map(portal);
        ReadOwnDistributions.Map(portal);
        ReadExposure.Map(api.MapGroup("/dashboards").WithTags("Dashboards"));
        var rates = api.MapGroup("/fx-rates").WithTags("Exchange rates");
        RecordFxRates.Map(rates);
        ReadFxRates.Map(rates);
    }
}
