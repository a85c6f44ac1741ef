using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Payments.Runs;

/// <summary>Gives released runs to senders.</summary>
internal sealed class SendLeases(PlatformConnections connections, IOptions<PaymentsOptions> options) : JobLeases(connections, PaymentsDbContext.Module, "payment_sends", Pace(options.Value))
{
    public static JobPace Pace(PaymentsOptions o) => new(TimeSpan.FromSeconds(o.LeaseSeconds), TimeSpan.FromSeconds(o.PollSeconds), o.Senders, MaxAttempts: 12);
}

/// <summary>Takes released runs up and sends them.</summary>
internal sealed class RunSender(SendLeases leases, SendRun send, IOptions<PaymentsOptions> options, ILogger<RunSender> log) : JobRunner(leases, SendLeases.Pace(options.Value), log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => send.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => send.GiveUp(lease, "The bank could not be reached, again and again: see the connection's health, then resume the run.", ct);
}
