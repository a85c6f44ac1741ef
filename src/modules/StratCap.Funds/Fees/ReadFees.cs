using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Fees;

/// <summary>The management fees of a fund with what made them smaller, and what each partner has waiting to be set off against later ones.</summary>
internal static class ReadFees
{
    /// <param name="PeriodTo">Not counted.</param>
    /// <param name="Net">What is left to pay.</param>
    internal sealed record Fee(
        Guid ChargeId, DateOnly Date, DateOnly PeriodFrom, DateOnly PeriodTo, MoneyView Charged, MoneyView Waived, MoneyView Rebated, MoneyView Offset, MoneyView Net);

    /// <param name="Waiting">Recognised and not yet applied: it is carried forward.</param>
    internal sealed record OffsetBalance(Guid InvestorId, string Name, MoneyView Recognised, MoneyView Applied, MoneyView Waiting);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/management-fees", Fees).WithSummary("List a fund's management fees with their waivers, rebates and offsets").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/fee-offsets", Offsets).WithSummary("What each partner has waiting to be set off against management fees").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Fee>>> Fees(Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf);
        if (Paging.Slice(book.Fees, cursor, size) is not { } page) return Paging.BadCursor;
        var reductions = book.FeeReductions.ToLookup(r => r.ChargeId);
        Fee[] lines = [.. page.Items.Select(f => View(f, [.. reductions[f.ChargeId]], book.Currency.Code))];
        return ((Answer<IReadOnlyList<Fee>>)lines).Paged(page.Meta);
    }

    private static Fee View(BookFee fee, BookFeeReduction[] reductions, string currency)
    {
        MoneyView Of(FeeReductionKind kind) => MoneyView.Of(reductions.Where(r => r.Reduction == kind).Sum(r => r.Amount), currency);
        return new Fee(
            fee.ChargeId, fee.Date, fee.PeriodFrom, fee.PeriodTo, MoneyView.Of(fee.Amount, currency), Of(FeeReductionKind.Waiver), Of(FeeReductionKind.Rebate), Of(FeeReductionKind.Offset),
            MoneyView.Of(fee.Amount - reductions.Sum(r => r.Amount), currency));
    }

    private static async Task<Answer<IReadOnlyList<OffsetBalance>>> Offsets(Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf);
        PartnerAccount[] partners = [.. book.Partners.Where(p => p[Component.OffsetsRecognised] != 0 || p[Component.OffsetsApplied] != 0)];
        if (Paging.Slice(partners, cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        OffsetBalance[] lines = [.. page.Items.Select(p => new OffsetBalance(p.InvestorId, p.Name, Money(p[Component.OffsetsRecognised]), Money(p[Component.OffsetsApplied]), Money(p.OffsetBalance)))];
        return ((Answer<IReadOnlyList<OffsetBalance>>)lines).Paged(page.Meta);
    }
}
