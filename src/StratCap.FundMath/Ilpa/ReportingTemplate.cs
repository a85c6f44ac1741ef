using StratCap.FundMath.Book;

namespace StratCap.FundMath.Ilpa;

/// <summary>The dates at the head of the template; null where the fund's book does not hold them.</summary>
/// <param name="Inception">The fund was established.</param>
/// <param name="FinalClosing">The last closing held so far, if there was more than one.</param>
/// <param name="Commencement">The first call, investment, fee or expense.</param>
public sealed record IlpaDates(DateOnly Inception, DateOnly? InitialClosing, DateOnly? FinalClosing, DateOnly? Commencement, DateOnly YearStart, DateOnly PeriodStart, DateOnly PeriodEnd);

/// <summary>A row with its figures, by column; null where the row has none, or the book does not keep it.</summary>
public sealed record IlpaFigures(IlpaRow Row, IReadOnlyList<decimal?> Figures);

/// <summary>
/// The ILPA Reporting Template for one partner and quarter, in the fund's currency. Carried interest is a charge on limited partners in all columns: what the general
/// partner receives of it is in no column, so that limited partners and general partner add up to the fund.
/// </summary>
/// <param name="Notes">What a reader must know, in sentences.</param>
/// <param name="Checks">Every identity of the edition in every column, and that all partners' templates add up to the fund's.</param>
public sealed record ReportingTemplate(
    IlpaTemplate Template, string FundName, string Currency, Guid InvestorId, string InvestorName, PartnerKind Partner, IlpaDates Dates,
    IReadOnlyList<IlpaFigures> Rows, IReadOnlyList<string> Notes, IReadOnlyList<IlpaCheck> Checks)
{
    /// <summary>A figure; null where the row has none.</summary>
    public decimal? Of(string row, int column) => Rows.FirstOrDefault(r => r.Row.Key == row)?.Figures[column];
}
