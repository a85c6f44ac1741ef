using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StratCap.Server.Tests.Notifications;

/// <summary>A receiver of webhooks on this machine, which keeps what it was sent and answers as the test says.</summary>
internal sealed class HookCatcher : IAsyncDisposable
{
    internal sealed record Caught(string Path, string Id, string Timestamp, string Signature, string Body, string? Agent);

    private readonly WebApplication _app;

    public ConcurrentQueue<Caught> All { get; } = [];

    /// <summary>What it answers; the path is given.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http =>
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public string Url => _app.Urls.First() + "/in";

    private HookCatcher()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            string Header(string name) => http.Request.Headers[name].ToString();
            All.Enqueue(new(http.Request.Path, Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), await reader.ReadToEndAsync(), Header("User-Agent")));
            await Answer(http);
        });
    }

    public static async Task<HookCatcher> Start()
    {
        var catcher = new HookCatcher();
        await catcher._app.StartAsync();
        return catcher;
    }

    public void AnswersWith(int status) => Answer = http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
