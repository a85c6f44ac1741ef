using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StratCap.FundMath.Returns;

/// <summary>A rate with its standing, without its history.</summary>
/// <param name="Rate">A year, as a fraction; not a number unless <see cref="Status"/> is unique or a total loss.</param>
public readonly record struct IrrRate(IrrStatus Status, double Rate);

/// <summary>
/// The same rates as <see cref="Irr"/> to 12 digits, for when there are many of them: nothing is allocated for flows that change sign once and come in the
/// order of their dates, and exponentials are taken four at a time. Everything else is handed to <see cref="Irr"/>. Actual days over 365, effective annual.
/// </summary>
public static class IrrOfMany
{
    private const int MostFlows = 512;
    private const int MostSteps = 24;
    private const double FirstGuess = 0.1;

    /// <summary>Solves many sets of flows that lie one after the other.</summary>
    /// <param name="flows">All flows; within a set in the order of their dates.</param>
    /// <param name="ends">For each set, the index after its last flow.</param>
    /// <param name="rates">Receives a rate a set.</param>
    public static void Solve(ReadOnlySpan<DatedFlow> flows, ReadOnlySpan<int> ends, Span<IrrRate> rates)
    {
        var start = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            rates[i] = Solve(flows[start..ends[i]]);
            start = ends[i];
        }
    }

    /// <summary>Solves one set of flows.</summary>
    public static IrrRate Solve(ReadOnlySpan<DatedFlow> flows)
    {
        if (flows.Length > MostFlows)
            return Plain(flows);
        Span<double> times = stackalloc double[flows.Length + Vector256<double>.Count];
        Span<double> amounts = stackalloc double[flows.Length + Vector256<double>.Count];
        var count = Merge(flows, times, amounts);
        if (count < 2 || RootSearch.SignChanges(amounts[..count]) != 1)
            return Plain(flows);
        // Padding with nothing at the last time keeps the vectors whole and changes no sum.
        var padded = (count + Vector256<double>.Count - 1) / Vector256<double>.Count * Vector256<double>.Count;
        times[count..padded].Fill(times[count - 1]);
        amounts[count..padded].Clear();
        return Newton(times[..padded], amounts[..padded]) is { } x ? new IrrRate(IrrStatus.Unique, Math.Exp(x) - 1) : Plain(flows);
    }

    /// <summary>Adds flows of one day together and leaves nothings out; 0 when dates are out of order.</summary>
    private static int Merge(ReadOnlySpan<DatedFlow> flows, Span<double> times, Span<double> amounts)
    {
        var count = 0;
        for (var i = 0; i < flows.Length;)
        {
            var (day, amount) = (flows[i].Date.DayNumber, 0m);
            for (; i < flows.Length && flows[i].Date.DayNumber == day; i++)
                amount += flows[i].Amount;
            if (i < flows.Length && flows[i].Date.DayNumber < day)
                return 0;
            if (amount == 0)
                continue;
            times[count] = (day - flows[0].Date.DayNumber) / 365.0;
            amounts[count++] = (double)amount;
        }
        return count;
    }

    /// <summary>Newton's method on x = ln(1 + rate); null when it does not settle, which is for the slower, safe search.</summary>
    private static double? Newton(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts)
    {
        var x = FirstGuess;
        for (var step = 0; step < MostSteps; step++)
        {
            var (value, slope) = At(times, amounts, x);
            var next = x - (value / slope);
            if (!double.IsFinite(next) || Math.Abs(next) > 5)
                return null;
            if (Math.Abs(next - x) <= 1e-14 * Math.Max(1, Math.Abs(x)))
                return next;
            x = next;
        }
        return null;
    }

    private static (double Value, double Slope) At(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double x)
    {
        var t = MemoryMarshal.Cast<double, Vector256<double>>(times);
        var a = MemoryMarshal.Cast<double, Vector256<double>>(amounts);
        var (value, slope, minus) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256.Create(-x));
        for (var i = 0; i < t.Length; i++)
        {
            var term = a[i] * Vector256.Exp(minus * t[i]);
            value += term;
            slope -= term * t[i];
        }
        return (Vector256.Sum(value), Vector256.Sum(slope));
    }

    private static IrrRate Plain(ReadOnlySpan<DatedFlow> flows)
    {
        var irr = Irr.Of(flows.ToArray());
        return new IrrRate(irr.Status, irr.Rate is { } rate ? (double)rate : double.NaN);
    }
}
