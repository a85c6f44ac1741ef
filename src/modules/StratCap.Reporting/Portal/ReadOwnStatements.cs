using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Portal;

/// <summary>The signed-in investor's statements: which there are, and each as JSON, PDF or workbook. There is one for each quarter that is over, from his admission on.</summary>
internal static class ReadOwnStatements
{
    internal sealed record Line(Guid InvestorId, string InvestorName, Guid FundId, string FundName, string Period, DateOnly From, DateOnly To);

    internal static readonly Listing<Line> Statements = new Listing<Line>("own-statements")
        .By("to", l => l.To).By("fundName", l => l.FundName).By("investorName", l => l.InvestorName)
        .Unique(l => l.FundId).Unique(l => l.InvestorId).Unique(l => l.To).Usually("-to,fundName,investorName").Searched(l => l.FundName, l => l.InvestorName, l => l.Period);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/statements", List)
            .WithSummary("List one's statements by fund and quarter, newest first")
            .Lists(Statements, (Line l) => l)
            .Needs(Permissions.PortalRead);
        portal.MapGet("/statements/{investorId:guid}", One)
            .WithSummary("Read one's statement of a quarter: format json, pdf or xlsx")
            .WithDescription("`period` is one of the listed quarters, such as 2026-Q2. `explain=true` adds the tree behind its figures (JSON). Every format has the statement in one's own currency beside the fund's, or in `currency`, at the firm's stored rates; where one is missing, `currency` is refused, and one's own left out with a note. `via` names a third currency to convert through.")
            .Produces<Envelope<ReadInvestorStatement.Response>>(200)
            .Produces(200, contentType: "application/pdf")
            .Produces(200, contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .Needs(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(
        IInvestorGrants grants, IFundBooks funds, Books books, CurrentActor actor, TimeProvider clock, [AsParameters] ListQuery asked, CancellationToken ct, Guid? fundId = null)
    {
        var lines = new List<Line>();
        foreach (var (fund, investors) in await Interests(await grants.Of(actor.Value.Id, ct), funds, ct))
            if ((fundId is null || fund == fundId) && await books.Facts(fund, ct) is { } facts)
                lines.AddRange(Lines(facts, books, investors, clock));
        return await Statements.Show(lines, asked, l => l, ct);
    }

    private static async Task<IResult> One(
        Guid investorId, Guid fundId, string period, IInvestorGrants grants, CurrentActor actor, Books books, ITenantBrand brands, IInvestorContacts contacts, Exchange exchange, TimeProvider clock,
        CancellationToken ct, string format = "json", bool explain = false, string? currency = null, string? via = null)
    {
        if (!(await grants.Of(actor.Value.Id, ct)).Contains(investorId) || await books.Facts(fundId, ct) is not { } facts
            || Lines(facts, books, [investorId], clock).All(l => l.Period != period))
            return RefusalResult.Of(Refusal.NotFound("statement: which there are is listed under /portal/me/statements"));
        return await ReadInvestorStatement.Handle(investorId, fundId, period, books, brands, contacts, exchange, clock, ct, format, explain: explain, currency: currency, via: via);
    }

    /// <summary>Funds with those of the investors who stand in them.</summary>
    private static async Task<Dictionary<Guid, List<Guid>>> Interests(IEnumerable<Guid> investors, IFundBooks funds, CancellationToken ct)
    {
        var interests = new Dictionary<Guid, List<Guid>>();
        foreach (var investor in investors)
            foreach (var fund in await funds.FundsOf(investor, ct))
            {
                if (!interests.TryGetValue(fund.FundId, out var inFund)) interests.Add(fund.FundId, inFund = []);
                inFund.Add(investor);
            }
        return interests;
    }

    /// <summary>A line for each quarter that is over, from the investor's admission on; a book of disclosed positions alone has no statement.</summary>
    private static IEnumerable<Line> Lines(IReadOnlyList<RecordedFact> facts, Books books, IReadOnlyList<Guid> investors, TimeProvider clock)
    {
        if (FirstQuarterEnd(facts) is not { } first) return [];
        var book = books.UpTo(facts, facts.Count);
        var yesterday = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        return investors.Select(book.FindPartner).OfType<PartnerAccount>().SelectMany(partner =>
            CalendarQuarter.EndsBetween(partner.AdmittedOn, yesterday).SkipWhile(end => end < first).Select(end => Of(book, partner, end)));
    }

    private static Line Of(FundBook book, PartnerAccount partner, DateOnly end) => new(
        partner.InvestorId, partner.Name, book.FundId, book.Name, CalendarQuarter.NameOf(end), end.AddDays(1).AddMonths(-3), end);

    /// <summary>
    /// The first quarter's end by which the book had movements (<see cref="FundBook.HasMovements"/>), read off the facts so that no quarter is folded for it.
    /// What was taken out from a later quarter on counted until then: that quarter keeps its statement.
    /// </summary>
    private static DateOnly? FirstQuarterEnd(IReadOnlyList<RecordedFact> facts)
    {
        var takenOut = facts.Where(f => f.Payload is FactReversed).ToLookup(f => ((FactReversed)f.Payload).OriginalFactId, f => f.EffectiveDate);
        return facts
            .Where(f => f.Payload is CapitalCallIssued or InvestmentMade or DistributionDeclared or ManagementFeeCharged or ExpenseCharged or ManualEntryRecorded)
            .Select(f => (f.FactId, End: CalendarQuarter.EndOf(f.EffectiveDate)))
            .Where(f => takenOut[f.FactId].All(day => day > f.End))
            .Min(f => (DateOnly?)f.End);
    }
}
