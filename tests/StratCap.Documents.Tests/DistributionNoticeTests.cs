using StratCap.FundMath;
using StratCap.Reporting.Documents;

namespace StratCap.Documents.Tests;

public sealed class DistributionNoticeTests
{
    [Fact]
    public void Pdf_OfADistribution_HoldsEveryFieldOfTheNotice()
    {
        var text = PdfReader.Text(DistributionNotice.Pdf(Samples.Distribution()));

        foreach (var expected in (string[])
        [
            "Distribution no. 2", "30 September 2026", "9 October 2026", "Sale of Birch Software Ltd", "DN-2026-002/0007",
            "Return of capital contributions 30,000,000.00 1,500,000.00 0.00 1,500,000.00",
            "compounded annually 9,000,000.00 450,000.27 0.00 450,000.27",
            "2,812,501.69 140,625.09 112,500.07 28,125.02", "6,187,498.31 309,374.64 61,874.93 247,499.71",
            "Total 48,000,000.00 2,400,000.00 174,375.00 2,225,625.00",
            "26,000,000.00 1,300,000.00 0.00", "4,000,000.00 200,000.00 200,000.00", "14,512,500.00 725,625.00 0.00",
            "Your apportioned share 2,400,000.00", "Less carried interest (174,375.00)", "Distributed to you 2,225,625.00",
            "Less tax withheld (33,750.50)", "Payable to you 2,191,874.50", "USD 2,191,874.50", "USD 200,000.00",
            "Unfunded commitment before this notice 4,962,080.64", "Recallable part of this distribution 200,000.00", "Unfunded commitment after this notice 5,162,080.64",
            "Distributed before this notice 812,345.67", "Distributed to date 3,037,970.67", "Called to date 5,037,919.36",
            "Account ending 4471", "Tell us before the payment date",
        ])
            text.ShouldContain(expected);
    }

    [Fact]
    public void Pdf_WithMoneyOutsideTheFund_PaysItWithoutCountingItAsDistributed()
    {
        var model = Samples.Distribution();
        var withInterest = model with { Lines = [.. model.Lines, new("Subsequent closing: interest", null, null, 500m, 12.34m, 0m, InsideFund: false)] };

        var text = PdfReader.Text(DistributionNotice.Pdf(withInterest));

        text.ShouldContain("Passing outside the fund 12.34");
        text.ShouldContain("Payable to you 2,191,886.84");
        text.ShouldContain("Distributed to date 3,037,970.67");
    }

    [Theory]
    [InlineData("reporting.notice.tiers_do_not_tie")]
    [InlineData("reporting.notice.carry_does_not_tie")]
    [InlineData("reporting.notice.lines_do_not_tie")]
    [InlineData("reporting.notice.distributed_does_not_tie")]
    [InlineData("reporting.notice.unfunded_does_not_tie")]
    [InlineData("reporting.notice.withholding_out_of_range")]
    public void Pdf_OfADistributionThatIsWrong_IsRefused(string code)
    {
        var model = Samples.Distribution();
        var tier = model.Tiers[0];
        var wrong = code switch
        {
            "reporting.notice.tiers_do_not_tie" => model with { Tiers = [tier with { ToInvestor = tier.ToInvestor + 0.01m }, .. model.Tiers.Skip(1)] },
            "reporting.notice.carry_does_not_tie" => model with { Tiers = [tier with { ToInvestor = tier.ToInvestor - 0.01m, CarriedInterest = 0.01m }, .. model.Tiers.Skip(1)] },
            "reporting.notice.lines_do_not_tie" => model with { Lines = model.Lines.Skip(1).ToList() },
            "reporting.notice.distributed_does_not_tie" => model with { DistributedAfter = model.DistributedBefore },
            "reporting.notice.unfunded_does_not_tie" => model with { Unfunded = model.Unfunded with { After = model.Unfunded.Before } },
            _ => model with { Withholding = 2_225_625.01m },
        };

        Should.Throw<FundRuleException>(() => DistributionNotice.Pdf(wrong)).Code.ShouldBe(code);
    }
}
