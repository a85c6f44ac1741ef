using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Push;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Messaging;

/// <summary>Push with the house's own sign-in.</summary>
public sealed class LiveInTheHouseTests(House house)
{
    [Fact]
    public async Task Hub_WithARealTokenAsABrowserSendsIt_HearsItsFirm()
    {
        var firm = await house.Provision("Listening Partners");
        var heard = new TaskCompletionSource<string>();
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(house.Address, LiveHub.Path), HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            options.WebSocketFactory = async (context, ct) =>
            {
                var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Host", firm.Domain);
                await socket.ConnectAsync(new Uri($"{context.Uri}?access_token={firm.Viewer.Bearer}"), ct);
                return socket;
            };
        }).Build();
        connection.On<string, object>(LiveHub.Changed, (what, _) => heard.TrySetResult(what));
        await connection.StartAsync();
        await Bench.Until(() => Task.FromResult(house.Services.GetRequiredService<LiveConnections>().All.Any(c => c.TenantId == firm.Id)));

        await Push(Guid.NewGuid(), Permissions.FundRead, "another firm's");
        await Push(firm.Id, Permissions.FundWrite, "for writers");
        await Push(firm.Id, Permissions.FundRead, "for readers");

        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("for readers");
    }

    [Fact]
    public async Task Token_InTheAddressOfAnOrdinaryRequest_DoesNotCount()
    {
        var firm = await house.Provision("Careless Partners");
        var anonymous = house.Anonymous(firm.Domain);

        (await firm.Viewer.Get("/api/v1/funds")).Status.ShouldBe(HttpStatusCode.OK);
        (await anonymous.Get("/api/v1/funds?access_token=" + firm.Viewer.Bearer)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await anonymous.Send(HttpMethod.Post, $"{LiveHub.Path}/negotiate?negotiateVersion=1&access_token={firm.Viewer.Bearer}", null, "")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task Push(Guid tenant, string permission, string what)
    {
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(tenant);
        await house.Services.GetRequiredService<IPush>().Send(permission, what, new { }, CancellationToken.None);
    }
}
