using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Payments.Handlers;

/// <summary>A fund's bank account was entered or decided on: open pages read it again, once the change stands.</summary>
internal sealed class WhenReceivingAccountChanged(IPush push) : IEventHandler<ReceivingAccountChanged, PaymentsDbContext>
{
    public Task Handle(ReceivingAccountChanged what, EventContext context, PaymentsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.FundRead, "payments.receiving_account", new { what.FundId, what.State }, ct);
}
