using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;
using StratCap.Funds.Book;
using StratCap.Funds.Distributions;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Portal;

/// <summary>Declared distributions in which the signed-in investor has a part, newest first; one of them by tier; where his amounts come from.</summary>
internal static class ReadOwnDistributions
{
    /// <param name="State">Of his part: Declared, PartlyPaid or Paid.</param>
    internal sealed record Line(
        Guid Id, Guid FundId, string FundName, Guid InvestorId, string InvestorName, int Number, string State, DateOnly Date, DateOnly PaymentDate, MoneyView Payable, MoneyView Paid);

    /// <param name="Source">The investment it comes from, or null.</param>
    /// <param name="Amount">The whole fund's, carried interest included.</param>
    /// <param name="IsTax">An advance that is taken off later distributions.</param>
    /// <param name="IsInKind">Securities are handed over; no cash is paid by it.</param>
    /// <param name="Parts">The caller's own alone.</param>
    internal sealed record Distribution(
        Guid Id, Guid FundId, string FundName, int Number, DateOnly Date, DateOnly PaymentDate, string? Source, MoneyView Amount, bool IsTax, bool IsInKind, IReadOnlyList<Part> Parts);

    /// <param name="Apportioned">His share before carried interest: the tiers and carried interest add up to it.</param>
    /// <param name="CatchUp">What stays with him of the catch-up; <c>ResidualSplit</c> likewise.</param>
    /// <param name="CarriedInterest">What goes from his share to the general partner.</param>
    /// <param name="Recallable">The part that may be called again.</param>
    /// <param name="Advance">Positive: an advance on later distributions; negative: taken off an earlier advance.</param>
    /// <param name="FromDefault">Of the apportioned share, what comes from a defaulter's (positive), or is given up to the others after a default (negative).</param>
    internal sealed record Part(
        Guid InvestorId, string InvestorName, string State, MoneyView Apportioned, MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView CarriedInterest,
        MoneyView Withholding, MoneyView Recallable, MoneyView Advance, MoneyView FromDefault, MoneyView Payable, MoneyView Paid);

    internal static readonly Listing<Line> Lines = new Listing<Line>("own-distributions")
        .By("date", l => l.Date).By("paymentDate", l => l.PaymentDate).By("fundName", l => l.FundName).By("investorName", l => l.InvestorName).By("number", l => l.Number).By("state", l => l.State)
        .By("payable", l => l.Payable.Value).By("paid", l => l.Paid.Value)
        .Unique(l => l.Id).Unique(l => l.InvestorId).Usually("-date,fundName,-number").Searched(l => l.FundName, l => l.InvestorName);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/distributions", List).WithSummary("List declared distributions with one's own part, newest first").Lists(Lines, (Line l) => l).Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/distributions/{distributionId:guid}", One).WithSummary("Read a declared distribution: one's own part by tier, what is paid").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/distributions/{distributionId:guid}/explanation", Explain).WithSummary("Where one's own amounts of a distribution come from").WithDescription("All of them; `tier` one of them.").Reads<FundsDbContext>(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(
        FundsDbContext db, IInvestorGrants grants, CurrentActor actor, [AsParameters] ListQuery asked, CancellationToken ct, Guid? fundId = null)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var rows = await (
            from line in db.DistributionLines
            where own.Contains(line.InvestorId) && (fundId == null || line.FundId == fundId)
            join distribution in db.Distributions on new { line.FundId, line.DistributionId } equals new { distribution.FundId, distribution.DistributionId }
            join fund in db.Funds on line.FundId equals fund.FundId
            join partner in db.Partners on new { line.FundId, line.InvestorId } equals new { partner.FundId, partner.InvestorId }
            select new { line, distribution, fund.Name, fund.Currency, Investor = partner.Name }).ToListAsync(ct);
        return await Lines.Show(rows.Select(r => new Line(
            r.distribution.DistributionId, r.distribution.FundId, r.Name, r.line.InvestorId, r.Investor, r.distribution.Number, State(r.line.Payable, r.line.Paid), r.distribution.Date, r.distribution.PaymentDate,
            MoneyView.Of(r.line.Payable, r.Currency), MoneyView.Of(r.line.Paid, r.Currency))), asked, l => l, ct);
    }

    private static async Task<Answer<Distribution>> One(Guid distributionId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        if (await FundOf(distributionId, own, db, ct) is not { } fundId || await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("distribution");
        var declared = book.FindDistribution(distributionId)!;
        var parts = declared.Lines.Where(l => own.Contains(l.InvestorId)).Select(l => PartOf(l, declared, book)).ToList();
        var here = $"/api/v1/portal/me/distributions/{distributionId}";
        return ((Answer<Distribution>)new Distribution(
            distributionId, fundId, book.Name, declared.Number, declared.Date, declared.PaymentDate, declared.DealId is { } deal ? book.FindDeal(deal)?.Name : null,
            MoneyView.Of(declared.Amount, book.Currency.Code), declared.IsTax, declared.InKind is not null, parts))
            .Linked([.. parts.SelectMany(p => new[]
            {
                ($"notice-{p.InvestorId}", $"{here}/notice?investorId={p.InvestorId}"), ($"explanation-{p.InvestorId}", $"{here}/explanation?investorId={p.InvestorId}"),
                ($"verification-pack-{p.InvestorId}", $"{here}/verification-pack?investorId={p.InvestorId}"),
            })]);
    }

    private static async Task<Answer<Explanation>> Explain(
        Guid distributionId, Guid investorId, FundsDbContext db, BookStore books, ProposalStore proposals, IInvestorGrants grants, CurrentActor actor, CancellationToken ct, WaterfallRow? tier = null)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        if (!own.Contains(investorId) || await FundOf(distributionId, [investorId], db, ct) is not { } fundId) return Refusal.NotFound("distribution");
        var run = await ReadDistributions.Load(fundId, distributionId, books, proposals, explain: true, ct);
        return run?.Declared is null ? Refusal.NotFound("distribution") : ReadDistributions.Explained(run.Result, run.Currency, investorId, tier);
    }

    private static Task<Guid?> FundOf(Guid distributionId, IReadOnlyList<Guid> investors, FundsDbContext db, CancellationToken ct) =>
        db.DistributionLines.Where(l => l.DistributionId == distributionId && investors.Contains(l.InvestorId)).Select(l => (Guid?)l.FundId).FirstOrDefaultAsync(ct);

    private static Part PartOf(DistributionLine line, BookDistribution declared, FundBook book)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var (payable, paid) = (declared.PayableTo(line.InvestorId), declared.PaidTo(line.InvestorId));
        return new(
            line.InvestorId, book.Partner(line.InvestorId).Name, State(payable, paid), Money(line.Apportioned), Money(line.ReturnOfCapital), Money(line.PreferredReturn), Money(line.CatchUp), Money(line.ResidualSplit),
            Money(line.CarriedInterest), Money(line.Withholding), Money(line.Recallable), Money(line.Advance), Money(line.FromDefault), Money(payable), Money(paid));
    }

    private static string State(decimal payable, decimal paid) =>
        (paid >= payable ? DistributionStatus.Paid : paid == 0 ? DistributionStatus.Declared : DistributionStatus.PartlyPaid).ToString();
}
