using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Funds.Funds;

/// <summary>One fund.</summary>
internal static class GetFund
{
    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}", Handle)
        .WithSummary("Read a fund")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<FundView>> Handle(Guid fundId, FundsDbContext db, CancellationToken ct)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } row) return Refusal.NotFound("fund");
        var here = $"/api/v1/funds/{fundId}";
        return ((Answer<FundView>)FundView.Of(row)).Tagged(row.LastSequence).Linked(
            ("terms", here + "/terms"), ("investors", here + "/investors"), ("capitalCalls", here + "/capital-calls"),
            ("distributions", here + "/distributions"), ("positions", here + "/positions"), ("book", here + "/book"));
    }
}
