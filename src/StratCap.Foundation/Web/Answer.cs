using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace StratCap.Foundation.Web;

/// <summary>Money as the API writes it.</summary>
/// <param name="Amount">A decimal string with the currency's decimals.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record MoneyView(string Amount, string Currency)
{
    /// <summary>An amount in the fund's currency.</summary>
    public static MoneyView Of(decimal amount, string currency) => new(new FundMath.Currency(currency).Format(amount), currency);

    /// <summary>The amount as a number.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public decimal Value => decimal.Parse(Amount, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Where a list goes on.</summary>
/// <param name="Size">Rows on this page.</param>
/// <param name="Next">Cursor of the next page, null at the end.</param>
/// <param name="Total">All rows, where that is cheap to know.</param>
public sealed record PageMeta(int Size, string? Next, long? Total = null);

/// <summary>About an answer.</summary>
public sealed record EnvelopeMeta(DateTimeOffset Timestamp, string Version, PageMeta? Page = null);

/// <summary>The form of every success: data, about it, and where to go from there.</summary>
public sealed record Envelope<T>(T Data, EnvelopeMeta Meta, IReadOnlyDictionary<string, string> Links);

/// <summary>A business rule said no. A typed result, never an exception.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable and dotted.</param>
/// <param name="Detail">One sentence that says what to do.</param>
/// <param name="Errors">Per field, when the request itself is wrong.</param>
/// <param name="RetryAfterSeconds">When trying again may help.</param>
public sealed record Refusal(int Status, string Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null, int? RetryAfterSeconds = null)
{
    /// <summary>There is no such thing, or it is another tenant's: the caller cannot tell which.</summary>
    public static Refusal NotFound(string what) => new(404, "resource.not_found", $"There is no such {what}.");

    /// <summary>A rule of the business refuses (422).</summary>
    public static Refusal Rule(string code, string detail) => new(422, code, detail);

    /// <summary>The state of things refuses (409).</summary>
    public static Refusal Conflict(string code, string detail) => new(409, code, detail);

    /// <summary>A field is wrong (400).</summary>
    public static Refusal Field(string field, string sentence) => new(400, "request.invalid", sentence, new Dictionary<string, string[]> { [field] = [sentence] });

    /// <summary>The refusal as RFC 9457 problem details.</summary>
    public ProblemDetails ToProblem(HttpContext http)
    {
        var problem = new ProblemDetails
        {
            Type = "https://stratcap.example/problems/" + Code,
            Title = Title(Status),
            Status = Status,
            Detail = Detail,
            Instance = http.Request.Path,
        };
        problem.Extensions["code"] = Code;
        problem.Extensions["traceId"] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        if (Errors is not null) problem.Extensions["errors"] = Errors;
        return problem;
    }

    /// <summary>Writes the refusal as the response.</summary>
    public async Task Write(HttpContext http)
    {
        http.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await http.Response.WriteAsJsonAsync(ToProblem(http), ApiJson.Options, "application/problem+json", http.RequestAborted);
    }

    private static string Title(int status) => status switch
    {
        400 => "The request is not valid",
        401 => "Sign in first",
        403 => "You lack the permission",
        404 => "Not found",
        409 => "The state of things refuses this",
        412 => "Changed in the meantime",
        413 => "Too large",
        415 => "Unsupported media type",
        422 => "A rule refuses this",
        429 => "Too many requests",
        _ => "It did not work",
    };
}

/// <summary>What a use case answers, before it is written: so that a write can store it under its key first.</summary>
public interface IAnswer : IResult
{
    /// <summary>Set when a rule refused; nothing is saved then.</summary>
    Refusal? Refused { get; }

    /// <summary>HTTP status of the answer.</summary>
    int Status { get; }

    /// <summary>Entity tag, quoted, or null.</summary>
    string? ETag { get; }

    /// <summary>Where the new thing is, or null.</summary>
    string? Location { get; }

    /// <summary>The envelope as JSON.</summary>
    string Body(HttpContext http);
}

/// <summary>What a use case answers: data or a refusal.</summary>
public sealed class Answer<T> : IAnswer, IEndpointMetadataProvider
{
    private readonly T? _data;
    private PageMeta? _page;
    private Dictionary<string, string> _links = [];
    private string? _body;
    private ListFile? _file;

    private Answer(T? data, Refusal? refused, int status)
    {
        _data = data;
        Refused = refused;
        Status = status;
    }

    public Refusal? Refused { get; }
    public int Status { get; }
    public string? ETag { get; private set; }
    public string? Location { get; private set; }

    /// <summary>The data of a success.</summary>
    public T Data => Refused is null ? _data! : throw new InvalidOperationException(Refused.Detail);

    /// <summary>200 with data of any type, interfaces too, from which C# converts nothing by itself.</summary>
    public static Answer<T> Of(T data) => new(data, null, 200);

    /// <summary>200 with a file in place of the envelope.</summary>
    internal static Answer<T> Of(ListFile file) => new(default, null, 200) { _file = file };

    public static implicit operator Answer<T>(T data) => new(data, null, 200);
    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal, refusal.Status);

    /// <summary>201 with the new thing's address.</summary>
    public static Answer<T> Created(T data, string location) => new(data, null, 201) { Location = location };

    /// <summary>202: under way; ask at the address.</summary>
    public static Answer<T> Accepted(T data, string location) => new(data, null, 202) { Location = location };

    /// <summary>Adds an entity tag made from a version.</summary>
    public Answer<T> Tagged(object version)
    {
        ETag = $"\"{version}\"";
        return this;
    }

    /// <summary>Adds where the list goes on.</summary>
    public Answer<T> Paged(PageMeta page)
    {
        _page = page;
        return this;
    }

    /// <summary>Adds links to what belongs to it.</summary>
    public Answer<T> Linked(params (string Rel, string Href)[] links)
    {
        _links = links.ToDictionary(l => l.Rel, l => l.Href, StringComparer.Ordinal);
        return this;
    }

    /// <summary>The envelope as JSON, made once: what is stored under an idempotency key is to the byte what the first caller was told.</summary>
    public string Body(HttpContext http) => _body ??= Envelope(http);

    private string Envelope(HttpContext http)
    {
        var self = http.Request.Path + http.Request.QueryString;
        var links = new Dictionary<string, string>(_links, StringComparer.Ordinal) { ["self"] = Location ?? self };
        if (_page?.Next is { } next) links["next"] = http.Request.Path + http.Request.QueryString.WithCursor(next);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return JsonSerializer.Serialize(new Envelope<T>(_data!, new EnvelopeMeta(now, "v1", _page), links), ApiJson.Options);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (Refused is not null)
        {
            await Refused.Write(httpContext);
            return;
        }
        if (_file is not null)
        {
            await _file.Send(httpContext);
            return;
        }
        if (ETag is not null && httpContext.Request.Method == "GET" && httpContext.Request.Headers.IfNoneMatch == ETag)
        {
            httpContext.Response.StatusCode = 304;
            return;
        }
        await AnswerWriter.Write(httpContext, Status, Body(httpContext), ETag, Location);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(Envelope<T>), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(400, typeof(ProblemDetails), ["application/problem+json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(422, typeof(ProblemDetails), ["application/problem+json"]));
    }
}

/// <summary>Writes a finished answer, new or stored.</summary>
internal static class AnswerWriter
{
    public static async Task Write(HttpContext http, int status, string body, string? etag, string? location)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        if (etag is not null) http.Response.Headers.ETag = etag;
        if (location is not null) http.Response.Headers.Location = location;
        await http.Response.WriteAsync(body, http.RequestAborted);
    }
}

internal static class QueryStringExtensions
{
    public static string WithCursor(this QueryString query, string cursor)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query.Value);
        values["cursor"] = cursor;
        return QueryString.Create(values).Value ?? "";
    }
}
