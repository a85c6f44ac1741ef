using System.Globalization;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.SapS4;

/// <summary>A small reader of OData v2 as SAP Gateway speaks it.</summary>
internal sealed class OData(Connection connection)
{
    internal string Root { get; } = $"https://{connection.Required("host")}";

    /// <summary>The first rows of a set, at most <paramref name="top"/>, whole however the server cuts its pages: it may give a next link, or simply fewer than it counts.</summary>
    /// <param name="set">Service and set, such as <c>API_X_SRV/A_X</c>.</param>
    /// <param name="options">System query options by name without the dollar; <c>filter</c>, <c>orderby</c> (a key's order, or pages overlap wrongly), <c>select</c>.</param>
    /// <param name="top">How many rows at most.</param>
    /// <param name="ct">Stops it.</param>
    internal async Task<List<JsonElement>> Rows(string set, IReadOnlyDictionary<string, string> options, int top, CancellationToken ct)
    {
        var query = string.Concat(options.Select(o => $"&${o.Key}={Uri.EscapeDataString(o.Value)}"));
        var rows = new List<JsonElement>();
        string? next = null;
        while (true)
        {
            var address = next ?? FormattableString.Invariant($"{Root}/sap/opu/odata/sap/{set}?$format=json&$inlinecount=allpages{query}&$top={top - rows.Count}&$skip={rows.Count}");
            var page = (await Get(address, ct)).Get("d");
            var results = page.Get("results");
            if (results.ValueKind != JsonValueKind.Array) throw new ConnectorException(ErrorClass.Transient, "SAP answered something that is no list.");
            rows.AddRange(results.EnumerateArray());
            next = page.TextOf("__next") is { Length: > 0 } link ? new Uri(new Uri(Root), link).AbsoluteUri : null;
            if (rows.Count >= top) return rows;
            if (next is null && rows.Count >= Count(page, rows.Count)) return rows;
            if (results.GetArrayLength() == 0) throw new ConnectorException(ErrorClass.Transient, "SAP counted more rows than it gave.");
        }
    }

    /// <summary>A string in a filter.</summary>
    internal static string Quoted(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A day in a filter.</summary>
    internal static string Quoted(DateOnly day) => "datetime'" + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00'";

    /// <summary>A day as the wire has it: <c>/Date(1768003200000)/</c>.</summary>
    internal static DateOnly? Day(string? wire)
    {
        if (wire is null || !wire.StartsWith("/Date(", StringComparison.Ordinal)) return null;
        var digits = wire[6..].TakeWhile((c, i) => char.IsAsciiDigit(c) || (i == 0 && c == '-')).ToArray();
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds) ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime) : null;
    }

    /// <summary>The refusal of an answer; null when there is none. SAP publishes no rate: 429 and 503 are treated alike.</summary>
    internal static ConnectorException? Refusal(VendorAnswer answer, JsonElement? json, TimeProvider clock)
    {
        var error = json?.Get("error") ?? default;
        if (answer.IsSuccess && error.ValueKind != JsonValueKind.Object) return null;
        var text = error.Get("message").TextOf("value") ?? error.TextOf("message") ?? "SAP refused without saying why.";
        var errorClass = (int)answer.Status == 503 ? ErrorClass.RateLimited : answer.IsSuccess ? ErrorClass.Validation : answer.StatusClass;
        var code = error.TextOf("code") ?? ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        return new(errorClass, "SAP: " + (text.Length > 200 ? text[..200] : text), code, RequestId(answer, error), errorClass == ErrorClass.RateLimited ? answer.RetryAfter(clock) ?? TimeSpan.FromMinutes(1) : null);
    }

    // A decimal string on SAP's own wire, a number on that of others who speak the protocol.
    private static long Count(JsonElement page, int seen) => page.Get("__count") switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetInt64(),
        _ => long.TryParse(page.TextOf("__count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : seen,
    };

    private static string? RequestId(VendorAnswer answer, JsonElement error) => answer.Header("sap-message-id") ?? error.Get("innererror").TextOf("transactionid");

    private async Task<JsonElement> Get(string address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", "Basic {{basic:user,password}}");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        var answer = await connection.Ask(request, ct);
        var json = Parse(answer.Body);
        if (Refusal(answer, json, connection.Clock) is { } refusal) throw refusal;
        return json ?? throw new ConnectorException(ErrorClass.Transient, "SAP answered something that is no whole JSON.");
    }

    private static JsonElement? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
