namespace StratCap.Notifications.Messages;

/// <summary>A message as lists show it.</summary>
/// <param name="SubjectId">The call or the distribution.</param>
/// <param name="Reason">Why it failed, or why the last attempt did.</param>
/// <param name="SentTo">The mail server, or the file.</param>
internal sealed record EmailView(
    Guid MessageId, EmailKind Kind, Guid FundId, Guid SubjectId, Guid InvestorId, string InvestorName, string? ToName, string? ToAddress, string Subject,
    EmailState State, string? Reason, int Attempts, int Resends, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, string? SentTo, int Version)
{
    public static EmailView Of(Email e) => new(
        e.Id, e.Kind, e.FundId, e.SubjectId, e.InvestorId, e.InvestorName, e.ToName, e.ToAddress, e.Subject, e.State, e.Reason, e.Attempts, e.Resends, e.CreatedAt, e.SentAt, e.SentTo, e.Version);
}
