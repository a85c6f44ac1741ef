using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StratCap.FundMath.Returns;

/// <summary>A rate with its standing, without its history.</summary>
/// <param name="Rate">A year, as a fraction; not a number unless <see cref="Status"/> is unique or a total loss.</param>
public readonly record struct IrrRate(IrrStatus Status, double Rate);

/// <summary>
/// The same rates as <see cref="Irr"/> to 12 digits, for when there are many of them: nothing is allocated for flows that change sign once and come in the
/// order of their dates, and exponentials are taken as many at a time as the machine's vectors hold. Everything else is handed to <see cref="Irr"/>. Actual days over 365, effective annual.
/// </summary>
public static class IrrOfMany
{
    private const int MostFlows = 512;
    private const int MostSteps = 24;

    /// <summary>Halley's steps shrink with the cube: after one as small as this the rest is below the last digit.</summary>
    private const double Settled = 1e-6;

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
        Span<double> times = stackalloc double[flows.Length + Vector512<double>.Count];
        Span<double> amounts = stackalloc double[flows.Length + Vector512<double>.Count];
        var count = Merge(flows, times, amounts);
        if (count < 2 || RootSearch.SignChanges(amounts[..count]) != 1)
            return Plain(flows);
        // Padding with nothing at the last time keeps the vectors whole and changes no sum.
        var padded = (count + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;
        times[count..padded].Fill(times[count - 1]);
        amounts[count..padded].Clear();
        return Halley(times[..padded], amounts[..padded], FirstGuess(times[..count], amounts[..count])) is { } x ? new IrrRate(IrrStatus.Unique, Math.Exp(x) - 1) : Plain(flows);
    }

    /// <summary>Adds flows of one day together and leaves nothings out; 0 when dates are out of order.</summary>
    private static int Merge(ReadOnlySpan<DatedFlow> flows, Span<double> times, Span<double> amounts)
    {
        var count = 0;
        for (var i = 0; i < flows.Length;)
        {
            var (day, amount) = (flows[i].Date.DayNumber, flows[i].Amount);
            for (i++; i < flows.Length && flows[i].Date.DayNumber == day; i++)
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

    /// <summary>The rate if all that goes one way went on its mean day: ln(out ÷ in) ÷ (mean day of out − of in).</summary>
    private static double FirstGuess(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts)
    {
        double one = 0, other = 0, oneTime = 0, otherTime = 0;
        for (var i = 0; i < times.Length; i++)
        {
            if (amounts[i] < 0)
                (one, oneTime) = (one - amounts[i], oneTime - (amounts[i] * times[i]));
            else
                (other, otherTime) = (other + amounts[i], otherTime + (amounts[i] * times[i]));
        }
        var guess = Math.Log(other / one) / ((otherTime / other) - (oneTime / one));
        return double.IsFinite(guess) ? Math.Clamp(guess, -2, 3) : 0.1;
    }

    /// <summary>Halley's method on x = ln(1 + rate); null when it does not settle, which is for the slower, safe search.</summary>
    private static double? Halley(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double x)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var (value, slope, bend) = Vector512.IsHardwareAccelerated ? At512(times, amounts, x) : At256(times, amounts, x);
            var newton = value / slope;
            var next = x - (newton / (1 - (newton * bend / (2 * slope))));
            if (!double.IsFinite(next) || Math.Abs(next) > 5)
                return null;
            if (Math.Abs(next - x) <= Settled)
                return next;
            x = next;
        }
        return null;
    }

    /// <summary>Σ a·exp(−x·t) and its first two derivatives.</summary>
    private static (double Value, double Slope, double Bend) At512(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double x)
    {
        var t = MemoryMarshal.Cast<double, Vector512<double>>(times);
        var a = MemoryMarshal.Cast<double, Vector512<double>>(amounts);
        var (value, slope, bend, minus) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512.Create(-x));
        for (var i = 0; i < t.Length; i++)
        {
            var term = a[i] * Vector512.Exp(minus * t[i]);
            var timed = term * t[i];
            value += term;
            slope -= timed;
            bend += timed * t[i];
        }
        return (Vector512.Sum(value), Vector512.Sum(slope), Vector512.Sum(bend));
    }

    /// <summary>The same where vectors hold four.</summary>
    private static (double Value, double Slope, double Bend) At256(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double x)
    {
        var t = MemoryMarshal.Cast<double, Vector256<double>>(times);
        var a = MemoryMarshal.Cast<double, Vector256<double>>(amounts);
        var (value, slope, bend, minus) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256.Create(-x));
        for (var i = 0; i < t.Length; i++)
        {
            var term = a[i] * Vector256.Exp(minus * t[i]);
            var timed = term * t[i];
            value += term;
            slope -= timed;
            bend += timed * t[i];
        }
        return (Vector256.Sum(value), Vector256.Sum(slope), Vector256.Sum(bend));
    }

    private static IrrRate Plain(ReadOnlySpan<DatedFlow> flows)
    {
        var irr = Irr.Of(flows.ToArray());
        return new IrrRate(irr.Status, irr.Rate is { } rate ? (double)rate : double.NaN);
    }
}
