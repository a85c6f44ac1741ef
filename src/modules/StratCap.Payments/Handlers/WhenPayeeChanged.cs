using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Payments.Handlers;

/// <summary>An investor's account stands elsewhere: open pages that show accounts read again.</summary>
internal sealed class WhenPayeeChanged(IPush push) : IEventHandler<PayeeAccountChanged, PaymentsDbContext>
{
    public Task Handle(PayeeAccountChanged what, EventContext context, PaymentsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.PaymentRead, "payments.payee", new { what.InvestorId, what.PayeeAccountId }, ct);
}

/// <summary>A mandate stands elsewhere: open pages that show mandates read again.</summary>
internal sealed class WhenMandateChanged(IPush push) : IEventHandler<MandateChanged, PaymentsDbContext>
{
    public Task Handle(MandateChanged what, EventContext context, PaymentsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.PaymentRead, "payments.mandate", new { what.InvestorId, what.MandateId }, ct);
}
