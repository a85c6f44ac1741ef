using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Investors;

/// <summary>
/// Transfers an interest, whole or in part, with the general partner's consent (ILPA Model LPA 17): the transferee steps into commitment, contributions,
/// capital account and history, and the fund's own figures stay as they are.
/// </summary>
internal static class TransferInterest
{
    private const int LongestConsent = 500;

    /// <param name="ToInvestorId">Admitted already.</param>
    /// <param name="Date">From which the transferee holds it.</param>
    /// <param name="Fraction">Of all that the transferor holds: 1 is all of it. Give this or the commitment.</param>
    /// <param name="Commitment">The commitment that passes on, with what belongs to it.</param>
    /// <param name="Consent">Where the general partner's consent is found, such as a letter and its date.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(Guid FromInvestorId, Guid ToInvestorId, DateOnly Date, decimal? Fraction, decimal? Commitment, string Consent, bool Preview = false);

    /// <param name="TransferId">Of the transfer; of a preview, of nothing yet.</param>
    /// <param name="CapitalAccount">What passes from one capital account to the other.</param>
    internal sealed record Response(Guid TransferId, DateOnly Date, bool Recorded, Side From, Side To, MoneyView Commitment, MoneyView Contributed, MoneyView CapitalAccount);

    /// <param name="Commitment">After the transfer.</param>
    internal sealed record Side(Guid InvestorId, string Name, MoneyView Commitment, MoneyView Unfunded, MoneyView CapitalAccount);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/transfers", Handle)
        .WithSummary("Transfer an interest, whole or in part, with its history")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.Fraction is null == request.Commitment is null) return Refusal.Field("fraction", "Give the fraction that is transferred or the commitment that passes on, one of the two.");
        if (string.IsNullOrWhiteSpace(request.Consent) || request.Consent.Length > LongestConsent) return Refusal.Field("consent", $"Say in at most {LongestConsent} characters where the general partner's consent is found.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var before = FundBook.Fold(facts, request.Date);
        var id = Guid.CreateVersion7();
        var fact = request.Fraction is { } fraction
            ? InterestTransfer.Make(before, id, request.FromInvestorId, request.ToInvestorId, fraction)
            : InterestTransfer.MakeOfCommitment(before, id, request.FromInvestorId, request.ToInvestorId, request.Commitment!.Value);
        NewFact[] added = [new(request.Date, fact)];
        var book = await books.Add(fundId, facts, added, "funds.transfer: " + request.Consent.Trim(), ct, request.Preview);
        var response = View(request, id, book, fact.Lines.Single(l => l.InvestorId == request.ToInvestorId));
        audit.Record(db, request.Preview ? "funds.transfer.preview" : "funds.transfer", ("transfer", id), null, new { response, request.Consent });
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/investors");
    }

    private static Response View(Request request, Guid id, FundBook after, PartnerMove moved)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, after.Currency.Code);
        Side Of(Guid investorId)
        {
            var partner = after.Partner(investorId);
            return new Side(partner.InvestorId, partner.Name, Money(partner.Commitment), Money(partner.Unfunded), Money(partner.Nav));
        }
        return new Response(
            id, request.Date, !request.Preview, Of(request.FromInvestorId), Of(request.ToInvestorId),
            Money(moved[Component.Commitment]), Money(moved.Contributed), Money(moved.Nav));
    }
}
