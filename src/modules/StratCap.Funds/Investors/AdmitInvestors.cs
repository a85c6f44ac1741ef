using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Investors;

/// <summary>Admits many legal entities to a fund at once: all of them or, if one is refused, none.</summary>
internal static class AdmitInvestors
{
    private const int MaxInvestors = 5_000;

    internal sealed record Request(IReadOnlyList<AdmitInvestor.Request> Investors);

    /// <param name="InvestorIds">In the order of the request.</param>
    internal sealed record Response(Guid FundId, int Admitted, IReadOnlyList<Guid> InvestorIds);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/investors/bulk", Handle)
        .WithSummary("Admit many investors to a fund at once: all or none")
        .WithDescription("Up to 5000. The ids come in the order of the request. An entity that is in another fund of the firm already keeps its id.")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.Investors is not { Count: > 0 and <= MaxInvestors } || request.Investors.Contains(null!)) return Refusal.Field("investors", $"Give between 1 and {MaxInvestors} investors.");
        for (var i = 0; i < request.Investors.Count; i++)
            if (AdmitInvestor.Invalid(request.Investors[i]) is { } refusal) return Refusal.Field($"investors[{i}].{refusal.Errors!.Keys.Single()}", refusal.Detail);
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var investors = await Known(db, request.Investors, ct);
        var admissions = new List<NewFact>(request.Investors.Count);
        foreach (var asked in request.Investors)
        {
            var investor = investors[Investor.KeyOf(asked.Name)];
            AdmitInvestor.Contact(investor, asked);
            admissions.Add(new(asked.AdmittedOn, new InvestorAdmitted(investor.Id, investor.Name, asked.Kind)));
        }
        await books.Add(fundId, facts, admissions, "funds.admission", ct);
        var response = new Response(fundId, admissions.Count, [.. admissions.Select(a => ((InvestorAdmitted)a.Payload).InvestorId)]);
        audit.Record(db, "funds.investor.admit_many", ("fund", fundId), null, request.Investors.Zip(response.InvestorIds, (asked, id) => new { id, asked.Name, asked.Kind, asked.AdmittedOn }));
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/investors");
    }

    /// <summary>The firm's investors of these names by their keys, those who are new entered now.</summary>
    private static async Task<Dictionary<string, Investor>> Known(FundsDbContext db, IReadOnlyList<AdmitInvestor.Request> asked, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in asked) names.TryAdd(Investor.KeyOf(one.Name), one.Name.Trim());
        string[] keys = [.. names.Keys];
        var known = await db.Investors.AsTracking().Where(i => keys.Contains(i.NameKey)).ToDictionaryAsync(i => i.NameKey, StringComparer.Ordinal, ct);
        foreach (var (key, name) in names)
        {
            if (known.ContainsKey(key)) continue;
            known[key] = new Investor { Id = Guid.CreateVersion7(), Name = name, NameKey = key };
            db.Investors.Add(known[key]);
        }
        return known;
    }
}
