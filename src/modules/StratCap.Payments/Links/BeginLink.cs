using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using ConnectionInfo = StratCap.Contracts.Plugins.ConnectionInfo;

namespace StratCap.Payments.Links;

/// <summary>Opens a vendor's page at which the holder of a bank account agrees, and opens it anew: for a link that nobody agreed to in time, or one that needs renewed consent.</summary>
internal static class BeginLink
{
    internal const string Capability = "linkAccount";

    /// <param name="Purpose">Statements of a fund's own account; Verify or Payments of an investor's.</param>
    /// <param name="InvestorId">Whose account it is; with Verify and Payments.</param>
    /// <param name="FundId">Whose own account it is; with Statements.</param>
    /// <param name="Holder">The legal name, as the account is held.</param>
    /// <param name="Email">Where the vendor writes to him, where it does.</param>
    internal sealed record Request(Guid ConnectionId, LinkPurpose Purpose, string Holder, Guid? InvestorId = null, Guid? FundId = null, string? Email = null, bool IsPerson = false);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapPost("/account-links", Begin)
            .Writes<PaymentsDbContext>(Permissions.AccountWrite)
            .WithName("BeginAccountLink")
            .WithSummary("Open a vendor's page at which a bank account is linked")
            .WithDescription("The page's token is told once, to whoever asked, and stored nowhere; a repeat of the request has none: open the page anew. Refused: a connection that cannot do what the link is for (422 payments.link.cannot), and a connection whose linked bank feeds a fund (409 payments.link.fed).");
        payments.MapPost("/account-links/{accountLinkId:guid}/page", Reopen)
            .Writes<PaymentsDbContext>(Permissions.AccountWrite)
            .WithName("OpenAccountLinkPage")
            .WithSummary("Open the vendor's page of a link anew")
            .WithDescription("Of one that nobody agreed to yet, or for renewed consent to one that stands. Refused when the link failed or ended (409 payments.link.over).");
    }

    private static async Task<OnceAnswer<OpenedLink>> Begin(
        Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IInvestorRegister register, [FromServices] IConnectors connectors, Seal seal, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (Invalid(request) is { } invalid) return invalid;
        if (request.InvestorId is { } investorId && (await register.Find([investorId], ct)).Count == 0) return Refusal.NotFound("investor");
        if (request.FundId is { } fundId && !await ReadAccounts.IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        if (await connectors.Find(request.ConnectionId, Capability, request.FundId, ct) is not { } connection) return Refusal.NotFound("connection");
        if (Cannot(connection, request.Purpose) is { } cannot) return cannot;
        if (request.Purpose == LinkPurpose.Statements && await Fed(db, request.ConnectionId, ct) is { } fed) return fed;
        var link = new AccountLink
        {
            Id = Guid.CreateVersion7(),
            Purpose = request.Purpose,
            InvestorId = request.InvestorId,
            FundId = request.FundId,
            ConnectionId = connection.Id,
            ConnectionName = connection.Name.Length > 200 ? connection.Name[..200] : connection.Name,
            Holder = request.Holder.Trim(),
            Email = string.IsNullOrWhiteSpace(request.Email) ? null : request.Email.Trim(),
            IsPerson = request.IsPerson,
            BegunBy = actor.Value.Id,
            BegunByName = actor.Value.Name,
            BegunAt = clock.GetUtcNow(),
        };
        var (token, refused) = await Open(link, connectors, ct);
        if (refused is not null) return refused;
        db.Links.Add(link);
        var view = AccountLinkView.Of(link, seal, clock.GetUtcNow());
        audit.Record(db, "payments.link.begin", ("account_link", link.Id), null, view.Told());
        return new OpenedLink(view, connection.PluginId, token).Once($"/api/v1/payments/account-links/{link.Id}");
    }

    private static async Task<OnceAnswer<OpenedLink>> Reopen(
        Guid accountLinkId, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, Seal seal, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.LockLink(accountLinkId, ct) is not { } link) return Refusal.NotFound("account link");
        if (http.Stale(link.Version) is { } stale) return stale;
        if (link.Standing is LinkState.Failed or LinkState.Ended) return Over(link);
        if (link is { Standing: LinkState.Linked, SecretName: null }) return Refusal.Conflict("payments.link.stands", "This link stands, and its vendor has nothing that is renewed: begin another to link another account.");
        if (await connectors.Find(link.ConnectionId, Capability, link.FundId, ct) is not { } connection) return Refusal.NotFound("connection");
        var before = AccountLinkView.Of(link, seal, clock.GetUtcNow());
        link.Renew();
        var (token, refused) = await Open(link, connectors, ct);
        if (refused is not null) return refused;
        var view = AccountLinkView.Of(link, seal, clock.GetUtcNow());
        audit.Record(db, "payments.link.open", ("account_link", link.Id), before.Told(), view.Told());
        return new OpenedLink(view, connection.PluginId, token).Once();
    }

    /// <summary>The refusal of whatever is asked of a link that is over.</summary>
    internal static Refusal Over(AccountLink link) => Refusal.Conflict("payments.link.over", $"This link is {link.Standing}: begin another.");

    /// <summary>A connection has one bank of the firm's own: another would bring another account's lines to the funds that it feeds.</summary>
    internal static async Task<Refusal?> Fed(PaymentsDbContext db, Guid connectionId, CancellationToken ct) => await db.Feeds.AnyAsync(f => f.ConnectionId == connectionId && f.EndedAt == null, ct)
        ? Refusal.Conflict("payments.link.fed", "The bank that is linked over this connection feeds a fund: renew that link, unlink the fund's bank feed first, or use another connection.")
        : null;

    private static async Task<(string? Token, Refusal? Refused)> Open(AccountLink link, IConnectors connectors, CancellationToken ct)
    {
        try
        {
            var start = await connectors.Bank(link.ConnectionId).BeginLink(link.Request(), ct);
            link.Opened(start);
            return (start.PageToken, null);
        }
        catch (ConnectorException e)
        {
            return (null, Connected.Refuse(e));
        }
    }

    private static Refusal? Invalid(Request request)
    {
        if (!Enum.IsDefined(request.Purpose)) return Refusal.Field("purpose", "A link is for Statements, Verify or Payments.");
        if (request.Purpose == LinkPurpose.Statements ? request.FundId is null || request.InvestorId is not null : request.InvestorId is null || request.FundId is not null)
            return Refusal.Field("purpose", "Statements are of a fund's own account: name fundId alone. Verify and Payments are of an investor's account: name investorId alone.");
        if (request.Holder?.Trim() is not { Length: > 0 and <= AccountRules.NameLength } holder || holder.Any(char.IsControl)) return Refusal.Field("holder", $"Write the holder's legal name in 1 to {AccountRules.NameLength} characters on one line.");
        return request.Email?.Trim() is { Length: > 0 } email && (email.Length > AccountLink.EmailLength || email.IndexOf('@', StringComparison.Ordinal) < 1 || email.Any(c => char.IsControl(c) || c == ' '))
            ? Refusal.Field("email", "This is no address that mail can be sent to.")
            : null;
    }

    private static Refusal? Cannot(ConnectionInfo connection, LinkPurpose purpose)
    {
        var (needs, why) = purpose switch
        {
            LinkPurpose.Statements => (["statements"], $"'{connection.Name}' reads no statements: choose another connection or another purpose."),
            LinkPurpose.Verify => (["verifyAccount"], $"'{connection.Name}' verifies no accounts: choose another connection or another purpose."),
            _ => ((string[])["pay", "collect"], $"'{connection.Name}' moves no money: choose another connection or another purpose."),
        };
        return needs.Any(connection.Capabilities.Contains) ? null : Refusal.Rule("payments.link.cannot", why);
    }
}
