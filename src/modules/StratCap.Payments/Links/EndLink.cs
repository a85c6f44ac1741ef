using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.Payments.Payees;
using StratCap.PluginSdk;

namespace StratCap.Payments.Links;

/// <summary>Ends a link: what the vendor gave for it is taken away, and nothing more is paid to an account that came of it.</summary>
internal static class EndLink
{
    /// <param name="Reason">1 to 500 characters.</param>
    internal sealed record Request(string Reason);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/account-links/{accountLinkId:guid}/end", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("EndAccountLink")
        .WithSummary("End a link of a bank account")
        .WithDescription("For ever. An investor's account that was entered from it is flagged: nothing more is paid to it. The vendor may show the link to its holder until he ends it there. Refused while a fund's bank feed reads by it (409 payments.link.fed).");

    private static async Task<Answer<AccountLinkView>> Handle(
        Guid accountLinkId, Request request, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, Seal seal, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason?.Trim() is not { Length: > 0 and <= AccountRules.ReasonLength } reason) return Refusal.Field("reason", $"Say why, in 1 to {AccountRules.ReasonLength} characters.");
        if (await db.LockLink(accountLinkId, ct) is not { } link) return Refusal.NotFound("account link");
        if (http.Stale(link.Version) is { } stale) return stale;
        if (link.Standing == LinkState.Ended) return BeginLink.Over(link);
        if (link.FundId is not null && link.SecretName is not null && await BeginLink.Fed(db, link.ConnectionId, ct) is not null) return Refusal.Conflict("payments.link.fed", "A fund's bank feed reads by this link: unlink the feed first.");
        var now = clock.GetUtcNow();
        var before = AccountLinkView.Of(link, seal, now);
        foreach (var account in await db.PayeeAccounts.AsNoTracking().Where(a => a.LinkId == accountLinkId).ToListAsync(ct))
        {
            await db.LockPayee(account.InvestorId, ct);
            db.PayeeSteps.Add(VerifyPayee.Step(account.Id, PayeeStepKind.Flagged, $"Its link was ended: {reason}" is { Length: > AccountRules.ReasonLength } text ? text[..AccountRules.ReasonLength] : $"Its link was ended: {reason}", actor.Value, now));
        }
        link.End(reason, actor.Value, now);
        if (link.SecretName is { } secret && await Forgotten(connectors, link.ConnectionId, secret, ct) is { } refused) return refused;
        var view = AccountLinkView.Of(link, seal, now);
        audit.Record(db, "payments.link.end", ("account_link", link.Id), before.Told(), view.Told(), reason);
        return view.Answered();
    }

    private static async Task<Refusal?> Forgotten(IConnectors connectors, Guid connectionId, string secret, CancellationToken ct)
    {
        try
        {
            await connectors.Bank(connectionId).ForgetLink(secret, ct);
            return null;
        }
        // With the connection its secrets went too.
        catch (ConnectorException e) when (e.Class == ErrorClass.NotFound)
        {
            return null;
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
    }
}
