using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Ilpa;

/// <summary>A dated flow of the template.</summary>
/// <param name="Date">A call's due date, a distribution's payment, the quarter's end for what is left then; never after it.</param>
/// <param name="Amount">Seen by the investors: what they pay is negative.</param>
/// <param name="Facts">What it comes from; of balances at the quarter's end nothing.</param>
public sealed record IlpaFlow(DateOnly Date, IlpaFlowType Type, decimal Amount, IReadOnlyList<Guid> Facts)
{
    /// <summary>How it is treated with the subscription line as it was.</summary>
    public IlpaTreatment WithLine => IlpaFlowTypes.TreatmentOf(Type, withLine: true);

    /// <summary>How it is treated as if the line's draws had been called.</summary>
    public IlpaTreatment WithoutLine => IlpaFlowTypes.TreatmentOf(Type, withLine: false);
}

/// <summary>A return of the template.</summary>
/// <param name="Flows">What its rate is worked out from, one a day, in order.</param>
/// <param name="Multiple">Value ÷ paid in, unrounded; null when nothing is paid in.</param>
public sealed record IlpaReturn(IReadOnlyList<DatedFlow> Flows, decimal PaidIn, decimal Value, decimal? Multiple, IrrResult Irr);

/// <summary>Returns of the investments, before fees, expenses and carried interest of the fund: all that was paid for them, all that came from them, and their fair value.</summary>
/// <param name="Realised">Investments of which nothing is held.</param>
/// <param name="Unrealised">The others, with what was sold of them already.</param>
public sealed record IlpaPortfolio(IlpaReturn Realised, IlpaReturn Unrealised, IlpaReturn Total);

/// <summary>
/// The ILPA Performance Template v1.1 (31 March 2025) of a quarter: returns since inception of the partners who pay fees, together, net and gross, with and without the subscription line. Rates are
/// XIRR: daily, actual/365.
/// </summary>
/// <param name="Partners">Who they are.</param>
/// <param name="Flows">In order of date, then type.</param>
/// <param name="NetWithoutLine">Null when the fund never drew on a line; likewise <paramref name="GrossWithoutLine"/>.</param>
/// <param name="Notes">What a reader must know, in sentences.</param>
public sealed record PerformanceTemplate(
    string FundName, string Currency, DateOnly AsOf, IlpaMethod Method, IReadOnlyList<string> Partners, IReadOnlyList<IlpaFlow> Flows,
    IlpaReturn Net, IlpaReturn Gross, IlpaReturn? NetWithoutLine, IlpaReturn? GrossWithoutLine, IlpaPortfolio Portfolio, IReadOnlyList<string> Notes)
{
    /// <summary>The template's name.</summary>
    public const string Name = "ILPA Performance Template v1.1";

    /// <summary>Works it out.</summary>
    /// <param name="book">The book as of the quarter's end.</param>
    /// <exception cref="FundRuleException"><c>performance.no_movements</c>: the book holds disclosed positions only, or nothing yet.</exception>
    public static PerformanceTemplate Of(FundBook book, IlpaMethod method)
    {
        if (!book.HasMovements)
            throw new FundRuleException("performance.no_movements", "The fund's book holds no movements of its own at that date: choose a later quarter.");
        var partners = Population(book);
        var carry = AccruedCarry.Of(book);
        var flows = PerformanceFlows.Of(book, partners, partners.Sum(p => carry.Of(p.InvestorId)), method);
        var hasLine = partners.Any(p => p[Component.LineDrawn] != 0);
        return new PerformanceTemplate(
            book.Name, book.Currency.Code, book.AsOf, method, [.. partners.Select(p => p.Name)], flows,
            Return(flows, withLine: true, t => t.Net), Return(flows, withLine: true, t => t.Gross),
            hasLine ? Return(flows, withLine: false, t => t.Net) : null, hasLine ? Return(flows, withLine: false, t => t.Gross) : null,
            PortfolioReturns.Of(book), NotesOf(book, partners, flows, hasLine, carry.Note));
    }

    /// <summary>Partners who were charged a management fee; before the first one, all limited partners.</summary>
    private static List<PartnerAccount> Population(FundBook book)
    {
        var limited = book.Partners.Where(p => p.IsLimitedPartner).ToList();
        var paying = limited.Where(p => p.FeesCharged != 0).ToList();
        return paying.Count > 0 ? paying : limited;
    }

    private static IlpaReturn Return(IReadOnlyList<IlpaFlow> flows, bool withLine, Func<IlpaTreatment, bool> counts)
    {
        var counted = flows.Where(f => counts(Treatment(f))).ToList();
        decimal Sum(IlpaMultipleRole role) => counted.Where(f => Treatment(f).Role == role).Sum(f => f.Amount);
        return PortfolioReturns.Of(counted.Select(f => new DatedFlow(f.Date, f.Amount)), -Sum(IlpaMultipleRole.Denominator) - Sum(IlpaMultipleRole.LessDenominator), Sum(IlpaMultipleRole.Numerator));
        IlpaTreatment Treatment(IlpaFlow flow) => withLine ? flow.WithLine : flow.WithoutLine;
    }

    private static List<string> NotesOf(FundBook book, List<PartnerAccount> partners, IReadOnlyList<IlpaFlow> flows, bool hasLine, string? ofCarry)
    {
        var notes = new List<string> { "Rates are XIRR: daily, actual/365. Calls count on their due dates, distributions when they were paid. Money that may be called again counts when it comes back and when it is called." };
        if (partners.All(p => p.FeesCharged == 0))
            notes.Add("No management fee was charged yet: all limited partners are taken.");
        if (hasLine)
            notes.Add("Draws on the subscription line count as drawn for investments: the book does not tell what a draw was for. Accrued carried interest is the same with and without the line.");
        if (partners.Any(p => p.Outstanding != 0))
            notes.Add("What was called and has not arrived counts neither as paid in nor in the net asset value.");
        if (flows.Count > 0 && flows[0].Date.AddYears(1) > book.AsOf)
            notes.Add("The flows span less than a year: the yearly rate is not to be shown as a return (GIPS).");
        if (ofCarry is not null)
            notes.Add(ofCarry);
        return notes;
    }
}
