using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Security;

namespace StratCap.Payments.Accounts;

/// <summary>An account and what was decided on it, if it was.</summary>
internal sealed record DecidedAccount(ReceivingAccount Account, AccountDecision? Decision);

/// <summary>A fund's accounts, as they were entered and confirmed.</summary>
internal static class FundAccounts
{
    /// <summary>The one that was confirmed last, at a moment.</summary>
    public static Task<DecidedAccount?> Standing(this PaymentsDbContext db, Guid fundId, DateTimeOffset at, CancellationToken ct) =>
        (from account in db.Accounts
         where account.FundId == fundId
         join decision in db.Decisions on account.Id equals decision.AccountId
         where decision.Confirmed && decision.DecidedAt <= at
         orderby account.Number descending
         select new DecidedAccount(account, decision)).FirstOrDefaultAsync(ct);

    /// <summary>Every version that was ever confirmed: a statement may be of one that was.</summary>
    public static Task<List<ReceivingAccount>> Confirmed(this PaymentsDbContext db, Guid fundId, CancellationToken ct) =>
        db.Accounts.AsNoTracking().Where(a => a.FundId == fundId && db.Decisions.Any(d => d.AccountId == a.Id && d.Confirmed)).ToListAsync(ct);

    /// <summary>
    /// The account that a statement is of, by its version that was confirmed first, so that it is the same for every version and every way of writing it; none, or several where the statement does not say enough.
    /// </summary>
    /// <param name="confirmed">A fund's versions that were ever confirmed.</param>
    public static List<ReceivingAccount> WrittenAs(this IEnumerable<ReceivingAccount> confirmed, string written, string? currency)
    {
        var found = confirmed.GroupBy(a => a.Identity, StringComparer.Ordinal).Where(g => g.Any(a => a.IsWrittenAs(written, currency))).Select(g => g.OrderBy(a => a.Number).ToList()).ToList();
        if (found.Count > 1 && found.FindAll(g => g.Exists(a => a.IsWrittenAs(written, currency, whole: true))) is { Count: > 0 } whole) found = whole;
        return found.ConvertAll(g => g[0]);
    }

    /// <summary>The version that was entered last.</summary>
    public static Task<DecidedAccount?> Latest(this PaymentsDbContext db, Guid fundId, CancellationToken ct) =>
        (from account in db.Accounts
         where account.FundId == fundId
         join decision in db.Decisions on account.Id equals decision.AccountId into decisions
         from decision in decisions.DefaultIfEmpty()
         orderby account.Number descending
         select new DecidedAccount(account, decision)).FirstOrDefaultAsync(ct);

    /// <summary>One at a time enters or decides on a fund's account.</summary>
    public static Task<int> LockAccounts(this PaymentsDbContext db, Guid fundId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.receiving_accounts " + db.TenantId + fundId}, 0))", ct);
}

/// <summary>Answers other modules, in a scope and read transaction of its own.</summary>
internal sealed class ReceivingAccounts(IServiceScopeFactory scopes, Seal seal) : IReceivingAccounts
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public async Task<PaymentDetails?> Of(Guid fundId, (Guid Id, int Number) call, (Guid Id, string Name) investor, DateTimeOffset at, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Standing(fundId, at, ct) is not { Decision: { } decision, Account: var account }) return null;
        var isFirst = !await db.Decisions.AnyAsync(d => d.Confirmed && d.DecidedAt < decision.DecidedAt && db.Accounts.Any(a => a.FundId == fundId && a.Id == d.AccountId), ct);
        return new PaymentDetails(
            account.Id, account.Holder, account.Bank, account.Iban, account.AccountNumber, account.RoutingNumber, account.Bic, AccountRules.ReferenceOf(account.ReferenceRule, call.Number, investor.Name),
            DateOnly.FromDateTime(decision.DecidedAt.UtcDateTime), isFirst, CheckCode(account, call.Id, investor.Id));
    }

    /// <summary>Twelve letters and digits (60 bits, Crockford's alphabet: none is taken for another) that change with any part of the account, and with call and investor.</summary>
    internal string CheckCode(ReceivingAccount account, Guid callId, Guid investorId)
    {
        object?[] parts = [account.TenantId, account.FundId, account.Id, account.Holder, account.Bank, account.Iban, account.AccountNumber, account.RoutingNumber, account.Bic, account.ReferenceRule, callId, investorId];
        var code = seal.Code("payment-details", Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        var bits = BitConverter.ToUInt64(code);
        return string.Join('-', Enumerable.Range(0, 3).Select(group => string.Concat(Enumerable.Range(0, 4).Select(i => Letters[(int)(bits >> (5 * ((4 * group) + i))) & 31]))));
    }
}
