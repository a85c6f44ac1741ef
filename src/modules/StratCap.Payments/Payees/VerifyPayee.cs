using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Payees;

/// <summary>Verifies that an account is open and the investor's: by a connection that can tell, or by hand with the evidence written down.</summary>
internal static class VerifyPayee
{
    private const int LeastEvidence = 10;

    /// <param name="ConnectionId">Who is to verify it; or null with evidence.</param>
    /// <param name="Evidence">By hand: what was compared with what, such as a call back to a number known before.</param>
    internal sealed record Request(Guid? ConnectionId = null, string? Evidence = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/payee-accounts/{payeeAccountId:guid}/verification", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("VerifyPayeeAccount")
        .WithSummary("Verify an investor's bank account")
        .WithDescription("With a connection it may answer that it takes time: ask again then. A failed verification stands until a later one succeeds.");

    private static async Task<OnceAnswer<PayeeDetails>> Handle(
        Guid payeeAccountId, Request request, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, Seal seal, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock,
        IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (await db.Payee(payeeAccountId, options.Value, ct) is not { } life) return Refusal.NotFound("bank account");
        var evidence = request.Evidence?.Trim();
        if ((request.ConnectionId is null) == (evidence is null)) return Refusal.Field("evidence", "Name a connection that verifies it, or write down the evidence: one of both.");
        if (evidence is { Length: < LeastEvidence or > AccountRules.ReasonLength }) return Refusal.Field("evidence", $"Write down in {LeastEvidence} to {AccountRules.ReasonLength} characters what was compared with what.");
        if (http.Stale(life.Steps.Count) is { } stale) return stale;
        if (life.State(clock.GetUtcNow()) is not (PayeeState.Entered or PayeeState.Verified)) return Refusal.Conflict("payments.payee.decided", "This account was decided on, or another was entered after it.");
        PayeeStep step;
        try
        {
            step = request.ConnectionId is { } connectionId
                ? await Ask(life.Account, connectionId, connectors, seal, actor.Value, clock, ct)
                : Step(life.Account.Id, PayeeStepKind.Verified, evidence!, actor.Value, clock.GetUtcNow());
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        await db.LockPayee(life.Account.InvestorId, ct);
        if ((await db.Payee(payeeAccountId, options.Value, ct))!.Decided is not null) return Refusal.Conflict("payments.payee.decided", "Somebody decided on this account in the meantime.");
        db.PayeeSteps.Add(step);
        var after = life with { Steps = [.. life.Steps, step] };
        outbox.Add(db, new PayeeAccountChanged(life.Account.InvestorId, life.Account.Id));
        audit.Record(db, "payments.payee_account.verify", ("investor", life.Account.InvestorId), PayeeView.Of(life, clock.GetUtcNow()), PayeeView.Of(after, clock.GetUtcNow()), step.Text);
        return PayeeDetails.Once(after, PayeeNumbers.Of(life.Account, seal), clock.GetUtcNow());
    }

    private static async Task<PayeeStep> Ask(PayeeAccount account, Guid connectionId, IConnectors connectors, Seal seal, Actor by, TimeProvider clock, CancellationToken ct)
    {
        if (await connectors.Find(connectionId, "verifyAccount", null, ct) is not { } connection) throw new ConnectorException(ErrorClass.NotFound, "There is no such connection.");
        if (account.LinkedOver is { } linked && linked != connectionId) throw new ConnectorException(ErrorClass.Validation, "This account was linked over another connection, which alone can verify it.");
        var verdict = await connectors.Bank(connectionId).VerifyAccount(new AccountToVerify(account.Holder, PayeeNumbers.Party(account, account.SealedVendorId, seal)), ct);
        var kind = verdict.State switch
        {
            VerdictState.Verified => PayeeStepKind.Verified,
            VerdictState.Pending => PayeeStepKind.VerificationPending,
            _ => PayeeStepKind.VerificationFailed,
        };
        return new PayeeStep
        {
            Id = Guid.CreateVersion7(),
            AccountId = account.Id,
            Kind = kind,
            By = by.Id,
            ByName = connection.Name.Length > 200 ? connection.Name[..200] : connection.Name,
            At = clock.GetUtcNow(),
            Text = verdict.Text is { Length: > AccountRules.ReasonLength } text ? text[..AccountRules.ReasonLength] : verdict.Text,
            ConnectionId = connectionId,
            NameScore = verdict.NameScore,
            SealedVendorId = verdict.VendorId is { } vendorId ? PayeeNumbers.SealVendorId(vendorId, seal) : null,
        };
    }

    /// <summary>A step by hand or by the house.</summary>
    internal static PayeeStep Step(Guid accountId, PayeeStepKind kind, string? text, Actor by, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        AccountId = accountId,
        Kind = kind,
        By = by.Id,
        ByName = by.Name,
        At = at,
        Text = text,
    };
}
