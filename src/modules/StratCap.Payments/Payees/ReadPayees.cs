using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Payees;

/// <summary>Shows investors' bank accounts, every version of them; in lists by their masks alone.</summary>
internal static class ReadPayees
{
    internal sealed record Query(Guid? InvestorId, PaymentKind? Kind, PayeeState? State);

    internal static readonly Listing<PayeeAccount> List = new Listing<PayeeAccount>("payee-accounts")
        .By("enteredAt", a => a.Id).By("holder", a => a.Holder).By("bank", a => a.Bank).By("kind", a => a.Kind).By("number", a => a.Number)
        .Unique(a => a.Id).Usually("-enteredAt").Searched(a => a.Holder, a => a.Bank, a => a.Mask);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapGet("/payee-accounts", All)
            .Lists(List, (PayeeAccount _) => (PayeeView)null!)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListPayeeAccounts")
            .WithSummary("Investors' bank accounts, masked")
            .WithDescription("Filter by investorId, kind (Distribution, CarriedInterest), state (Entered, Verified, CoolingOff, Standing, Replaced, Rejected, Overtaken, Flagged).");
        payments.MapGet("/payee-accounts/{payeeAccountId:guid}", One)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ReadPayeeAccount")
            .WithSummary("One bank account of an investor, with what was done to it")
            .WithDescription($"Its number is masked without '{Permissions.AccountWrite}' or '{Permissions.AccountConfirm}'.");
    }

    private static Task<Answer<IReadOnlyList<PayeeView>>> All([AsParameters] Query query, [AsParameters] ListQuery asked, PaymentsDbContext db, [FromServices] IInvestorRegister register, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = query.State is { } state ? db.PayeesIn(state, now, options.Value) : db.PayeeAccounts;
        if (query.InvestorId is { } investorId) found = found.Where(a => a.InvestorId == investorId);
        if (query.Kind is { } kind) found = found.Where(a => a.Kind == kind);
        return List.Show(found, asked, async rows =>
        {
            var names = await Names(register, rows, ct);
            return (IReadOnlyList<PayeeView>)[.. (await db.Lives(rows, options.Value, ct)).Select(l => PayeeView.Of(l, now) with { InvestorName = names.GetValueOrDefault(l.Account.InvestorId) })];
        }, ct);
    }

    private static async Task<Answer<PayeeDetails>> One(
        Guid payeeAccountId, PaymentsDbContext db, [FromServices] IInvestorRegister register, Seal seal, IPermissionSource permissions, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (await db.Payee(payeeAccountId, options.Value, ct) is not { } life) return Refusal.NotFound("bank account");
        var whole = (await permissions.Of(actor.Value.Id, ct)).Overlaps([Permissions.AccountWrite, Permissions.AccountConfirm]);
        var details = PayeeDetails.Of(life, PayeeNumbers.Of(life.Account, seal), whole, clock.GetUtcNow());
        var names = await Names(register, [life.Account], ct);
        return (details with { Account = details.Account with { InvestorName = names.GetValueOrDefault(life.Account.InvestorId) } }).Answered();
    }

    private static async Task<Dictionary<Guid, string>> Names(IInvestorRegister register, IReadOnlyList<PayeeAccount> accounts, CancellationToken ct) =>
        (await register.Find([.. accounts.Select(a => a.InvestorId).Distinct()], ct)).ToDictionary(i => i.InvestorId, i => i.Name);
}
