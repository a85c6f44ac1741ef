using StratCap.Foundation.Web;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>A run as the API shows it.</summary>
/// <param name="Direction">Pay: out of the fund's account; Collect: into it by debit.</param>
/// <param name="PreparedBy">Who may not release it.</param>
/// <param name="Delivery">How far the house came with the file; null: a person hands it over, or there is none. Delivered: at SentAt, with the bytes of FileHash.</param>
internal sealed record PaymentRunView(
    Guid RunId, Guid FundId, string FundName, string Reference, Guid ConnectionId, string ConnectionName, RunMethod Method, PaymentDirection Direction, string? Rail, string? Format, DateOnly ExecuteOn, int Count, MoneyView Amount, RunState State,
    Guid PreparedBy, string PreparedByName, DateTimeOffset PreparedAt, string? ReleasedByName, DateTimeOffset? ReleasedAt, string? FileName, string? FileHash, int? FileBytes, DateTimeOffset? FetchedAt, string? BankReference,
    DateTimeOffset? SentAt, string? Reason, int Version, RunDelivery? Delivery)
{
    public static PaymentRunView Of(PaymentRun r) => new(
        r.Id, r.FundId, r.FundName, r.Reference, r.ConnectionId, r.ConnectionName, r.Method, r.Direction, r.Rail, r.Format, r.ExecuteOn, r.Count, MoneyView.Of(r.Amount, r.Currency), r.State,
        r.PreparedBy, r.PreparedByName, r.PreparedAt, r.ReleasedByName, r.ReleasedAt, r.FileName, r.FileHash, r.FileBytes, r.FetchedAt, r.BankReference, r.SentAt, r.Reason, r.Version, r.Delivery);

    /// <summary>200 with entity tag and links.</summary>
    public Answer<PaymentRunView> Answered() => ((Answer<PaymentRunView>)this).Tagged(Version).Linked(("payments", $"/api/v1/payments/runs/{RunId}/payments"), ("fund", $"/api/v1/funds/{FundId}"));
}

/// <summary>A payment of a run.</summary>
/// <param name="PaymentKey">What bank and statement quote.</param>
/// <param name="MayRetry">Whether a debit that was refused or came back may be presented again; null: the bank has not said.</param>
/// <param name="Calls">How often the bank was called for it.</param>
internal sealed record RunPaymentView(
    Guid PaymentId, int Position, Guid InstructionId, int Attempt, string PaymentKey, Guid InvestorId, string PayeeName, string PayeeMask, MoneyView Amount, int? TraceNumber, RunPaymentState State, string? ExternalId,
    string? Code, string? Text, bool? MayRetry, DateTimeOffset? SentAt, DateOnly? ValueDate, int Calls)
{
    public static RunPaymentView Of(RunPayment p) => new(
        p.Id, p.Position, p.InstructionId, p.Attempt, p.Key, p.InvestorId, p.PayeeName, p.PayeeMask, MoneyView.Of(p.Amount, p.Currency), p.TraceNumber, p.State, p.ExternalId, p.Code, p.Text, p.MayRetry, p.SentAt, p.ValueDate, p.Calls);
}
