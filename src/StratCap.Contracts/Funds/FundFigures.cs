namespace StratCap.Contracts.Funds;

/// <summary>A fund with its totals as lists read them, all partners together.</summary>
/// <param name="IsDisclosed">Nothing moved in its book: the figures are what its investors disclosed last, and a figure that one of them left out is not known of the fund.</param>
/// <param name="LastHash">Of the last fact of its book: what was worked out from the book stays right as long as it is the same.</param>
public sealed record FundTotals(
    Guid FundId, string Name, string Currency, int? Vintage, bool IsDisclosed, decimal Commitment, decimal? Called, decimal? Distributed, decimal? Nav, string LastHash);

/// <summary>The totals of all funds of a currency; what is not known of one of them is not known of the sum.</summary>
public sealed record CurrencyTotals(string Currency, int Funds, decimal Commitment, decimal? Called, decimal? Distributed, decimal? Nav);

/// <summary>A day on which money of a call is due or a distribution is to be paid, and is not all there yet.</summary>
/// <param name="Open">Still to be received or paid.</param>
public sealed record MoneyDue(ProposalKind Kind, Guid FundId, string FundName, Guid Id, int Number, DateOnly Date, decimal Open, string Currency);

/// <summary>Asks Funds for totals out of the rows that lists read, of the tenant in scope: no book is folded for them.</summary>
public interface IFundFigures
{
    /// <summary>Funds by name.</summary>
    /// <param name="fundId">Only this one.</param>
    /// <param name="after">Those whose names come after.</param>
    /// <param name="most">How many at most.</param>
    Task<IReadOnlyList<FundTotals>> Funds(Guid? fundId, string? after, int most, CancellationToken ct);

    /// <summary>All funds, added up by currency.</summary>
    Task<IReadOnlyList<CurrencyTotals>> ByCurrency(CancellationToken ct);

    /// <summary>What is due, earliest first.</summary>
    Task<IReadOnlyList<MoneyDue>> Due(Guid? fundId, int most, CancellationToken ct);
}
