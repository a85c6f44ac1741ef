using StratCap.Ingestion.Positions;

namespace StratCap.Modules.Tests.Ingestion;

/// <summary>The demo's files come out as its README says.</summary>
public sealed class DemoFilesTests
{
    [Fact]
    public void PublicPositions_AreAllAccountedFor()
    {
        using var file = File.OpenRead(Samples.Demo("positions-tpg.csv"));
        var rows = Samples.Check(file);

        rows.Count.ShouldBe(78);
        rows.Count(r => r.State == RowState.Accepted).ShouldBe(19);
        rows.Count(r => r.State == RowState.Flagged).ShouldBe(59);
        rows.Count(r => r.State == RowState.Refused).ShouldBe(0);
        rows.SelectMany(r => r.Codes()).GroupBy(c => c).Select(g => $"{g.Key} {g.Count()}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "position.called_exceeds_commitment 50", "position.fund_under_another_name 14", "position.multiple_differs 1",
            "position.not_disclosed 5", "position.remaining_value_negative 1", "position.vintage_differs 12",
        ]);
        rows.Select(r => r.Position!.FundName).Distinct().Count().ShouldBe(31);
        rows.Select(r => r.Position!.InvestorName).Distinct().Count().ShouldBe(5);
        rows.Select(r => r.Position!.AsOf).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void MadeUpPositions_AreRefusedForTheirReasons()
    {
        using var file = File.OpenRead(Samples.Demo("positions-dirty.csv"));
        var rows = Samples.Check(file);

        rows.Select(r => $"{r.Number} {r.State} {string.Join(' ', r.Codes())}").ShouldBe(
        [
            "2 Accepted ",
            "3 Refused position.fund_missing",
            "4 Refused position.investor_missing",
            "5 Refused position.as_of_missing",
            "6 Refused position.commitment_missing",
            "7 Refused position.number_unreadable",
            "8 Refused position.date_unreadable",
            "9 Refused position.commitment_negative",
            "10 Refused position.distributed_negative",
            "11 Refused position.called_without_commitment",
            "12 Refused position.vintage_out_of_range",
            "13 Refused position.date_in_future",
            "14 Refused position.irr_impossible",
            "15 Refused position.contradicts_row",
            "16 Refused position.contradicts_row",
            "17 Flagged position.repeated_in_file",
            "18 Refused position.quotes_malformed",
            "19 Refused position.column_count",
            "20 Flagged position.multiple_differs",
        ]);
    }
}
