using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Payees;

/// <summary>Enters another bank account for an investor. It must be verified, confirmed by somebody else, and cool off, before anything is paid to it.</summary>
internal static partial class EnterPayee
{
    /// <summary>Where the holder lives or sits; wires ask for town and country at least.</summary>
    internal sealed record Address(string? Street = null, string? Building = null, string? PostCode = null, string? Town = null, string? Country = null);

    internal sealed record Request(
        string Holder, string Bank, PaymentKind Kind = PaymentKind.Distribution, string? Iban = null, string? AccountNumber = null, string? RoutingNumber = null, string? Bic = null, bool IsSavings = false,
        bool IsPerson = false, Address? Address = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/investors/{investorId:guid}/accounts", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("EnterPayeeAccount")
        .WithSummary("Enter an investor's bank account")
        .WithDescription("Another version of it, if there is one: the one that stands goes on standing until somebody else confirms this one.");

    private static async Task<OnceAnswer<PayeeDetails>> Handle(
        Guid investorId, Request request, PaymentsDbContext db, [FromServices] IInvestorRegister register, Seal seal, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock,
        IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        var account = new AccountRequest(request.Holder, request.Bank, request.Iban, request.AccountNumber, request.RoutingNumber, request.Bic).Plain();
        if (AccountRules.Problem(account) is { } problem) return problem;
        var address = Plain(request.Address);
        if (Problem(address) is { } wrong) return wrong;
        if ((await register.Find([investorId], ct)).Count == 0) return Refusal.NotFound("investor");
        await db.LockPayee(investorId, ct);
        var entered = Entered(investorId, request, account, address, seal, actor.Value, clock.GetUtcNow(),
            await db.PayeeAccounts.CountAsync(a => a.InvestorId == investorId && a.Kind == request.Kind, ct) + 1);
        db.PayeeAccounts.Add(entered);
        var life = new PayeeLife(entered, [], entered.Number, 0, TimeSpan.FromDays(options.Value.CoolingOffDays));
        outbox.Add(db, new PayeeAccountChanged(investorId, entered.Id));
        audit.Record(db, "payments.payee_account.enter", ("investor", investorId), null, PayeeView.Of(life, clock.GetUtcNow()));
        return PayeeDetails.Once(life, new PayeeNumbers(account.Iban, account.AccountNumber), clock.GetUtcNow());
    }

    private static PayeeAccount Entered(Guid investorId, Request request, AccountRequest account, Address address, Seal seal, Actor by, DateTimeOffset at, int number)
    {
        var whole = account.Iban ?? account.AccountNumber!;
        return new PayeeAccount
        {
            Id = Guid.CreateVersion7(),
            InvestorId = investorId,
            Kind = request.Kind,
            Number = number,
            Holder = account.Holder,
            Bank = account.Bank,
            SealedNumbers = new PayeeNumbers(account.Iban, account.AccountNumber).Sealed(seal),
            Mask = AccountRules.Masked(whole)!,
            NumberHash = PayeeNumbers.Hash(whole, seal),
            RoutingNumber = account.RoutingNumber,
            Bic = account.Bic,
            IsSavings = request.IsSavings,
            IsPerson = request.IsPerson,
            Street = address.Street,
            Building = address.Building,
            PostCode = address.PostCode,
            Town = address.Town,
            Country = address.Country,
            EnteredBy = by.Id,
            EnteredByName = by.Name,
            EnteredAt = at,
        };
    }

    internal static Address Plain(Address? address)
    {
        static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        return new(Text(address?.Street), Text(address?.Building), Text(address?.PostCode), Text(address?.Town), Text(address?.Country)?.ToUpperInvariant());
    }

    internal static Refusal? Problem(Address address)
    {
        foreach (var line in (string?[])[address.Street, address.Building, address.PostCode, address.Town])
            if (line is not null && (line.Length > 70 || line.Any(char.IsControl))) return Refusal.Field("address", "A line of an address has at most 70 characters.");
        if (address.Country is { } country && !CountryForm().IsMatch(country)) return Refusal.Field("address", "A country is two letters, such as 'DE' (ISO 3166).");
        return address != new Address() && (address.Town is null || address.Country is null) ? Refusal.Field("address", "An address has town and country at least.") : null;
    }

    [GeneratedRegex("^[A-Z]{2}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CountryForm();
}
