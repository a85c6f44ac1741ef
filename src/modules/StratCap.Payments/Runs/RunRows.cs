using Microsoft.EntityFrameworkCore;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Runs;

/// <summary>Loads rows of runs and locks them until the transaction ends; always runs' sendings first, then a fund's lines, runs by id, payments by run and place, mandates by id, instructions.</summary>
internal static class RunRows
{
    /// <summary>For whoever stops or starts a sender: each of a sender's steps begins with this lock too.</summary>
    public static Task<int> LockSend(this PaymentsDbContext db, Guid runId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select 1 from payments.payment_sends where tenant_id = {db.TenantId} and id = {runId} for update", ct);

    public static Task<PaymentRun?> LockRun(this PaymentsDbContext db, Guid runId, CancellationToken ct) =>
        db.Runs.FromSql($"select * from payments.payment_runs where tenant_id = {db.TenantId} and id = {runId} for update").AsTracking().SingleOrDefaultAsync(ct);

    /// <summary>The payments of a run by place.</summary>
    public static Task<List<RunPayment>> LockPayments(this PaymentsDbContext db, Guid runId, CancellationToken ct) =>
        db.RunPayments.FromSql($"select * from payments.run_payments where tenant_id = {db.TenantId} and run_id = {runId} order by position for update").AsTracking().ToListAsync(ct);

    /// <summary>Payments of several runs, in the order in which each run's are locked.</summary>
    public static Task<List<RunPayment>> LockPayments(this PaymentsDbContext db, IReadOnlyCollection<Guid> payments, CancellationToken ct)
    {
        var ids = payments.ToArray();
        return db.RunPayments.FromSql($"select * from payments.run_payments where tenant_id = {db.TenantId} and id = any({ids}) order by run_id, position for update").AsTracking().ToListAsync(ct);
    }

    public static Task<RunPayment?> LockPayment(this PaymentsDbContext db, Guid paymentId, CancellationToken ct) =>
        db.RunPayments.FromSql($"select * from payments.run_payments where tenant_id = {db.TenantId} and id = {paymentId} for update").AsTracking().SingleOrDefaultAsync(ct);

    /// <summary>The live attempt of an instruction, or null.</summary>
    public static Task<RunPayment?> LockLive(this PaymentsDbContext db, Guid instructionId, CancellationToken ct) => db.RunPayments.FromSql($"""
        select * from payments.run_payments where tenant_id = {db.TenantId} and instruction_id = {instructionId}
          and state in ('Prepared', 'Released', 'Sending', 'Uncertain', 'Sent', 'Settled') for update
        """).AsTracking().SingleOrDefaultAsync(ct);

    /// <summary>The live attempts of several instructions, in the order in which each run's are locked.</summary>
    public static Task<List<RunPayment>> LockLive(this PaymentsDbContext db, IReadOnlyCollection<Guid> instructions, CancellationToken ct)
    {
        var ids = instructions.ToArray();
        return db.RunPayments.FromSql($"""
            select * from payments.run_payments where tenant_id = {db.TenantId} and instruction_id = any({ids})
              and state in ('Prepared', 'Released', 'Sending', 'Uncertain', 'Sent', 'Settled') order by run_id, position for update
            """).AsTracking().ToListAsync(ct);
    }

    public static Task<PaymentInstruction> LockInstruction(this PaymentsDbContext db, Guid instructionId, CancellationToken ct) =>
        db.Instructions.FromSql($"select * from payments.payment_instructions where tenant_id = {db.TenantId} and id = {instructionId} for update").AsTracking().SingleAsync(ct);
}
