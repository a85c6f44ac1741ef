using System.Collections.Concurrent;
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
        var heard = new ConcurrentQueue<string>();
        await using var connection = await Listen(firm, firm.Viewer, heard);

        await Push(Guid.NewGuid(), Permissions.FundRead, "another firm's");
        await Push(firm.Id, Permissions.FundWrite, "for writers");
        await Push(firm.Id, Permissions.FundRead, "for readers");

        await Bench.Until(() => Task.FromResult(!heard.IsEmpty), 20);
        heard.ShouldBe(["for readers"]);
    }

    [Fact]
    public async Task WhatChangedInAFirm_IsHeardByThoseWhoMayReadIt_AndByNobodyElse()
    {
        var (firm, other) = (await house.Provision("Hearing Partners"), await house.Provision("Deaf Partners"));
        var (administrator, reader, stranger) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var one = await Listen(firm, firm.Admin, administrator);
        await using var two = await Listen(firm, firm.Viewer, reader);
        await using var three = await Listen(other, other.Admin, stranger);

        var fund = (await firm.Accountant.Post("/api/v1/funds", new { name = "Heard Fund", currency = "EUR", establishedOn = "2024-01-15" })).Ok()["data"]!.Text("id");
        var investor = (await firm.Accountant.Post($"/api/v1/funds/{fund}/investors", new { name = "Heard Trust", kind = "LimitedPartner", admittedOn = "2024-02-01" })).Ok()["data"]!.Text("investorId");
        var account = (await firm.Accountant.Post($"/api/v1/payments/investors/{investor}/accounts", new { holder = "Heard Trust", bank = "Bank", iban = "DE89370400440532013000", kind = "Distribution" })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        (await firm.Accountant.Post($"/api/v1/payments/investors/{investor}/mandates", new { reference = "HEARD-1", signedOn = "2024-02-02", evidence = "In the safe, compared by sight", payeeAccountId = account })).Ok();
        (await firm.Admin.Post("/api/v1/users", new { email = "heard@example.com", name = "Hanna Heard", roles = new[] { "viewer" } })).Ok();

        foreach (var what in (string[])["fund.changed", "payments.payee", "payments.mandate", "people.changed"])
            await Bench.Until(() => Task.FromResult(administrator.Contains(what)), 20, () => Task.FromResult($"'{what}' was not heard, but {string.Join(", ", administrator)}"));
        await Push(other.Id, Permissions.FundRead, "end");
        await Push(firm.Id, Permissions.FundRead, "end");
        await Bench.Until(() => Task.FromResult(stranger.Contains("end") && reader.Contains("end")), 20);
        stranger.ShouldBe(["end"]);
        reader.ShouldContain("fund.changed");
        reader.ShouldNotContain("people.changed");
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

    /// <summary>Listens as a browser of somebody of the firm does.</summary>
    private async Task<HubConnection> Listen(Firm firm, Api who, ConcurrentQueue<string> heard)
    {
        var before = house.Services.GetRequiredService<LiveConnections>().All.Count(c => c.TenantId == firm.Id);
        var connection = new HubConnectionBuilder().WithUrl(new Uri(house.Address, LiveHub.Path), HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            options.WebSocketFactory = async (context, ct) =>
            {
                var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Host", firm.Domain);
                await socket.ConnectAsync(new Uri($"{context.Uri}?access_token={who.Bearer}"), ct);
                return socket;
            };
        }).Build();
        connection.On<string, object>(LiveHub.Changed, (what, _) => heard.Enqueue(what));
        await connection.StartAsync();
        await Bench.Until(() => Task.FromResult(house.Services.GetRequiredService<LiveConnections>().All.Count(c => c.TenantId == firm.Id) > before));
        return connection;
    }

    private async Task Push(Guid tenant, string permission, string what)
    {
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(tenant);
        await house.Services.GetRequiredService<IPush>().Send(permission, what, new { }, CancellationToken.None);
    }
}
