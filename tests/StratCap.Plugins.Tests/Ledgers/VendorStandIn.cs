using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StratCap.Plugins.Tests.Ledgers;

/// <summary>A request as a stand-in got it.</summary>
internal sealed record Received(string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A vendor on this machine's loopback: what a stand-in of one vendor answers, and faults put before it.</summary>
internal abstract class VendorStandIn : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Func<Task>, Task>> faults = new();

    protected VendorStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(Take);
        ((IHost)app).Start();
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public ConcurrentQueue<Received> Requests { get; } = new();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The next requests that match meet this status and body in place of the vendor.</summary>
    public void Answer(HttpStatusCode status, string body = "", int times = 1, string? header = null, string? value = null)
    {
        for (var i = 0; i < times; i++)
        {
            faults.Enqueue(async (context, _) =>
            {
                if (header is not null) context.Response.Headers[header] = value;
                context.Response.StatusCode = (int)status;
                await context.Response.WriteAsync(body);
            });
        }
    }

    /// <summary>The next request is never answered.</summary>
    public void Stall() => faults.Enqueue(async (context, _) => await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));

    /// <summary>The vendor does what is asked, and the connection breaks before it says so.</summary>
    public void BreakAfterDoing() => faults.Enqueue(async (context, obey) =>
    {
        await Aside(context, obey);
        context.Abort();
    });

    /// <summary>The vendor does what is asked and says the first half of its answer.</summary>
    public void AnswerHalf() => faults.Enqueue(async (context, obey) =>
    {
        var whole = await Aside(context, obey);
        context.Response.ContentLength = null;
        await context.Response.Body.WriteAsync(whole.AsMemory(0, whole.Length / 2));
    });

    /// <summary>Lets one request through, so that the fault after it meets the next.</summary>
    public void Pass() => faults.Enqueue((_, obey) => obey());

    protected abstract Task Obey(HttpContext context, Received request);

    protected static Task Json(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;charset=UTF-8";
        return context.Response.WriteAsync(json);
    }

    private static async Task<byte[]> Aside(HttpContext context, Func<Task> obey)
    {
        var real = context.Response.Body;
        using var aside = new MemoryStream();
        context.Response.Body = aside;
        await obey();
        context.Response.Body = real;
        return aside.ToArray();
    }

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new Received(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()));
        Requests.Enqueue(request);
        if (faults.TryDequeue(out var fault)) await fault(context, () => Obey(context, request));
        else await Obey(context, request);
    }
}
