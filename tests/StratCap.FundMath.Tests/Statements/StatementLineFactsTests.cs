using CsCheck;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Statements;

/// <summary>What moves a line of a statement is told fact by fact: nothing of it is left over for a sentence.</summary>
public sealed class StatementLineFactsTests
{
    [Fact]
    public void EveryMovement_OfTheGoldenFundInEveryQuarter_NamesItsFacts()
    {
        var fund = new GoldenFund().Live();
        for (var from = new DateOnly(2020, 1, 1); from.Year < 2025; from = from.AddMonths(3))
            NamesFacts(fund, new StatementRun(fund.Facts, from, from.AddMonths(3).AddDays(-1)));
    }

    [Fact]
    public void EveryMovement_OfRandomLives_NamesItsFacts() => RandomLife.Steps.Sample(
        steps =>
        {
            var life = RandomLife.Live(steps);
            var to = life.Today.AddDays(-(steps[0].B % 200));
            NamesFacts(life.Fund, new StatementRun(life.Fund.Facts, to.AddDays(-(steps[0].A % 120)), to < TestFund.Start ? TestFund.Start : to));
        },
        iter: 400);

    private static void NamesFacts(TestFund fund, StatementRun run)
    {
        foreach (var statement in run.ForAll())
        {
            ExplanationCheck.Evaluate(statement.LinesExplained!, fund);
            foreach (var column in statement.LinesExplained!.Parts)
                foreach (var line in column.Parts.Where(l => l.Key is not ("opening" or "closing" or "accruedCarry" or "closingNet")))
                    line.Parts.ShouldAllBe(part => part.Facts.Count > 0, $"{statement.InvestorName}, {column.Label}, {line.Label}");
        }
    }
}
