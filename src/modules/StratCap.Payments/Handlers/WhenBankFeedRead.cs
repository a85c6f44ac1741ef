using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Payments.Handlers;

/// <summary>A bank feed was read, linked or unlinked: open pages of the fund's bank read again.</summary>
internal sealed class WhenBankFeedRead(IPush push) : IEventHandler<BankFeedRead, PaymentsDbContext>
{
    public Task Handle(BankFeedRead what, EventContext context, PaymentsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.PaymentRead, "payments.bank_feed", new { what.FundId, what.FeedId, what.Lines }, ct);
}
