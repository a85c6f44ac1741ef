using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StratCap.PluginHost.Hooks;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Plugins;

/// <summary>Webhooks are stored as they came, once, for an address that nobody can guess.</summary>
[Collection(nameof(PluginStage))]
public sealed class HookTests(PluginStage stage)
{
    [Fact]
    public async Task Delivery_IsStoredAsItCame_Once_AndAnsweredAtOnce()
    {
        var id = await stage.Connection();
        var url = await Url(id);
        var body = Encoding.UTF8.GetBytes("{\"raw\":\"bytes é\" }\n");

        foreach (var attempt in Enumerable.Range(0, 3)) (await Knock(url, body, "sig-1")).ShouldBe(HttpStatusCode.Accepted, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (await Knock(url, body, "sig-2")).ShouldBe(HttpStatusCode.Accepted);

        var rows = await stage.House.Rows("select body, headers::text as headers from plugin_host.hook_deliveries where connection_id = $1 order by id", id);
        rows.Count.ShouldBe(2);
        rows[0]["body"].ShouldBe(body);
        ((string)rows[0]["headers"]!).ShouldContain("\"x-signature\": \"sig-1\"");
        ((string)rows[0]["headers"]!).ShouldNotContain("user-agent");
        (await stage.Firm.Admin.Get($"{Paths.Connections}/{id}/deliveries")).Ok().Rows().Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnAddressThatIsNotOurs_OrClosed_IsNotThere_AndStoresNothing()
    {
        var id = await stage.Connection();
        var url = await Url(id);
        var token = url.Split('/')[^2];
        var forged = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        var other = stage.House.Services.GetRequiredService<HookAddresses>().Token(new HookAddress(stage.Other.Id, id, 1));

        foreach (var wrong in (string[])[url.Replace(token, forged, StringComparison.Ordinal), url.Replace(token, "short", StringComparison.Ordinal), url.Replace(token, other, StringComparison.Ordinal), url.Replace("/events", "/elsewhere", StringComparison.Ordinal)])
            (await Knock(wrong, [1], "s")).ShouldBe(HttpStatusCode.NotFound, wrong);
        var moved = (await stage.Firm.Admin.Post($"{Paths.Connections}/{id}/webhook-address")).Ok()["data"]!.Text("webhookUrl");
        (await Knock(url, [1], "s")).ShouldBe(HttpStatusCode.NotFound, "the address before is closed");
        (await Knock(moved, [1], "s")).ShouldBe(HttpStatusCode.Accepted);
        (await stage.House.Scalar<long>("select count(*) from plugin_host.hook_deliveries where connection_id = $1", id)).ShouldBe(1);
    }

    [Fact]
    public async Task ADeliveryOfMoreThanOneMegabyte_IsRefused()
    {
        var url = await Url(await stage.Connection());

        (await Knock(url, new byte[HookDelivery.MaxBytes], "s")).ShouldBe(HttpStatusCode.Accepted);
        (await Knock(url, new byte[HookDelivery.MaxBytes + 1], "s")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<string> Url(Guid id) => (await stage.Firm.Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!.Text("webhookUrl");

    private async Task<HttpStatusCode> Knock(string url, byte[] body, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.House.Address, new Uri(url).AbsolutePath)) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Signature", signature);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
