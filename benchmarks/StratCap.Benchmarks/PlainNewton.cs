using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StratCap.Benchmarks;

/// <summary>The peer of XIRR: <c>peers/newton.c</c>, compiled with gcc -O2; where there is no gcc, the same loop in C#.</summary>
internal sealed unsafe class PlainNewton
{
    private readonly delegate* unmanaged<int*, double*, int, double> compiled = HasCompiler ? Compile() : null;

    internal static bool HasCompiler { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "gcc")));

    internal double Solve(ReadOnlySpan<int> days, ReadOnlySpan<double> amounts)
    {
        if (compiled == null)
            return Managed(days, amounts);
        fixed (int* d = days)
        fixed (double* a = amounts)
            return compiled(d, a, days.Length);
    }

    private static double Managed(ReadOnlySpan<int> days, ReadOnlySpan<double> amounts)
    {
        var x = 0.1;
        for (var step = 0; step < 100; step++)
        {
            double value = 0, slope = 0;
            for (var i = 0; i < days.Length; i++)
            {
                var t = (days[i] - days[0]) / 365.0;
                var term = amounts[i] * Math.Exp(-x * t);
                value += term;
                slope -= term * t;
            }
            var next = x - (value / slope);
            if (Math.Abs(next - x) <= 1e-14 * Math.Max(1, Math.Abs(x)))
                return Math.Exp(next) - 1;
            x = next;
        }
        return double.NaN;
    }

    private static delegate* unmanaged<int*, double*, int, double> Compile()
    {
        var library = Path.Combine(Path.GetTempPath(), $"stratcap-newton-{Environment.ProcessId}.so");
        using var gcc = Process.Start("gcc", ["-O2", "-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "peers", "newton.c"), "-lm"]);
        gcc.WaitForExit();
        if (gcc.ExitCode != 0)
            throw new InvalidOperationException($"gcc ended with {gcc.ExitCode}: the plain C peer was not built.");
        var export = NativeLibrary.GetExport(NativeLibrary.Load(library), "newton");
        File.Delete(library);
        return (delegate* unmanaged<int*, double*, int, double>)export;
    }
}
