using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;
using StratCap.Payments.Collections;

namespace StratCap.Payments.Runs;

/// <summary>The file of a run: fetched by whoever may release money, and said to be handed to the bank.</summary>
internal static class DeliverRun
{
    private const int MaxReference = 140;

    /// <param name="BankReference">What the bank gave for it, at most 140 characters.</param>
    internal sealed record Request(string BankReference);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapGet("/runs/{paymentRunId:guid}/file", Fetch)
            .Needs(Permissions.PaymentRelease)
            .WithName("FetchRunFile")
            .WithSummary("The file to hand to the bank")
            .WithDescription("The same bytes each time, checked against their hash; each fetch is in the audit trail. Until it was handed over, everything is checked as at the release: what changed since is refused, and so is a file of which the bank has answered some (409 payments.run.answered).")
            .Produces(200, contentType: "application/octet-stream");
        payments.MapPost("/runs/{paymentRunId:guid}/delivery", Delivered)
            .Writes<PaymentsDbContext>(Permissions.PaymentRelease)
            .WithName("DeliverRun")
            .WithSummary("Say that the file was handed to the bank");
    }

    private static Refusal ByHouse => Refusal.Conflict("payments.run.house_delivers", "The house delivers this file itself: by hand as well, the bank would have it twice.");

    private static async Task<IResult> Fetch(
        Guid paymentRunId, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, DebitChecks debits, Blobs blobs, Seal seal, Audit audit, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == paymentRunId, ct) is not { FileHash: not null } found) return RefusalResult.Of(Refusal.NotFound("file of a payment run"));
        var (run, payments, unfit) = await ReleaseRun.Again(db, connectors, debits, found, options.Value, clock.GetUtcNow(), ct);
        if (run.State is not (RunState.Written or RunState.Sent)) return RefusalResult.Of(Refusal.Conflict("payments.run.not_written", $"This run is {run.State}: its file must not reach the bank."));
        if (run.IsBeingDelivered) return RefusalResult.Of(ByHouse);
        // What was handed over is with the bank, and may be looked at for ever.
        if (run.State == RunState.Written && (await Answered(db, run, payments, ct) ?? unfit) is { } refused) return RefusalResult.Of(refused);
        var bytes = await Bytes(run, blobs, seal, ct);
        run.Fetched(clock.GetUtcNow());
        audit.Record(db, "payments.run.fetch", ("payment_run", run.Id), null, new { run.FileName, run.FileHash, run.FileBytes });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(bytes, "application/octet-stream", run.FileName);
    }

    private static async Task<Refusal?> Answered(PaymentsDbContext db, PaymentRun run, List<RunPayment> payments, CancellationToken ct) => await ResumeRun.BankHasSome(db, run, payments, ct)
        ? Refusal.Conflict("payments.run.answered", "Some of this file is paid or was answered, so the bank has it: do not hand it over again, say that it was handed over.")
        : null;

    /// <summary>The kept bytes, opened.</summary>
    /// <exception cref="InvalidOperationException">They are gone or are not those that were written.</exception>
    internal static async Task<byte[]> Bytes(PaymentRun run, Blobs blobs, Seal seal, CancellationToken ct)
    {
        await using var kept = await blobs.Open(run.BlobKey, ct) ?? throw new InvalidOperationException($"The file of run {run.Id} is gone.");
        using var memory = new MemoryStream();
        await kept.CopyToAsync(memory, ct);
        var bytes = seal.Open(PaymentRun.FilePurpose, memory.ToArray());
        return FileHash.Of(bytes) == run.FileHash ? bytes : throw new InvalidOperationException($"The file of run {run.Id} is not the one that was written.");
    }

    private static async Task<Answer<PaymentRunView>> Delivered(Guid paymentRunId, Request request, HttpContext http, PaymentsDbContext db, Outbox outbox, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.BankReference) || request.BankReference.Length > MaxReference || request.BankReference.Any(char.IsControl))
            return Refusal.Field("bankReference", $"Give the bank's reference: one line of at most {MaxReference} characters.");
        await db.LockSend(paymentRunId, ct);
        if (await db.LockRun(paymentRunId, ct) is not { } run) return Refusal.NotFound("payment run");
        if (http.Stale(run.Version) is { } stale) return stale;
        if (run.IsBeingDelivered) return ByHouse;
        // A file that the house lost sight of needs no fetching: the person asked the bank.
        var isLost = run is { State: RunState.Stopped, Delivery: RunDelivery.Unclear };
        if (run.State != RunState.Written && !isLost) return Refusal.Conflict("payments.run.not_written", $"Only a written file can be handed over; this run is {run.State}.");
        if (run.FetchedAt is null && !isLost) return Refusal.Rule("payments.run.not_fetched", "Nobody has fetched the file yet: it cannot be with the bank.");
        var before = PaymentRunView.Of(run);
        var now = clock.GetUtcNow();
        // The bank may have told of some already.
        foreach (var payment in (await db.LockPayments(paymentRunId, ct)).Where(p => p.State == RunPaymentState.Sending)) payment.Sent(now);
        run.Sent(now, request.BankReference.Trim());
        if (isLost) await db.Sends.Where(s => s.Id == paymentRunId).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SendState.Done), ct);
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.deliver", ("payment_run", run.Id), before, PaymentRunView.Of(run));
        return PaymentRunView.Of(run).Answered();
    }
}

/// <summary>How files are told apart.</summary>
internal static class FileHash
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
