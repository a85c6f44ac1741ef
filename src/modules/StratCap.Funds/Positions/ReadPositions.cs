using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.Funds.Book;

namespace StratCap.Funds.Positions;

/// <summary>Each investor's position in a fund with DPI, RVPI and TVPI, beside what the investor itself disclosed, and all limited partners' together, as of a date and as known at a time.</summary>
internal static class ReadPositions
{
    /// <param name="Disclosures">What the investor disclosed, by date, oldest first.</param>
    internal sealed record Line(PerformanceView Position, IReadOnlyList<Disclosure> Disclosures)
    {
        internal int Ordinal { get; init; }
    }

    internal sealed record Disclosure(
        DateOnly AsOf, MoneyView Commitment, MoneyView? Called, MoneyView? Distributed, MoneyView? RemainingValue, decimal? ReportedMultiple, decimal? ReportedNetIrr, string Source, Guid FactId);

    internal static readonly Listing<Line> Lines = new Listing<Line>("positions")
        .By("admission", l => l.Ordinal).By("name", l => l.Position.Name).By("basis", l => l.Position.Basis)
        .By("commitment", l => l.Position.Commitment.Value).By("paidIn", l => Value(l.Position.PaidIn)).By("distributed", l => Value(l.Position.Distributed)).By("residualValue", l => Value(l.Position.ResidualValue))
        .By("dpi", l => l.Position.Dpi).By("rvpi", l => l.Position.Rvpi).By("tvpi", l => l.Position.Tvpi).By("pic", l => l.Position.Pic).By("irr", l => l.Position.Irr)
        .By("reportedMultiple", l => l.Position.ReportedMultiple).By("multipleDifference", l => l.Position.MultipleDifference)
        .Unique(l => l.Ordinal).Usually("admission").Searched(l => l.Position.Name);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/positions", List)
            .WithSummary("Read each investor's position, with its multiples beside those that the investor disclosed")
            .WithDescription("Figures open with explain=true: the tree down to facts, clause, formula and rounding. `investorId` reads one investor's alone.")
            .Lists(Lines, (Line l) => l)
            .Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/performance", Together)
            .WithSummary("Read the performance of all limited partners together, net of fees and carried interest")
            .WithDescription("Figures open with explain=true: the tree down to facts, clause, formula and rounding.")
            .Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(
        Guid fundId, BookStore books, [AsParameters] ListQuery asked, CancellationToken ct, Guid? investorId = null, DateOnly? asOf = null, DateTimeOffset? recordedAt = null, bool explain = false,
        PartnerKind? kind = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf, recordedAt);
        var lines = Positions(book, investorId, explain).Where(p => kind is null || p.Partner == kind).Select((p, i) => new Line(PerformanceView.Of(p, book.Currency.Code), [.. book.Partner(p.InvestorId!.Value).Disclosed.Select(d => Of(d, book.Currency.Code))]) { Ordinal = i });
        return (await Lines.Show(lines, asked, l => l, ct)).Tagged(book.LastSequence);
    }

    private static async Task<Answer<PerformanceView>> Together(
        Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, DateTimeOffset? recordedAt = null, bool explain = false)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf, recordedAt);
        return ((Answer<PerformanceView>)PerformanceView.Of(Performance.Of(book, explain).LimitedPartners, book.Currency.Code)).Tagged(book.LastSequence);
    }

    private static IReadOnlyList<PerformanceLine> Positions(FundBook book, Guid? investorId, bool explain) =>
        investorId is not { } id ? Performance.Of(book, explain).Partners
        : book.FindPartner(id) is null ? []
        : [Performance.OfPartner(book, id, explain)];

    private static decimal? Value(MoneyView? money) => money?.Value;

    private static Disclosure Of(DisclosedPosition disclosed, string currency)
    {
        MoneyView? Money(decimal? amount) => amount is { } value ? MoneyView.Of(value, currency) : null;
        var p = disclosed.Position;
        return new(disclosed.Date, MoneyView.Of(p.Commitment, currency), Money(p.Called), Money(p.Distributed), Money(p.RemainingValue), p.ReportedMultiple, p.ReportedNetIrr, p.Source, disclosed.FactId);
    }
}
