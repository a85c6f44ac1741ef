using CsCheck;
using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Tests.Returns;

public sealed class PublicMarketEquivalentTests
{
    private static readonly Gen<IndexedFlow[]> Rows = Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[50, 200], (c, d, i) => new IndexedFlow(null, c, d, i))
        .Array[2, 20].Select(rows => (IndexedFlow[])[rows[0] with { Contribution = rows[0].Contribution + 1 }, .. rows[1..]]);

    [Fact]
    public void Of_AFundThatIsTheIndex_BeatsItByNothing() => Rows.Sample(
        rows =>
        {
            var worth = rows.Sum(r => (r.Contribution - r.Distribution) * rows[^1].Index / r.Index);

            var pme = PublicMarketEquivalent.Of(rows, worth);

            pme.LnPmeNav.ShouldBe(worth, 0.000001m);
            pme.KsPme!.Value.ShouldBe(1m, 0.000001m);
            if (pme.PmePlusLambda is { } lambda) lambda.ShouldBe(1m, 0.000001m);
            if (pme.DirectAlpha is { } alpha) alpha.ShouldBe(0m, 0.000001m);
            if (pme.FundIrr is { } irr) pme.LnPmeIrr!.Value.ShouldBe(irr, 0.0000001m);
        },
        iter: 10_000);

    [Fact]
    public void Of_AnIndexInOtherUnits_GivesTheSame() => Gen.Select(Rows, Gen.Int[0, 500]).Sample(
        (rows, nav) =>
        {
            var scaled = PublicMarketEquivalent.Of([.. rows.Select(r => r with { Index = r.Index * 8 })], nav);
            scaled.ShouldBe(PublicMarketEquivalent.Of(rows, nav));
        },
        iter: 2_000);

    [Fact]
    public void Of_ModifiedPosition_GivesTheFundsShareOfItself()
    {
        // 100 grows to 120; the fund pays out a fifth of its value (24 of 120): the position gives 24, keeps 96, which the index makes 115.2.
        var pme = PublicMarketEquivalent.Of(
            [new(null, 100, 0, 100, 100), new(null, 0, 24, 120, 96), new(null, 0, 0, 144)], 130);
        pme.MpmeNav.ShouldBe(115.2m);
        pme.MpmeIrr!.Value.ShouldBe(0.2m, 0.000000000001m);
    }

    [Fact]
    public void Of_ANavThatIsNotKnown_LeavesTheModifiedPositionOut() =>
        PublicMarketEquivalent.Of([new(null, 100, 0, 100), new(null, 0, 0, 144)], 130).MpmeNav.ShouldBeNull();

    [Theory]
    [InlineData(0, 1, "pme.index_not_positive")]
    [InlineData(100, -1, "pme.amount_negative")]
    public void Of_WhatCannotBe_IsRefusedByName(int index, int contribution, string code) =>
        Should.Throw<FundRuleException>(() => PublicMarketEquivalent.Of([new(null, contribution, 0, index)], 1)).Code.ShouldBe(code);

    [Fact]
    public void Of_RowsOutOfOrder_AreRefused() => Should.Throw<FundRuleException>(() =>
        PublicMarketEquivalent.Of([new(new(2024, 1, 1), 1, 0, 1), new(new(2023, 1, 1), 0, 1, 1)], 0)).Code.ShouldBe("pme.dates_out_of_order");
}
