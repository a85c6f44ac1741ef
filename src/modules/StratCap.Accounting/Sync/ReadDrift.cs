using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Shows where our ledger and theirs differ, and by which entries.</summary>
internal static class ReadDrift
{
    /// <param name="Differing">True: only accounts and months with entries that differ.</param>
    internal sealed record SumsQuery(bool? Differing);

    /// <param name="Account">Their id of the account, as the sums name it.</param>
    /// <param name="Period">Year and month, as <c>2026-03</c>.</param>
    internal sealed record PartsQuery(string? Account, string? Month, string? Currency);

    /// <param name="Period">Year and month, as <c>2026-03</c>.</param>
    /// <param name="Ours">Debit less credit.</param>
    /// <param name="Difference">Theirs less ours.</param>
    /// <param name="Entries">Entries that differ, even when they offset each other.</param>
    internal sealed record SumView(string Account, string? AccountNumber, string AccountName, string Period, MoneyView Ours, MoneyView Theirs, MoneyView Difference, int Entries);

    /// <param name="Why">NotPosted, Rejected, Uncertain, NotReadYet, MissingThere, DeletedThere, ChangedThere or UnknownHere.</param>
    /// <param name="EntryId">Our entry, or null.</param>
    /// <param name="ExternalId">Theirs, or null.</param>
    internal sealed record PartView(
        string Account, string AccountName, string Period, string Why, MoneyView Ours, MoneyView Theirs, MoneyView Difference, Guid? EntryId, string? ExternalId, DateOnly? OurDate, DateOnly? TheirDate,
        string? OurText, string? TheirText, string? TheirNumber);

    internal static readonly Listing<DriftSum> SumList = new Listing<DriftSum>("ledger-drift")
        .By("account", d => d.Account).By("accountName", d => d.AccountName).By("period", d => d.Period).By("difference", d => d.Difference).By("entries", d => d.Entries)
        .Unique(d => d.Account).Unique(d => d.Period).Unique(d => d.Currency).Usually("account,period").Searched(d => d.AccountName, d => d.AccountNumber);

    internal static readonly Listing<DriftPart> PartList = new Listing<DriftPart>("ledger-drift-entries")
        .By("period", d => d.Period).By("account", d => d.Account).By("why", d => d.Why).By("difference", d => d.Difference)
        .Unique(d => d.Account).Unique(d => d.Period).Unique(d => d.Currency).Unique(d => d.Entry).Usually("period").Searched(d => d.OurText, d => d.TheirText, d => d.TheirNumber, d => d.ExternalId);

    internal static void Map(RouteGroupBuilder sync)
    {
        sync.MapGet("/links/{linkId:guid}/drift", Sums)
            .Lists(SumList, View)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ReadLedgerDrift")
            .WithSummary("Our ledger beside theirs, by account, month and currency")
            .WithDescription("From the link's start date on. Each row opens to the entries behind its difference (drift/entries with account, month and currency).");
        sync.MapGet("/links/{linkId:guid}/drift/entries", Parts)
            .Lists(PartList, View)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ReadLedgerDriftEntries")
            .WithSummary("The entries by which our ledger and theirs differ")
            .WithDescription("NotPosted, Rejected, Uncertain: ours, not known to be there. NotReadYet: posted after they were last read. MissingThere, DeletedThere, ChangedThere: ours, which is no more what we posted. "
                + "UnknownHere: theirs, which nobody posted from here. Nothing of this is put right by itself.");
    }

    private static async Task<Answer<IReadOnlyList<SumView>>> Sums(Guid linkId, [AsParameters] SumsQuery query, [AsParameters] ListQuery asked, AccountingDbContext db, CancellationToken ct)
    {
        if (await db.SyncLinks.SingleOrDefaultAsync(l => l.Id == linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        var sums = Drift.Sums(db, link);
        return await SumList.Show(query.Differing == true ? sums.Where(d => d.Entries > 0) : sums, asked, View, ct);
    }

    private static async Task<Answer<IReadOnlyList<PartView>>> Parts(Guid linkId, [AsParameters] PartsQuery query, [AsParameters] ListQuery asked, AccountingDbContext db, CancellationToken ct)
    {
        if (await db.SyncLinks.SingleOrDefaultAsync(l => l.Id == linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        var parts = Drift.Parts(db, link);
        if (query.Account is { } account) parts = parts.Where(d => d.Account == account);
        if (query.Currency is { } currency) parts = parts.Where(d => d.Currency == currency);
        if (query.Month is { } month)
        {
            if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) return Refusal.Field("month", "A month is written as 2026-03.");
            parts = parts.Where(d => d.Period == first);
        }
        return await PartList.Show(parts, asked, View, ct);
    }

    private static string Month(DateOnly period) => period.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static SumView View(DriftSum d) => new(
        d.Account, d.AccountNumber, d.AccountName, Month(d.Period), MoneyView.Of(d.Ours, d.Currency), MoneyView.Of(d.Theirs, d.Currency), MoneyView.Of(d.Difference, d.Currency), d.Entries);

    private static PartView View(DriftPart d) => new(
        d.Account, d.AccountName, Month(d.Period), d.Why, MoneyView.Of(d.Ours, d.Currency), MoneyView.Of(d.Theirs, d.Currency), MoneyView.Of(d.Difference, d.Currency), d.EntryId, d.ExternalId, d.OurDate,
        d.TheirDate, d.OurText, d.TheirText, d.TheirNumber);
}
