namespace StratCap.PluginSdk;

/// <summary>
/// What became of a write. A time-out or a broken connection after the request left is <see cref="Uncertain"/>, never an exception: the host then asks whether it is there (find, status)
/// before anything is sent again.
/// </summary>
public abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    /// <summary>The vendor has it.</summary>
    /// <param name="ExternalId">The vendor's id.</param>
    /// <param name="Revision">The vendor's version of it, where it counts versions.</param>
    public sealed record Accepted(string ExternalId, string? Revision = null) : WriteOutcome;

    /// <summary>The vendor has not got it and will not take it as it is.</summary>
    /// <param name="Code">The vendor's code, or ours in dotted form.</param>
    /// <param name="Text">One sentence for a person.</param>
    /// <param name="Field">Which of the fields sent is meant, where known.</param>
    public sealed record Rejected(string Code, string Text, string? Field = null) : WriteOutcome;

    /// <summary>It left, and no answer came: it may be there or not.</summary>
    /// <param name="Text">What happened, for a person.</param>
    public sealed record Uncertain(string Text) : WriteOutcome;
}
