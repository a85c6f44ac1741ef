using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Links;

/// <summary>Enters an account that an investor linked as his: another version, which is verified, confirmed by somebody else and cools off like one that is entered by hand.</summary>
internal static class EnterLinkedPayee
{
    /// <param name="LinkedAccountId">Which of the accounts that he chose.</param>
    /// <param name="Bank">The bank's name, for people.</param>
    internal sealed record Request(Guid LinkedAccountId, string Bank, PaymentKind Kind = PaymentKind.Distribution, EnterPayee.Address? Address = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/account-links/{accountLinkId:guid}/payee-account", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("EnterLinkedPayeeAccount")
        .WithSummary("Enter an account that an investor linked")
        .WithDescription("It has no number here, and is paid and debited over the link's connection alone. Neither who opened the link, nor who completed it, nor who enters it here may confirm it.");

    private static async Task<OnceAnswer<PayeeDetails>> Handle(
        Guid accountLinkId, Request request, PaymentsDbContext db, Seal seal, Audit audit, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (request.Bank?.Trim() is not { Length: > 0 and <= AccountRules.NameLength } bank || bank.Any(char.IsControl)) return Refusal.Field("bank", $"Write 1 to {AccountRules.NameLength} characters on one line.");
        var address = EnterPayee.Plain(request.Address);
        if (EnterPayee.Problem(address) is { } wrong) return wrong;
        if (await db.LockLink(accountLinkId, ct) is not { } link) return Refusal.NotFound("account link");
        if (link.InvestorId is not { } investorId) return Refusal.Rule("payments.link.own", "This link is of a fund's own account: nobody is paid to it.");
        var now = clock.GetUtcNow();
        if (link.State(now) != LinkState.Linked) return Refusal.Rule("payments.link.not_linked", $"This link is {link.State(now)}: an account of it is entered when it stands.");
        if (link.Accounts(seal).FirstOrDefault(a => a.Id == request.LinkedAccountId) is not { } chosen) return Refusal.NotFound("account of this link");
        await db.LockPayee(investorId, ct);
        var entered = Entered(link, chosen, request with { Bank = bank }, address, seal, actor.Value, now, await db.PayeeAccounts.CountAsync(a => a.InvestorId == investorId && a.Kind == request.Kind, ct) + 1);
        db.PayeeAccounts.Add(entered);
        var life = new PayeeLife(entered, [], entered.Number, 0, TimeSpan.FromDays(options.Value.CoolingOffDays));
        audit.Record(db, "payments.payee_account.enter", ("investor", investorId), null, PayeeView.Of(life, now), $"Linked over '{link.ConnectionName}'.");
        return PayeeDetails.Once(life, new PayeeNumbers(null, null), now);
    }

    private static PayeeAccount Entered(AccountLink link, ChosenAccount chosen, Request request, EnterPayee.Address address, Seal seal, Actor by, DateTimeOffset at, int number) => new()
    {
        Id = Guid.CreateVersion7(),
        InvestorId = link.InvestorId!.Value,
        Kind = request.Kind,
        Number = number,
        Holder = link.Holder,
        Bank = request.Bank,
        SealedNumbers = new PayeeNumbers(null, null).Sealed(seal),
        Mask = chosen.Mask is { Length: > 0 } mask ? "••••" + mask : "••••",
        // No bank line names it: the hash tells its versions apart from other accounts, and presentations of it together.
        NumberHash = PayeeNumbers.HashOfLinked(link.ConnectionId, chosen.VendorId, seal),
        IsPerson = link.IsPerson,
        Street = address.Street,
        Building = address.Building,
        PostCode = address.PostCode,
        Town = address.Town,
        Country = address.Country,
        EnteredBy = by.Id,
        EnteredByName = by.Name,
        EnteredAt = at,
        LinkId = link.Id,
        LinkedOver = link.ConnectionId,
        SealedVendorId = PayeeNumbers.SealVendorId(chosen.VendorId, seal),
    };
}
