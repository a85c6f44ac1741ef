using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Payments.Collections;

/// <summary>Shows what investors owe of a call and who can be debited for it.</summary>
internal static class ListCollectable
{
    /// <param name="Due">What he still owes of it, less what is on its way.</param>
    /// <param name="MandateReference">Under which he is debited; null without a mandate that stands.</param>
    /// <param name="Presentation">The how-manyth time his account would be debited for it.</param>
    /// <param name="RunId">The run of a debit of it that has not ended.</param>
    /// <param name="Problem">Why it cannot be debited; null when it can.</param>
    internal sealed record Line(Guid InvestorId, string InvestorName, MoneyView Due, string? MandateReference, string? Mask, int Presentation, Guid? RunId, string? Problem);

    internal static readonly Listing<Line> List = new Listing<Line>("call-debits")
        .By("investorName", l => l.InvestorName).By("due", l => l.Due.Value).By("mandateReference", l => l.MandateReference ?? "")
        .Unique(l => l.InvestorId).Usually("investorName").Searched(l => l.InvestorName, l => l.MandateReference, l => l.Problem);

    internal static void Map(RouteGroupBuilder fund) => fund
        .MapGet("/capital-calls/{callId:guid}/debits", Handle)
        .Lists(List, (Line line) => line)
        .Reads<PaymentsDbContext>(Permissions.PaymentRead)
        .WithName("ListCollectable")
        .WithSummary("What investors owe of a call and who can be debited for it");

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, Guid callId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (await books.Facts(fundId, ct) is not { Count: > 0 } facts || await Collectables.Of(db, fundId, callId, facts, null, options.Value, clock.GetUtcNow(), ct) is not { } collectable) return Refusal.NotFound("capital call");
        var currency = Instructions.FundFacts.Currency(facts);
        return await List.Show(
            collectable.Select(c => new Line(c.InvestorId, c.Name, MoneyView.Of(c.Due, currency), c.Mandate?.Reference, c.Account?.Account.Mask, c.Presentation, c.RunId, c.Problem)), asked, line => line, ct);
    }
}
