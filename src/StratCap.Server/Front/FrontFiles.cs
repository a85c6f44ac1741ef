using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Server.Front;

/// <summary>
/// Serves console and portal as they were built: files whose names hold their hash for ever, and for every other address of an app its page, with a nonce of its own for the styles
/// that the app makes. Nothing else may run or be loaded there.
/// </summary>
internal sealed class FrontFiles(string folder)
{
    private static readonly FileExtensionContentTypeProvider Types = new();
    private static readonly (string Encoding, string Ending)[] Packed = [("br", ".br"), ("gzip", ".gz")];
    private readonly IFileProvider files = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : new NullFileProvider();
    private readonly ConcurrentDictionary<string, (DateTimeOffset BuiltAt, string Html)> pages = new(StringComparer.Ordinal);

    /// <param name="app">"console" or "portal".</param>
    public IResult Answer(HttpContext http, string app, string path)
    {
        var file = files.GetFileInfo($"{app}/browser/{path}");
        if (path.Length > 0 && file is { Exists: true, IsDirectory: false } && path != "index.html") return File(http, file, $"{app}/browser/{path}");
        // A missing script must fail as one: the page in its place would be read as a program. A page's own address may hold a dot too, such as a plugin's name; whoever opens it asks for HTML.
        return Path.HasExtension(path) && !http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) ? Results.NotFound() : Page(http, app);
    }

    private IResult File(HttpContext http, IFileInfo file, string path)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = HasHash(file.Name) ? "public, max-age=31536000, immutable" : "public, max-age=3600";
        headers.Vary = "Accept-Encoding";
        var type = Types.TryGetContentType(file.Name, out var known) ? known : "application/octet-stream";
        foreach (var (encoding, ending) in Packed)
        {
            if (!http.Request.Headers.AcceptEncoding.ToString().Contains(encoding, StringComparison.Ordinal) || files.GetFileInfo(path + ending) is not { Exists: true } packed) continue;
            headers.ContentEncoding = encoding;
            return Results.File(packed.PhysicalPath!, type);
        }
        return Results.File(file.PhysicalPath!, type, lastModified: file.LastModified);
    }

    private IResult Page(HttpContext http, string app)
    {
        if (files.GetFileInfo($"{app}/browser/index.html") is not { Exists: true } index)
            return Results.Problem(detail: "The pages are not built on this server: run 'npm ci' and 'npm run build' under angular/, or start it with './stratcap'.", statusCode: StatusCodes.Status503ServiceUnavailable);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        return Results.Content(Html(app, index).Replace("{{nonce}}", nonce, StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    /// <summary>The page as it was built, read once and again when it is built anew: it names the files of its own build.</summary>
    private string Html(string app, IFileInfo index)
    {
        if (!pages.TryGetValue(app, out var page) || page.BuiltAt != index.LastModified)
            pages[app] = page = (index.LastModified, System.IO.File.ReadAllText(index.PhysicalPath!));
        return page.Html;
    }

    private static bool HasHash(string name) => name.Split(['-', '.']) is { Length: > 2 } parts && parts[^2].Length == 8;
}

internal static class FrontRoutes
{
    /// <summary>Maps both apps; the bare domain is the investors' door.</summary>
    /// <param name="folder">Where they were built: one folder per app.</param>
    public static void MapFront(this WebApplication app, string folder)
    {
        var front = new FrontFiles(folder);
        foreach (var name in new[] { "console", "portal" })
            app.MapGet($"/{name}/{{**path}}", (HttpContext http, string? path) => front.Answer(http, name, path ?? "")).Public("The apps hold no data: what they show they read from the API.").ExcludeFromDescription();
        app.MapGet("/", () => Results.Redirect("/portal/")).Public("Leads to the investors' portal.").ExcludeFromDescription();
    }
}
