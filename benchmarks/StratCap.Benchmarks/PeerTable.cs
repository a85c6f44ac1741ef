using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Returns;

namespace StratCap.Benchmarks;

/// <summary>
/// Ours beside programs of others, each in its own process on the same figures: spreadsheet engines and libraries for node, LibreOffice, Python in exact arithmetic.
/// Ours and theirs are run in turn; the ratio is the median over the pairs. Answers must agree, or the table ends with an error.
/// </summary>
internal sealed class PeerTable(PeerPrograms programs)
{
    private const int Pairs = 5;
    private const int Sets = 128;
    private const int Flows = 40;

    private readonly DatedFlow[] flows = new DatedFlow[Sets * Flows];
    private readonly int[] ends = new int[Sets];
    private readonly IrrRate[] rates = new IrrRate[Sets];

    /// <summary>Measures every peer that is there and says which are not.</summary>
    internal void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"beside programs of others",-52} {"ours",12} {"theirs",12} {"times faster",13}");
        Xirr();
        Exact("waterfall, 20 partners x 40 flows", "python3 decimal", ["waterfall", "20", "40"], () => FullLife.WholeFund(20, 40).CarriedInterest.ToString("0.00", CultureInfo.InvariantCulture));
        Exact("waterfall, 100 partners x 200 flows", "python3 decimal", ["waterfall", "100", "200"], () => FullLife.WholeFund(100, 200).CarriedInterest.ToString("0.00", CultureInfo.InvariantCulture));
        foreach (var partners in (int[])[1_000, 10_000])
        {
            decimal[] weights = [.. Enumerable.Range(0, partners).Select(i => 1m + ((long)i * 7919 % 4999))];
            Exact($"allocation, {partners} partners", "python3 fractions", ["allocation", partners.ToString(CultureInfo.InvariantCulture)], () => Checksum(LargestRemainder.Split(123_456_789.01m, weights, 2)));
        }
    }

    private void Xirr()
    {
        Fill();
        var file = Path.Combine(programs.Folder, "problems.json");
        File.WriteAllText(file, JsonSerializer.Serialize(Enumerable.Range(0, Sets).Select(s => new
        {
            days = Flow(s).Select(f => f.Date.DayNumber - new DateOnly(2000, 1, 1).DayNumber),
            amounts = Flow(s).Select(f => f.Amount),
        })));
        foreach (var library in (string[])["xirr", "formulajs", "hyperformula"])
            Pair($"XIRR of {Flows} flows", "npm " + library, () => Time(Solve) / Sets, () => programs.Node(library, file), theirs => Deviation(theirs.Rates!));
        var sheet = new CalcSheet(Enumerable.Range(0, Sets).Select(s => Flow(s).ToArray()));
        Pair($"XIRR of {Flows} flows", "LibreOffice", () => Time(Solve) / Sets, () => programs.LibreOffice(sheet), theirs => Deviation(theirs.Rates!));
    }

    private void Exact(string what, string peer, string[] arguments, Func<string> ours)
    {
        var figure = "";
        Pair(what, peer, () => Time(() => figure = ours()), () => programs.Python(arguments), theirs => theirs.Figure == figure ? null : $"{theirs.Figure} and ours {figure}");
    }

    /// <param name="disagreement">Says how theirs differs from ours; null when it does not.</param>
    private void Pair(string what, string peer, Func<double> ours, Func<PeerAnswer> theirs, Func<PeerAnswer, string?> disagreement)
    {
        var name = $"{what}, {peer}";
        if (programs.Missing(peer) is { } absent)
        {
            Console.WriteLine($"{name,-52} absent: {absent}");
            return;
        }
        ours();
        var pairs = Enumerable.Range(0, Pairs).Select(_ => (Ours: ours(), Theirs: theirs())).ToList();
        if (disagreement(pairs[0].Theirs) is { } difference)
            throw new InvalidOperationException($"{name}: the answers differ: {difference}.");
        var ratios = pairs.Select(p => p.Theirs.Nanoseconds / p.Ours).Order().ToList();
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-52} {Table.Time(Median(pairs.Select(p => p.Ours))),12} {Table.Time(Median(pairs.Select(p => p.Theirs.Nanoseconds))),12} {ratios[Pairs / 2],12:N0}x ({ratios[0]:N0} to {ratios[^1]:N0})"));
    }

    private void Fill()
    {
        var random = new Random(2);
        for (var i = 0; i < flows.Length; i++)
        {
            var n = i % Flows;
            flows[i] = new DatedFlow(new DateOnly(2012, 1, 1).AddDays((n * 91) + random.Next(0, 60)), (n < 12 ? -1 : 1) * (decimal)(random.Next(1_000_000, 9_000_000) / 100.0));
            ends[i / Flows] = i + 1;
        }
        Solve();
    }

    private ArraySegment<DatedFlow> Flow(int set) => new(flows, set * Flows, Flows);

    private void Solve() => IrrOfMany.Solve(flows, ends, rates);

    private string? Deviation(double[] theirs)
    {
        var most = theirs.Zip(rates, (t, o) => Math.Abs(t - o.Rate)).Max();
        return most <= 1e-6 ? null : most.ToString("e1", CultureInfo.InvariantCulture);
    }

    private static string Checksum(decimal[] parts) => parts.Select((p, i) => (i + 1) * (p * 100)).Sum().ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds of one run: the best of as many as fit into a fifth of a second, as the peers measure themselves.</summary>
    private static double Time(Action run)
    {
        var best = double.MaxValue;
        for (var whole = Stopwatch.StartNew(); whole.ElapsedMilliseconds < 200;)
        {
            var one = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(one).TotalNanoseconds);
        }
        return best;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Pairs / 2);
}
