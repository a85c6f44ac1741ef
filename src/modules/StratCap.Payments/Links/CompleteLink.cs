using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Links;

/// <summary>Takes what the vendor's page gave back, or what the holder read on his statement, and makes the link stand.</summary>
internal static class CompleteLink
{
    private const int AnswerLength = 4_000, ProofLength = 100;

    /// <param name="PageAnswer">What the page gave (Plaid's public token); null where the vendor keeps it, and when consent was renewed.</param>
    /// <param name="Proof">Of a link that waits: the code from the holder's statement, or two amounts in cents with a comma between.</param>
    internal sealed record Request(string? PageAnswer = null, string? Proof = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/account-links/{accountLinkId:guid}/completion", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("CompleteAccountLink")
        .WithSummary("Complete a link with what the vendor's page gave back")
        .WithDescription("Answers that it stands, waits for a step of the holder's, or failed. What the vendor gives for it is sealed under the connection and shown to nobody. Refused: when the page's time ran out (422 payments.link.expired), when it stands already (409 payments.link.stands), when it is over (409 payments.link.over).");

    private static async Task<Answer<AccountLinkView>> Handle(
        Guid accountLinkId, Request request, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, Seal seal, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (request.PageAnswer is { Length: 0 or > AnswerLength }) return Refusal.Field("pageAnswer", $"What the page gave has 1 to {AnswerLength:N0} characters.");
        if (request.Proof is { Length: 0 or > ProofLength }) return Refusal.Field("proof", "Give the code from the statement, or the two amounts in cents with a comma between.");
        if (await db.LockLink(accountLinkId, ct) is not { } link) return Refusal.NotFound("account link");
        if (http.Stale(link.Version) is { } stale) return stale;
        var now = clock.GetUtcNow();
        if (await Problem(db, link, now, ct) is { } problem) return problem;
        if (await connectors.Find(link.ConnectionId, BeginLink.Capability, link.FundId, ct) is null) return Refusal.NotFound("connection");
        var before = AccountLinkView.Of(link, seal, now);
        try
        {
            link.Complete(await connectors.Bank(link.ConnectionId).CompleteLink(link.Request(), new LinkAnswer(request.PageAnswer, link.Reference, request.Proof), ct), seal, actor.Value, now);
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        if (link.Standing == LinkState.Linked) await EndOthers(db, link, audit, seal, actor.Value, now, ct);
        var view = AccountLinkView.Of(link, seal, now);
        audit.Record(db, "payments.link.complete", ("account_link", link.Id), before.Told(), view.Told());
        return view.Answered();
    }

    private static async Task<Refusal?> Problem(PaymentsDbContext db, AccountLink link, DateTimeOffset now, CancellationToken ct)
    {
        if (link.Standing is LinkState.Failed or LinkState.Ended) return BeginLink.Over(link);
        if (link.Standing == LinkState.Linked && !link.IsRenewing) return Refusal.Conflict("payments.link.stands", "This link stands already.");
        if (link.ExpiresAt < now && link.Standing != LinkState.Waiting) return Refusal.Rule("payments.link.expired", "The time of the vendor's page ran out before this: open the page anew.");
        return link is { Purpose: LinkPurpose.Statements, IsRenewing: false } ? await BeginLink.Fed(db, link.ConnectionId, ct) : null;
    }

    // What the vendor gave for this one lies where that of the other lay.
    private static async Task EndOthers(PaymentsDbContext db, AccountLink link, Audit audit, Seal seal, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        if (link.SecretName is null) return;
        var others = await db.Links.AsTracking().Where(l => l.ConnectionId == link.ConnectionId && l.SecretName == link.SecretName && l.Id != link.Id && l.Standing == LinkState.Linked).ToListAsync(ct);
        foreach (var other in others)
        {
            var before = AccountLinkView.Of(other, seal, now);
            other.End("Another link took its place.", by, now);
            audit.Record(db, "payments.link.end", ("account_link", other.Id), before.Told(), AccountLinkView.Of(other, seal, now).Told());
        }
    }
}
