using System.Net.Http.Headers;
using System.Text;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.PluginHost.Runtime;

/// <summary>Makes the request that leaves: the plugin's, with secrets where it wrote placeholders.</summary>
internal static class SecretFill
{
    /// <summary>What a client or the connection itself says; a plugin does not.</summary>
    private static readonly HashSet<string> NotPassed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Expect", "Accept-Encoding",
    };

    /// <summary>The request, and the access token in it (null: none).</summary>
    internal static async Task<(HttpRequestMessage Request, string? Token)> Make(ActiveCall call, V1.EgressRequest asked, Uri address, CancellationToken ct)
    {
        var values = await Values(call, asked, address.IdnHost, ct);
        string? Value(string name) => values.GetValueOrDefault(name);
        var request = new HttpRequestMessage(new HttpMethod(asked.Method), address) { Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        if (asked.Body?.ToByteArray() is { } body) request.Content = Content(body, asked, call, Value);
        Put(asked.Headers, request.Headers, call, Value);
        return (request, values.GetValueOrDefault("access_token"));
    }

    private static ByteArrayContent Content(byte[] body, V1.EgressRequest asked, ActiveCall call, Func<string, string?> value)
    {
        var content = new ByteArrayContent(BodyPlace(asked, body) is { } place ? Encoding.UTF8.GetBytes(SecretTemplate.Fill(Encoding.UTF8.GetString(body), place, value, call.Filled)) : body);
        Put(asked.ContentHeaders, content.Headers, call, value);
        return content;
    }

    private static void Put(IEnumerable<V1.Header> from, HttpHeaders to, ActiveCall call, Func<string, string?> value)
    {
        foreach (var header in from.Where(h => !NotPassed.Contains(h.Name)))
        {
            if (!to.TryAddWithoutValidation(header.Name, header.Values.Select(v => SecretTemplate.Fill(v, SecretPlace.Header, value, call.Filled))))
                throw new ConnectorException(ErrorClass.Permanent, $"The header '{WireValues.Cut(header.Name, 50)}' cannot be sent.", EgressRefusal.Form);
        }
    }

    /// <summary>The secrets that the request asks for, fetched once each.</summary>
    private static async Task<Dictionary<string, string>> Values(ActiveCall call, V1.EgressRequest asked, string host, CancellationToken ct)
    {
        var places = new Dictionary<string, HashSet<SecretPlace>>(StringComparer.Ordinal);
        void Note(string text, SecretPlace place) => SecretTemplate.Fill(text, place, name =>
        {
            if (!places.TryGetValue(name, out var known)) places[name] = known = [];
            known.Add(place);
            return "";
        });
        foreach (var text in asked.Headers.Concat(asked.ContentHeaders).SelectMany(h => h.Values)) Note(text, SecretPlace.Header);
        if (asked.Body?.ToByteArray() is { } body && BodyPlace(asked, body) is { } inBody) Note(Encoding.UTF8.GetString(body), inBody);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, where) in places) values[name] = await call.Secret(name, host, where, ct);
        return values;
    }

    /// <summary>How the body's placeholders are escaped; null: it has none, or is of a type that has none.</summary>
    private static SecretPlace? BodyPlace(V1.EgressRequest asked, byte[] body)
    {
        if (body.AsSpan().IndexOf("{{"u8) < 0) return null;
        var type = asked.ContentHeaders.FirstOrDefault(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))?.Values.FirstOrDefault();
        return SecretTemplate.PlaceOf(type?.Split(';')[0].Trim());
    }
}
