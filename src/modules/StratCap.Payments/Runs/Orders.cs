using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Payments.Collections;
using StratCap.Payments.Payees;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>Payments in the words of connectors: the same payment gives the same order, always.</summary>
internal static class Orders
{
    private const int PartyIdLength = 15;

    /// <summary>A payment, for asking after it.</summary>
    public static PaymentRef Ref(RunPayment payment) =>
        new(payment.Key, payment.ExternalId, payment.SendingAt is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null);

    /// <summary>Orders of a run's payments, in the order given.</summary>
    public static async Task<IReadOnlyList<PaymentOrder>> Of(PaymentsDbContext db, PaymentRun run, IReadOnlyList<RunPayment> payments, Seal seal, CancellationToken ct)
    {
        var ids = payments.Select(p => p.PayeeAccountId).Distinct().ToList();
        var accounts = await db.PayeeAccounts.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
        // An account's id at a vendor means something to that vendor alone.
        var named = (await db.PayeeSteps.AsNoTracking().Where(s => ids.Contains(s.AccountId) && s.ConnectionId == run.ConnectionId && s.Kind == PayeeStepKind.Verified).OrderBy(s => s.Id).ToListAsync(ct))
            .Where(s => s.SealedVendorId is not null).ToLookup(s => s.AccountId);
        var agreed = payments.Select(p => p.MandateId).OfType<Guid>().Distinct().ToList();
        var mandates = agreed.Count == 0 ? [] : await db.Mandates.AsNoTracking().Where(m => agreed.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
        return [.. payments.Select(p => new PaymentOrder(
            p.Key, run.Id.ToString("N"), new Amount(p.Amount, p.Currency), run.ExecuteOn, Party(accounts[p.PayeeAccountId], p, p.MandateId is { } mandate ? mandates[mandate] : null, VendorId(accounts[p.PayeeAccountId], run, named[p.PayeeAccountId]), seal),
            run.Direction == PaymentDirection.Collect ? PaymentPurpose.CapitalCall : PaymentPurpose.Distribution, p.Remittance, run.Rail, p.TraceNumber))];
    }

    /// <summary>What of a run is released, as one file's batch.</summary>
    public static async Task<PaymentBatch> Batch(PaymentsDbContext db, PaymentRun run, Seal seal, CancellationToken ct)
    {
        var payments = await db.RunPayments.AsNoTracking().Where(p => p.RunId == run.Id && p.State == RunPaymentState.Released).OrderBy(p => p.Position).ToListAsync(ct);
        var own = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == run.OwnAccountId, ct);
        return new(
            run.Reference, run.Direction, new OwnAccount(own.Holder, new PartyAccount(own.Iban, own.AccountNumber, own.RoutingNumber, own.Bic)), run.ReleasedAt!.Value, run.SequenceOfDay!.Value,
            await Of(db, run, payments, seal, ct), run.Format);
    }

    /// <summary>What a fetched file is called: letters, digits, dashes, dots.</summary>
    public static string FileName(string name, PaymentRun run)
    {
        var plain = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')).TrimStart('.');
        return plain.Length == 0 ? run.Reference : plain.Length > 200 ? plain[^200..] : plain;
    }

    private static byte[]? VendorId(PayeeAccount account, PaymentRun run, IEnumerable<PayeeStep> verified) =>
        account.LinkedOver is { } linked ? (linked == run.ConnectionId ? account.SealedVendorId : null) : verified.LastOrDefault()?.SealedVendorId;

    private static Party Party(PayeeAccount account, RunPayment payment, Mandate? mandate, byte[]? vendorId, Seal seal) => new(
        payment.InvestorId.ToString("N")[^PartyIdLength..], account.Holder, account.IsPerson, PayeeNumbers.Party(account, vendorId, seal),
        account.Town is { } town && account.Country is { } country ? new PostalAddress(account.Street, account.Building, account.PostCode, town, country) : null,
        mandate?.Reference, mandate?.SignedOn);
}
