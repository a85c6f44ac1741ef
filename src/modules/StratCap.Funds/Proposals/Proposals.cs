using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Proposals;

/// <summary>Keeping what is prepared. The fund is locked by the caller, so numbers are given once.</summary>
internal sealed class ProposalStore(FundsDbContext db, CurrentActor actor, TimeProvider clock)
{
    public async Task<int> NextNumber(Guid fundId, ProposalKind kind, CancellationToken ct) =>
        1 + (await db.Proposals.Where(p => p.FundId == fundId && p.Kind == kind).MaxAsync(p => (int?)p.Number, ct) ?? 0);

    public Task<Proposal?> Find(Guid fundId, ProposalKind kind, Guid id, CancellationToken ct) =>
        db.Proposals.AsTracking().SingleOrDefaultAsync(p => p.FundId == fundId && p.Kind == kind && p.Id == id, ct);

    /// <summary>Adds a draft.</summary>
    public Proposal Add(Guid id, Guid fundId, ProposalKind kind, int number, object request, ProposedFact proposed)
    {
        var proposal = new Proposal
        {
            Id = id,
            FundId = fundId,
            Kind = kind,
            Number = number,
            Request = "",
            Fact = "",
            ContentHash = "",
        };
        db.Proposals.Add(proposal);
        Fill(proposal, request, proposed);
        return proposal;
    }

    /// <summary>Puts other content into a draft; whoever does so is its maker now.</summary>
    public void Fill(Proposal proposal, object request, ProposedFact proposed)
    {
        proposal.State = ProposalState.Draft;
        proposal.PreparedBy = actor.Value.Id;
        proposal.PreparedAt = clock.GetUtcNow();
        proposal.EffectiveDate = proposed.EffectiveDate;
        proposal.DueDate = proposed.DueDate;
        proposal.Amount = proposed.Amount;
        proposal.Request = JsonSerializer.Serialize(request, ApiJson.Options);
        proposal.Fact = ProposedFact.Write(proposal.Kind, proposed.Facts);
        proposal.ContentHash = Hash(proposal);
        proposal.ComputedOn = proposed.ComputedOn;
        proposal.ReturnedBecause = null;
        proposal.Version++;
    }

    private static string Hash(Proposal proposal) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(proposal.EffectiveDate.ToString("O", System.Globalization.CultureInfo.InvariantCulture) + "\n" + proposal.Fact)));
}

/// <summary>What a draft would record: one fact, of a valuation round one for each investment.</summary>
internal sealed record ProposedFact(IReadOnlyList<Fact> Facts, DateOnly EffectiveDate, DateOnly DueDate, decimal Amount, long ComputedOn)
{
    /// <summary>The text that is kept, hashed and approved.</summary>
    public static string Write(ProposalKind kind, IReadOnlyList<Fact> facts) =>
        kind == ProposalKind.Valuation ? $"[{string.Join(',', facts.Select(FundJson.Serialize))}]" : FundJson.Serialize(facts.Single());

    /// <summary>The facts of such a text.</summary>
    public static IReadOnlyList<Fact> Read(string text)
    {
        if (!text.StartsWith('[')) return [FundJson.Deserialize(text)];
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.EnumerateArray().Select(f => FundJson.Deserialize(f.GetRawText()))];
    }
}
