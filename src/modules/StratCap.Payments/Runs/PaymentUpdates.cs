using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Payments.Collections;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>Takes in what became of payments, in the caller's transaction: each event once, and what it opens again.</summary>
internal sealed class PaymentUpdates(MandateStops stops, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock)
{
    private const int TraceDigits = 7;
    private const int BankDigits = 8;

    /// <summary>One at a time takes in what a connection tells, or learns its id of a payment: between the two no event is lost. Before any payment is locked.</summary>
    public static Task<int> Lock(PaymentsDbContext db, Guid connectionId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.provider_events " + db.TenantId + connectionId}, 0))", ct);

    /// <summary>Takes several updates; how many were not taken before. Whoever takes has locked the connection.</summary>
    public async Task<int> TakeAll(PaymentsDbContext db, Guid connectionId, IReadOnlyList<PaymentUpdate> all, CancellationToken ct)
    {
        await LockMeant(db, connectionId, all, ct);
        var news = 0;
        foreach (var update in all)
            if (await Take(db, connectionId, update, ct)) news++;
        return news;
    }

    /// <summary>Locks all that several updates may change before any of it is changed, in the order in which others lock it: a bank tells in any order it likes.</summary>
    private async Task LockMeant(PaymentsDbContext db, Guid connectionId, IReadOnlyList<PaymentUpdate> all, CancellationToken ct)
    {
        var keys = all.Select(u => u.Key).OfType<string>().Distinct().ToList();
        var byKey = await db.RunPayments.Where(p => p.ConnectionId == connectionId && keys.Contains(p.Key)).Select(p => new { p.Key, p.Id }).ToDictionaryAsync(p => p.Key, p => p.Id, StringComparer.Ordinal, ct);
        var ids = byKey.Values.ToHashSet();
        foreach (var update in all.Where(u => u.Key is null || !byKey.ContainsKey(u.Key)))
            if (await Find(db, connectionId, update, ct) is { } id) ids.Add(id);
        var debits = (await db.LockPayments(ids, ct)).FindAll(p => p.MandateId is not null);
        if (debits.Count == 0) return;
        // What was told under a bank's own id before that was known is taken with the id.
        if (all.Any(u => u.StopAccount) || await db.ProviderEvents.AnyAsync(e => e.ConnectionId == connectionId && e.PaymentId == null && e.StopAccount, ct)) await stops.Lock(db, debits, ct);
    }

    /// <summary>Takes an update; false when it was taken before. Whoever takes has locked the connection.</summary>
    public async Task<bool> Take(PaymentsDbContext db, Guid connectionId, PaymentUpdate update, CancellationToken ct)
    {
        var eventId = update.EventId.Length <= 200 ? update.EventId : FileHash.Of(Encoding.UTF8.GetBytes(update.EventId));
        if (await IsTaken(db, connectionId, eventId, known: true, ct)) return false;
        var payment = await Find(db, connectionId, update, ct) is { } id ? await db.LockPayment(id, ct) : null;
        if (payment is null && await IsTaken(db, connectionId, eventId, known: false, ct)) return false;
        await Keep(db, connectionId, eventId, payment, update, ct);
        if (payment is not null && update is { Key: not null, State: PaymentState.Pending or PaymentState.Settled }) await Learn(db, payment, update.ExternalId, ct);
        return true;
    }

    /// <summary>The bank's id of a payment becomes known: what it told under that id before is taken now. Whoever learns has locked the connection.</summary>
    public async Task Learn(PaymentsDbContext db, RunPayment payment, string? externalId, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(externalId) || !payment.Learn(Cut(externalId, 200)!)) return;
        var missed = await db.ProviderEvents.AsNoTracking().Where(e => e.ConnectionId == payment.ConnectionId && e.PaymentId == null && e.ExternalId == payment.ExternalId).ToListAsync(ct);
        missed.AddRange(db.ProviderEvents.Local.Where(e => e.ConnectionId == payment.ConnectionId && e.PaymentId is null && e.ExternalId == payment.ExternalId));
        // As a payment goes: it is pending, it settles, it comes back.
        foreach (var e in missed.OrderBy(e => e.State).ThenBy(e => e.Id))
            if (!await IsTaken(db, payment.ConnectionId, e.EventId, known: true, ct))
                await Keep(db, payment.ConnectionId, e.EventId, payment, e.Told(payment.Key), ct);
    }

    private static async Task<bool> IsTaken(PaymentsDbContext db, Guid connectionId, string eventId, bool known, CancellationToken ct) =>
        db.ProviderEvents.Local.Any(e => e.ConnectionId == connectionId && e.EventId == eventId && (e.PaymentId != null) == known)
        || await db.ProviderEvents.AnyAsync(e => e.ConnectionId == connectionId && e.EventId == eventId && (e.PaymentId != null) == known, ct);

    private async Task Keep(PaymentsDbContext db, Guid connectionId, string eventId, RunPayment? payment, PaymentUpdate update, CancellationToken ct)
    {
        var problem = payment is null ? "No payment of this connection is meant by it." : await Apply(db, payment, update, ct);
        db.ProviderEvents.Add(new ProviderEvent
        {
            Id = Guid.CreateVersion7(),
            ConnectionId = connectionId,
            EventId = eventId,
            PaymentId = payment?.Id,
            RunId = payment?.RunId,
            PaymentKey = Cut(update.Key, 35),
            ExternalId = Cut(update.ExternalId, 200),
            State = update.State,
            Code = Cut(update.Code, 100),
            Text = Cut(update.Text, 500),
            On = update.On,
            Amount = update.Amount?.Value,
            Currency = Cut(update.Amount?.Currency, 3),
            StopAccount = update.StopAccount,
            MayRetry = update.MayRetry,
            Problem = problem,
            TakenAt = clock.GetUtcNow(),
        });
        if (payment is not null && problem is not null) outbox.Add(db, new PaymentAttentionNeeded(payment.FundId, payment.RunId, payment.Id, payment.State.ToString(), problem));
    }

    /// <summary>What a file says of a whole batch, said of each of its payments that has no answer of its own in the file.</summary>
    public static async Task<IReadOnlyList<PaymentUpdate>> Spread(PaymentsDbContext db, Guid connectionId, IReadOnlyList<PaymentUpdate> file, CancellationToken ct)
    {
        if (!file.Any(IsOfBatch)) return file;
        var own = file.Select(u => u.Key).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var spread = new List<PaymentUpdate>();
        foreach (var update in file)
        {
            if (!IsOfBatch(update))
            {
                spread.Add(update);
                continue;
            }
            var keys = await (from payment in db.RunPayments
                              join run in db.Runs on payment.RunId equals run.Id
                              where run.Reference == update.BatchId && run.ConnectionId == connectionId
                              orderby payment.Position
                              select payment.Key).ToListAsync(ct);
            // Of a batch that nobody knows, the answer itself is kept for a person to look at.
            if (keys.Count == 0) spread.Add(update);
            spread.AddRange(keys.Where(k => !own.Contains(k)).Select(k => update with { Key = k, EventId = $"{update.EventId}:{k}" }));
        }
        return spread;
    }

    private static bool IsOfBatch(PaymentUpdate update) => update is { BatchId: not null, Key: null, ExternalId: null };

    /// <summary>The bank refused a payment: no money moved, and it is to be paid anew.</summary>
    /// <param name="mayRetry">Whether a debit may be presented again; null: the bank has not said.</param>
    public async Task Reject(PaymentsDbContext db, RunPayment payment, string? code, string? text, bool? mayRetry, CancellationToken ct)
    {
        payment.Reject(Cut(code, 100), Cut(text, 500), mayRetry);
        await Reopen(db, payment, "payments.payment.reject", ct);
    }

    /// <summary>The payment that an update means; null: none that is known.</summary>
    private static async Task<Guid?> Find(PaymentsDbContext db, Guid connectionId, PaymentUpdate update, CancellationToken ct)
    {
        var known = db.RunPayments.Where(p => p.ConnectionId == connectionId);
        Guid? id = null;
        if (update.Key is { } key) id = await known.Where(p => p.Key == key).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
        if (id is null && update.ExternalId is { Length: > 0 } external)
        {
            var found = await known.Where(p => p.ExternalId == external).Select(p => p.Id).Take(2).ToListAsync(ct);
            id = found.Count == 1 ? found[0] : await ByTrace(known, external, ct);
        }
        return id;
    }

    /// <summary>An ACH return quotes the trace number: eight digits of the bank that sent it, and seven that run.</summary>
    private static async Task<Guid?> ByTrace(IQueryable<RunPayment> known, string external, CancellationToken ct)
    {
        if (external.Length != BankDigits + TraceDigits || !external.All(char.IsAsciiDigit)) return null;
        var (bank, trace) = (external[..BankDigits], int.Parse(external[BankDigits..], CultureInfo.InvariantCulture));
        return await known.Where(p => p.TraceNumber == trace && p.OriginatingBank.StartsWith(bank)).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
    }

    /// <summary>Does what an update says; a sentence when it cannot.</summary>
    private async Task<string?> Apply(PaymentsDbContext db, RunPayment payment, PaymentUpdate update, CancellationToken ct)
    {
        if (update.StopAccount && payment.MandateId is not null) await stops.Stop(db, payment, $"{update.Code} {update.Text}".Trim(), ct);
        else if (update.State == PaymentState.ChangeAsked || update.StopAccount) Flag(db, payment, update);
        if (update.State == PaymentState.ChangeAsked) return null;
        if (update.Amount is { } amount && (amount.Value != payment.Amount || amount.Currency != payment.Currency))
            return $"The bank speaks of {amount}, and the payment is {payment.Amount} {payment.Currency}: nothing was changed.";
        switch (update.State)
        {
            case PaymentState.Pending:
                if (payment.State is RunPaymentState.Sending or RunPaymentState.Uncertain) payment.Sent(clock.GetUtcNow());
                return null;
            case PaymentState.Settled:
                return await Settled(db, payment, update, ct);
            case PaymentState.Failed when payment.IsOut:
                await Reject(db, payment, update.Code, update.Text, update.MayRetry, ct);
                return null;
            case PaymentState.Failed or PaymentState.Returned when payment.IsOut || payment.State == RunPaymentState.Settled:
                await TakeBack(db, payment, update.Code, update.Text, update.MayRetry, ct);
                return null;
            case PaymentState.Cancelled when payment.IsOut:
                payment.Cancel(Cut(update.Text, 500));
                await Reopen(db, payment, "payments.payment.cancel", ct);
                return null;
            case PaymentState.Failed or PaymentState.Returned when payment is { MandateId: not null, MayRetry: null, State: RunPaymentState.Rejected or RunPaymentState.Returned }:
                // A statement had shown that it came back, and not why.
                payment.LearnRetry(update.MayRetry);
                return null;
            default:
                return Ended(payment, update.State) ? null : $"The bank says {update.State} of a payment that is {payment.State}: nothing was changed.";
        }
    }

    private static bool Ended(RunPayment payment, PaymentState told) => (told, payment.State) switch
    {
        (PaymentState.Failed or PaymentState.Returned, RunPaymentState.Rejected or RunPaymentState.Returned) => true,
        (PaymentState.Cancelled, RunPaymentState.Cancelled) => true,
        _ => false,
    };

    private async Task<string?> Settled(PaymentsDbContext db, RunPayment payment, PaymentUpdate update, CancellationToken ct)
    {
        if (payment.State == RunPaymentState.Settled) return null;
        if (!payment.IsOut) return $"The bank says that it paid, and the payment is {payment.State}: nothing was changed.";
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await Settle(db, payment, update.On ?? today, Cut(update.ExternalId ?? payment.ExternalId ?? payment.Key, 140), ct);
        return null;
    }

    /// <summary>The money has moved: the instruction is settled, and Funds records the payment.</summary>
    public async Task Settle(PaymentsDbContext db, RunPayment payment, DateOnly on, string? bankReference, CancellationToken ct)
    {
        var instruction = await db.LockInstruction(payment.InstructionId, ct);
        var before = InstructionView.Of(instruction);
        var valueDate = on < instruction.DeclaredOn ? instruction.DeclaredOn : on;
        payment.Settle(valueDate);
        instruction.SettledByBank(valueDate, bankReference, actor.Value, clock.GetUtcNow());
        audit.Record(db, "payments.instruction.settle", ("payment_instruction", instruction.Id), before, InstructionView.Of(instruction));
        outbox.Add(db, instruction.HasMoved(valueDate, bankReference));
    }

    /// <summary>The money came back: the book takes the payment back if it had it, and the instruction is to be paid anew.</summary>
    /// <param name="mayRetry">Whether a debit may be presented again; null: the bank has not said.</param>
    public async Task TakeBack(PaymentsDbContext db, RunPayment payment, string? code, string? text, bool? mayRetry, CancellationToken ct)
    {
        if (payment.State == RunPaymentState.Settled)
        {
            var instruction = await db.LockInstruction(payment.InstructionId, ct);
            var reason = Cut($"The bank returned the {(payment.MandateId is null ? "payment" : "debit")}: {code} {text}".Trim(), 500)!;
            outbox.Add(db, instruction.WentBack(reason));
        }
        payment.Return(Cut(code, 100), Cut(text, 500), mayRetry);
        await Reopen(db, payment, "payments.payment.return", ct);
    }

    private async Task Reopen(PaymentsDbContext db, RunPayment payment, string action, CancellationToken ct)
    {
        var instruction = await db.LockInstruction(payment.InstructionId, ct);
        var before = InstructionView.Of(instruction);
        instruction.Reopen(clock.GetUtcNow());
        audit.Record(db, action, ("payment_instruction", instruction.Id), before, InstructionView.Of(instruction), $"{payment.Code} {payment.Text}".Trim());
        outbox.Add(db, new PaymentAttentionNeeded(payment.FundId, payment.RunId, payment.Id, payment.State.ToString(), $"{payment.Code} {payment.Text}".Trim()));
    }

    /// <summary>Nothing is paid to the account any more until another version is confirmed.</summary>
    private void Flag(PaymentsDbContext db, RunPayment payment, PaymentUpdate update)
    {
        var corrected = update.Corrected is { } account ? $" The bank says: {PayeeNumbers.Mask(account.Iban ?? account.AccountNumber) ?? "the same number"} {account.RoutingNumber}" : "";
        var text = Cut($"{update.Code} {update.Text}{corrected}".Trim(), 500);
        outbox.Add(db, new PayeeAccountChanged(payment.InvestorId, payment.PayeeAccountId));
        db.PayeeSteps.Add(VerifyPayee.Step(payment.PayeeAccountId, PayeeStepKind.Flagged, text, actor.Value, clock.GetUtcNow()));
        audit.Record(db, "payments.payee_account.flag", ("investor", payment.InvestorId), null, new { payment.PayeeAccountId, update.Code }, text);
    }

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}
