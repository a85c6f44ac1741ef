using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Collections;
using StratCap.Payments.Outside;

namespace StratCap.Payments.Runs;

/// <summary>Says before a run's release whether it would be refused, by the release's own rules. Permission and recent sign-in are asked for at the release alone.</summary>
internal static class CheckRun
{
    /// <summary>What is checked.</summary>
    internal enum Check
    {
        /// <summary>It waits to be released, its day is to come, and the caller did not prepare it.</summary>
        Releasable,

        /// <summary>The connection is there and can do it.</summary>
        Connection,

        /// <summary>Fund's account, payees' accounts and instructions are as they were when it was prepared, and may be paid.</summary>
        Accounts,
    }

    /// <param name="Problem">Why it would be refused; null when it would not.</param>
    internal sealed record Line(Check Check, string? Problem);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapGet("/runs/{paymentRunId:guid}/checks", Handle)
        .Reads<PaymentsDbContext>(Permissions.PaymentRead)
        .WithName("CheckRun")
        .WithSummary("What would stand against the release of a prepared run")
        .WithDescription("What the release checks of the run itself. Permission and recent sign-in are asked for at the release.");

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid paymentRunId, PaymentsDbContext db, [FromServices] IConnectors connectors, DebitChecks debits, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == paymentRunId, ct) is not { } run) return Refusal.NotFound("payment run");
        var now = clock.GetUtcNow();
        var payments = await db.RunPayments.AsNoTracking().Where(p => p.RunId == paymentRunId && (p.MandateId == null || p.State == RunPaymentState.Prepared)).ToListAsync(ct);
        return new List<Line>
        {
            new(Check.Releasable, (ReleaseRun.Problem(run, actor.Value) ?? ReleaseRun.DayPassed(run, now))?.Detail),
            new(Check.Connection, (await ReleaseRun.Unconnected(connectors, run, ct))?.Detail),
            new(Check.Accounts, (await ReleaseRun.Unfit(db, debits, run, payments, options.Value, now, ct))?.Detail),
        };
    }
}
