using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Payments.Handlers;

/// <summary>A run stands elsewhere: open pages that show runs read again.</summary>
internal sealed class WhenRunMoves(IPush push) : IEventHandler<PaymentRunMoved, PaymentsDbContext>
{
    public Task Handle(PaymentRunMoved what, EventContext context, PaymentsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.PaymentRead, "payments.run", new { what.FundId, what.RunId, what.State }, ct);
}
