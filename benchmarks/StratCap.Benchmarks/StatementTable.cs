using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StratCap.Contracts.Tenancy;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Statements;

namespace StratCap.Benchmarks;

/// <summary>
/// A fund of 40 quarters at its end: what the last quarter's statements, capital accounts and ILPA templates of all partners take at three sizes, and how many statements a second are written as PDF and as workbook,
/// beside libraries for node that write the same rows.
/// </summary>
internal static class StatementTable
{
    private const int Quarters = 40;

    private const int Written = 400;

    private static readonly int[] Sizes = [500, 1_000, 2_000];

    internal static void Print(PeerPrograms programs)
    {
        Console.WriteLine();
        Console.WriteLine($"{"a quarter of a fund of 40 quarters",-52} {"partners",12} {"all of them",14} {"a partner",12} {"of the first",13}");
        double? first = null;
        IReadOnlyList<RecordedFact> facts = [];
        foreach (var partners in Sizes)
        {
            facts = FullLife.Facts(partners, Quarters, isValued: true);
            var spent = Median(() => Close(facts));
            first ??= spent / partners;
            Console.WriteLine(FormattableString.Invariant($"{"statements, capital accounts, ILPA templates, checked",-52} {partners,12:N0} {Table.Time(spent),14} {Table.Time(spent / partners),12} {spent / partners / first.Value,12:0.00}x"));
        }
        Documents(facts, programs);
    }

    /// <summary>Everything that is made of each partner's quarter before it is printed; what does not tie is no answer.</summary>
    private static void Close(IReadOnlyList<RecordedFact> facts)
    {
        var run = new ReportingTemplateRun(facts, facts[^1].EffectiveDate);
        foreach (var partner in run.Statements.After.Partners)
        {
            if (run.For(partner.InvestorId).Checks.Any(c => !c.Holds) || CapitalAccount.Of(run, partner.InvestorId).Ties.Any(t => !t.Holds) || run.Statements.For(partner.InvestorId, explain: false).Ties().Any(t => !t.Holds))
                throw new InvalidOperationException("A partner's quarter does not tie.");
        }
    }

    private static void Documents(IReadOnlyList<RecordedFact> facts, PeerPrograms programs)
    {
        var models = Models(facts);
        var rows = Path.Combine(programs.Folder, "statement.json");
        File.WriteAllText(rows, JsonSerializer.Serialize(Rows(models[0])));
        Console.WriteLine();
        Console.WriteLine($"{"statements written",-52} {"a second",12} {"all cores",12} {"theirs",12} {"times faster",13}");
        Line("PDF, fonts embedded, tagged", models, m => InvestorStatementDocument.Pdf(m), "npm pdfkit", programs, rows);
        Line("workbook with formulas", models, m => InvestorStatementDocument.Xlsx(m, CancellationToken.None).GetAwaiter().GetResult(), "npm exceljs", programs, rows);
    }

    private static List<InvestorStatementModel> Models(IReadOnlyList<RecordedFact> facts)
    {
        var to = facts[^1].EffectiveDate;
        var span = StatementPeriod.Parse(StratCap.FundMath.CalendarQuarter.NameOf(to))!;
        var run = new StatementRun(facts, span.From, span.To);
        StatementRun year = new(facts, new DateOnly(span.To.Year, 1, 1), span.To), inception = new(facts, facts[0].EffectiveDate, span.To);
        return [.. run.After.Partners.Take(Written).Select(p => StatementModels.Of(
            run.For(p.InvestorId, explain: false), (year.For(p.InvestorId, explain: false).Unfunded, inception.For(p.InvestorId, explain: false).Unfunded), span, new TenantBrand("Benchmark Partners", "#1A2B3C", null), null,
            run.After, DateTimeOffset.UnixEpoch))];
    }

    /// <summary>What a peer writes: the same number of rows, with the same figures in three columns.</summary>
    private static IEnumerable<string[]> Rows(InvestorStatementModel model)
    {
        foreach (var group in model.CapitalAccount.Sections)
            foreach (var line in group.Lines)
                yield return [line.Label, .. line.Amounts.Columns.Select(a => a.ToString("0.00", CultureInfo.InvariantCulture))];
        foreach (var transaction in model.Transactions)
            yield return [transaction.Description, transaction.Type, transaction.Reference, transaction.Amount.ToString("0.00", CultureInfo.InvariantCulture)];
    }

    private static void Line(string what, List<InvestorStatementModel> models, Func<InvestorStatementModel, byte[]> write, string peer, PeerPrograms programs, string rows)
    {
        write(models[0]);
        var one = Seconds(() => models.ForEach(m => write(m))) / models.Count;
        var all = Seconds(() => Parallel.ForEach(models, m => write(m))) / models.Count;
        if (programs.Missing(peer) is { } absent)
        {
            Console.WriteLine(FormattableString.Invariant($"{what,-52} {1 / one,12:N0} {1 / all,12:N0} absent: {absent}"));
            return;
        }
        var theirs = programs.Documents(peer.Split(' ')[1], rows).Nanoseconds / 1e9;
        Console.WriteLine(FormattableString.Invariant($"{what + ", " + peer,-52} {1 / one,12:N0} {1 / all,12:N0} {1 / theirs,12:N0} {theirs / one,12:0.0}x"));
    }

    private static double Seconds(Action run)
    {
        var begin = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>Nanoseconds of the middle of three runs.</summary>
    private static double Median(Action run) => Enumerable.Range(0, 3).Select(_ => Seconds(run) * 1e9).Order().ElementAt(1);
}
