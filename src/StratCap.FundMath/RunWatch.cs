namespace StratCap.FundMath;

/// <summary>How far a run is.</summary>
/// <param name="Fraction">Done of the whole, 0 to 1; never falls within a run.</param>
/// <param name="Doing">What it is at, for people to read.</param>
public readonly record struct RunStep(decimal Fraction, string Doing);

/// <summary>
/// Watches a long run: between two partners or two values the run tells how far it is, and stops when it is asked to. Calculations take it as an argument
/// that may be null; it never changes a figure.
/// </summary>
/// <param name="progress">Who is told; called on the run's own thread, often: it should only take note.</param>
/// <param name="stop">Ends the run with an <see cref="OperationCanceledException"/>.</param>
public sealed class RunWatch(IProgress<RunStep> progress, CancellationToken stop)
{
    private decimal from;
    private decimal to;
    private string at = "";

    /// <summary>The next stage of the run begins; told before any step of it.</summary>
    /// <param name="doing">What it is at.</param>
    /// <param name="upTo">The fraction of the whole that is done when the stage is.</param>
    public void Stage(string doing, decimal upTo)
    {
        (from, to, at) = (to, upTo, doing);
        Done(0, 1);
    }

    /// <summary>A part of the present stage, for a calculation that goes over its partners more than once.</summary>
    /// <param name="begin">Where in the stage it begins, 0 to 1.</param>
    /// <param name="end">Where it ends.</param>
    public RunWatch Part(decimal begin, decimal end) => new(progress, stop) { from = from + ((to - from) * begin), to = from + ((to - from) * end), at = at };

    /// <summary>So many of a stage's equal steps are done.</summary>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public void Done(int steps, int of)
    {
        stop.ThrowIfCancellationRequested();
        progress.Report(new RunStep(from + ((to - from) * steps / of), at));
    }
}

/// <summary>Loops that can be watched.</summary>
internal static class Watching
{
    /// <summary>The same items; a step of the watched run is done when the one after it is asked for.</summary>
    internal static IEnumerable<T> Watched<T>(this IReadOnlyList<T> items, RunWatch? watch) => watch is null ? items : Told(items, watch);

    private static IEnumerable<T> Told<T>(IReadOnlyList<T> items, RunWatch watch)
    {
        for (var i = 0; i < items.Count; i++)
        {
            watch.Done(i, items.Count);
            yield return items[i];
        }
    }
}
