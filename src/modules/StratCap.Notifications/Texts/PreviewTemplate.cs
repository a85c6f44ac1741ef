using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Texts;

/// <summary>Shows what a mail would say with a text that is not kept yet, filled with sample values.</summary>
internal static class PreviewTemplate
{
    /// <param name="Language">Such as <c>de</c>.</param>
    internal sealed record Request(string? Language, string? Subject, string? Body);

    /// <param name="Html">As the mail carries it; nothing in it runs, and it loads nothing.</param>
    internal sealed record Response(string Subject, string Text, string Html);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapPost("/templates/{template}/preview", Handle)
        .Reads<NotificationsDbContext>(Permissions.BrandManage)
        .WithName("PreviewMailTemplate")
        .WithSummary("What a mail would say with another text")
        .WithDescription("Refused for the same reasons as keeping it would be. Keeps nothing.");

    private static async Task<Answer<Response>> Handle(string template, Request request, ITenantBrand brands, CancellationToken ct)
    {
        var language = request.Language ?? Words.Usual;
        if (!TemplateDetails.Exists(template, language)) return Refusal.NotFound("text of a mail");
        var body = TextRules.Lines(request.Body);
        if (TextRules.Refuse(template, request.Subject, body) is { } refused) return refused;
        var brand = await brands.Of(ct);
        var values = TemplateKinds.SamplesOf(template, language);
        (values["firm"], values["contactLine"]) = (brand.Name, brand.ContactLine ?? "");
        var made = Words.Render(template, language, values, own: new MailText(null, request.Subject!, body!));
        return new Response(made.Subject, made.Text, made.Html);
    }
}
