namespace StratCap.Notifications.Messages;

/// <summary>A message as lists show it.</summary>
/// <param name="SubjectId">The call, the distribution or the publication.</param>
/// <param name="Reason">Why it failed, or why the last attempt did.</param>
/// <param name="SentTo">The mail server, or the file.</param>
/// <param name="TextVersion">The version of the firm's own text that it says; null when it is the product's.</param>
internal sealed record EmailView(
    Guid MessageId, EmailKind Kind, Guid FundId, Guid SubjectId, Guid InvestorId, string InvestorName, string? ToName, string? ToAddress, string Subject,
    EmailState State, string? Reason, int Attempts, int Resends, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, string? SentTo, int? TextVersion, int Version)
{
    public static EmailView Of(Email e) => new(
        e.Id, e.Kind, e.FundId, e.SubjectId, e.InvestorId, e.InvestorName, e.ToName, e.ToAddress, e.Subject, e.State, e.Reason, e.Attempts, e.Resends, e.CreatedAt, e.SentAt, e.SentTo, e.TextVersion, e.Version);
}
