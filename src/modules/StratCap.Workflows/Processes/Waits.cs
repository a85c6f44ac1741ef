using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using static StratCap.Workflows.Processes.WorkflowState;

namespace StratCap.Workflows.Processes;

/// <summary>Who is waited for.</summary>
/// <param name="Party"><c>user</c>, <c>investors</c>, <c>bank</c> or <c>house</c> (the product itself).</param>
/// <param name="Permission">What a user must hold to move it on, or null when no user can.</param>
/// <param name="Words">For people to read.</param>
internal sealed record WaitingFor(string Party, string? Permission, string Words) : ITold
{
    string ITold.Told => Words;
}

/// <summary>What happens when a wait lasts too long.</summary>
internal enum AtDeadline
{
    /// <summary>Nothing is waited for.</summary>
    Nothing,

    /// <summary>The proposal goes back to its maker.</summary>
    ReturnToMaker,

    /// <summary>The wait goes on, marked as overdue, and the accountants are told: money that is owed stays owed.</summary>
    MarkOverdue,
}

/// <summary>For each state: who is waited for, until when, and what happens then.</summary>
internal static class Waits
{
    /// <summary>Who is waited for, or null at the end.</summary>
    public static WaitingFor? For(WorkflowState state) => state switch
    {
        AwaitingApproval => new("user", Permissions.CallApprove, "Somebody with the permission capital_call:approve who did not prepare it must approve or reject it."),
        Approved => new("house", null, "StratCap puts it into the fund's book."),
        AwaitingReceipts => new("investors", Permissions.FundWrite, "The investors must pay; somebody with the permission fund:write records their receipts."),
        PreparingPayments => new("house", null, "StratCap prepares the payment instructions."),
        AwaitingPayments => new("bank", Permissions.PaymentSettle, "The bank must pay; somebody with the permission payment:settle confirms each instruction."),
        _ => null,
    };

    /// <summary>Until when a state may last: days end at midnight UTC. Null when nothing is waited for.</summary>
    /// <param name="dueDate">Due date of the call, payment date of the distribution.</param>
    public static DateTimeOffset? Deadline(WorkflowState state, DateOnly dueDate, DateTimeOffset entered, WorkflowsOptions options) => state switch
    {
        AwaitingApproval => entered.AddDays(options.ApprovalDays),
        Approved or PreparingPayments => entered.AddMinutes(options.HouseMinutes),
        AwaitingReceipts => EndOf(dueDate.AddDays(options.ReceiptGraceDays)),
        AwaitingPayments => EndOf(dueDate.AddDays(options.PaymentGraceDays)),
        _ => null,
    };

    /// <summary>What happens at the deadline.</summary>
    public static AtDeadline Rule(WorkflowState state) => state switch
    {
        AwaitingApproval => AtDeadline.ReturnToMaker,
        Approved or AwaitingReceipts or PreparingPayments or AwaitingPayments => AtDeadline.MarkOverdue,
        _ => AtDeadline.Nothing,
    };

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
