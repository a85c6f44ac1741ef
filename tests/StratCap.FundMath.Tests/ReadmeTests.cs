using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests;

/// <summary>The README's worked examples, run; and that the README shows these very lines.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Example_ARateOfReturn()
    {
        // A rate of return with its standing (Microsoft's own XIRR example).
        var irr = Irr.Of(
        [
            new(new DateOnly(2008, 1, 1), -10_000m), new(new DateOnly(2008, 3, 1), 2_750m), new(new DateOnly(2008, 10, 30), 4_250m),
            new(new DateOnly(2009, 2, 15), 3_250m), new(new DateOnly(2009, 4, 1), 2_750m),
        ]);
        irr.Status.ShouldBe(IrrStatus.Unique);
        Math.Round(irr.Rate!.Value, 9).ShouldBe(0.373362534m);

        // Two changes of sign may hide a second rate: both are named and neither is called the rate.
        var two = Irr.OfPeriods([-100m, 230m, -132m]);
        two.Status.ShouldBe(IrrStatus.SeveralRoots);
        two.Rates.Select(r => Math.Round(r, 9)).ShouldBe([0.1m, 0.2m]);
    }

    [Fact]
    public void Example_SharingOutToTheUnit()
    {
        // A million yen by three adds up to a million yen; the odd one goes to the largest remainder, of equal ones to the first.
        LargestRemainder.Split(1_000_000m, [1m, 1m, 1m], minorUnits: 0).ShouldBe([333_334m, 333_333m, 333_333m]);

        // Nobody gives more than he has left: what is missing falls on the others by their weights.
        CappedSplit.Split(10_000_000m, weights: [50m, 30m, 20m], caps: [20_000_000m, 1_000_000m, 8_000_000m], minorUnits: 2)
            .ShouldBe([6_428_571.43m, 1_000_000m, 2_571_428.57m]);
    }

    [Fact]
    public void Example_ADistributionFromTheBook()
    {
        // A book is its facts. Here: 100 million of one limited partner, called, paid in on 1 January 2021.
        var (fund, lp, gp) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var first = new DateOnly(2021, 1, 1);
        var call = new CapitalCallIssued(Guid.NewGuid(), 1, first, [new(CallPurposeKind.Investment, AllocationBase.Commitments, 100_000_000m, null, "First investment")], [new(lp, [100_000_000m])]);
        Fact[] payloads =
        [
            new FundEstablished("Example Fund I, L.P.", "USD", 2021, "Buyout"),
            new TermsSet(IlpaTerms.WholeOfFund(catchUpShare: 1m)),
            new InvestorAdmitted(lp, "Oak Pension Fund", PartnerKind.LimitedPartner), new CommitmentAccepted(lp, null, 100_000_000m),
            new InvestorAdmitted(gp, "Example GP, LLC", PartnerKind.GeneralPartner),
            call, new ReceiptRecorded(Guid.NewGuid(), call.CallId, lp, [100_000_000m]),
        ];
        var facts = new List<RecordedFact>();
        foreach (var payload in payloads)
        {
            BookRules.Check(facts, payload, first);
            facts.Add(FactHash.Chain(facts.LastOrDefault(), Guid.Empty, fund, Guid.NewGuid(), first, DateTimeOffset.UnixEpoch, Guid.Empty, "example", payload).Fact);
        }

        // 150 million come back three years later: capital, 8 % a year, the catch-up, then 80/20.
        var day = new DateOnly(2024, 1, 1);
        var run = DistributionRun.Run(FundBook.Fold(facts, day), new DistributionRequest(day, 150_000_000m));

        run.Totals.ReturnOfCapital.ShouldBe(100_000_000m);
        run.Totals.PreferredReturn.ShouldBe(25_971_200m);
        run.Totals.CarriedInterest.ShouldBe(10_000_000m);
        run.Explanation!.Parts[0].Evaluate().ShouldBe(150_000_000m);
    }

    [Fact]
    public void Readme_ShowsTheExamplesAsTheyRun()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "StratCap.sln"))) root = Path.GetDirectoryName(root)!;
        var readme = File.ReadAllText(Path.Combine(root, "src", "StratCap.FundMath", "README.md"));
        var source = File.ReadAllText(Path.Combine(root, "tests", "StratCap.FundMath.Tests", "ReadmeTests.cs"));
        var examples = source.Split("    public void " + "Example_")[1..];
        examples.Length.ShouldBe(3);
        foreach (var example in examples)
        {
            var body = example[(example.IndexOf("    {\n", StringComparison.Ordinal) + 6)..example.IndexOf("\n    }\n", StringComparison.Ordinal)];
            var lines = body.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line);
            readme.ShouldContain("```csharp\n" + string.Join('\n', lines) + "\n```");
        }
    }
}
