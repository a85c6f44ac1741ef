using StratCap.Contracts.Accounting;
using StratCap.Contracts.Funds;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Ilpa;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting;

/// <summary>The reports' part of a quarter's close: every partner's capital account and ILPA template tie and add up to the fund, and so do the financial statements.</summary>
internal sealed class ReportChecks(Books books, IFundLedgers ledgers, IInvestmentProfiles profiles) : IPeriodChecks
{
    private const string Accounts = "capitalAccounts";
    private const string Templates = "ilpa";
    private const string Statements = "financialStatements";
    private const string NoMovements = "The fund has no movements of its own up to the end of the quarter.";

    private sealed record OfPartners(PeriodCheck Accounts, PeriodCheck Templates);

    public async Task<IReadOnlyList<PeriodCheck>> Of(PeriodToCheck period, CancellationToken ct)
    {
        var span = StatementPeriod.Parse(CalendarQuarter.NameOf(period.Through))!;
        var ledger = await ledgers.At(period.FundId, FundStatements.FundStatements.Days(span), null, ct);
        // Read after the ledger, the book holds at least what is posted.
        if (await books.Facts(period.FundId, ct) is not { } facts) return [];
        var partners = books.Remember(facts, $"checks of {period.Through:O}", () => Partners(facts, period.Through));
        var classified = await profiles.Of(period.FundId, span.To, null, ct);
        return [partners.Accounts, partners.Templates, PeriodCheck.Tried(Statements, () => OfStatements(span, ledger, facts, classified))];
    }

    private OfPartners Partners(IReadOnlyList<RecordedFact> facts, DateOnly through) => new(
        OfRun(Accounts, facts, through, run => OfAccounts(run.Statements.After.Partners.Select(p => CapitalAccount.Of(run, p.InvestorId)), run.Statements.After.Total.Nav)),
        OfRun(Templates, facts, through, run => OfTemplates(run.ForAll().Concat(run.ForAll(IlpaVersion.V11)), run.Statements.After.Total.Nav)));

    private PeriodCheck OfRun(string name, IReadOnlyList<RecordedFact> facts, DateOnly through, Func<ReportingTemplateRun, PeriodCheck> check) => PeriodCheck.Tried(
        name, () => books.AsOf(facts, through).HasMovements ? check(Quarter.RunOf(books, facts, through, null)) : PeriodCheck.Nothing(name, NoMovements));

    /// <summary>Capital accounts tie when each line is its rows of the ILPA template and all of them add up to the fund. One is looked at after the other, however many there are.</summary>
    internal static PeriodCheck OfAccounts(IEnumerable<CapitalAccount> accounts, decimal nav)
    {
        var closing = 0m;
        foreach (var account in accounts)
        {
            if (account.Ties.FirstOrDefault(t => !t.Holds) is { } broken)
                return PeriodCheck.Fails(Accounts, $"The capital account of {account.Statement.InvestorName} does not tie: {broken.What}.", broken.Left, broken.Right);
            closing += account.Statement.Period.Closing;
        }
        return PeriodCheck.Tie(Accounts, closing, nav, "Closing balances of all capital accounts, and net assets of the fund.");
    }

    /// <summary>Templates tie when every identity holds in every cell and their ending balances add up to the fund.</summary>
    internal static PeriodCheck OfTemplates(IEnumerable<ReportingTemplate> templates, decimal nav)
    {
        var ending = 0m;
        foreach (var template in templates)
        {
            if (template.Checks.FirstOrDefault(c => !c.Holds) is { } broken)
                return PeriodCheck.Fails(
                    Templates, $"The {template.Template.Name} of {template.InvestorName} does not tie: {template.Template[broken.Row].Label}, column {broken.Column + 1}.", broken.Expected, broken.Found);
            // Both editions say the same of each partner; the one in force speaks for both.
            if (template.Template.Version == IlpaVersion.V20) ending += template.Of("endingNavGross", 0) ?? 0;
        }
        return PeriodCheck.Tie(Templates, ending, nav, "Ending balances of all ILPA templates, gross of accrued carried interest, and net assets of the fund.");
    }

    private PeriodCheck OfStatements(StatementPeriod span, LedgerBalances ledger, IReadOnlyList<RecordedFact> facts, IReadOnlyList<InvestmentProfile> profiles)
    {
        var folded = FundStatements.FundStatements.Days(span).Select(day => books.AsOf(facts, day)).ToList();
        if (!folded[^1].HasMovements) return PeriodCheck.Nothing(Statements, NoMovements);
        if (ledger.PostedThrough < facts[^1].Sequence)
            return PeriodCheck.Fails(Statements, "The last facts of the book are not posted to the ledger yet: wait a moment, and look again.");
        var statements = new FundStatements.FundStatements(span, ledger, folded, profiles);
        return statements.Ties().FirstOrDefault(t => !t.Holds) is { } broken
            ? PeriodCheck.Fails(Statements, $"The financial statements do not tie: {broken.What}.", broken.Left, broken.Right)
            : PeriodCheck.Tie(
                Statements, statements.AssetsAndLiabilities["netAssets"].Amounts[0], folded[^1].Total.Nav, "Net assets in the fund's financial statements, and in the book.");
    }
}
