using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Statements;

/// <summary>Shows what a fund waits to see on its bank's statements: what investors owe of calls, payments of ours that leave, debits of ours that come in, and those that may come back.</summary>
internal static class ListExpected
{
    /// <param name="Amount">What is still due of a call; the whole payment.</param>
    /// <param name="Reference">What a line may quote.</param>
    /// <param name="IsDebit">A debit of ours, which comes in, and goes back out.</param>
    internal sealed record Line(MatchTarget Target, bool IsDebit, string Who, MoneyView Amount, string Reference, Guid? CallId, Guid? InvestorId, Guid? InstructionId)
    {
        internal bool ComesIn => Target == MatchTarget.Payment ? IsDebit : !IsDebit;
    }

    internal static readonly Listing<Line> List = new Listing<Line>("expected-money")
        .By("who", l => l.Who).By("amount", l => l.Amount.Value).By("target", l => l.Target).By("reference", l => l.Reference)
        .Unique(l => l.Reference).Unique(l => l.Target).Unique(l => l.CallId ?? l.InstructionId).Unique(l => l.InvestorId).Usually("who").Searched(l => l.Who, l => l.Reference);

    internal static void Map(RouteGroupBuilder fund) => fund
        .MapGet("/expected", Handle)
        .Lists(List, (Line line) => line)
        .Reads<PaymentsDbContext>(Permissions.PaymentRead)
        .WithName("ListExpected")
        .WithSummary("What a fund waits to see on its bank's statements")
        .WithDescription("Filter by target (Receipt, Payment, PaymentReturned), and by incoming: what comes in, or what goes out. What may come back of payments that were made is shown only when it is asked for.");

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, TimeProvider clock, CancellationToken ct, MatchTarget? target = null, bool? incoming = null)
    {
        if (await Expected.Of(db, books, fundId, clock.GetUtcNow(), ct) is not { } expected) return Refusal.NotFound("fund");
        return await List.Show(Lines(expected).Where(l => (target is null ? l.Target != MatchTarget.PaymentReturned : l.Target == target) && (incoming is null || l.ComesIn == incoming)), asked, line => line, ct);
    }

    private static IEnumerable<Line> Lines(Expected expected) =>
    [
        .. expected.Dues.Where(d => d.Outstanding > 0)
            .Select(d => new Line(MatchTarget.Receipt, false, d.InvestorName, MoneyView.Of(d.Outstanding, expected.Currency), d.Reference, d.CallId, d.InvestorId, null)),
        .. expected.Payments.Where(p => p.CanLeave).Select(p => Payment(MatchTarget.Payment, p, expected.Currency)),
        .. expected.Payments.Where(p => p.CanComeBack).Select(p => Payment(MatchTarget.PaymentReturned, p, expected.Currency)),
    ];

    private static Line Payment(MatchTarget target, OpenPayment p, string currency) => new(target, p.Collects, p.PayeeName, MoneyView.Of(p.Amount, currency), p.References[^1], null, null, p.InstructionId);
}
