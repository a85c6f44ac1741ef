namespace StratCap.Notifications.Bounces;

/// <summary>A report as pages show it.</summary>
/// <param name="Sending">Which sending of the mail it is of: 0 for the first.</param>
/// <param name="Status">The enhanced status code (RFC 3463), such as 5.1.1.</param>
/// <param name="Diagnostic">What the mail server said.</param>
internal sealed record DeliveryReportView(Guid ReportId, int Sending, DeliveryAction Action, string Status, string? Diagnostic, string? RemoteMta, DateTimeOffset At)
{
    public static DeliveryReportView Of(DeliveryReport r) => new(r.Id, r.Sending, r.Action, r.Status, r.Diagnostic, r.RemoteMta, r.At);
}

/// <summary>An address to which nothing is sent.</summary>
/// <param name="Status">The enhanced status code (RFC 3463) of the mail that came back.</param>
/// <param name="Diagnostic">What the mail server said.</param>
/// <param name="MailId">The mail that came back.</param>
/// <param name="OfUser">A user's rather than an investor's.</param>
internal sealed record SuppressionView(Guid SuppressionId, string Address, string Status, string? Diagnostic, DateTimeOffset Since, Guid MailId, bool OfUser)
{
    public static SuppressionView Of(SuppressedAddress s) => new(s.Id, s.Address, s.Status, s.Diagnostic, s.Since, s.MailId, s.OfUser);
}
