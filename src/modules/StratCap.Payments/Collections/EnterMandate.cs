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
using StratCap.Payments.Payees;

namespace StratCap.Payments.Collections;

/// <summary>Enters what an investor signed. Nothing is debited before somebody else has confirmed it.</summary>
internal static class EnterMandate
{
    private const int LeastEvidence = 10;

    /// <param name="Reference">1 to 35 letters, digits and + ? / - : ( ) . , ' _ without spaces; the investor's bank is told it.</param>
    /// <param name="SignedOn">Not ahead.</param>
    /// <param name="Evidence">Where it lies and how it was compared, in 10 to 500 characters.</param>
    /// <param name="PayeeAccountId">The account of his that is debited.</param>
    /// <param name="FundId">Null: every fund of the firm.</param>
    internal sealed record Request(string Reference, DateOnly SignedOn, string Evidence, Guid PayeeAccountId, Guid? FundId = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/investors/{investorId:guid}/mandates", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("EnterMandate")
        .WithSummary("Enter a mandate to debit an investor")
        .WithDescription("For one account of his; when that one is replaced by another, he signs another mandate. Refused when the reference was used before (409 payments.mandate.reference_taken).");

    private static async Task<Answer<MandateView>> Handle(
        Guid investorId, Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IInvestorRegister register, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Invalid(request, DateOnly.FromDateTime(now.UtcDateTime)) is { } invalid) return invalid;
        if (await register.Find([investorId], ct) is not [var investor]) return Refusal.NotFound("investor");
        if (request.FundId is { } fundId && !(await books.FundsOf(investorId, ct)).Any(f => f.FundId == fundId)) return Refusal.NotFound("fund of this investor");
        await db.LockReferences(ct);
        if (await db.Payee(request.PayeeAccountId, options.Value, ct) is not { } account || account.Account.InvestorId != investorId) return Refusal.NotFound("bank account");
        if (account.State(now) is PayeeState.Rejected or PayeeState.Replaced or PayeeState.Overtaken or PayeeState.Flagged)
            return Refusal.Rule("payments.mandate.account", $"This account is {account.State(now)}: a mandate is for one that stands, or is about to.");
        var reference = request.Reference.Trim();
        if (await db.Mandates.AnyAsync(m => m.Reference == reference, ct)) return Refusal.Conflict("payments.mandate.reference_taken", "This reference was given to a mandate before: a bank tells mandates apart by it.");
        var mandate = new Mandate
        {
            Id = Guid.CreateVersion7(),
            InvestorId = investorId,
            FundId = request.FundId,
            Reference = reference,
            SignedOn = request.SignedOn,
            Evidence = request.Evidence.Trim(),
            AccountId = account.Account.Id,
            EnteredBy = actor.Value.Id,
            EnteredByName = actor.Value.Name,
            EnteredAt = now,
        };
        db.Mandates.Add(mandate);
        var view = MandateView.Of(mandate, account, investor.Name, now);
        outbox.Add(db, new MandateChanged(investorId, mandate.Id));
        audit.Record(db, "payments.mandate.enter", ("investor", investorId), null, view);
        return Answer<MandateView>.Created(view, $"/api/v1/payments/mandates/{mandate.Id}").Tagged(mandate.Version);
    }

    private static Refusal? Invalid(Request request, DateOnly today)
    {
        if (request.Reference?.Trim() is not { Length: > 0 and <= Mandate.ReferenceLength } reference || !reference.All(c => char.IsAsciiLetterOrDigit(c) || "+?/-:().,'_".Contains(c, StringComparison.Ordinal)))
            return Refusal.Field("reference", $"A mandate's reference has 1 to {Mandate.ReferenceLength} letters, digits and + ? / - : ( ) . , ' _ without spaces.");
        if (request.SignedOn > today) return Refusal.Field("signedOn", "A mandate was signed today or before.");
        return request.Evidence?.Trim() is { Length: >= LeastEvidence and <= AccountRules.ReasonLength }
            ? null
            : Refusal.Field("evidence", $"Write down in {LeastEvidence} to {AccountRules.ReasonLength} characters where the signed mandate lies and how it was compared.");
    }
}
