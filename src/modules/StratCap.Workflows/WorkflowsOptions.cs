namespace StratCap.Workflows;

/// <summary>How long each wait of a process may last. Configuration section <c>Workflows</c>.</summary>
internal sealed class WorkflowsOptions
{
    public const string Section = "Workflows";

    /// <summary>Days for the second person's decision.</summary>
    public int ApprovalDays { get; set; } = 5;

    /// <summary>Days after a call's due date before missing receipts count as overdue.</summary>
    public int ReceiptGraceDays { get; set; } = 3;

    /// <summary>Days after a distribution's payment date before missing payments count as overdue.</summary>
    public int PaymentGraceDays { get; set; } = 2;

    /// <summary>Minutes for the house's own steps: putting it into the book, preparing payments.</summary>
    public int HouseMinutes { get; set; } = 15;

    /// <summary>Seconds between two looks for passed deadlines.</summary>
    public int SweepSeconds { get; set; } = 30;

    internal bool AreInRange() =>
        ApprovalDays is >= 1 and <= 365 && ReceiptGraceDays is >= 0 and <= 365 && PaymentGraceDays is >= 0 and <= 365
        && HouseMinutes is >= 1 and <= 1440 && SweepSeconds is >= 1 and <= 3600;
}
