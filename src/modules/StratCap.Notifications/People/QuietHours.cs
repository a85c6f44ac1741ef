using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.People;

/// <summary>Hours of a user's day, by his clock, in which no mail is sent to him but of what cannot wait.</summary>
internal sealed class QuietHours : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid UserId { get; init; }

    /// <summary>Inclusive; later than <see cref="Until"/> when the hours go past midnight.</summary>
    public TimeOnly From { get; set; }

    /// <summary>Exclusive.</summary>
    public TimeOnly Until { get; set; }

    internal static void Map(EntityTypeBuilder<QuietHours> e)
    {
        e.ToTable("quiet_hours").HasKey(x => new { x.TenantId, x.UserId });
        e.Property(x => x.From).HasColumnName("quiet_from");
        e.Property(x => x.Until).HasColumnName("quiet_until");
    }
}

/// <summary>Shows and changes one's quiet hours.</summary>
internal static class ChooseQuietHours
{
    /// <param name="From">Such as <c>22:00</c>; null, as <paramref name="Until"/> is, without quiet hours.</param>
    /// <param name="Until">Such as <c>07:00</c>.</param>
    internal sealed record QuietHoursView(TimeOnly? From, TimeOnly? Until);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapGet("/quiet-hours", Show)
            .ReadsOwn<NotificationsDbContext>("Shows the caller's own quiet hours.")
            .WithName("ShowQuietHours")
            .WithSummary("Hours in which one gets no mail, by one's own clock");
        notifications.MapPut("/quiet-hours", Change)
            .WritesOwn<NotificationsDbContext>("Changes the caller's own quiet hours.", keyRequired: false)
            .WithName("ChangeQuietHours")
            .WithSummary("Choose hours in which one gets no mail")
            .WithDescription("Mails of these hours are sent at their end. What concerns one's account or a fund's bank account is sent at once all the same, and the application itself shows everything at once.");
    }

    private static async Task<Answer<QuietHoursView>> Show(HttpContext http, NotificationsDbContext db, CancellationToken ct)
    {
        var me = http.User.ActorId();
        return await db.QuietHours.SingleOrDefaultAsync(q => q.UserId == me, ct) is { } kept ? new QuietHoursView(kept.From, kept.Until) : new QuietHoursView(null, null);
    }

    private static async Task<Answer<QuietHoursView>> Change(QuietHoursView request, HttpContext http, NotificationsDbContext db, Audit audit, CancellationToken ct)
    {
        if (request.From is null != request.Until is null) return Refusal.Field("until", "Say from when and until when, or neither.");
        if (request.From is { } first && request.Until is { } end && (first.Ticks % TimeSpan.TicksPerMinute != 0 || end.Ticks % TimeSpan.TicksPerMinute != 0)) return Refusal.Field("from", "Quiet hours begin and end with a whole minute.");
        if (request.From is not null && request.From == request.Until) return Refusal.Field("until", "Quiet hours end at another time than they begin.");
        var me = http.User.ActorId();
        var kept = await db.QuietHours.SingleOrDefaultAsync(q => q.UserId == me, ct);
        var before = kept is null ? null : new QuietHoursView(kept.From, kept.Until);
        if (request.From is null)
        {
            if (kept is not null) db.QuietHours.Remove(kept);
        }
        else
        {
            if (kept is null) db.QuietHours.Add(kept = new QuietHours { UserId = me });
            (kept.From, kept.Until) = (request.From.Value, request.Until!.Value);
        }
        audit.Record(db, "notifications.quiet_hours.change", ("user", me), before, request);
        return request;
    }
}
