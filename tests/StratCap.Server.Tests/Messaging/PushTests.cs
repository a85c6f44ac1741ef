using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Push;
using StratCap.Testing;
using StratCap.TestWorker;

namespace StratCap.Server.Tests.Messaging;

public sealed class PushTests
{
    [Fact]
    public async Task Push_WithoutTenantInScope_IsRefused()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start();

        (await Should.ThrowAsync<TenantScopeMissingException>(() => app.Services.GetRequiredService<IPush>().Send(Permissions.FundRead, "funds.changed", new { }, CancellationToken.None)))
            .Message.ShouldContain("funds.changed");
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Push_ReachesTheTenantsConnectionsWithThePermissionOnly(HttpTransportType transport)
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start();
        await using var holder = await Listener.Connect(app, bench.Tenant, transport, Permissions.FundRead, Permissions.LedgerRead);
        await using var lacking = await Listener.Connect(app, bench.Tenant, transport, Permissions.AuditRead);
        await using var nobody = await Listener.Connect(app, bench.Tenant, transport);
        await using var other = await Listener.Connect(app, Guid.NewGuid(), transport, Permissions.FundRead);

        await Push(app, bench.Tenant, Permissions.FundRead, "funds.changed", new { fundId = "f1", amount = 12.30m });
        await Push(app, bench.Tenant, Permissions.AuditRead, "audit.added", new { });
        await Push(app, bench.Tenant, Permissions.LedgerRead, "end", new { });
        await lacking.Hears("audit.added");
        await holder.Hears("end");

        holder.Heard.Select(h => h.What).ShouldBe(["funds.changed", "end"]);
        holder.Heard.First().Data["amount"]!.GetValue<string>().ShouldBe("12.30"); // As everywhere, money is a string.
        lacking.Heard.Select(h => h.What).ShouldBe(["audit.added"]);
        nobody.Heard.ShouldBeEmpty();
        other.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task PushToAUser_ReachesHisBrowsersOnly_AndNobodyInAnotherTenant()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start();
        await using var one = await Listener.Connect(app, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await using var two = await Listener.Connect(app, bench.Tenant, HttpTransportType.LongPolling, one.User);
        await using var colleague = await Listener.Connect(app, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await using var namesake = await Listener.Connect(app, Guid.NewGuid(), HttpTransportType.WebSockets, one.User);

        using (app.Services.GetRequiredService<CurrentTenant>().Use(bench.Tenant))
            await app.Services.GetRequiredService<IPush>().SendTo(one.User, "notification.changed", new { }, CancellationToken.None);
        await Push(app, bench.Tenant, Permissions.FundRead, "end", new { });
        await Push(app, namesake.Tenant, Permissions.FundRead, "end", new { });
        foreach (var listener in (Listener[])[one, two, colleague, namesake]) await listener.Hears("end");

        one.Heard.Select(h => h.What).ShouldBe(["notification.changed", "end"]);
        two.Heard.Select(h => h.What).ShouldBe(["notification.changed", "end"]);
        colleague.Heard.Select(h => h.What).ShouldBe(["end"]);
        namesake.Heard.Select(h => h.What).ShouldBe(["end"]);
    }

    [Fact]
    public async Task Hub_WithoutSignIn_IsRefused()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        (await http.PostAsync("/hubs/live/negotiate?negotiateVersion=1", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // A token in the address counts for WebSockets only: anywhere else it would end in logs and histories.
        (await http.PostAsync($"/hubs/live/negotiate?negotiateVersion=1&access_token={bench.Tenant}.{Guid.NewGuid()}", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.GetAsync($"/api/v1/platform/messages/failed?access_token={PlatformTenant.Id}.{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Hub_CannotBeCalled()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start();
        await using var listener = await Listener.Connect(app, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);

        await Should.ThrowAsync<Microsoft.AspNetCore.SignalR.HubException>(() => listener.Connection.InvokeAsync("Group", Guid.NewGuid(), Permissions.FundRead));
    }

    [Fact]
    public async Task Revocation_CutsTheConnection()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start(settings: ("Push:RecheckEvery", "00:00:00.2"));
        await using var listener = await Listener.Connect(app, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await using var kept = await Listener.Connect(app, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await Task.Delay(500);
        listener.Connection.State.ShouldBe(HubConnectionState.Connected);

        app.Services.GetRequiredService<WordOfMouth>().Grant(listener.User);

        await Bench.Until(() => Task.FromResult(listener.Connection.State == HubConnectionState.Disconnected), 20);
        kept.Connection.State.ShouldBe(HubConnectionState.Connected);
    }

    [Fact]
    public async Task Redis_TwoCopiesOfTheServer_BothReachTheBrowsersAndShareTheCache()
    {
        await using var bench = await Bench.Open(broker: false);
        var redis = await RedisServer.SharedAsync();
        var one = await bench.Start(settings: ("ConnectionStrings:Redis", redis.ConnectionString));
        var two = await bench.Start(settings: ("ConnectionStrings:Redis", redis.ConnectionString));
        await using var atOne = await Listener.Connect(one, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await using var atTwo = await Listener.Connect(two, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await using var stranger = await Listener.Connect(two, Guid.NewGuid(), HttpTransportType.WebSockets, Permissions.FundRead);

        await Push(one, bench.Tenant, Permissions.FundRead, "from one", new { });
        await atOne.Hears("from one");
        await atTwo.Hears("from one");
        await Push(two, bench.Tenant, Permissions.FundRead, "from two", new { });
        await atOne.Hears("from two");
        await atTwo.Hears("from two");
        stranger.Heard.ShouldBeEmpty();

        await one.Services.GetRequiredService<IDistributedCache>().SetStringAsync("key", "value");
        (await two.Services.GetRequiredService<IDistributedCache>().GetStringAsync("key")).ShouldBe("value");
    }

    [Fact]
    public async Task Redis_Away_PushIsLostButTheWorkIsNot()
    {
        await using var bench = await Bench.Open(broker: false);
        await using var redis = await RedisServer.StartNewAsync();
        var app = await bench.Start(settings: ("ConnectionStrings:Redis", redis.ConnectionString + ",syncTimeout=500,asyncTimeout=500"));
        await using var listener = await Listener.Connect(app, bench.Tenant, HttpTransportType.WebSockets, Permissions.FundRead);
        await Push(app, bench.Tenant, Permissions.FundRead, "before", new { });
        await listener.Hears("before");

        await redis.StopAsync();
        await Push(app, bench.Tenant, Permissions.FundRead, "while away", new { });
        await redis.StartAsync();

        await Bench.Until(async () =>
        {
            await Push(app, bench.Tenant, Permissions.FundRead, "back", new { });
            await Task.Delay(100);
            return listener.Heard.Any(h => h.What == "back");
        });
    }

    private static async Task Push(WebApplication app, Guid tenant, string permission, string what, object data)
    {
        using var _ = app.Services.GetRequiredService<CurrentTenant>().Use(tenant);
        await app.Services.GetRequiredService<IPush>().Send(permission, what, data, CancellationToken.None);
    }

    private sealed class Listener : IAsyncDisposable
    {
        public required HubConnection Connection { get; init; }
        public required Guid User { get; init; }
        public required Guid Tenant { get; init; }
        public ConcurrentQueue<(string What, JsonNode Data)> Heard { get; } = new();

        public static Task<Listener> Connect(WebApplication app, Guid tenant, HttpTransportType transport, params string[] permissions)
        {
            var user = Guid.NewGuid();
            app.Services.GetRequiredService<WordOfMouth>().Grant(user, permissions);
            return Connect(app, tenant, transport, user);
        }

        public static async Task<Listener> Connect(WebApplication app, Guid tenant, HttpTransportType transport, Guid user)
        {
            var connection = new HubConnectionBuilder().WithUrl(app.Urls.First() + "/hubs/live", transport, options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>($"{tenant}.{user}");
                if (transport != HttpTransportType.WebSockets) return;
                // As a browser does it: it cannot set headers on a WebSocket, so the token goes into the address.
                options.SkipNegotiation = true;
                options.WebSocketFactory = async (context, ct) =>
                {
                    var socket = new System.Net.WebSockets.ClientWebSocket();
                    await socket.ConnectAsync(new Uri($"{context.Uri}?access_token={tenant}.{user}"), ct);
                    return socket;
                };
            }).Build();
            var listener = new Listener { Connection = connection, User = user, Tenant = tenant };
            connection.On<string, JsonNode>("changed", (what, data) => listener.Heard.Enqueue((what, data)));
            await connection.StartAsync();
            // The client counts as connected before the hub has put it into its groups.
            await Bench.Until(() => Task.FromResult(app.Services.GetRequiredService<LiveConnections>().All.Any(c => c.UserId == user && c.TenantId == tenant)));
            return listener;
        }

        public Task Hears(string what) => Bench.Until(() => Task.FromResult(Heard.Any(h => h.What == what)), 20, () => Task.FromResult($"'{what}' was not heard, but {string.Join(", ", Heard.Select(h => h.What))}"));

        public ValueTask DisposeAsync() => Connection.DisposeAsync();
    }
}
