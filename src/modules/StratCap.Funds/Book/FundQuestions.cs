using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.Funds.Portfolio;
using StratCap.Funds.Rates;

namespace StratCap.Funds.Book;

/// <summary>Answers other modules' questions, each in a scope and read transaction of its own.</summary>
internal sealed class FundQuestions(IServiceScopeFactory scopes) : IFundBooks, IInvestorContacts, IInvestorRegister, IParticipations, IProposals, IFxRates, IInvestmentProfiles
{
    public Task<IReadOnlyList<RecordedFact>?> Facts(Guid fundId, CancellationToken ct) =>
        Ask((_, books) => books.Read(fundId, ct), ct);

    public Task<IReadOnlyList<RecordedFact>> Facts(Guid fundId, long fromSequence, long toSequence, CancellationToken ct) => Ask<IReadOnlyList<RecordedFact>>(async (db, _) =>
        [.. (await db.Facts.Where(f => f.FundId == fundId && f.Sequence >= fromSequence && f.Sequence <= toSequence).OrderBy(f => f.Sequence).ToListAsync(ct)).Select(f => f.ToFact())], ct);

    public Task<FundEntry?> Find(Guid fundId, CancellationToken ct) => Ask((db, _) =>
        db.Funds.Where(f => f.FundId == fundId).Select(f => new FundEntry(f.FundId, f.Name, f.Currency)).SingleOrDefaultAsync(ct), ct);

    public Task<IReadOnlyList<FundEntry>> Funds(CancellationToken ct) => Ask<IReadOnlyList<FundEntry>>(async (db, _) =>
        await db.Funds.OrderBy(f => f.Name).Select(f => new FundEntry(f.FundId, f.Name, f.Currency)).ToListAsync(ct), ct);

    public Task<IReadOnlyList<FundEntry>> FundsOf(Guid investorId, CancellationToken ct) => Ask<IReadOnlyList<FundEntry>>(async (db, _) =>
        await db.Funds.Where(f => db.Partners.Any(p => p.FundId == f.FundId && p.InvestorId == investorId)).OrderBy(f => f.Name).Select(f => new FundEntry(f.FundId, f.Name, f.Currency)).ToListAsync(ct), ct);

    public Task<IReadOnlyList<InvestorContact>> Of(Guid fundId, CancellationToken ct) => Ask<IReadOnlyList<InvestorContact>>(async (db, _) =>
        await db.Partners.Where(p => p.FundId == fundId).OrderBy(p => p.Ordinal)
            .Join(db.Investors, p => p.InvestorId, i => i.Id, (p, i) => new InvestorContact(p.InvestorId, p.Name, i.ContactName, i.Email, i.ReportingCurrency)).ToListAsync(ct), ct);

    public Task<InvestorContact?> Of(Guid fundId, Guid investorId, CancellationToken ct) => Ask(async (db, _) =>
        await db.Partners.Where(p => p.FundId == fundId && p.InvestorId == investorId)
            .Join(db.Investors, p => p.InvestorId, i => i.Id, (p, i) => new InvestorContact(p.InvestorId, p.Name, i.ContactName, i.Email, i.ReportingCurrency)).SingleOrDefaultAsync(ct), ct);

    public Task<IReadOnlyList<InvestorEntry>> Find(IReadOnlyCollection<Guid> investorIds, CancellationToken ct) => Ask<IReadOnlyList<InvestorEntry>>(async (db, _) =>
        await db.Investors.Where(i => investorIds.Contains(i.Id)).OrderBy(i => i.NameKey).Select(i => new InvestorEntry(i.Id, i.Name)).ToListAsync(ct), ct);

    public Task<Guid?> FundOf(ProposalKind kind, Guid id, Guid investorId, CancellationToken ct) => Ask((db, _) => kind == ProposalKind.CapitalCall
        ? db.CapitalCallLines.Where(l => l.CallId == id && l.InvestorId == investorId).Select(l => (Guid?)l.FundId).SingleOrDefaultAsync(ct)
        : db.DistributionLines.Where(l => l.DistributionId == id && l.InvestorId == investorId).Select(l => (Guid?)l.FundId).SingleOrDefaultAsync(ct), ct);

    public Task<IReadOnlyList<Participation>> Of(IReadOnlyCollection<Guid> investorIds, CancellationToken ct) => Ask<IReadOnlyList<Participation>>(async (db, _) =>
        await db.Partners.Where(p => investorIds.Contains(p.InvestorId))
            .Join(db.Funds, p => p.FundId, f => f.FundId, (p, f) => new Participation(p.FundId, f.Name, p.InvestorId, p.Name, p.Commitment != 0 || p.Nav != 0)).ToListAsync(ct), ct);

    public Task<IReadOnlyList<FxRate>> Between(IReadOnlyCollection<string> currencies, DateOnly from, DateOnly to, DateTimeOffset? knownAt, CancellationToken ct) => Ask<IReadOnlyList<FxRate>>(async (db, _) =>
        [.. (await db.FxRates.KnownAt(knownAt).ThatCount()
            .Where(r => currencies.Contains(r.FromCurrency) && currencies.Contains(r.ToCurrency) && r.Date >= from && r.Date <= to).ToListAsync(ct)).Select(r => r.ToRate())], ct);

    public Task<IReadOnlyList<InvestmentProfile>> Of(Guid fundId, DateOnly day, DateTimeOffset? knownAt, CancellationToken ct) => Ask<IReadOnlyList<InvestmentProfile>>(async (db, _) =>
        await db.InvestmentProfiles.On(day, knownAt).Where(p => p.FundId == fundId).Select(p => new InvestmentProfile(p.DealId, p.Type, p.Country, p.Industry)).ToListAsync(ct), ct);

    public Task<PreparedProposal?> Find(ProposalKind kind, Guid fundId, Guid id, CancellationToken ct) => Ask(async (db, _) =>
    {
        var proposal = await db.Proposals.SingleOrDefaultAsync(p => p.Kind == kind && p.FundId == fundId && p.Id == id, ct);
        if (proposal is null) return null;
        var fund = await db.Funds.SingleAsync(f => f.FundId == fundId, ct);
        var title = kind switch
        {
            ProposalKind.CapitalCall => $"Capital call {proposal.Number} of {fund.Name}",
            ProposalKind.Distribution => $"Distribution {proposal.Number} of {fund.Name}",
            _ => $"Valuation round {proposal.Number} of {fund.Name}",
        };
        return new PreparedProposal(kind, fundId, id, proposal.State.ToString(), proposal.PreparedBy, proposal.DueDate, proposal.Amount, fund.Currency, proposal.ContentHash, title, proposal.Number, fund.Name);
    }, ct);

    private async Task<T> Ask<T>(Func<FundsDbContext, BookStore, Task<T>> question, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await question(db, scope.ServiceProvider.GetRequiredService<BookStore>());
    }
}
