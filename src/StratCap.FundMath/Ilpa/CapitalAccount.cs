using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;

namespace StratCap.FundMath.Ilpa;

/// <summary>A line of a partner's capital account, signed as it changes the balance.</summary>
/// <param name="Key">Stable, camelCase.</param>
/// <param name="Parts">Of a sum: keys of its lines; else empty.</param>
/// <param name="Ilpa">The rows of section A.1 (edition of 2025) that say the same; empty for what the template does not tell apart.</param>
public sealed record CapitalAccountLine(
    string Key, string Label, decimal Quarter, decimal Year, decimal Inception, IReadOnlyList<IlpaPart> Parts, IReadOnlyList<IlpaPart> Ilpa)
{
    /// <summary>By span.</summary>
    public decimal this[IlpaSpan span] => span switch { IlpaSpan.Quarter => Quarter, IlpaSpan.Year => Year, _ => Inception };
}

/// <summary>
/// A partner's capital account (PCAP) of a quarter: quarter, year and since inception to date, net of carried interest paid and accrued. Its figures come from the
/// statement's, those of the ILPA template from tagged facts: <see cref="Ties"/> holds them against each other, line by line.
/// </summary>
/// <param name="Memo">Below the closing balance and in no sum: commitment, called, recallable and unfunded since inception.</param>
public sealed record CapitalAccount(InvestorStatement Statement, IReadOnlyList<CapitalAccountLine> Lines, IReadOnlyList<CapitalAccountLine> Memo, PerformanceLine Performance, IReadOnlyList<StatementTie> Ties)
{
    /// <summary>A partner's capital account.</summary>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>: not admitted by the end of the quarter.</exception>
    public static CapitalAccount Of(ReportingTemplateRun run, Guid investorId)
    {
        var statement = run.Statements.For(investorId, explain: false);
        var template = run.For(investorId);
        var lines = CapitalAccountLines.Of(statement, template);
        var ties = lines.Where(l => l.Ilpa.Count > 0).SelectMany(line => Enum.GetValues<IlpaSpan>().Select(span =>
            new StatementTie($"{line.Label} ({Words(span)}), and section A.1", line[span], line.Ilpa.Sum(p => p.Sign * (template.Of(p.Row, (int)span) ?? 0)))));
        return new CapitalAccount(statement, lines, Memos(run.Statements.After.Partner(investorId), template), statement.Performance, [.. ties, .. statement.Ties()]);
    }

    private static string Words(IlpaSpan span) => span switch { IlpaSpan.Quarter => "QTD", IlpaSpan.Year => "YTD", _ => "ITD" };

    private static CapitalAccountLine[] Memos(PartnerAccount partner, ReportingTemplate template)
    {
        CapitalAccountLine Memo(string key, string label, decimal amount) => new(key, label, amount, amount, amount, [], []);
        return
        [
            Memo("commitment", "Commitment", partner.Commitment), Memo("called", "Called since inception", partner.Called), Memo("outstanding", "Called and not received", partner.Outstanding),
            Memo("recallable", "Recallable distributions since inception", partner.Recallable), Memo("unfunded", "Unfunded commitment", template.Of("unfunded.ending", 0) ?? partner.Unfunded),
        ];
    }
}

/// <summary>The lines of a capital account, from a statement's columns.</summary>
internal static class CapitalAccountLines
{
    internal static IReadOnlyList<CapitalAccountLine> Of(InvestorStatement statement, ReportingTemplate template)
    {
        var lines = new List<CapitalAccountLine>();
        void Add(string key, string label, Func<StatementColumn, decimal> figure, params string[] ilpa) =>
            lines.Add(new(key, label, figure(statement.Period), figure(statement.YearToDate), figure(statement.SinceInception), [], Parts(ilpa)));
        void Tagged(string key, string label) => lines.Add(new(key, label, template.Of(key, 0)!.Value, template.Of(key, 1)!.Value, template.Of(key, 2)!.Value, [], [new(key)]));
        void Sum(string key, string label, string[] of, params string[] ilpa)
        {
            decimal On(IlpaSpan span) => lines.Where(l => of.Contains(l.Key)).Sum(l => l[span]);
            lines.Add(new(key, label, On(IlpaSpan.Quarter), On(IlpaSpan.Year), On(IlpaSpan.Inception), Parts(of), Parts(ilpa)));
        }

        Add("opening", "Opening capital account, net of carried interest", c => c.OpeningNet, "beginningNav");
        Add("contributions", "Contributions", c => c.Contributions, "contributions");
        Add("returnOfCapital", "Distributions: return of capital", c => c.ReturnOfCapital);
        Add("profit", "Distributions: profit (preferred return, catch-up and split)", c => c.Distributions - c.ReturnOfCapital);
        Sum("distributions", "Distributions", ["returnOfCapital", "profit"], "distributions");
        Tagged("offeringCosts", "Offering and syndication costs");
        Tagged("placementFees", "Placement fees");
        Add("managementFees", "Management fees, gross", c => c.ManagementFees, "fee.gross");
        Add("feeRebates", "Management fee rebates", c => c.FeeRebates, "fee.rebate");
        Add("feeWaivers", "Management fee waivers", c => c.FeeWaivers, "fee.waiver");
        Add("feeOffsets", "Offsets of management fees", c => c.FeeOffsets, "fee.offsets");
        var direct = lines.Where(l => l.Key is "offeringCosts" or "placementFees").ToList();
        lines.Add(new(
            "expenses", "Partnership expenses", statement.Period.Expenses - direct.Sum(l => l.Quarter), statement.YearToDate.Expenses - direct.Sum(l => l.Year),
            statement.SinceInception.Expenses - direct.Sum(l => l.Inception), [], Parts(["internal.net", "external.net"])));
        Add("income", "Investment income", c => c.Income, "income.total");
        Add("realisedGain", "Realised gain", c => c.RealisedGain, "realisedGain", "-carry.earned");
        Add("unrealisedChange", "Change of unrealised gain", c => c.UnrealisedChange, "unrealisedGain", "-carry.accrued");
        Add("carryPaid", "Carried interest paid, less what was returned", c => c.CarriedInterestPaid + c.ClawbackReturned, "carry.earned");
        Add("carryAccrued", "Change of accrued carried interest", c => c.AccruedCarryChange, "carry.accrued");
        Add("transfers", "Partner transfers, and what passed between partners on default", c => c.PartnerTransfers + c.DefaultInterest + c.Forfeitures, "partnerTransfers");
        Sum(
            "closing", "Closing capital account, net of carried interest",
            [.. lines.Select(l => l.Key).Where(k => k is not ("returnOfCapital" or "profit"))], "endingNav");
        Add("accruedCarry", "Accrued carried interest in it", c => c.ClosingAccruedCarry, "carry.ending");
        Add("closingGross", "Closing capital account, gross of accrued carried interest", c => c.Closing, "endingNavGross");
        return lines;
    }

    private static IReadOnlyList<IlpaPart> Parts(string[] keys) => [.. keys.Select(k => k[0] == '-' ? new IlpaPart(k[1..], -1) : new IlpaPart(k))];
}
