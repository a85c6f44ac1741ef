using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.Stripe;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.Stripe;

/// <summary>
/// Every v1 call against Stripe's own OpenAPI description, served by Steady, which answers a request that does not fit it with 400. The v2 calls are in no description that Stripe publishes in
/// this form; they are made by Stripe's own library.
/// </summary>
public sealed partial class StripeSpecificationTests : IAsyncLifetime
{
    private readonly StripeConnector _stripe = new();
    private Peer _steady = null!;
    private Judge _judge = null!;
    private Connection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        var description = Path.GetFullPath(Path.Combine(Peer.Folder, "..", "Vendor", "stripe", "stripe-openapi-2023-08-16.json"));
        _steady = await Peer.Serve("steady", port => ["-p", port.ToString(CultureInfo.InvariantCulture), "--validator-form-object-format=brackets", "--validator-form-array-format=brackets", "--validator-query-object-format=brackets", "--validator-query-array-format=brackets", description]);
        var to = TestConnection.To(_steady.Address, new { }, new Dictionary<string, string> { ["api_key"] = "rk_test_x" }, new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero)));
        _judge = new Judge(to.Http);
        _connection = new Connection { Handle = to.Handle, Settings = to.Settings, Http = new HttpClient(_judge), Secrets = to.Secrets, Clock = to.Clock, Log = to.Log };
    }

    public ValueTask DisposeAsync() => _steady.DisposeAsync();

    [Fact]
    public async Task EveryCall_FitsStripesDescription()
    {
        await Try(() => _stripe.Check(_connection, default));
        var link = new LinkRequest("L-1", "LP001", "Granite", "cfo@granite.example", false, LinkPurpose.Payments);
        await Try(() => _stripe.BeginLink(_connection, link, default));
        await Try(() => _stripe.CompleteLink(_connection, link, new(null, "seti_1", "SM11AA"), default));
        await Try(() => _stripe.CompleteLink(_connection, link, new(null, "seti_1", "32,45"), default));
        await Try(() => _stripe.VerifyAccount(_connection, new("Granite", new(VendorId: "cus_1/pm_1")), default));
        await Try(() => _stripe.Collect(_connection, StripePaymentTests.Call("C-1"), default));
        await Try(() => _stripe.GetStatus(_connection, new PaymentRef("C-1", "pi_1"), default));
        await Try(() => _stripe.GetStatus(_connection, new PaymentRef("C-1", "po_1"), default));
        await Try(() => _stripe.GetStatus(_connection, new PaymentRef("C-none", null, new DateOnly(2026, 11, 20)), default));
        await Try(() => _stripe.Cancel(_connection, new PaymentRef("C-1", "pi_1"), default));
        await Try(() => First(_stripe.StreamTransactions(_connection, "1795186800", default)));
        await Try(() => First(_stripe.StreamUpdates(_connection, "1795186800", default)));

        _judge.Verdicts.ShouldAllBe(v => v.EndsWith("true", StringComparison.Ordinal));
        _judge.Verdicts.Select(v => v.Split(' ')[1].Split('?')[0]).Distinct().Count().ShouldBeGreaterThanOrEqualTo(11, string.Join('\n', _judge.Verdicts));
    }

    [Fact]
    public async Task Steady_TellsARequestThatDoesNotFit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_steady.Address, "/v1/payment_intents")) { Content = new FormUrlEncodedContent([new("currency", "usd")]) };
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(400);
    }

    /// <summary>Steady's answers are made up from the description and often mean nothing: what counts is what it said of the request.</summary>
    private static async Task Try<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (ConnectorException e)
        {
            e.Class.ShouldNotBe(ErrorClass.Auth);
        }
    }

    private static async Task<object?> First<T>(IAsyncEnumerable<Page<T>> pages)
    {
        await foreach (var page in pages) return page;
        return null;
    }

    /// <summary>Writes down Steady's verdict on each request, and ends every list after its first page: a made-up answer may say for ever that there is more.</summary>
    private sealed partial class Judge(HttpClient to) : HttpMessageHandler
    {
        private readonly HashSet<string> _lists = [];

        public List<string> Verdicts { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            // Stripe takes arrays with and without places (expand[0], expand[]); Steady knows the second form alone.
            using var copy = new HttpRequestMessage(request.Method, Place().Replace(request.RequestUri!.AbsoluteUri, "[]="));
            foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
            if (request.Content is { } content)
            {
                copy.Content = new ByteArrayContent(await content.ReadAsByteArrayAsync(ct));
                copy.Content.Headers.ContentType = content.Headers.ContentType;
            }
            var answer = await to.SendAsync(copy, ct);
            var errors = string.Join("; ", answer.Headers.Where(h => h.Key.StartsWith("X-Steady-Error", StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value));
            Verdicts.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {errors} {string.Join(',', answer.Headers.TryGetValues("X-Steady-Request-Valid", out var valid) ? valid : ["none"])}");
            if (request.RequestUri.Query.Contains("starting_after", StringComparison.Ordinal) && !_lists.Add(request.RequestUri.AbsolutePath))
                return new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("""{"object":"list","url":"/v1/x","has_more":false,"data":[]}""") };
            return answer;
        }

        [System.Text.RegularExpressions.GeneratedRegex(@"\[\d+\]=")]
        private static partial System.Text.RegularExpressions.Regex Place();
    }
}
