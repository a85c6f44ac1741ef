using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Payments.Handlers;

/// <summary>Payments need a person: open pages of those who prepare them read again.</summary>
internal sealed class WhenAttentionNeeded(IPush push) : IEventHandler<PaymentAttentionNeeded, PaymentsDbContext>
{
    public Task Handle(PaymentAttentionNeeded what, EventContext context, PaymentsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.PaymentRead, "payments.attention", new { what.FundId, what.RunId, what.PaymentId, what.State }, ct);
}
