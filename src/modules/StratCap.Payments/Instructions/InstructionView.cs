using StratCap.Foundation.Web;

namespace StratCap.Payments.Instructions;

/// <summary>An instruction as the API shows it.</summary>
/// <param name="DistributionId">Null of a debit.</param>
/// <param name="CallId">The call that a debit collects.</param>
/// <param name="Reference">End-to-end reference to give to the bank.</param>
internal sealed record InstructionView(
    Guid InstructionId, Guid FundId, Guid? DistributionId, Guid? CallId, Guid? WorkflowId, Guid InvestorId, string PayeeName, PaymentKind Kind, MoneyView Amount, DateOnly PaymentDate, string Rail, string Reference,
    InstructionState State, DateTimeOffset PreparedAt, DateOnly? ValueDate, string? BankReference, Guid? SettledBy, string? SettledByName, DateTimeOffset? SettledAt, DateTimeOffset? CancelledAt, int Attempt, int Version)
{
    public static InstructionView Of(PaymentInstruction i) => new(
        i.Id, i.FundId, i.DistributionId, i.CallId, i.WorkflowId, i.InvestorId, i.PayeeName, i.Kind, MoneyView.Of(i.Amount, i.Currency), i.PaymentDate, i.Rail, i.Reference,
        i.State, i.PreparedAt, i.ValueDate, i.BankReference, i.SettledBy, i.SettledByName, i.SettledAt, i.CancelledAt, i.Attempt, i.Version);

    /// <summary>200 with entity tag and links.</summary>
    public Answer<InstructionView> Answered()
    {
        var answer = ((Answer<InstructionView>)this).Tagged(Version);
        return CallId is not null
            ? answer.Linked(("fund", $"/api/v1/funds/{FundId}"), ("capitalCall", $"/api/v1/funds/{FundId}/capital-calls/{CallId}"))
            : answer.Linked(("fund", $"/api/v1/funds/{FundId}"), ("distribution", $"/api/v1/funds/{FundId}/distributions/{DistributionId}"), ("workflow", $"/api/v1/workflows/status/{WorkflowId}"));
    }
}
