using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Runs;

/// <summary>Shows runs and their payments.</summary>
internal static class ReadRuns
{
    internal sealed record Query(Guid? FundId, RunState? State);

    internal static readonly Listing<PaymentRun> List = new Listing<PaymentRun>("payment-runs")
        .By("preparedAt", r => r.Id).By("state", r => r.State).By("executeOn", r => r.ExecuteOn).By("amount", r => r.Amount).By("fundName", r => r.FundName).By("connectionName", r => r.ConnectionName)
        .Unique(r => r.Id).Usually("-preparedAt").Searched(r => r.FundName, r => r.Reference, r => r.ConnectionName, r => r.BankReference);

    internal static readonly Listing<RunPayment> Payments = new Listing<RunPayment>("run-payments")
        .By("position", p => p.Position).By("payeeName", p => p.PayeeName).By("amount", p => p.Amount).By("state", p => p.State)
        .Unique(p => p.Id).Usually("position").Searched(p => p.PayeeName, p => p.Key, p => p.ExternalId, p => p.Text);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapGet("/runs", All)
            .Lists(List, PaymentRunView.Of)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListRuns")
            .WithSummary("Payment runs, newest first")
            .WithDescription("Filter by fundId, state (Prepared, Released, Sending, Written, Sent, Stopped, Cancelled).");
        payments.MapGet("/runs/{paymentRunId:guid}", One).Reads<PaymentsDbContext>(Permissions.PaymentRead).WithName("ReadRun").WithSummary("One payment run");
        payments.MapGet("/runs/{paymentRunId:guid}/payments", Each)
            .Lists(Payments, RunPaymentView.Of)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListRunPayments")
            .WithSummary("The payments of a run")
            .WithDescription("Filter by state (Prepared, Released, Sending, Uncertain, Sent, Settled, Returned, Rejected, Cancelled).");
    }

    private static Task<Answer<IReadOnlyList<PaymentRunView>>> All([AsParameters] Query query, [AsParameters] ListQuery asked, PaymentsDbContext db, CancellationToken ct)
    {
        IQueryable<PaymentRun> found = db.Runs;
        if (query.FundId is { } fundId) found = found.Where(r => r.FundId == fundId);
        if (query.State is { } state) found = found.Where(r => r.State == state);
        return List.Show(found, asked, PaymentRunView.Of, ct);
    }

    private static async Task<Answer<PaymentRunView>> One(Guid paymentRunId, PaymentsDbContext db, CancellationToken ct) =>
        await db.Runs.SingleOrDefaultAsync(r => r.Id == paymentRunId, ct) is { } run ? PaymentRunView.Of(run).Answered() : Refusal.NotFound("payment run");

    private static async Task<Answer<IReadOnlyList<RunPaymentView>>> Each(Guid paymentRunId, [AsParameters] ListQuery asked, PaymentsDbContext db, CancellationToken ct, RunPaymentState? state = null)
    {
        if (!await db.Runs.AnyAsync(r => r.Id == paymentRunId, ct)) return Refusal.NotFound("payment run");
        var found = db.RunPayments.Where(p => p.RunId == paymentRunId);
        if (state is { } wanted) found = found.Where(p => p.State == wanted);
        return await Payments.Show(found, asked, RunPaymentView.Of, ct);
    }
}
