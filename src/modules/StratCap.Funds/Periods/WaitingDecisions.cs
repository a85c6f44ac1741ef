using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Funds.Entries;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Periods;

/// <summary>What is dated in a quarter and still waits for a second person: manual entries, valuation rounds, calls and distributions. Once the quarter is closed none of them could be recorded.</summary>
internal static class WaitingDecisions
{
    private const string Name = "waiting";

    /// <summary>The check: nothing may wait. Drafts that nobody submitted wait for nobody.</summary>
    public static async Task<PeriodCheck> Of(FundsDbContext db, PeriodToCheck period, CancellationToken ct)
    {
        var entries = db.ManualEntries.AsNoTracking().Where(e => e.FundId == period.FundId && e.State == EntryState.Waiting && e.Date >= period.From && e.Date <= period.Through);
        var proposals = db.Proposals.AsNoTracking().Where(p => p.FundId == period.FundId && p.State == ProposalState.Submitted && p.EffectiveDate >= period.From && p.EffectiveDate <= period.Through);
        var count = await entries.CountAsync(ct) + await proposals.CountAsync(ct);
        if (count == 0) return new PeriodCheck(Name, PeriodCheckState.Passed, "Nothing that is dated in the quarter waits for a decision.");
        var sentence = await entries.OrderBy(e => e.Date).ThenBy(e => e.Number).FirstOrDefaultAsync(ct) is { } entry
            ? $"Manual entry {entry.Number} of {entry.Date:yyyy-MM-dd} waits for a second person: approve it, or return it."
            : Of(await proposals.OrderBy(p => p.EffectiveDate).ThenBy(p => p.Kind).ThenBy(p => p.Number).FirstAsync(ct));
        return PeriodCheck.Fails(Name, count == 1 ? sentence : $"{sentence} And {count - 1} more.");
    }

    private static string Of(Proposal waiting) => waiting.Kind switch
    {
        ProposalKind.CapitalCall => $"Capital call {waiting.Number} of {waiting.EffectiveDate:yyyy-MM-dd} waits for a second person: approve it, or return it.",
        ProposalKind.Distribution => $"Distribution {waiting.Number} of {waiting.EffectiveDate:yyyy-MM-dd} waits for a second person: approve it, or return it.",
        _ => $"Valuation round {waiting.Number} of {waiting.EffectiveDate:yyyy-MM-dd} waits for a second person: approve it, or return it.",
    };
}
