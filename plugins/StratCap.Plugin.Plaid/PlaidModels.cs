namespace StratCap.Plugin.Plaid;

internal sealed record InstitutionsAnswer(string RequestId);

internal sealed record LinkTokenAnswer(string LinkToken, DateTimeOffset Expiration);

internal sealed record ExchangeAnswer(string AccessToken, string ItemId);

internal sealed record AccountsAnswer(IReadOnlyList<AccountData> Accounts, ItemData? Item);

internal sealed record ItemData(string ItemId);

internal sealed record AccountData(string AccountId, string Name, string? Mask, string? VerificationStatus, BalanceData? Balances, ScoreData? LegalName);

internal sealed record BalanceData(decimal? Current, string? IsoCurrencyCode);

internal sealed record ScoreData(int? Score);

internal sealed record AuthAnswer(IReadOnlyList<AccountData> Accounts, NumbersData Numbers);

internal sealed record NumbersData(IReadOnlyList<AchData>? Ach);

internal sealed record AchData(string AccountId);

internal sealed record SyncAnswer(IReadOnlyList<TransactionData> Added, IReadOnlyList<TransactionData> Modified, IReadOnlyList<RemovedData> Removed, string NextCursor, bool HasMore);

internal sealed record TransactionData(
    string TransactionId, string AccountId, decimal Amount, string? IsoCurrencyCode, DateOnly Date, bool Pending, string? Name, string? OriginalDescription, string? MerchantName,
    string? CheckNumber, string? TransactionCode, PaymentMetaData? PaymentMeta);

internal sealed record PaymentMetaData(string? ReferenceNumber, string? Payee, string? Payer, string? ByOrderOf);

internal sealed record RemovedData(string TransactionId, string AccountId);

internal sealed record AuthorizationAnswer(AuthorizationData Authorization);

internal sealed record AuthorizationData(string Id, string Decision, RationaleData? DecisionRationale, ProposedData ProposedTransfer);

internal sealed record RationaleData(string? Code, string? Description);

internal sealed record ProposedData(string? AccountId, string Type, string Amount);

internal sealed record TransferAnswer(TransferData Transfer);

internal sealed record TransfersAnswer(IReadOnlyList<TransferData> Transfers);

internal sealed record TransferData(
    string Id, string Type, string Amount, string? IsoCurrencyCode, string Status, FailureData? FailureReason, IReadOnlyDictionary<string, string>? Metadata, DateOnly? ExpectedSettlementDate);

internal sealed record FailureData(string? FailureCode, string? AchReturnCode, string? Description);

internal sealed record EventsAnswer(IReadOnlyList<TransferEventData> TransferEvents, bool HasMore);

internal sealed record TransferEventData(long EventId, DateTimeOffset Timestamp, string EventType, string TransferId, string? TransferAmount, FailureData? FailureReason);

internal sealed record DoneAnswer(string? RequestId);

internal sealed record WebhookKeyAnswer(KeyData Key);

internal sealed record KeyData(string Alg, string Kty, string Crv, string X, string Y, long? ExpiredAt);
