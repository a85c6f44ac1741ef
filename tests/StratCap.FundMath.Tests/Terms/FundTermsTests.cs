using System.Text.Json;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Terms;

public sealed class FundTermsTests
{
    [Fact]
    public void Record_OfTwoTermsFromOneDay_IsRefusedUntilTheFirstAreReversed()
    {
        var fund = TestFund.With("USD", 1_000_000m, 1m);
        var amended = new TermsSet(IlpaTerms.WholeOfFund(carry: 0.25m, catchUpShare: 1m));
        Should.Throw<FundRuleException>(() => fund.Record(amended, TestFund.Start)).Code.ShouldBe("book.terms.date_taken");
        fund.Record(new FactReversed(fund.Facts.Single(f => f.Payload is TermsSet).FactId, "superseded"), TestFund.Start);
        fund.Record(amended, TestFund.Start);
        fund.Book().TermsTimeline.Count.ShouldBe(1);
    }

    [Fact]
    public void WholeOfFund_WithoutArguments_IsTheModelAgreement()
    {
        var terms = IlpaTerms.WholeOfFund();
        var tiers = terms.Tiers.Value;
        tiers.Count.ShouldBe(4);
        tiers[0].ShouldBe(new ReturnOfCapitalTier());
        tiers[1].ShouldBe(new PreferredReturnTier(0.08m, Compounding.EffectiveAnnual, DayCount.Act365, AccrualStart.Receipt));
        tiers[2].ShouldBe(new CatchUpTier(0.8m, 0.2m));
        tiers[3].ShouldBe(new SplitTier(0.2m));
        terms.CallBases.Value.For(CallPurposeKind.Investment).ShouldBe(AllocationBase.RemainingCommitments);
        terms.CallBases.Value.For(CallPurposeKind.FollowOn).ShouldBe(AllocationBase.SharingPercentages);
        terms.CallBases.Value.For(CallPurposeKind.ManagementFee).ShouldBe(AllocationBase.LimitedPartnerSpecific);
        terms.CallBases.Value.For(CallPurposeKind.Expenses).ShouldBe(AllocationBase.Commitments);
    }

    [Fact]
    public void Serialize_ThenDeserialize_GivesTheSameText()
    {
        var terms = IlpaTerms.WholeOfFund(feeRateByInvestor: new Dictionary<Guid, decimal> { [Guid.NewGuid()] = 0.015m });
        var text = JsonSerializer.Serialize(terms, FundJson.Options);
        var again = JsonSerializer.Deserialize<FundTerms>(text, FundJson.Options)!;
        again.Validate();
        JsonSerializer.Serialize(again, FundJson.Options).ShouldBe(text);
        text.ShouldContain("\"rateAnnual\":\"0.08\"");
        text.ShouldContain("\"kind\":\"preferred_return\"");
    }

    [Fact]
    public void Deserialize_OfTermsStoredBeforeSecondHurdles_GivesTheSameTextAgain()
    {
        var before = IlpaTerms.WholeOfFund() with { Clawback = null };
        var text = JsonSerializer.Serialize(before, FundJson.Options);
        foreach (var later in (string[])["until", "compoundsOn", "returnBase", "dealByDeal", "clawback", "account"])
            text.ShouldNotContain($"\"{later}\"");
        JsonSerializer.Serialize(JsonSerializer.Deserialize<FundTerms>(text, FundJson.Options), FundJson.Options).ShouldBe(text);
    }

    [Fact]
    public void Serialize_OfEveryKindOfHurdle_ThenDeserialize_GivesTheSameText()
    {
        var deal = IlpaTerms.DealByDeal();
        var terms = deal with
        {
            ReturnBase = new(ReturnBase.Investments, "side letter 3"),
            Tiers = deal.Tiers with
            {
                Value =
                [
                    new ReturnOfCapitalTier(), new PreferredReturnTier(0.08m, Compounding.AnnualOnDate, DayCount.Act365, AccrualStart.Receipt, new DayOfYear(12, 31)),
                    new SplitTier(0.1m, new AccountHurdle(0.1m, Compounding.Quarterly, DayCount.ActAct)),
                    new SplitTier(0.2m, new AllOfHurdle([new IrrHurdle(0.12m, DayCount.Act365), new MultipleHurdle(2)])), new SplitTier(0.25m),
                ],
            },
        };
        terms.Validate();
        var text = JsonSerializer.Serialize(terms, FundJson.Options);
        JsonSerializer.Serialize(JsonSerializer.Deserialize<FundTerms>(text, FundJson.Options), FundJson.Options).ShouldBe(text);
        var words = terms.InPlainEnglish();
        words.ShouldAllBe(l => l.Clause.Length > 0 && l.Sentence.EndsWith('.'));
        words.ShouldContain(l => l.Sentence.Contains("until the limited partner has an internal rate of return of 12 %, actual days over 365 and 2 times his contributions", StringComparison.Ordinal));
        words.ShouldContain(l => l.Sentence.Contains("compounded every year on 31 December, simple in between", StringComparison.Ordinal));
        words.ShouldContain(l => l.Clause == "side letter 3");
    }

    [Fact]
    public void DealByDeal_WithoutArguments_IsTheModelAgreement()
    {
        var terms = IlpaTerms.DealByDeal();
        terms.DealByDeal!.Value.ShouldBe(new DealByDealTerms(DealPool.RealisedDeals, FeeReturn.AllToDate, WriteDowns: true));
        terms.Tiers.Value.ShouldBe(IlpaTerms.WholeOfFund().Tiers.Value);
        terms.Clawback!.Value.EscrowShare.ShouldBe(0.3m);
        terms.InPlainEnglish().ShouldContain(l => l.Sentence.Contains("fees and expenses so far", StringComparison.Ordinal));
    }

    [Fact]
    public void TermsSet_WithEachDealAloneAfterADistributionWithoutDeal_IsRefusedByTheBook()
    {
        var fund = TestFund.With("USD", 1_000m, 1_000m);
        var day = TestFund.Start.AddDays(30);
        fund.Pay(fund.Call(TestFund.Start, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100m)), day);
        fund.Distribute(day, 10m);
        Should.Throw<FundRuleException>(() => fund.Record(new TermsSet(TestTerms.DealByDeal(DealPool.EachDeal)), day.AddDays(1)))
            .Code.ShouldBe("terms.deal_by_deal.distribution_without_deal");
    }

    [Theory]
    [InlineData("terms.name.missing")]
    [InlineData("terms.tiers.no_final_split")]
    [InlineData("terms.tiers.repeated")]
    [InlineData("terms.tiers.no_return_of_capital")]
    [InlineData("terms.tiers.catch_up_without_preferred_return")]
    [InlineData("terms.tiers.catch_up_too_early")]
    [InlineData("terms.payment_order.contradicts_tiers")]
    [InlineData("terms.preferred_return.rate_out_of_range")]
    [InlineData("terms.catch_up.share_not_above_target")]
    [InlineData("terms.catch_up.share_out_of_range")]
    [InlineData("terms.catch_up.target_out_of_range")]
    [InlineData("terms.split.share_out_of_range")]
    [InlineData("terms.management_fee.rate_out_of_range")]
    [InlineData("terms.management_fee.write_down_out_of_range")]
    [InlineData("terms.notice.out_of_range")]
    [InlineData("terms.call_bases.new_investment_has_no_shares")]
    [InlineData("terms.tiers.after_final_split")]
    [InlineData("terms.tiers.split_too_early")]
    [InlineData("terms.tiers.hurdle_not_above")]
    [InlineData("terms.hurdle.rate_out_of_range")]
    [InlineData("terms.hurdle.multiple_out_of_range")]
    [InlineData("terms.hurdle.no_such_day")]
    [InlineData("terms.hurdle.none")]
    [InlineData("terms.deal_by_deal.contradicts_level")]
    [InlineData("terms.clawback.rate_out_of_range")]
    public void Validate_OnTermsThatCannotBeRun_RefusesByName(string code) =>
        Should.Throw<FundRuleException>(() => Broken(code).Validate()).Code.ShouldBe(code);

    [Fact]
    public void InPlainEnglish_OfTheModelAgreement_QuotesEachClause()
    {
        var lines = IlpaTerms.WholeOfFund().InPlainEnglish();
        lines.ShouldAllBe(l => l.Clause.Length > 0 && l.Sentence.EndsWith('.'));
        lines.ShouldContain(l => l.Sentence.Contains("80 % to the general partner until he has 20 %", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Sentence.Contains("8 % a year, compounded annually and calculated daily", StringComparison.Ordinal));
    }

    private static FundTerms WritingDownBelow(decimal part)
    {
        var ilpa = IlpaTerms.WholeOfFund();
        var down = ilpa.ManagementFee.Value.WriteDowns!;
        return ilpa with { ManagementFee = ilpa.ManagementFee with { Value = ilpa.ManagementFee.Value with { WriteDowns = down with { Value = down.Value with { Below = part } } } } };
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    public void Validate_OnAWriteDownBelowNothing_IsRefused(double part) => Should.Throw<FundRuleException>(() => WritingDownBelow((decimal)part).Validate());

    [Fact]
    public void Validate_OnAWriteDownBelowAllOfTheCost_Passes() => WritingDownBelow(1m).Validate();

    /// <summary>Terms that were recorded before there was a setting for it are read, and written as they were: the hash of their fact stays.</summary>
    [Fact]
    public void Serialize_OfTermsWithoutAClauseOnWriteDowns_WritesWhatWasRecordedBefore()
    {
        const string recorded = """{"rateAnnual":"0.02","basis":"InvestedCost","frequency":"Quarterly","inAdvance":true,"rateByInvestor":null}""";
        var fee = JsonSerializer.Deserialize<ManagementFeeTerms>(recorded, FundJson.Options)!;
        fee.WriteDowns.ShouldBeNull();
        JsonSerializer.Serialize(fee, FundJson.Options).ShouldBe(recorded);
        var ilpa = IlpaTerms.WholeOfFund();
        (ilpa with { ManagementFee = ilpa.ManagementFee with { Value = fee } }).InPlainEnglish().ShouldContain(l => l.Sentence.Contains("until it is realised or written off, whatever it is worth", StringComparison.Ordinal));
    }

    [Fact]
    public void WriteDowns_OfTheModelAgreement_AreBelowHalfOfCost_WithTheirClause()
    {
        var ilpa = IlpaTerms.WholeOfFund();
        ilpa.ManagementFee.Value.WriteDowns.ShouldBe(new(new WriteDownTerms(0.5m, WrittenDownPart.LostValue), "ILPA Model LPA (whole of fund, 2020) 8.3"));
        ilpa.InPlainEnglish().ShouldContain(l => l.Clause.EndsWith(" 8.3", StringComparison.Ordinal) && l.Sentence.Contains("worth less than 50 % of its cost counts only with what it is worth", StringComparison.Ordinal));
        var down = ilpa.ManagementFee.Value.WriteDowns!;
        var whole = ilpa with { ManagementFee = ilpa.ManagementFee with { Value = ilpa.ManagementFee.Value with { WriteDowns = down with { Value = down.Value with { TakenOff = WrittenDownPart.WholeCost } } } } };
        whole.InPlainEnglish().ShouldContain(l => l.Sentence.EndsWith("less than 50 % of its cost does not count.", StringComparison.Ordinal));
    }

    private static FundTerms Broken(string code)
    {
        var ilpa = IlpaTerms.WholeOfFund();
        var tiers = ilpa.Tiers.Value;
        FundTerms With(params Tier[] changed) => ilpa with { Tiers = ilpa.Tiers with { Value = changed } };
        return code switch
        {
            "terms.name.missing" => ilpa with { Name = " " },
            "terms.tiers.no_final_split" => With(tiers[0], tiers[1], tiers[2]),
            "terms.tiers.repeated" => With(tiers[0], tiers[1], tiers[1], tiers[3]),
            "terms.tiers.no_return_of_capital" => With(tiers[1], tiers[2], tiers[3]),
            "terms.tiers.catch_up_without_preferred_return" => With(tiers[0], tiers[2], tiers[3]),
            "terms.tiers.catch_up_too_early" => With(tiers[0], tiers[2], tiers[1], tiers[3]),
            "terms.payment_order.contradicts_tiers" => With(tiers[1], tiers[0], tiers[2], tiers[3]),
            "terms.preferred_return.rate_out_of_range" => With(tiers[0], new PreferredReturnTier(-0.08m, default, default, default), tiers[2], tiers[3]),
            "terms.catch_up.share_not_above_target" => With(tiers[0], tiers[1], new CatchUpTier(0.2m, 0.2m), tiers[3]),
            "terms.catch_up.share_out_of_range" => With(tiers[0], tiers[1], new CatchUpTier(1.5m, 0.2m), tiers[3]),
            "terms.catch_up.target_out_of_range" => With(tiers[0], tiers[1], new CatchUpTier(1m, -0.2m), tiers[3]),
            "terms.split.share_out_of_range" => With(tiers[0], tiers[1], tiers[2], new SplitTier(1m)),
            "terms.management_fee.rate_out_of_range" => ilpa with { ManagementFee = ilpa.ManagementFee with { Value = ilpa.ManagementFee.Value with { RateAnnual = -0.01m } } },
            "terms.management_fee.write_down_out_of_range" => WritingDownBelow(1.01m),
            "terms.notice.out_of_range" => ilpa with { NoticeBusinessDays = ilpa.NoticeBusinessDays with { Value = -1 } },
            "terms.call_bases.new_investment_has_no_shares" => ilpa with { CallBases = ilpa.CallBases with { Value = ilpa.CallBases.Value with { Investment = AllocationBase.SharingPercentages } } },
            "terms.tiers.after_final_split" => With(tiers[0], tiers[1], tiers[3], tiers[3]),
            "terms.tiers.split_too_early" => With(tiers[0], new SplitTier(0.2m, new MultipleHurdle(2)), tiers[1], tiers[3]),
            "terms.tiers.hurdle_not_above" => With(tiers[0], tiers[1], new SplitTier(0.2m, new IrrHurdle(0.08m, DayCount.Act365)), tiers[3]),
            "terms.hurdle.rate_out_of_range" => With(tiers[0], tiers[1], new SplitTier(0.2m, new IrrHurdle(12m, DayCount.Act365)), tiers[3]),
            "terms.hurdle.multiple_out_of_range" => With(tiers[0], tiers[1], new SplitTier(0.2m, new MultipleHurdle(0)), tiers[3]),
            "terms.hurdle.no_such_day" => With(tiers[0], new PreferredReturnTier(0.08m, Compounding.AnnualOnDate, default, default, new DayOfYear(2, 29)), tiers[2], tiers[3]),
            "terms.hurdle.none" => With(tiers[0], tiers[1], new SplitTier(0.2m, new AllOfHurdle([])), tiers[3]),
            "terms.deal_by_deal.contradicts_level" => ilpa with { Level = ilpa.Level with { Value = WaterfallLevel.DealByDeal } },
            "terms.clawback.rate_out_of_range" => ilpa with { Clawback = ilpa.Clawback! with { Value = ilpa.Clawback.Value with { EscrowShare = 30m } } },
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such rule."),
        };
    }
}
