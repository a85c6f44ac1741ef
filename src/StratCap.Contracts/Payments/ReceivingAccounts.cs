namespace StratCap.Contracts.Payments;

/// <summary>Where an investor pays a capital call.</summary>
/// <param name="Iban">Or null, and then account and routing number are given.</param>
/// <param name="Reference">What to write into the transfer.</param>
/// <param name="Since">Day from which on the account stands, UTC.</param>
/// <param name="CheckCode">Over fund, account, call and investor, under a key that only the firm's server has: the same on the notice and in the portal.</param>
public sealed record PaymentDetails(
    Guid AccountId, string Holder, string Bank, string? Iban, string? AccountNumber, string? RoutingNumber, string? Bic, string Reference, DateOnly Since, bool IsFirst, string CheckCode);

/// <summary>Asks Payments for the account into which a fund's calls are paid, of the tenant in scope.</summary>
public interface IReceivingAccounts
{
    /// <summary>What an investor is told, as it stood at a moment; null when no confirmed account stood then.</summary>
    /// <param name="call">The call's id and number.</param>
    Task<PaymentDetails?> Of(Guid fundId, (Guid Id, int Number) call, (Guid Id, string Name) investor, DateTimeOffset at, CancellationToken ct);
}
