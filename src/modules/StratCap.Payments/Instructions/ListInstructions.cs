using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Instructions;

/// <summary>Lists payment instructions in the order in which they were made.</summary>
internal static class ListInstructions
{
    internal sealed record Query(Guid? FundId, Guid? DistributionId, Guid? InvestorId, InstructionState? State, int? Size, string? Cursor);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapGet("/instructions", Handle)
        .Reads<PaymentsDbContext>(Permissions.FundRead)
        .WithName("ListInstructions")
        .WithSummary("Payment instructions")
        .WithDescription("Filter by fundId, distributionId, investorId, state (Prepared, Settled, Cancelled).");

    private static async Task<Answer<IReadOnlyList<InstructionView>>> Handle([AsParameters] Query query, PaymentsDbContext db, CancellationToken ct)
    {
        var after = Guid.Empty;
        if (query.Cursor is { } cursor && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        IQueryable<PaymentInstruction> found = db.Instructions;
        if (query.FundId is { } fundId) found = found.Where(i => i.FundId == fundId);
        if (query.DistributionId is { } distributionId) found = found.Where(i => i.DistributionId == distributionId);
        if (query.InvestorId is { } investorId) found = found.Where(i => i.InvestorId == investorId);
        if (query.State is { } state) found = found.Where(i => i.State == state);
        if (query.Cursor is not null) found = found.Where(i => i.Id > after);

        var size = Paging.Size(query.Size);
        var rows = await found.OrderBy(i => i.Id).Take(size + 1).ToListAsync(ct);
        var page = rows.Take(size).ToList();
        return ((Answer<IReadOnlyList<InstructionView>>)page.ConvertAll(InstructionView.Of))
            .Paged(new PageMeta(page.Count, rows.Count > size ? Paging.Pack(page[^1].Id) : null));
    }
}
