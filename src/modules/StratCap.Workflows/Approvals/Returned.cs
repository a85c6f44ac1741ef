namespace StratCap.Workflows.Approvals;

/// <summary>The compensation that all ends without an effect share.</summary>
internal static class Returned
{
    public const string Compensation = "The proposal went back to its maker as a draft; nothing stands in the book.";
}
