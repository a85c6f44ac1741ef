using StratCap.Foundation.Web;
using StratCap.Payments.Payees;

namespace StratCap.Payments.Collections;

/// <summary>A mandate as the API shows it.</summary>
/// <param name="FundId">Null: every fund of the firm.</param>
/// <param name="Mask">Of the account that is debited.</param>
/// <param name="AccountState">Only of an account that stands anything is debited.</param>
/// <param name="EnteredBy">Who may not confirm it.</param>
/// <param name="Reason">Why it was rejected, revoked or stopped.</param>
internal sealed record MandateView(
    Guid MandateId, Guid InvestorId, string? InvestorName, Guid? FundId, string Reference, DateOnly SignedOn, string Evidence, Guid PayeeAccountId, string Mask, string Bank, PayeeState AccountState, MandateState State,
    Guid EnteredBy, string EnteredByName, DateTimeOffset EnteredAt, string? DecidedByName, DateTimeOffset? DecidedAt, string? EndedByName, DateTimeOffset? EndedAt, string? Reason, int Version)
{
    public static MandateView Of(Mandate m, PayeeLife account, string? investorName, DateTimeOffset now) => new(
        m.Id, m.InvestorId, investorName, m.FundId, m.Reference, m.SignedOn, m.Evidence, m.AccountId, account.Account.Mask, account.Account.Bank, account.State(now), m.State, m.EnteredBy, m.EnteredByName, m.EnteredAt,
        m.DecidedByName, m.DecidedAt, m.EndedByName, m.EndedAt, m.Reason, m.Version);

    /// <summary>200 with entity tag and link.</summary>
    public Answer<MandateView> Answered() => ((Answer<MandateView>)this).Tagged(Version).Linked(("account", $"/api/v1/payments/payee-accounts/{PayeeAccountId}"));
}
