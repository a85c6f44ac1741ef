using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;

namespace StratCap.PluginHost.Installations;

/// <summary>Takes in a package that an operator uploads. Nobody may use it before it is allowed.</summary>
internal static class RegisterPackage
{
    private const int MaxBytes = 64 << 20;

    internal static void Map(RouteGroupBuilder plugins) => plugins
        .MapPost("", Handle)
        .Writes<PluginHostDbContext>(Permissions.PlatformPlugins)
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
        .WithName("RegisterPlugin")
        .WithSummary("Register a plugin's package")
        .WithDescription($"The body is the .scplug file itself, at most {MaxBytes >> 20} MiB. Every file's hash and the signatures are checked; what is wrong is refused with the file named.");

    private static async Task<Answer<VersionView>> Handle(HttpContext http, PluginHostDbContext db, Registrar registrar, CurrentActor actor, CancellationToken ct)
    {
        await using var file = PassingFile.Make();
        await http.Request.Body.CopyToAsync(file, ct);
        file.Position = 0;
        var (version, refused) = await registrar.Register(db, file, actor.Value.Name, ct);
        if (version is null) return refused!;
        if (!db.ChangeTracker.HasChanges()) return Refusal.Conflict("plugins.package.registered", $"This package is registered already, as version {version.Version} of '{version.PluginId}'.");
        return Answer<VersionView>.Created(VersionView.Of(version, []), $"/api/v1/platform/plugins/{version.PluginId}/{version.Version}").Tagged(version.Revision);
    }
}
