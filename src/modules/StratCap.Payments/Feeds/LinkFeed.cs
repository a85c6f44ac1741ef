using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.Payments.Statements;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Feeds;

/// <summary>A fund's bank account that stands, and its currency; what an account of the bank's must fit.</summary>
/// <param name="Account">Null: none was confirmed yet.</param>
internal sealed record OwnAccount(ReceivingAccount? Account, string Currency)
{
    /// <summary>Why an account of the bank's cannot be this one, or null.</summary>
    public Refusal? Problem(BankAccount theirs)
    {
        if (Account is null) return Refusal.Rule("payments.feed.no_account", "The fund has no confirmed bank account whose lines these could be: enter it and have it confirmed.");
        if (theirs.Currency != Currency) return Refusal.Rule("payments.feed.currency", $"The bank's account is in {theirs.Currency}, and the fund is in {Currency}: choose the fund's account.");
        return theirs.Mask is { Length: > 0 } mask && !Account.EndsWith(mask)
            ? Refusal.Rule("payments.feed.other_account", $"The bank's account ends in {mask}, and the fund's confirmed account does not: choose the fund's account.")
            : null;
    }
}

/// <summary>
/// Ties a fund's bank account to an account of a connection. From the day given on, lines come from there and from no statement file; the days before are the files'. The first reading is asked for at once.
/// </summary>
internal static class LinkFeed
{
    /// <param name="AccountId">The vendor's id of the account, as the connection lists it.</param>
    /// <param name="From">Lines booked before this day are not taken in.</param>
    internal sealed record Request(Guid ConnectionId, string AccountId, DateOnly From);

    internal static Refusal LinkedAlready => Refusal.Conflict("payments.feed.linked_already", "This account of the bank's is linked already: unlink it there first.");

    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPost("/bank-feeds", Handle)
        .Writes<PaymentsDbContext>(Permissions.BankReconcile)
        .WithName("LinkBankFeed")
        .WithSummary("Let the lines of a fund's bank account come from a bank's interface")
        .WithDescription("One account of the bank's for the fund's account that stands. Refused: an account in another currency (422 payments.feed.currency) or with other last digits (422 payments.feed.other_account), one that is linked or fed another fund (409), and a day up to which lines are here already (422 payments.feed.overlaps).");

    private static async Task<Answer<BankFeedView>> Handle(
        Guid fundId, Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock,
        IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (request.AccountId is not { Length: > 0 and <= BankFeed.AccountIdLength }) return Refusal.Field("accountId", $"Name the bank's account by its id of at most {BankFeed.AccountIdLength} characters.");
        if (await Own(db, books, fundId, clock.GetUtcNow(), ct) is not { } own) return Refusal.NotFound("fund");
        if (await connectors.Find(request.ConnectionId, ReadFeeds.Capability, fundId, ct) is null) return Refusal.NotFound("connection");
        BankAccount? theirs;
        try
        {
            theirs = (await connectors.Bank(request.ConnectionId).ListAccounts(ct)).FirstOrDefault(a => a.Id == request.AccountId);
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        if (theirs is null) return Refusal.NotFound("account of this connection");
        if (own.Problem(theirs) is { } problem) return problem;
        var feed = Made(fundId, request, own.Account!, theirs, actor.Value, clock.GetUtcNow());
        if (await Beside(db, feed, own.Account!, ct) is { } beside) return beside;
        db.Feeds.Add(feed);
        var read = new BankRead { Id = feed.Id, Kind = ReadKind.Feed, ConnectionId = feed.ConnectionId, State = ReadState.Ready, CreatedAt = clock.GetUtcNow(), NextAt = clock.GetUtcNow().AddMinutes(options.Value.FeedMinutes) };
        db.Reads.Add(read);
        var view = BankFeedView.Of(feed, read, await connectors.Connections([ReadFeeds.Capability], ct));
        audit.Record(db, "payments.feed.link", ("bank_feed", feed.Id), null, view.Told());
        outbox.Add(db, new BankFeedRead(fundId, feed.Id, 0, false));
        return Answer<BankFeedView>.Created(view, BankFeedView.PathOf(fundId, feed.Id)).Tagged(feed.Version);
    }

    /// <summary>The fund's account that stands, and its currency; null when there is no such fund.</summary>
    internal static async Task<OwnAccount?> Own(PaymentsDbContext db, IFundBooks books, Guid fundId, DateTimeOffset now, CancellationToken ct) =>
        await books.Facts(fundId, 1, 1, ct) is [{ Payload: FundEstablished founded }, ..] ? new OwnAccount((await db.Standing(fundId, now, ct))?.Account, founded.Currency) : null;

    private static BankFeed Made(Guid fundId, Request request, ReceivingAccount own, BankAccount theirs, Actor by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        FundId = fundId,
        OwnAccountId = own.Id,
        ConnectionId = request.ConnectionId,
        AccountId = theirs.Id,
        AccountHash = BankFeed.HashOf(request.ConnectionId, theirs.Id),
        AccountName = BankLines.Cut(theirs.Name, 200)!,
        AccountMask = BankLines.Cut(theirs.Mask, 10),
        Currency = theirs.Currency,
        From = request.From,
        LinkedBy = by.Id,
        LinkedByName = by.Name,
        LinkedAt = now,
    };

    /// <summary>Refuses what would bring a line twice, or to two funds. Locks the connection's feeds and the fund's lines.</summary>
    private static async Task<Refusal?> Beside(PaymentsDbContext db, BankFeed feed, ReceivingAccount own, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.bank_feeds " + db.TenantId + feed.ConnectionId}, 0))", ct);
        await Reconciler.Lock(db, feed.FundId, ct);
        var same = await db.Feeds.AsNoTracking().Where(f => f.AccountHash == feed.AccountHash).ToListAsync(ct);
        if (same.Exists(f => f.IsLinked)) return LinkedAlready;
        if (same.Exists(f => f.FundId != feed.FundId)) return Refusal.Conflict("payments.feed.of_other_fund", "This account of the bank's fed another fund before: it cannot feed this one.");
        var linked = await db.Feeds.AsNoTracking().Where(f => f.FundId == feed.FundId && f.EndedAt == null).Join(db.Accounts, f => f.OwnAccountId, a => a.Id, (_, a) => a).ToListAsync(ct);
        if (linked.Exists(a => a.IsSameAs(own))) return Refusal.Conflict("payments.feed.account_linked", "The fund's bank account has a feed already: unlink that first.");
        // Under this feed's own ids a line is known again; under those of files, or of another connection, it is not.
        var last = await db.Lines.Where(l => l.FundId == feed.FundId && l.AccountHash != feed.AccountHash && l.Status == BankStatus.Booked).MaxAsync(l => l.BookedOn ?? l.ValueOn, ct);
        return feed.From <= last ? Refusal.Rule("payments.feed.overlaps", $"Lines up to {last:yyyy-MM-dd} are here already from statements or another feed, and would come twice: let the feed begin after that day.") : null;
    }
}
