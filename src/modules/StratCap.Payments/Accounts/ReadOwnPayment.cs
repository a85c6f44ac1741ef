using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Accounts;

/// <summary>Where the signed-in investor pays a call, and how he makes sure that it is so.</summary>
internal static class ReadOwnPayment
{
    /// <param name="Account">What stands now; null when the firm entered none.</param>
    /// <param name="DaysStanding">Whole days since it stands.</param>
    /// <param name="NoticeCode">The check code that the call's notice carries; null when the notice names no account.</param>
    /// <param name="ChangedSinceNotice">Whether another account stands than the one in the notice.</param>
    internal sealed record View(Guid CallId, Guid InvestorId, PaymentDetails? Account, int? DaysStanding, string? NoticeCode, bool ChangedSinceNotice);

    internal static void Map(RouteGroupBuilder portal) => portal
        .MapGet("/capital-calls/{callId:guid}/payment", Handle)
        .WithSummary("Where to pay an issued capital call, with the code by which the notice is checked")
        .WithDescription("The account whole, since when it stands, and a code over fund, account, call and investor: it must be the one on the notice.")
        .Needs(Permissions.PortalRead);

    private static async Task<Answer<View>> Handle(
        Guid callId, Guid investorId, [FromServices] IInvestorGrants grants, [FromServices] IParticipations parts, IFundBooks books, IReceivingAccounts accounts, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (!(await grants.Of(actor.Value.Id, ct)).Contains(investorId)
            || await parts.FundOf(ProposalKind.CapitalCall, callId, investorId, ct) is not { } fundId
            || await books.Facts(fundId, ct) is not { } facts
            || facts.LastOrDefault(f => f.Payload is CapitalCallIssued c && c.CallId == callId) is not { Payload: CapitalCallIssued call } fact)
            return Refusal.NotFound("capital call");
        var (asked, own) = ((callId, call.Number), (investorId, FundFacts.Names(facts)[investorId]));
        var now = clock.GetUtcNow();
        var (stands, noticed) = (await accounts.Of(fundId, asked, own, now, ct), await accounts.Of(fundId, asked, own, fact.RecordedAt, ct));
        var days = stands is null ? (int?)null : DateOnly.FromDateTime(now.UtcDateTime).DayNumber - stands.Since.DayNumber;
        return new View(callId, investorId, stands, days, noticed?.CheckCode, stands is not null && stands.AccountId != noticed?.AccountId);
    }
}
