using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Bounces;

/// <summary>Takes a delivery status notification that the mail server hands on, as it came. What is no report, or of no mail of ours, has no effect.</summary>
internal static class ReceiveBounce
{
    /// <summary>A report with the mail that it is of, when the mail server gives it back whole.</summary>
    private const int MaxBytes = 2 << 20;

    private const string Scheme = "ApiKey ";

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/mail/bounces", Handle)
        .Public("The mail server hands reports on without sign-in: the platform's secret is its proof, and a report is believed only by the code in the address to which it came.")
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
        .ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext http, IOptions<BounceOptions> options, BounceTokens tokens, BounceBook book, CurrentTenant tenant, CurrentActor actor, NotificationsDbContext db, CancellationToken ct)
    {
        if (options.Value.BounceSecret is not { } secret) return RefusalResult.Of(Refusal.NotFound("address"));
        if (!IsProven(http.Request, secret)) return RefusalResult.Of(new Refusal(401, "mail.bounce.secret", "Send the platform's secret as 'Authorization: ApiKey …'."));
        if (http.Request.ContentType?.StartsWith("message/rfc822", StringComparison.OrdinalIgnoreCase) != true) return RefusalResult.Of(new Refusal(415, "mail.bounce.media_type", "Send the message as it came, as message/rfc822."));
        if (await LimitedBody.Read(http, MaxBytes, ct) is not { } raw) return RefusalResult.Of(new Refusal(413, "request.too_large", $"A report has at most {MaxBytes / 1024} KiB."));
        if (await DeliveryNotice.Read(raw, ct) is not { } notice) return RefusalResult.Of(Refusal.Rule("mail.bounce.not_a_report", "This is no delivery status notification."));
        foreach (var token in tokens.Read(notice.Addressees))
        {
            if (await book.OwnerOf(token, ct) is not { } owner) continue;
            using var _ = tenant.Use(owner.TenantId);
            using var __ = actor.Use(Actor.System);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await book.Take(db, token, owner.ForUser, notice, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }
        return RefusalResult.Of(Refusal.Rule("mail.bounce.not_ours", "It is of no mail that was sent from here."));
    }

    // By their hashes, so that not even the length is told by time.
    private static bool IsProven(HttpRequest request, string secret) =>
        request.Headers.Authorization.ToString() is var said && said.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(said[Scheme.Length..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
