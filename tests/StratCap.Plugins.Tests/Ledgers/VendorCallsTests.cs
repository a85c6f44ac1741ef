using System.Net;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.Ledgers;

public sealed class VendorCallsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static Connection Over(HttpMessageHandler handler)
    {
        var plain = TestConnection.To(new Uri("http://127.0.0.1:9"));
        return new() { Handle = "test", Settings = plain.Settings, Http = new HttpClient(handler), Secrets = plain.Secrets, Clock = plain.Clock, Log = plain.Log };
    }

    private static HttpRequestMessage Request() => new(HttpMethod.Post, "https://vendor.example/");

    [Theory]
    [InlineData(401, ErrorClass.Auth)]
    [InlineData(403, ErrorClass.Auth)]
    [InlineData(404, ErrorClass.NotFound)]
    [InlineData(408, ErrorClass.Transient)]
    [InlineData(409, ErrorClass.Conflict)]
    [InlineData(412, ErrorClass.Conflict)]
    [InlineData(422, ErrorClass.Validation)]
    [InlineData(429, ErrorClass.RateLimited)]
    [InlineData(500, ErrorClass.Transient)]
    [InlineData(302, ErrorClass.Permanent)]
    public void Status_HasItsClass(int status, ErrorClass expected) => new VendorAnswer((HttpStatusCode)status, new HttpResponseMessage().Headers, "").StatusClass.ShouldBe(expected);

    [Theory]
    [InlineData("17", 17)]
    [InlineData("Thu, 26 Nov 2026 12:00:05 GMT", 5)]
    [InlineData("Thu, 26 Nov 2026 11:00:00 GMT", 0)]
    public void RetryAfter_IsReadInSecondsAndAsADate(string header, int seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        new VendorAnswer(response.StatusCode, response.Headers, "").RetryAfter(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now)).ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public async Task Command_ThatNeverLeft_IsToldFromOneThatMayHaveBeenObeyed(HttpRequestError error, bool neverLeft)
    {
        var connection = Over(new Breaks(new HttpRequestException(error)));
        if (neverLeft) (await Entries.Fails(() => connection.Tell(Request(), default))).Class.ShouldBe(ErrorClass.Transient);
        else (await connection.Tell(Request(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Command_ThatTheHostRefuses_IsRefused_ButItsBrokenConnectionIsUncertain()
    {
        (await Entries.Fails(() => Over(new Breaks(new ConnectorException(ErrorClass.Permanent, "undeclared host"))).Tell(Request(), default))).Class.ShouldBe(ErrorClass.Permanent);
        (await Over(new Breaks(new ConnectorException(ErrorClass.Transient, "broken"))).Tell(Request(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Command_WhoseAnswerIsTooLongForTheHost_IsUncertain_ButAQuestionIsRefused()
    {
        var connection = Over(new Breaks(new ConnectorException(ErrorClass.Permanent, "The answer is longer than the plugin's limit.", "egress.too_large")));
        (await connection.Tell(Request(), default)).ShouldBeNull();
        (await Entries.Fails(() => connection.Ask(Request(), default))).Class.ShouldBe(ErrorClass.Permanent);
    }

    [Fact]
    public async Task Question_WithoutAWholeAnswer_IsTransient() => (await Entries.Fails(() => Over(new Breaks(new IOException("cut"))).Ask(Request(), default))).Class.ShouldBe(ErrorClass.Transient);

    private sealed class Breaks(Exception with) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromException<HttpResponseMessage>(with);
    }
}
