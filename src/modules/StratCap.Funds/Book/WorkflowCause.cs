namespace StratCap.Funds.Book;

/// <summary>The cause of a fact that an approval led to: it names the process.</summary>
internal static class WorkflowCause
{
    private const string Prefix = "workflow ";

    public static string Of(Guid workflowId) => Prefix + workflowId;

    /// <summary>The process; empty when something else led to the fact.</summary>
    public static Guid Read(string cause) => cause.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(cause[Prefix.Length..], out var id) ? id : Guid.Empty;
}
