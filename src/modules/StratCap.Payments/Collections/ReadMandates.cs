using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Payees;

namespace StratCap.Payments.Collections;

/// <summary>Shows mandates, those that have ended too.</summary>
internal static class ReadMandates
{
    internal sealed record Query(Guid? InvestorId, Guid? FundId, MandateState? State);

    internal static readonly Listing<Mandate> List = new Listing<Mandate>("mandates")
        .By("enteredAt", m => m.Id).By("reference", m => m.Reference).By("signedOn", m => m.SignedOn).By("state", m => m.State)
        .Unique(m => m.Id).Usually("-enteredAt").Searched(m => m.Reference, m => m.Evidence, m => m.Reason);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapGet("/mandates", All)
            .Lists(List, (Mandate _) => (MandateView)null!)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListMandates")
            .WithSummary("Mandates to debit investors")
            .WithDescription("Filter by investorId, fundId (those for this fund and those for every fund), state (Entered, Standing, Rejected, Revoked, Stopped).");
        payments.MapGet("/mandates/{mandateId:guid}", One).Reads<PaymentsDbContext>(Permissions.PaymentRead).WithName("ReadMandate").WithSummary("One mandate");
    }

    private static Task<Answer<IReadOnlyList<MandateView>>> All([AsParameters] Query query, [AsParameters] ListQuery asked, PaymentsDbContext db, [FromServices] IInvestorRegister register, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        IQueryable<Mandate> found = db.Mandates;
        if (query.InvestorId is { } investorId) found = found.Where(m => m.InvestorId == investorId);
        if (query.FundId is { } fundId) found = found.Where(m => m.FundId == null || m.FundId == fundId);
        if (query.State is { } state) found = found.Where(m => m.State == state);
        return List.Show(found, asked, rows => Views(db, register, rows, options.Value, clock.GetUtcNow(), ct), ct);
    }

    private static async Task<Answer<MandateView>> One(Guid mandateId, PaymentsDbContext db, [FromServices] IInvestorRegister register, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct) =>
        await db.Mandates.AsNoTracking().SingleOrDefaultAsync(m => m.Id == mandateId, ct) is { } mandate ? (await View(db, register, mandate, options.Value, clock.GetUtcNow(), ct)).Answered() : Refusal.NotFound("mandate");

    internal static async Task<MandateView> View(PaymentsDbContext db, IInvestorRegister register, Mandate mandate, PaymentsOptions options, DateTimeOffset now, CancellationToken ct) =>
        (await Views(db, register, [mandate], options, now, ct))[0];

    private static async Task<IReadOnlyList<MandateView>> Views(PaymentsDbContext db, IInvestorRegister register, IReadOnlyList<Mandate> mandates, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var ids = mandates.Select(m => m.AccountId).Distinct().ToList();
        var accounts = (await db.Lives(await db.PayeeAccounts.AsNoTracking().Where(a => ids.Contains(a.Id)).ToListAsync(ct), options, ct)).ToDictionary(l => l.Account.Id);
        var names = (await register.Find([.. mandates.Select(m => m.InvestorId).Distinct()], ct)).ToDictionary(i => i.InvestorId, i => i.Name);
        return [.. mandates.Select(m => MandateView.Of(m, accounts[m.AccountId], names.GetValueOrDefault(m.InvestorId), now))];
    }
}
