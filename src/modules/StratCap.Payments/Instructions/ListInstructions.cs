using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Instructions;

/// <summary>Lists payment instructions in the order in which they were made.</summary>
internal static class ListInstructions
{
    internal sealed record Query(Guid? FundId, Guid? DistributionId, Guid? CallId, Guid? InvestorId, InstructionState? State);

    internal static readonly Listing<PaymentInstruction> List = new Listing<PaymentInstruction>("payment-instructions")
        .By("preparedAt", i => i.Id).By("payeeName", i => i.PayeeName).By("kind", i => i.Kind).By("amount", i => i.Amount).By("paymentDate", i => i.PaymentDate).By("reference", i => i.Reference)
        .By("state", i => i.State).By("valueDate", i => i.ValueDate).By("settledAt", i => i.SettledAt)
        .Unique(i => i.Id).Usually("preparedAt").Searched(i => i.PayeeName, i => i.Reference, i => i.BankReference);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapGet("/instructions", Handle)
        .Lists(List, InstructionView.Of)
        .Reads<PaymentsDbContext>(Permissions.FundRead)
        .WithName("ListInstructions")
        .WithSummary("Payment instructions")
        .WithDescription("Filter by fundId, distributionId, callId (debits), investorId, state (Prepared, Paying, Settled, Cancelled).");

    private static Task<Answer<IReadOnlyList<InstructionView>>> Handle([AsParameters] Query query, [AsParameters] ListQuery asked, PaymentsDbContext db, CancellationToken ct)
    {
        IQueryable<PaymentInstruction> found = db.Instructions;
        if (query.FundId is { } fundId) found = found.Where(i => i.FundId == fundId);
        if (query.DistributionId is { } distributionId) found = found.Where(i => i.DistributionId == distributionId);
        if (query.CallId is { } callId) found = found.Where(i => i.CallId == callId);
        if (query.InvestorId is { } investorId) found = found.Where(i => i.InvestorId == investorId);
        if (query.State is { } state) found = found.Where(i => i.State == state);
        return List.Show(found, asked, InstructionView.Of, ct);
    }
}
