using CsCheck;
using StratCap.FundMath;
using StratCap.Reporting.Documents;

namespace StratCap.Documents.Tests;

public sealed class CapitalCallNoticeTests
{
    [Fact]
    public void Pdf_OfACall_HoldsEveryFieldOfTheNotice()
    {
        var text = PdfReader.Text(CapitalCallNotice.Pdf(Samples.Call()));

        foreach (var expected in (string[])
        [
            "Harbour Ridge Capital Partners LLP", "Harbour Ridge Buyout Fund IV LP", "Łódź Municipal Employees’ Pension Fund", "91-415 Łódź",
            "Capital call no. 3", "31 March 2026", "15 April 2026", "CC-2026-003/0007", "Dear investor,",
            "Remaining commitments", "Alder Logistics GmbH", "24,000,000.00 1,200,000.01 (1,200,000.01)",
            "1,500,000.00 77,419.35 (77,419.35)", "210,000.00 10,500.00 (10,500.00)", "30,000.00 1,508.22 0.00",
            "Subtotal inside the fund 25,710,000.00 1,287,919.36 (1,287,919.36)", "Subtotal outside the fund 30,000.00 1,508.22 0.00",
            "Total due 25,740,000.00 1,289,427.58 (1,287,919.36)", "USD 1,289,427.58",
            "Commitment 10,000,000.00", "Unfunded commitment before this notice 6,250,000.00", "Effect of this capital call (1,287,919.36)",
            "Unfunded commitment after this notice 4,962,080.64", "Called before this notice 3,750,000.00", "Called to date 5,037,919.36",
            "Distributed to date 812,345.67", "37.50% of commitment", "50.38%", "GB33 BUKB 2020 1555 5555 55", "HRBF4-CC003-0007",
            "Call us first on a telephone number that you already know", "fund.accounting@harbour-ridge.example", "+44 20 7946 0123",
            "Produced 2026-03-31 14:05 UTC", Samples.Stamp.ContentHash!,
        ])
            text.ShouldContain(expected);
    }

    [Fact]
    public void Pdf_OfAnyCallThatAddsUp_HoldsEveryFigure()
    {
        var amounts = Gen.Select(Gen.Long[0, 99_999_999_999], Gen.Long[0, 9_999_999_999_999], Gen.Bool);
        Gen.Select(amounts.Array[1, 8], Gen.OneOf(Gen.Const("USD"), Gen.Const("JPY"), Gen.Const("KWD"), Gen.Const("EUR"))).Sample((rows, code) =>
        {
            var currency = new Currency(code);
            var lines = rows.Select(row => new NoticeLine(
                "Call: Investments", null, "Commitments", row.Item2 * currency.MinorUnit, row.Item1 * currency.MinorUnit, row.Item3 ? -row.Item1 * currency.MinorUnit : 0, row.Item3)).ToList();
            var effect = lines.Sum(line => line.EffectOnUnfunded);
            var notice = Samples.Call() with { Currency = currency, Lines = lines, Unfunded = new(-effect + 7, -effect + 5, 5), CalledBefore = 2, CalledAfter = 2 - effect, DistributedToDate = 0 };

            var text = PdfReader.Text(CapitalCallNotice.Pdf(notice));

            foreach (var amount in lines.SelectMany(line => (decimal[])[line.FundAmount, line.InvestorAmount, line.EffectOnUnfunded]).Append(notice.AmountDue))
                text.ShouldContain(Figures.Money(amount, currency));
        }, iter: 40);
    }

    [Fact]
    public void Pdf_WithoutBankDetails_SaysSo() =>
        PdfReader.Text(CapitalCallNotice.Pdf(Samples.Call() with { PaymentDetails = [] })).ShouldContain("This notice gives no bank details.");

    [Fact]
    public void Pdf_WithoutCommitment_PrintsNoPercentage() =>
        PdfReader.Text(CapitalCallNotice.Pdf(Samples.Call() with { Unfunded = new(0, 1_287_919.36m, 0) })).ShouldContain("n/a of commitment");

    [Theory]
    [InlineData("reporting.notice.unfunded_does_not_tie")]
    [InlineData("reporting.notice.called_does_not_tie")]
    [InlineData("reporting.notice.due_before_notice")]
    [InlineData("reporting.notice.without_lines")]
    [InlineData("reporting.document.amount_not_payable")]
    [InlineData("reporting.document.brand_colour")]
    public void Pdf_OfACallThatIsWrong_IsRefused(string code)
    {
        var call = Samples.Call();
        var wrong = code switch
        {
            "reporting.notice.unfunded_does_not_tie" => call with { Unfunded = call.Unfunded with { After = call.Unfunded.After + 0.01m } },
            "reporting.notice.called_does_not_tie" => call with { CalledAfter = call.CalledAfter - 0.01m },
            "reporting.notice.due_before_notice" => call with { DueDate = call.NoticeDate.AddDays(-1) },
            "reporting.notice.without_lines" => call with { Lines = [] },
            "reporting.document.amount_not_payable" => call with { DistributedToDate = 0.001m },
            _ => call with { Letterhead = call.Letterhead with { BrandColour = "green" } },
        };

        var refusal = Should.Throw<FundRuleException>(() => CapitalCallNotice.Pdf(wrong));

        refusal.Code.ShouldBe(code);
        refusal.Message.ShouldContain(": ");
    }
}
