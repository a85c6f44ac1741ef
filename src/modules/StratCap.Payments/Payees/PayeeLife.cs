using Microsoft.EntityFrameworkCore;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Payees;

/// <summary>An account with all that was done to it, oldest step first.</summary>
/// <param name="Latest">Number of the version that was entered last, of its investor and kind.</param>
/// <param name="Confirmed">Number of the version that was confirmed last; 0 when none was.</param>
/// <param name="CoolingOff">How long after its confirmation nothing is paid to it.</param>
internal sealed record PayeeLife(PayeeAccount Account, IReadOnlyList<PayeeStep> Steps, int Latest, int Confirmed, TimeSpan CoolingOff)
{
    /// <summary>The last word of the verifiers, if it is good.</summary>
    public PayeeStep? Verified => Steps.LastOrDefault(s => s.Kind is PayeeStepKind.Verified or PayeeStepKind.VerificationFailed) is { Kind: PayeeStepKind.Verified } good ? good : null;

    public PayeeStep? Decided => Steps.FirstOrDefault(s => s.Kind is PayeeStepKind.Confirmed or PayeeStepKind.Rejected);

    public bool IsConfirmed => Decided?.Kind == PayeeStepKind.Confirmed;

    public bool IsFlagged => Steps.Any(s => s.Kind == PayeeStepKind.Flagged);

    /// <summary>When its cooling-off ends.</summary>
    public DateTimeOffset? PayableFrom => IsConfirmed ? Decided!.At + CoolingOff : null;

    public PayeeState State(DateTimeOffset now) => Decided switch
    {
        { Kind: PayeeStepKind.Rejected } => PayeeState.Rejected,
        { } when Account.Number < Confirmed => PayeeState.Replaced,
        { } => IsFlagged ? PayeeState.Flagged : now < PayableFrom ? PayeeState.CoolingOff : PayeeState.Standing,
        null when Account.Number < Latest => PayeeState.Overtaken,
        null => Verified is null ? PayeeState.Entered : PayeeState.Verified,
    };

    /// <summary>Why nothing may be paid to it over a connection, as the end of a sentence; null when it may.</summary>
    /// <param name="over">The connection; null: over some connection.</param>
    public string? Problem(DateTimeOffset now, Guid? over) =>
        Problem(now) ?? (Account.LinkedOver is { } linked && over is not null && over != linked ? "its account was linked over another connection and has no number here" : null);

    private string? Problem(DateTimeOffset now) => State(now) switch
    {
        PayeeState.Standing => null,
        PayeeState.CoolingOff => FormattableString.Invariant($"its account is new and may be paid from {PayableFrom:yyyy-MM-dd HH:mm} UTC on"),
        PayeeState.Flagged => Account.LinkId is null ? "the bank asks for other account details: enter them as a new version" : "its account may not be paid any more: enter another version",
        _ => "its account is not the one that stands",
    };
}

/// <summary>Reads accounts with their lives.</summary>
internal static class Payees
{
    /// <summary>One at a time changes what an investor has.</summary>
    public static Task<int> LockPayee(this PaymentsDbContext db, Guid investorId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.payee_accounts " + db.TenantId + investorId}, 0))", ct);

    /// <summary>An account by its id, or null.</summary>
    public static async Task<PayeeLife?> Payee(this PaymentsDbContext db, Guid accountId, PaymentsOptions options, CancellationToken ct) =>
        await db.PayeeAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, ct) is { } account ? (await db.Lives([account], options, ct))[0] : null;

    /// <summary>The accounts that were confirmed last, by investor and kind; who has none for carried interest is paid it where he is paid the rest.</summary>
    public static async Task<Func<Guid, PaymentKind, PayeeLife?>> Standing(this PaymentsDbContext db, IReadOnlyCollection<Guid> investors, PaymentsOptions options, CancellationToken ct)
    {
        var accounts = await db.PayeeAccounts.AsNoTracking().Where(a => investors.Contains(a.InvestorId)).ToListAsync(ct);
        var standing = (await db.Lives(accounts, options, ct)).Where(l => l.IsConfirmed && l.Account.Number == l.Confirmed).ToDictionary(l => (l.Account.InvestorId, l.Account.Kind));
        return (investor, kind) => standing.GetValueOrDefault((investor, kind)) ?? standing.GetValueOrDefault((investor, PaymentKind.Distribution));
    }

    /// <summary>The accounts of which <see cref="PayeeLife.State"/> says this, asked of the database.</summary>
    public static IQueryable<PayeeAccount> PayeesIn(this PaymentsDbContext db, PayeeState state, DateTimeOffset now, PaymentsOptions options)
    {
        var cooled = now - TimeSpan.FromDays(options.CoolingOffDays);
        var (accounts, steps) = (db.PayeeAccounts, db.PayeeSteps);
        var confirmed = accounts.Where(a => steps.Any(s => s.AccountId == a.Id && s.Kind == PayeeStepKind.Confirmed));
        var last = confirmed.Where(a => !confirmed.Any(b => b.InvestorId == a.InvestorId && b.Kind == a.Kind && b.Number > a.Number));
        var sound = last.Where(a => !steps.Any(s => s.AccountId == a.Id && s.Kind == PayeeStepKind.Flagged));
        var undecided = accounts.Where(a => !steps.Any(s => s.AccountId == a.Id && (s.Kind == PayeeStepKind.Confirmed || s.Kind == PayeeStepKind.Rejected)));
        var latest = undecided.Where(a => !accounts.Any(b => b.InvestorId == a.InvestorId && b.Kind == a.Kind && b.Number > a.Number));
        var verified = latest.Where(a => steps.Where(s => s.AccountId == a.Id && (s.Kind == PayeeStepKind.Verified || s.Kind == PayeeStepKind.VerificationFailed))
            .OrderByDescending(s => s.Id).Select(s => (PayeeStepKind?)s.Kind).FirstOrDefault() == PayeeStepKind.Verified);
        return state switch
        {
            PayeeState.Rejected => accounts.Where(a => steps.Any(s => s.AccountId == a.Id && s.Kind == PayeeStepKind.Rejected)),
            PayeeState.Replaced => confirmed.Where(a => confirmed.Any(b => b.InvestorId == a.InvestorId && b.Kind == a.Kind && b.Number > a.Number)),
            PayeeState.Flagged => last.Where(a => steps.Any(s => s.AccountId == a.Id && s.Kind == PayeeStepKind.Flagged)),
            PayeeState.CoolingOff => sound.Where(a => steps.Any(s => s.AccountId == a.Id && s.Kind == PayeeStepKind.Confirmed && s.At > cooled)),
            PayeeState.Standing => sound.Where(a => steps.Any(s => s.AccountId == a.Id && s.Kind == PayeeStepKind.Confirmed && s.At <= cooled)),
            PayeeState.Overtaken => undecided.Where(a => accounts.Any(b => b.InvestorId == a.InvestorId && b.Kind == a.Kind && b.Number > a.Number)),
            PayeeState.Verified => verified,
            _ => latest.Where(a => !verified.Any(v => v.Id == a.Id)),
        };
    }

    /// <summary>Accounts with their lives, in the order given.</summary>
    public static async Task<IReadOnlyList<PayeeLife>> Lives(this PaymentsDbContext db, IReadOnlyList<PayeeAccount> accounts, PaymentsOptions options, CancellationToken ct)
    {
        var investors = accounts.Select(a => a.InvestorId).Distinct().ToList();
        var versions = await (
            from account in db.PayeeAccounts.AsNoTracking()
            where investors.Contains(account.InvestorId)
            select new { account.InvestorId, account.Kind, account.Number, Confirmed = db.PayeeSteps.Any(s => s.AccountId == account.Id && s.Kind == PayeeStepKind.Confirmed) }).ToListAsync(ct);
        var ids = accounts.Select(a => a.Id).ToList();
        var steps = (await db.PayeeSteps.AsNoTracking().Where(s => ids.Contains(s.AccountId)).OrderBy(s => s.Id).ToListAsync(ct)).ToLookup(s => s.AccountId);
        var all = versions.ToLookup(v => (v.InvestorId, v.Kind));
        return [.. accounts.Select(a =>
        {
            var own = all[(a.InvestorId, a.Kind)].ToList();
            return new PayeeLife(a, [.. steps[a.Id]], own.Max(v => v.Number), own.Where(v => v.Confirmed).Select(v => v.Number).DefaultIfEmpty().Max(), TimeSpan.FromDays(options.CoolingOffDays));
        })];
    }
}
