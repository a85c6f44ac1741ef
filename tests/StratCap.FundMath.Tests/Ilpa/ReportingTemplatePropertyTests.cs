using CsCheck;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Tests.Properties;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Ilpa;

/// <summary>What every template must keep, whatever happened to the fund. A failure prints the seed and the shortest steps that show it.</summary>
public sealed class ReportingTemplatePropertyTests
{
    [Fact]
    public void EveryIdentity_OfEveryPartnerAtEveryQuarterEnd_Holds() => RandomLife.ShortSteps.Sample(HoldsAlways, iter: 100);

    [Fact]
    public void EveryIdentity_OfLongLives_Holds() => RandomLife.Steps.Sample(HoldsAlways, iter: 10);

    private static void HoldsAlways(Step[] steps)
    {
        var life = RandomLife.Live(steps);
        foreach (var end in CalendarQuarter.EndsBetween(TestFund.Start, CalendarQuarter.EndOf(life.Today)))
        {
            var run = new ReportingTemplateRun(life.Fund.Facts, end);
            foreach (var partner in run.Statements.After.Partners)
            {
                foreach (var version in Enum.GetValues<IlpaVersion>())
                    run.For(partner.InvestorId, version).Checks.ShouldEach(c => c.Holds);
                CapitalAccount.Of(run, partner.InvestorId).Ties.ShouldEach(t => t.Holds);
            }
        }
    }
}
