using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.PortalSync.Vendor;

/// <summary>The portal by REST. Under the header <c>Idempotency-Key</c> it does a thing once.</summary>
internal sealed class RestDoor(Portal portal)
{
    internal VendorAnswer Answer(VendorRequest request) => (request.Method, request.Path.Trim('/').Split('/')) switch
    {
        ("GET", ["api", "investors"]) when request.Query.TryGetValue("reference", out var reference) => Found(reference),
        ("GET", ["api", "investors"]) => List(request.Query.GetValueOrDefault("after"), request.Query.GetValueOrDefault("updated_since")),
        ("POST", ["api", "investors"]) => Made(portal.Once(Key(request), () => portal.Create(request.Json!.AsObject()))),
        ("PUT", ["api", "investors", var id]) => Made(id),
        ("POST", ["api", "investors", _, "documents"]) => Made("doc-1"),
        ("POST", ["api", "events"]) => Made(portal.Once(Key(request), () => portal.Publish(Key(request) ?? "", request.Json!.AsObject()))),
        _ => VendorAnswer.Of(new { }, 404),
    };

    private static string? Key(VendorRequest request) => request.Headers.GetValueOrDefault("idempotency-key");

    private static VendorAnswer Made(string id) => VendorAnswer.Of(new { id, data = new { id } });

    private VendorAnswer List(string? after, string? since)
    {
        var (page, next) = portal.Cut(after, since);
        return VendorAnswer.Of(new { data = page, meta = new { next } });
    }

    private VendorAnswer Found(string reference) => VendorAnswer.Of(new { data = portal.Investors.Where(i => i["reference"]?.ToString() == reference).Take(1).Select(i => new { id = i["id"] }) });
}
