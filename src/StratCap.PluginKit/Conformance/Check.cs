namespace StratCap.PluginKit.Conformance;

/// <summary>One thing that a conformant plugin does.</summary>
/// <param name="Id">Stable, dotted: <c>read.paging</c>.</param>
/// <param name="Capability">Asked of plugins with this capability; null: of every plugin.</param>
/// <param name="Title">What is true of a conformant plugin, one sentence.</param>
/// <param name="Run">Throws <see cref="NotConformant"/> with what was wrong.</param>
internal sealed record Check(string Id, string? Capability, string Title, Func<Bench, CancellationToken, Task> Run);

/// <summary>The plugin did otherwise. The message is for its author: what was done, what came, what should have come.</summary>
internal sealed class NotConformant(string message) : Exception(message)
{
    /// <summary>Throws unless something holds.</summary>
    internal static void Unless(bool holds, string message)
    {
        if (!holds) throw new NotConformant(message);
    }
}

/// <summary>A check cannot be made, since the vendor's script cannot do what it needs.</summary>
internal sealed class NotApplicable(string why) : Exception(why);

/// <summary>How a check ended.</summary>
internal enum Verdict
{
    /// <summary>The plugin does it.</summary>
    Passed,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>It was not asked: the vendor has no such thing.</summary>
    NotApplicable,
}

/// <summary>A check and how it ended.</summary>
internal sealed record Finding(string Id, string Title, Verdict Verdict, string? Why, long Milliseconds);
