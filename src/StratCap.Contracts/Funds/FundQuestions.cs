using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;

namespace StratCap.Contracts.Funds;

/// <summary>Asks Funds for a fund's book. Every answer is of the tenant in scope; another tenant's fund is null.</summary>
public interface IFundBooks
{
    /// <summary>All facts of a fund in sequence, or null when there is no such fund.</summary>
    Task<IReadOnlyList<RecordedFact>?> Facts(Guid fundId, CancellationToken ct);

    /// <summary>The facts of a stretch of sequences, inclusive.</summary>
    Task<IReadOnlyList<RecordedFact>> Facts(Guid fundId, long fromSequence, long toSequence, CancellationToken ct);

    /// <summary>A fund, or null when there is none.</summary>
    Task<FundEntry?> Find(Guid fundId, CancellationToken ct);

    /// <summary>The tenant's funds, by name.</summary>
    Task<IReadOnlyList<FundEntry>> Funds(CancellationToken ct);

    /// <summary>The funds in which an investor stands.</summary>
    Task<IReadOnlyList<FundEntry>> FundsOf(Guid investorId, CancellationToken ct);
}

/// <summary>A fund in a list.</summary>
public sealed record FundEntry(Guid FundId, string Name, string Currency);

/// <summary>A prepared call, distribution or valuation round, as Workflows needs to know it.</summary>
/// <param name="Kind">Which of the three it is.</param>
/// <param name="State"><c>Draft</c>, <c>Submitted</c> or <c>Done</c>.</param>
/// <param name="PreparedBy">The maker, who may not be its checker.</param>
/// <param name="DueDate">Due date of a call, payment date of a distribution, day of the values of a round.</param>
/// <param name="ContentHash">Hash of what is to be approved; an approval holds for exactly this.</param>
public sealed record PreparedProposal(ProposalKind Kind, Guid FundId, Guid Id, string State, Guid PreparedBy, DateOnly DueDate, decimal Amount, string Currency, string ContentHash, string Title, int Number = 0, string FundName = "");

/// <summary>What is proposed.</summary>
public enum ProposalKind
{
    /// <summary>A capital call.</summary>
    CapitalCall,

    /// <summary>A distribution.</summary>
    Distribution,

    /// <summary>A valuation round: fair values of investments on one day.</summary>
    Valuation,
}

/// <summary>Asks Funds for what is prepared, of the tenant in scope.</summary>
public interface IProposals
{
    /// <summary>The proposal, or null when there is none.</summary>
    Task<PreparedProposal?> Find(ProposalKind kind, Guid fundId, Guid id, CancellationToken ct);
}

/// <summary>Where an investor's notices go.</summary>
/// <param name="ReportingCurrency">The currency in which he reads his statements beside the fund's, or null.</param>
public sealed record InvestorContact(Guid InvestorId, string InvestorName, string? ContactName, string? Email, string? ReportingCurrency = null);

/// <summary>An investor of the firm, in whichever of its funds.</summary>
public sealed record InvestorEntry(Guid InvestorId, string Name);

/// <summary>Asks Funds for the firm's investors, of the tenant in scope.</summary>
public interface IInvestorRegister
{
    /// <summary>Those of the ids that are the firm's investors, by name.</summary>
    Task<IReadOnlyList<InvestorEntry>> Find(IReadOnlyCollection<Guid> investorIds, CancellationToken ct);
}

/// <summary>Asks Funds in what an investor takes part, of the tenant in scope.</summary>
public interface IParticipations
{
    /// <summary>The fund of an issued call or a declared distribution in which the investor has a part; null where he has none, or it is not issued.</summary>
    Task<Guid?> FundOf(ProposalKind kind, Guid id, Guid investorId, CancellationToken ct);

    /// <summary>The funds in which the investors stand, each with each.</summary>
    Task<IReadOnlyList<Participation>> Of(IReadOnlyCollection<Guid> investorIds, CancellationToken ct);
}

/// <summary>An investor in a fund.</summary>
/// <param name="Stands">He has a commitment or a value in it: not before his first, and not after he has left.</param>
public sealed record Participation(Guid FundId, string FundName, Guid InvestorId, string InvestorName, bool Stands);

/// <summary>Asks Funds for the firm's exchange rates, of the tenant in scope.</summary>
public interface IFxRates
{
    /// <summary>The rates between any two of the currencies on the days of a span, of each pair and date the version that counts.</summary>
    /// <param name="knownAt">What was recorded by then, inclusive; null is all.</param>
    Task<IReadOnlyList<FxRate>> Between(IReadOnlyCollection<string> currencies, DateOnly from, DateOnly to, DateTimeOffset? knownAt, CancellationToken ct);
}

/// <summary>Asks Funds for contacts, of the tenant in scope.</summary>
public interface IInvestorContacts
{
    /// <summary>Contacts of a fund's investors.</summary>
    Task<IReadOnlyList<InvestorContact>> Of(Guid fundId, CancellationToken ct);

    /// <summary>The contact of one of a fund's investors, or null when he is none of them.</summary>
    async Task<InvestorContact?> Of(Guid fundId, Guid investorId, CancellationToken ct) => (await Of(fundId, ct)).FirstOrDefault(c => c.InvestorId == investorId);
}

/// <summary>A disclosed position ready to go into a fund's book: a row of an import that passed its checks.</summary>
/// <param name="RowNumber">Line of the file, for the answer.</param>
public sealed record PositionRow(
    int RowNumber, string FundName, int? Vintage, string? Strategy, string Currency, string InvestorName, DateOnly AsOf,
    decimal Commitment, decimal? Called, decimal? Distributed, decimal? RemainingValue, decimal? ReportedMultiple, decimal? ReportedNetIrr, string Source);

/// <summary>What became of a row.</summary>
public enum PositionOutcome
{
    /// <summary>It stands in the book now.</summary>
    Added,

    /// <summary>The very same position stood there already.</summary>
    AlreadyThere,

    /// <summary>The book holds another position for this fund, investor and date.</summary>
    Conflicts,
}

/// <summary>The outcome of a row, with the reason when it was not added.</summary>
public sealed record PositionResult(int RowNumber, PositionOutcome Outcome, Guid FundId, string? Reason);

/// <summary>Puts imported positions into the books, each chunk all or nothing, idempotent by what the rows say.</summary>
public interface IPositionImporter
{
    /// <summary>Adds the rows of one chunk in one transaction: funds, investors, commitments and positions that are not there yet.</summary>
    /// <param name="cause">The import job, written into each fact.</param>
    Task<IReadOnlyList<PositionResult>> Add(IReadOnlyList<PositionRow> rows, string cause, CancellationToken ct);
}
