using System.Globalization;
using System.Text;
using StratCap.Plugin.PortalSync;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Portals;
using static StratCap.Plugins.Tests.PortalSync.Mappings;

namespace StratCap.Plugins.Tests.PortalSync;

public sealed class PortalHttpTests : IAsyncLifetime
{
    private static readonly object GraphqlList = new
    {
        host = "portal.example.com",
        mapping = new
        {
            listInvestors = new { fields = Fields, graphql = new { path = "/graphql", query = "query List($after: String, $since: String) { investors(first: 100, after: $after) {edges{node{id}} pageInfo{endCursor hasNextPage}}}", connection = "data.investors", changedAt = "/updated_at" } },
            upsertInvestor = new
            {
                fields = Named(("/input/name", new { from = "/name" }), ("/input/key", new { from = "/key" })),
                graphql = new { path = "/graphql", query = "mutation U($input: I!) { upsert(input: $input) { investor { id } userErrors { code field } } }", id = "data.upsert.investor.id", refusals = "/data/upsert/userErrors", find = new { query = "query Find($key: String!) { investor(reference: $key) { id } }", id = "/data/investor/id" } },
            },
        },
    };

    private readonly PortalSyncConnector _portal = new();
    private PortalStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await PortalStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Investor_IsMappedByPlacesValuesAndDefaults()
    {
        _vendor.Add(7);
        _vendor.Add(8, type: "UNHEARD_OF");
        var investors = (await Read(Rest(), null)).Investors;
        var first = investors[0];
        (first.ExternalId, first.Name, first.Kind, first.Email, first.Country, first.Deleted).ShouldBe(("7", "Investor 7", "institution", "i7@example.com", "US", false));
        first.Other!["taxId"]!.ToString().ShouldBe("12-3");
        investors[1].Kind.ShouldBe("other");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(10_000)]
    public async Task Investors_OfAnyNumber_ComeOnceByRestAndByGraphqlAndGoOnFromEachCursor(int count)
    {
        for (var i = 1; i <= count; i++) _vendor.Add(i);
        foreach (var settings in new[] { Rest(), GraphqlList })
        {
            var (investors, cursors) = await Read(settings, null);
            investors.Select(i => i.ExternalId).ShouldBe(Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
            // The latest is asked for again: what changed in its moment must not be missed.
            (await Read(settings, cursors[^1])).Investors.Count.ShouldBe(Math.Min(count, 1));
            if (count <= 100) continue;
            (await Read(settings, cursors[0])).Investors.Count.ShouldBe(count - 100);
        }
    }

    [Fact]
    public async Task Investors_ChangedAfterwards_ComeAtTheNextCall()
    {
        _vendor.Add(1);
        var (_, cursors) = await Read(Rest(), null);
        _vendor.Add(2);
        (await Read(Rest(), cursors[^1])).Investors.Select(i => i.ExternalId).ShouldBe(["1", "2"]);
        (await Read(Rest(), """{"Since":"2099-01-01T00:00:00Z"}""")).Investors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"data":[{"profile":{"legal_name":"x"},"updated_at":"2026-01-01"}],"meta":{}}""", ErrorClass.Validation)]
    [InlineData("""{"data":[{"id":1,"updated_at":"2026-01-01"}],"meta":{}}""", ErrorClass.Validation)]
    [InlineData("""{"data":[{"id":1,"profile":{"legal_name":"x"},"country":"Atlantis","updated_at":"2026-01-01"}],"meta":{}}""", ErrorClass.Validation)]
    [InlineData("""{"data":[{"id":1,"profile":{"legal_name":"x"}}],"meta":{}}""", ErrorClass.Validation)]
    [InlineData("""{"items":[]}""", ErrorClass.Validation)]
    [InlineData("""{"data":[""", ErrorClass.Transient)]
    public async Task Answer_ThatCannotBeMapped_StopsTheFeedByName(string answer, ErrorClass expected)
    {
        _vendor.Instead.Enqueue(new(200, answer));
        (await Should.ThrowAsync<ConnectorException>(() => Read(Rest(), null))).Class.ShouldBe(expected);
    }

    [Fact]
    public async Task Write_UnderAKeyThatIsStillAtWork_IsUncertainNotRejected()
    {
        var settings = Rest(publishEvent: new { fields = EventBody, rest = new { path = "/api/events", id = "/id", idempotencyHeader = "Idempotency-Key" } });
        _vendor.Instead.Enqueue(new(409, "{}"));
        (await _portal.PublishEvent(_vendor.Connection(settings), "E-1", Event(5m, "USD"), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("x", "y", "x")]
    public async Task List_ThatSaysThereIsMoreAndDoesNotMoveOn_IsGivenUp(params string[] pages)
    {
        foreach (var page in pages) _vendor.Instead.Enqueue(new(200, $$$"""{"data":[],"meta":{"next":"{{{page}}}"}}"""));
        (await Should.ThrowAsync<ConnectorException>(() => Read(Rest(), null))).Class.ShouldBe(ErrorClass.Permanent);
    }

    [Theory]
    [InlineData(401, ErrorClass.Auth)]
    [InlineData(429, ErrorClass.RateLimited)]
    [InlineData(503, ErrorClass.Transient)]
    [InlineData(404, ErrorClass.NotFound)]
    public async Task Refusal_OfARead_IsThrownInItsClass(int status, ErrorClass expected)
    {
        _vendor.Instead.Enqueue(new(status, "{\"secret\":\"body\"}", Headers: new Dictionary<string, string> { ["Retry-After"] = "9" }));
        var error = await Should.ThrowAsync<ConnectorException>(() => _portal.Check(_vendor.Connection(Rest()), default));
        error.Class.ShouldBe(expected);
        error.Message.ShouldNotContain("body");
        if (expected == ErrorClass.RateLimited) error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Check_SaysWhatIsMapped() => (await _portal.Check(_vendor.Connection(Rest()), default)).Details!["Mapped"].ShouldBe("investors in, investors out, documents out");

    [Fact]
    public async Task Upsert_WhoseAnswerIsLost_IsUncertainAndMadeOnceWhenSentAgainUnderItsKey()
    {
        var byFind = new { fields = InvestorBody, rest = new { path = "/api/investors", id = "/data/id", find = new { path = "/api/investors?reference={key}", id = "/data/0/id" } } };
        foreach (var settings in new[] { Rest(), Rest(upsert: byFind), GraphqlList })
        {
            _vendor.Investors.Clear();
            _vendor.CutAfterWork = true;
            var key = Guid.NewGuid().ToString("N");
            (await _portal.UpsertInvestor(_vendor.Connection(settings), key, Investor(), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
            _vendor.Investors.Count.ShouldBe(1);
            (await _portal.UpsertInvestor(_vendor.Connection(settings), key, Investor(), default)).ShouldBeOfType<WriteOutcome.Accepted>();
            _vendor.Investors.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Upsert_OfAnInvestorThePortalHas_ChangesIt()
    {
        (await _portal.UpsertInvestor(_vendor.Connection(Rest()), "K-2", Investor() with { ExternalId = "a/b" }, default)).ShouldBe(new WriteOutcome.Accepted("a%2Fb"));
        var sent = _vendor.Requests.Last();
        (sent.Method, sent.Path).ShouldBe(("PUT", "/api/investors/a%2Fb"));
    }

    [Fact]
    public async Task Upsert_RefusedByGraphqlsBody_IsRejectedWithCodeAndField()
    {
        var rejected = (await _portal.UpsertInvestor(_vendor.Connection(GraphqlList), "K-3", Investor() with { Name = "Refused LLC" }, default)).ShouldBeOfType<WriteOutcome.Rejected>();
        (rejected.Code, rejected.Field).ShouldBe(("TAKEN", "name"));
        _vendor.Instead.Enqueue(new(200, """{"errors":[{"message":"no","extensions":{"code":"UNAUTHENTICATED"}}]}"""));
        (await Should.ThrowAsync<ConnectorException>(() => _portal.UpsertInvestor(_vendor.Connection(GraphqlList), "K-4", Investor(), default))).Class.ShouldBe(ErrorClass.Auth);
        _vendor.Instead.Enqueue(new(200, """{"errors":[{"message":"no","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"""));
        (await _portal.UpsertInvestor(_vendor.Connection(GraphqlList), "K-4", Investor(), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    [Fact]
    public async Task Upsert_OfANameLikeAPlaceholder_PutsNoSecretIntoIt()
    {
        await _portal.UpsertInvestor(_vendor.Connection(Rest()), "K-5", Investor() with { Name = "{{secret:token}}" }, default);
        _vendor.Requests.Last().Json["profile"]!["legal_name"]!.ToString().ShouldBe("{{secret:token}}");
    }

    [Theory]
    [InlineData("0.01", "USD", "0.01")]
    [InlineData("999999999999.99", "USD", "999999999999.99")]
    [InlineData("500", "JPY", "500")]
    [InlineData("1.234", "KWD", "1.234")]
    [InlineData("0.001", "USD", null)]
    [InlineData("0", "USD", null)]
    public async Task Event_OfAnAmount_IsSentDigitByDigitOrRefused(string amount, string currency, string? sent)
    {
        var settings = Rest(publishEvent: new { fields = EventBody, rest = new { path = "/api/events", id = "/id", idempotencyHeader = "Idempotency-Key" } });
        var outcome = await _portal.PublishEvent(_vendor.Connection(settings), "E-1", Event(decimal.Parse(amount, CultureInfo.InvariantCulture), currency), default);
        if (sent is null)
        {
            outcome.ShouldBeOfType<WriteOutcome.Rejected>();
            _vendor.Requests.ShouldBeEmpty();
            return;
        }
        outcome.ShouldBe(new WriteOutcome.Accepted("event-1"));
        _vendor.Requests.Last().Body.ShouldContain($"\"amount\":{sent},\"amountText\":\"{sent}\"");
        var body = _vendor.Published.Single();
        (body["type"]!.ToString(), body["due"]!.ToString(), body["source"]!.ToString(), body["lines"]!["investments"]!.ToString()).ShouldBe(("CALL", "2026-12-15", "StratCap", sent));
    }

    [Fact]
    public async Task Document_CarriesItsBytesAndTheirHash()
    {
        var document = new PortalDocument("inv-1", "Harbour Fund I", "Notice", "capital_call_notice", new(2026, 11, 20), "notice.pdf", "application/pdf", Encoding.UTF8.GetBytes("%PDF"));
        (await _portal.PublishDocument(_vendor.Connection(Rest()), "D-1", document, default)).ShouldBe(new WriteOutcome.Accepted("doc-1"));
        var body = _vendor.Published.Single();
        Convert.FromBase64String(body["doc"]!.ToString()).ShouldBe(Encoding.UTF8.GetBytes("%PDF"));
        _vendor.Requests.Last().Path.ShouldBe("/api/investors/inv-1/documents");
        (await _portal.PublishDocument(_vendor.Connection(Rest()), "D-2", document with { Content = new byte[9 * 1024 * 1024] }, default)).ShouldBeOfType<WriteOutcome.Rejected>();
    }

    [Fact]
    public async Task Operation_ThatIsNotMapped_IsRejectedByName() =>
        (await _portal.PublishEvent(_vendor.Connection(Rest()), "E-2", Event(1, "USD"), default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("portal.not_mapped");

    [Theory]
    [MemberData(nameof(WrongMappings))]
    public async Task Mapping_ThatIsWrong_IsRefusedByName(string wrong, object settings) =>
        (await Should.ThrowAsync<ConnectorException>(() => _portal.Check(_vendor.Connection(settings), default), wrong)).Class.ShouldBe(ErrorClass.Validation);

    public static TheoryData<string, object> WrongMappings() => new()
    {
        { "none", new { host = "portal.example.com" } },
        { "misspelt", new { host = "portal.example.com", mapping = new { listInvestor = 1 } } },
        { "no carrier", Rest(list: new { fields = Fields }) },
        { "two carriers", Rest(list: new { fields = Fields, rest = new { path = "/a", items = "" }, file = new { folder = "in" } }) },
        { "no name", Rest(list: new { fields = Named(("/externalId", new { from = "/id" })), rest = new { path = "/a", items = "" } }) },
        { "key sent nowhere", Rest(upsert: new { fields = Named(("/name", new { from = "/name" })), rest = new { path = "/a", id = "/id" } }) },
        { "host with a path", new { host = "portal.example.com/x", mapping = new { listInvestors = new { fields = Fields, rest = new { path = "/a", items = "" } } } } },
        { "another host in the path", new { host = "portal.example.com", mapping = new { listInvestors = new { fields = Fields, rest = new { path = "//evil.example/a", items = "" } } } } },
    };

    private async Task<(List<PortalInvestor> Investors, List<string> Cursors)> Read(object settings, string? cursor)
    {
        var (investors, cursors) = (new List<PortalInvestor>(), new List<string>());
        await foreach (var page in _portal.StreamInvestors(_vendor.Connection(settings), cursor, default))
        {
            investors.AddRange(page.Items);
            cursors.Add(page.Cursor);
        }
        return (investors, cursors);
    }

    internal static PortalInvestor Investor() => new("", "Granite Pension Fund", "institution", "cfo@granite.example", "US");

    internal static PortalCapitalEvent Event(decimal amount, string currency) => new(
        "inv-1", "Harbour Fund I", "capital_call", 3, new(2026, 11, 20), new(2026, 12, 15), new(amount, currency), null, new Dictionary<string, decimal> { ["investments"] = amount });
}
