using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Investors;

/// <summary>Admits a legal entity to a fund. An entity that is in another fund of the firm already keeps its id.</summary>
internal static class AdmitInvestor
{
    /// <param name="AdmittedOn">From when it may commit.</param>
    /// <param name="ReportingCurrency">The currency in which he reads his statements and performance beside the fund's.</param>
    internal sealed record Request(string Name, PartnerKind Kind, DateOnly AdmittedOn, string? ContactName, string? Email, string? ReportingCurrency = null);

    internal sealed record Response(Guid InvestorId, Guid FundId, string Name, PartnerKind Kind, DateOnly AdmittedOn);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/investors", Handle)
        .WithSummary("Admit an investor to a fund")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var investor = await FindOrAdd(db, request.Name, ct);
        Contact(investor, request);
        await books.Add(fundId, facts, [new(request.AdmittedOn, new InvestorAdmitted(investor.Id, investor.Name, request.Kind))], "funds.admission", ct);
        var response = new Response(investor.Id, fundId, investor.Name, request.Kind, request.AdmittedOn);
        audit.Record(db, "funds.investor.admit", ("investor", investor.Id), null, response);
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/investors/{investor.Id}");
    }

    /// <summary>The firm's investor of that name, entered now if it is new.</summary>
    internal static async Task<Investor> FindOrAdd(FundsDbContext db, string name, CancellationToken ct)
    {
        var key = Investor.KeyOf(name);
        var investor = db.Investors.Local.FirstOrDefault(i => i.NameKey == key) ?? await db.Investors.AsTracking().SingleOrDefaultAsync(i => i.NameKey == key, ct);
        if (investor is not null) return investor;
        investor = new Investor { Id = Guid.CreateVersion7(), Name = name.Trim(), NameKey = key };
        db.Investors.Add(investor);
        return investor;
    }

    /// <summary>Where his notices go, and in which currency he reads; what is left out stays as it is.</summary>
    internal static void Contact(Investor investor, Request request)
    {
        if (request.ContactName is not null) investor.ContactName = request.ContactName.Trim();
        if (request.Email is not null) investor.Email = request.Email.Trim();
        if (request.ReportingCurrency is not null) investor.ReportingCurrency = request.ReportingCurrency;
    }

    internal static Refusal? Invalid(Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 200) return Refusal.Field("name", "Give the entity's legal name, at most 200 characters.");
        if (request.ReportingCurrency is { } code && !Currency.IsCode(code)) return Refusal.Field("reportingCurrency", "Give the currency as three capital letters, such as EUR.");
        if (request.ContactName is { Length: > 200 }) return Refusal.Field("contactName", "At most 200 characters.");
        return request.Email is not null && (request.Email.Length > 254 || !System.Net.Mail.MailAddress.TryCreate(request.Email, out _))
            ? Refusal.Field("email", "Give one e-mail address, such as notices@oakpension.example.")
            : null;
    }
}
