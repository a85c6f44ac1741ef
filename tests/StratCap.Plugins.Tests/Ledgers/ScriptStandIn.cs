using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugins.Tests.Ledgers;

/// <summary>Lets the vendor's script of a connector, which the conformance kit judges it with, stand in for the vendor in tests of their own.</summary>
internal abstract class ScriptStandIn(VendorScript script) : VendorStandIn
{
    private readonly Lock one = new();

    protected override async Task Obey(HttpContext context, Received request)
    {
        VendorAnswer answer;
        lock (one) answer = script.Answer(Asked(context, request));
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>()) context.Response.Headers[name] = value.Split('\n');
        await context.Response.Body.WriteAsync(answer.Body);
    }

    private static VendorRequest Asked(HttpContext context, Received request) => new(
        request.Method, request.Headers.GetValueOrDefault("x-vendor-host", context.Request.Host.Host), context.Request.Path.ToUriComponent(),
        QueryHelpers.ParseQuery(request.Query).ToDictionary(q => q.Key, q => q.Value.ToString()), request.Headers, Encoding.UTF8.GetBytes(request.Body));
}
