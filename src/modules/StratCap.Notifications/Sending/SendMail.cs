using Microsoft.Extensions.Logging;
using Quartz;

namespace StratCap.Notifications.Sending;

/// <summary>The job that sends queued messages; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class SendMail(MailSender sender, ILogger<SendMail> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var sent = await sender.Run(cancellationToken);
        if (sent > 0) log.LogInformation("Sent {Count} messages", sent);
    }
}
