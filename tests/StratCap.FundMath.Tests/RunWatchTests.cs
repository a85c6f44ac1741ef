using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests;

public sealed class RunWatchTests
{
    private static readonly FundBook Book = Called();

    [Fact]
    public void Run_ThatIsWatched_TellsRisingFractions_AndGivesTheSameFigures()
    {
        using var told = new Told(stopAfter: int.MaxValue);
        told.Watch.Stage("liquidation", 0.4m);
        var watched = LiquidationScenario.Run(Book, Book.AsOf, explain: false, watch: told.Watch);
        told.Watch.Stage("values", 1);
        var points = LiquidationScenario.Sweep(Book, Book.AsOf, [1m, 2m, 3m, 4m], watch: told.Watch);

        watched.Lines.ShouldBe(LiquidationScenario.Run(Book, Book.AsOf, explain: false).Lines);
        points.ShouldBe(LiquidationScenario.Sweep(Book, Book.AsOf, [1m, 2m, 3m, 4m]));
        told.Steps.Select(s => s.Fraction).ShouldBe(told.Steps.Select(s => s.Fraction).Order());
        told.Steps.Where(s => s.Doing == "liquidation").Select(s => s.Fraction).Distinct().Count().ShouldBe(Book.Partners.Count);
        // Four values of the last six tenths: told before each of them.
        told.Steps.Where(s => s.Doing == "values").Select(s => s.Fraction).Distinct().ShouldBe([0.4m, 0.55m, 0.7m, 0.85m]);
    }

    [Fact]
    public void Run_ThatIsToStop_StopsBetweenTwoPartners()
    {
        using var told = new Told(stopAfter: 3);

        Should.Throw<OperationCanceledException>(() => Performance.Of(Book, watch: told.Watch));

        told.Steps.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clawback_ThatIsToStop_StopsBetweenTwoPartners(bool atLiquidation)
    {
        // A liquidation goes over the four partners first.
        var steps = atLiquidation ? 6 : 2;
        using var told = new Told(stopAfter: steps);
        told.Watch.Stage("clawback", 1);

        Should.Throw<OperationCanceledException>(() => FundClawback.Of(Book, atLiquidation, told.Watch));

        told.Steps.Count.ShouldBe(steps);
        told.Steps.Select(s => s.Fraction).ShouldBe(told.Steps.Select(s => s.Fraction).Order());
    }

    private static FundBook Called()
    {
        var fund = TestFund.With("USD", 600m, 300m, 99m, 1m);
        fund.Pay(fund.Call(TestFund.Start, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 500m)), TestFund.Start);
        return fund.Book(TestFund.Start.AddYears(1));
    }

    private sealed class Told : IProgress<RunStep>, IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly int stopAfter;

        public Told(int stopAfter) => (this.stopAfter, Watch) = (stopAfter, new RunWatch(this, stop.Token));

        public RunWatch Watch { get; }

        public List<RunStep> Steps { get; } = [];

        public void Dispose() => stop.Dispose();

        public void Report(RunStep value)
        {
            Steps.Add(value);
            if (Steps.Count == stopAfter)
                stop.Cancel();
        }
    }
}
