using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Funds.Book;

namespace StratCap.Funds.Portfolio;

/// <summary>Classifies an investment: its type, country and industry, from the beginning or from a day on. The very same again adds nothing; anything else is the next version.</summary>
internal static class SetProfile
{
    private const string Action = "funds.investment.classify";

    /// <param name="Country">Of the issuer's main business, ISO 3166-1 alpha-2, such as DE; left out where it has no single one.</param>
    /// <param name="Industry">Left out where it has none, as a fund of many.</param>
    /// <param name="ValidFrom">The day from which it is so, such as that of a conversion, at the latest today; left out, it is so from the beginning.</param>
    internal sealed record Request(InvestmentType Type, string? Country = null, IndustrySector? Industry = null, DateOnly? ValidFrom = null);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPut("/{fundId:guid}/investments/{dealId:guid}/profile", Handle)
        .WithName("SetInvestmentProfile")
        .WithSummary("Classify an investment: type, country and industry")
        .WithDescription("A new version, which holds from its day on in place of all earlier ones; what was known before stays readable. With If-Match, only if nobody classified it in the meantime.")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<InvestmentProfileView>> Handle(
        Guid fundId, Guid dealId, Request request, HttpContext http, FundsDbContext db, BookStore books, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        // Asked for before anything is said of the request: another firm's fund is no fund. Two who classify at once come one after the other.
        if (await books.Lock(fundId, ct) is null) return Refusal.NotFound("fund");
        if (!await db.Deals.AnyAsync(d => d.FundId == fundId && d.DealId == dealId, ct)) return Refusal.NotFound("investment");
        var now = clock.GetUtcNow();
        if (Invalid(request, DateOnly.FromDateTime(now.UtcDateTime)) is { } refusal) return refusal;
        var last = await db.InvestmentProfiles.AsNoTracking().Where(p => p.FundId == fundId && p.DealId == dealId).OrderByDescending(p => p.Version).FirstOrDefaultAsync(ct);
        if (http.Stale(last?.Version ?? 0, Action) is { } stale) return stale;
        var next = new InvestmentProfileRow
        {
            FundId = fundId,
            DealId = dealId,
            Version = (last?.Version ?? 0) + 1,
            ValidFrom = request.ValidFrom ?? InvestmentProfileRow.Beginning,
            Type = request.Type,
            Country = request.Country,
            Industry = request.Industry,
            RecordedAt = now,
            RecordedBy = actor.Value.Id,
            RecordedByName = actor.Value.Name,
        };
        var holds = last?.SaysAs(next) == true ? last : next;
        if (holds == next) db.InvestmentProfiles.Add(next);
        audit.Record(db, Action, ("deal", dealId), last is null ? null : InvestmentProfileView.Of(last), InvestmentProfileView.Of(holds));
        return ((Answer<InvestmentProfileView>)InvestmentProfileView.Of(holds)).Tagged(holds.Version);
    }

    private static Refusal? Invalid(Request request, DateOnly today)
    {
        if (!Enum.IsDefined(request.Type)) return Refusal.Field("type", "Say what is held, such as CommonStock.");
        if (request.Industry is { } industry && !Enum.IsDefined(industry)) return Refusal.Field("industry", "Name one of the eleven sectors, such as HealthCare.");
        if (request.Country is { } country && !Countries.IsCode(country)) return Refusal.Field("country", "Give the country as two capital letters of ISO 3166, such as DE.");
        return request.ValidFrom is { } day && (day <= InvestmentProfileRow.Beginning || day > today) ? Refusal.Field("validFrom", "Give a day from 1900 to today.") : null;
    }
}
