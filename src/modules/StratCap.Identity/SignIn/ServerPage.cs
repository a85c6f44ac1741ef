using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using StratCap.Contracts.Tenancy;
using StratCap.Identity.Connect;

namespace StratCap.Identity.SignIn;

/// <summary>The pages that the server writes itself, for those who are not signed in: under the firm's name and colour, without script.</summary>
internal static class ServerPage
{
    /// <summary>What a page shows.</summary>
    /// <param name="Title">In English, as the error: it is shown in the reader's language.</param>
    /// <param name="Body">HTML in the reader's language; whatever somebody typed is escaped in it already.</param>
    internal sealed record Content(string Title, string Body, string? Error = null, int Status = 200);

    private static readonly string[] Leading = ["returnUrl", "token"];

    /// <summary>Answers with a page.</summary>
    public static async Task Show(HttpContext http, Content content)
    {
        var brand = await http.RequestServices.GetRequiredService<ITenantBrand>().Of(http.RequestAborted);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        PageHeaders.Set(http, nonce);
        http.Response.StatusCode = content.Status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(Page(brand, content, nonce, PageWords.Of(http), http), Encoding.UTF8, http.RequestAborted);
    }

    /// <summary>The field without which a form is refused.</summary>
    public static string Token(HttpContext http)
    {
        var token = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return $"""<input type="hidden" name="{Text(token.FormFieldName)}" value="{Text(token.RequestToken!)}">""";
    }

    /// <summary>An attribute that ties a form to the error above it.</summary>
    public static string Describes(string? error) => error is null ? "" : " aria-describedby=\"error\"";

    private static string Page(TenantBrand brand, Content content, string nonce, PageWords words, HttpContext http) => $$"""
        <!doctype html>
        <html lang="{{words.Language}}">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{{Text(words[content.Title])}} · {{Text(brand.Name)}}</title>
          <style nonce="{{nonce}}">
            * { box-sizing: border-box }
            body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #1b1f24; background: #f4f5f7 }
            header { padding: 1rem 1.5rem; background: {{brand.Colour}}; color: {{Readable(brand.Colour)}}; font-weight: 600; display: flex; gap: .75rem; align-items: center{{(brand.Accent is null ? "" : $"; border-bottom: 4px solid {brand.Accent}")}} }
            header img { height: 2.5rem; max-width: 12rem; object-fit: contain; background: #fff; border-radius: .25rem; padding: .25rem }
            main { max-width: 26rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #d0d5dc; border-radius: .5rem }
            h1 { margin: 0 0 1.5rem; font-size: 1.5rem }
            label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
            input:not([type=hidden]) { width: 100%; padding: .6rem; font: inherit; border: 1px solid #6b7380; border-radius: .25rem }
            button { width: 100%; margin-top: 1.5rem; padding: .7rem; font: inherit; font-weight: 600; border: 0; border-radius: .25rem; background: {{brand.Colour}}; color: {{Readable(brand.Colour)}}; cursor: pointer }
            :focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px }
            .error { margin: 0 0 1rem; padding: .75rem; border-left: 4px solid #b3261e; background: #fdecea }
            .hint { margin: .25rem 0 0; color: #4b5563 }
            .more { margin: 1.5rem 0 0; text-align: center }
            a { color: #0b57d0 }
            nav { text-align: center }
            nav a { display: inline-block; padding: .5rem }
            footer { max-width: 26rem; margin: 1rem auto; padding: 0 1rem; text-align: center; color: #4b5563; white-space: pre-line }
          </style>
        </head>
        <body>
          <header>{{(brand.Logo is null ? "" : $"""<img src="{Text(brand.Logo)}" alt="">""")}}{{Text(brand.Name)}}</header>
          <main>
            <h1>{{Text(words[content.Title])}}</h1>
            {{(content.Error is null ? "" : $"""<p class="error" role="alert" id="error">{Text(words[content.Error])}</p>""")}}
            {{content.Body}}
          </main>
          <nav aria-label="Language, Sprache">{{string.Concat(words.Others.Select(w => $"""<a href="{Text(Here(http, w.Language))}" lang="{w.Language}" hreflang="{w.Language}">{w.Name}</a>"""))}}</nav>
          <footer>{{Text(string.Join('\n', new[] { brand.ContactLine, brand.Footer }.OfType<string>()))}}</footer>
        </body>
        </html>
        """;

    // The same page in another language: of what was posted only what leads back to it.
    private static string Here(HttpContext http, string language)
    {
        string? Of(string name) => http.Request.Query[name].FirstOrDefault() ?? (http.Request.HasFormContentType ? http.Request.Form[name].FirstOrDefault() : null);
        return http.Request.Path + QueryString.Create(Leading.Select(name => KeyValuePair.Create(name, Of(name))).Where(p => !string.IsNullOrEmpty(p.Value)).Append(KeyValuePair.Create<string, string?>(PageWords.Asked, language)));
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    // Black or white, whichever stands out more: relative luminance as WCAG 2 defines it.
    private static string Readable(string colour)
    {
        Span<double> parts = stackalloc double[3];
        for (var i = 0; i < 3; i++)
        {
            var part = int.Parse(colour.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d;
            parts[i] = part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] > 0.179 ? "#000000" : "#ffffff";
    }
}

/// <summary>Headers of the pages that the server writes itself.</summary>
internal static class PageHeaders
{
    /// <summary>No script, no frame, nothing from elsewhere, no trace in caches or referrers.</summary>
    public static void Set(HttpContext http, string nonce)
    {
        // Browsers hold the redirect after the form against form-action too: a developer's page on another port of this machine must be named.
        var targets = LocalHosts.Is(http.Request.Host.Host) ? "'self' http://localhost:* http://127.0.0.1:*" : "'self'";
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; img-src 'self'; style-src 'nonce-{nonce}'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
