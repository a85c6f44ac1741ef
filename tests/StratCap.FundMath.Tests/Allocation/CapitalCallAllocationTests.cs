using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class CapitalCallAllocationTests
{
    private static readonly DateOnly Notice = new(2021, 3, 1);

    [Theory]
    [InlineData("cc-001")]
    [InlineData("cc-004")]
    [InlineData("cc-007")]
    [InlineData("cc-010")]
    public void Run_OnWorkedCase_GivesEveryShareToTheCent(string id)
    {
        var worked = WorkedCase.Load(id);
        var (fund, names) = FundOf(worked);
        var components = worked.Inputs.GetProperty("components").EnumerateArray().ToList();
        var purposes = components.Select(c => new CapitalCallPurposeRequest(
            CallPurposeKind.Expenses, WorkedCase.Money(c, "amount"), null, c.GetProperty("purpose").GetString()!,
            c.TryGetProperty("excluded", out var excluded) ? [.. excluded.EnumerateArray().Select(e => names[e.GetString()!])] : null));
        var result = CapitalCallAllocation.Run(fund.Book(), new CapitalCallRequest(Notice, Notice.AddDays(14), [.. purposes]));
        foreach (var expected in worked.Expected.GetProperty("partners").EnumerateObject())
        {
            var line = result.Lines.Single(l => l.InvestorId == names[expected.Name]);
            for (var p = 0; p < components.Count; p++)
                line.Amounts[p].ShouldBe(WorkedCase.Money(expected.Value, components[p].GetProperty("purpose").GetString()!));
            line.Total.ShouldBe(WorkedCase.Money(expected.Value, "total"));
            line.UnfundedAfter.ShouldBe(WorkedCase.Money(expected.Value, "unfunded_after"));
        }
        result.Total.ShouldBe(WorkedCase.Money(worked.Expected, "total"));
        fund.Record(result.ToFact(fund.NewId(), 99), Notice);
        fund.Book().CheckTies();
    }

    /// <summary>Partners with their commitments; where a case gives less unfunded, the difference was called before.</summary>
    private static (TestFund Fund, Dictionary<string, Guid> Names) FundOf(WorkedCase worked)
    {
        var fund = new TestFund();
        fund.Record(new FundEstablished("Case", worked.Currency.Code, null, null), TestFund.Start);
        fund.Record(new TermsSet(IlpaTerms.WholeOfFund()), TestFund.Start);
        var names = new Dictionary<string, Guid>();
        foreach (var partner in worked.Inputs.GetProperty("partners").EnumerateArray())
        {
            var id = fund.NewId();
            var commitment = WorkedCase.Money(partner, "commitment");
            names.Add(partner.GetProperty("id").GetString()!, id);
            fund.Record(new InvestorAdmitted(id, partner.GetProperty("id").GetString()!, PartnerKind.LimitedPartner), TestFund.Start);
            fund.Record(new CommitmentAccepted(id, null, commitment), TestFund.Start);
            if (partner.TryGetProperty("unfunded", out var unfunded))
            {
                var called = commitment - WorkedCase.Number(unfunded);
                var purpose = new CallPurpose(CallPurposeKind.Investment, AllocationBase.Commitments, called, null, "before");
                fund.Record(new CapitalCallIssued(fund.NewId(), names.Count, Notice, [purpose], [new CallShare(id, [called])]), TestFund.Start.AddDays(names.Count));
            }
        }
        return (fund, names);
    }

    [Fact]
    public void Run_OnThreePurposes_GivesEachItsOwnBase()
    {
        // A has a side letter: half the fee. The general partner pays for the deal and the audit, not for the fee.
        var terms = IlpaTerms.WholeOfFund(feeRateByInvestor: new Dictionary<Guid, decimal> { [new TestFund().Investor(0)] = 0.01m });
        var fund = TestFund.With("USD", terms, 50_000_000m, 50_000_000m, 2_000_000m);
        var deal = fund.NewId();
        var result = CapitalCallAllocation.Run(fund.Book(), new CapitalCallRequest(Notice, Notice.AddDays(14),
        [
            new(CallPurposeKind.Investment, 10_200_000m, deal, "Alpha"),
            new(CallPurposeKind.ManagementFee, 375_000m, null, "Fee Q1"),
            new(CallPurposeKind.Expenses, 102_000m, null, "Audit"),
        ]));
        result.Purposes.Select(p => p.Base).ShouldBe([AllocationBase.RemainingCommitments, AllocationBase.LimitedPartnerSpecific, AllocationBase.Commitments]);
        result.Lines[0].Amounts.ShouldBe([5_000_000m, 125_000m, 50_000m]);
        result.Lines[1].Amounts.ShouldBe([5_000_000m, 250_000m, 50_000m]);
        result.Lines[2].Amounts.ShouldBe([200_000m, 0m, 2_000m]);
        result.Lines[0].CalledOfCommitment.ShouldBe(5_175_000m / 50_000_000m);
        result.Lines.ShouldAllBe(l => l.Explanation != null && l.Explanation.Parts.Count > 0);
        result.NoticeBusinessDays.ShouldBe(10);
        result.IsNoticeShort.ShouldBeFalse();
    }

    [Fact]
    public void Run_OnAFollowOn_GoesByTheDealsSharingPercentages()
    {
        var fund = TestFund.With("USD", 50_000_000m, 30_000_000m, 20_000_000m);
        var deal = fund.NewId();
        fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 8_000_000m, deal, "Alpha", [fund.Investor(2)]));
        var result = CapitalCallAllocation.Run(fund.Book(), new CapitalCallRequest(Notice.AddDays(60), Notice.AddDays(62), [new(CallPurposeKind.FollowOn, 800_000m, deal, "More Alpha")]));
        result.Lines.Select(l => l.Total).ShouldBe([500_000m, 300_000m]);
        result.IsNoticeShort.ShouldBeTrue();
    }

    [Fact]
    public void Run_AboveAllUnfunded_IsRefusedByName()
    {
        var fund = TestFund.With("USD", 100m, 50m);
        var request = new CapitalCallRequest(Notice, Notice.AddDays(14), [new(CallPurposeKind.Investment, 150.01m)]);
        Should.Throw<FundRuleException>(() => CapitalCallAllocation.Run(fund.Book(), request)).Code.ShouldBe("call.exceeds_unfunded");
    }

    [Fact]
    public void Run_OfTwoPurposesThatFillTheCommitment_UsesItToTheCent()
    {
        var fund = TestFund.With("USD", 100m, 50m);
        var result = CapitalCallAllocation.Run(fund.Book(), new CapitalCallRequest(Notice, Notice.AddDays(14), [new(CallPurposeKind.Expenses, 100m), new(CallPurposeKind.Expenses, 50m)]));
        result.Lines.ShouldAllBe(l => l.UnfundedAfter == 0m && l.CalledOfCommitment == 1m);
    }

    [Fact]
    public void Run_OfManyExpenseCalls_DoesNotDriftByOddCents()
    {
        var fund = TestFund.With("USD", 100_000m, 100_000m, 100_000m);
        for (var i = 0; i < 10; i++)
            fund.Call(Notice.AddDays(i), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 1.00m));
        fund.Book().Partners.Select(p => p.Called).ShouldBe([3.34m, 3.33m, 3.33m]);
    }

    [Fact]
    public void Run_WithEverybodyExcused_IsRefusedByName()
    {
        var fund = TestFund.With("USD", 100m, 50m);
        var request = new CapitalCallRequest(Notice, Notice.AddDays(14), [new(CallPurposeKind.Investment, 1m, ExcusedInvestorIds: [fund.Investor(0), fund.Investor(1)])]);
        Should.Throw<FundRuleException>(() => CapitalCallAllocation.Run(fund.Book(), request)).Code.ShouldBe("call.no_partners");
    }
}
