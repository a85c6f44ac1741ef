using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Instructions;

/// <summary>Confirms that the bank has executed an instruction; Funds then records the payment in the book.</summary>
internal static class SettleInstruction
{
    private const int MaxReference = 140;

    /// <param name="ValueDate">The bank's value date: not ahead, not before the distribution.</param>
    /// <param name="BankReference">The bank's own reference, at most 140 characters.</param>
    internal sealed record Request(DateOnly ValueDate, string BankReference);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/instructions/{instructionId:guid}/settle", Handle)
        .Writes<PaymentsDbContext>(Permissions.PaymentSettle)
        .WithName("SettleInstruction")
        .WithSummary("Confirm that an instruction was executed")
        .WithDescription("Once: a second confirmation is refused (409 payments.instruction.not_prepared). One that a run has sent, or stopped over, can be confirmed by hand when its bank tells nothing.");

    private static async Task<Answer<InstructionView>> Handle(
        Guid instructionId, Request request, HttpContext http, PaymentsDbContext db, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.BankReference) || request.BankReference.Length > MaxReference || request.BankReference.Any(char.IsControl))
            return Refusal.Field("bankReference", $"Give the bank's reference: one line of at most {MaxReference} characters.");
        var payment = await db.LockLive(instructionId, ct);
        var instruction = await db.Instructions
            .FromSql($"select * from payments.payment_instructions where tenant_id = {db.TenantId} and id = {instructionId} for update")
            .SingleOrDefaultAsync(ct);
        if (instruction is null) return Refusal.NotFound("payment instruction");
        var before = InstructionView.Of(instruction);
        if (http.Stale(instruction.Version) is { } stale) return stale;
        var now = clock.GetUtcNow();
        if (instruction.Settle(request.ValueDate, request.BankReference, actor.Value, now, DateOnly.FromDateTime(now.UtcDateTime), payment is not null && await MayBeExecuted(db, payment, ct)) is { } refused) return refused;
        payment?.Settle(request.ValueDate);

        var after = InstructionView.Of(instruction);
        audit.Record(db, "payments.instruction.settle", ("payment_instruction", instruction.Id), before, after);
        outbox.Add(db, instruction.HasMoved(request.ValueDate, request.BankReference));
        return after.Answered();
    }
    /// <summary>Whether a run sent it, or stopped while it was about to.</summary>
    private static async Task<bool> MayBeExecuted(PaymentsDbContext db, RunPayment payment, CancellationToken ct) =>
        payment.State is RunPaymentState.Sent or RunPaymentState.Uncertain
        || (payment.State == RunPaymentState.Sending && await db.Runs.AnyAsync(r => r.Id == payment.RunId && r.State == RunState.Stopped, ct));
}
