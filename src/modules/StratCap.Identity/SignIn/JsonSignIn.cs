using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using StratCap.Foundation.Web;
using StratCap.Identity.Connect;
using StratCap.Identity.Passwords;
using StratCap.Identity.Users;

namespace StratCap.Identity.SignIn;

/// <summary>
/// The API's own sign-in and refresh, as JSON. Both are further addresses of the token endpoint: before it a JSON body becomes the form that OAuth
/// wants, after it the OAuth answer becomes the API's envelope or problem. So there is one place that issues, rotates and revokes tokens.
/// </summary>
internal static class JsonSignIn
{
    public const string LoginPath = "api/v1/auth/login";
    public const string RefreshPath = "api/v1/auth/refresh";
    private const int MaxBodyBytes = 16 * 1024;
    private const string AllScopes = "openid profile email roles offline_access";

    /// <summary>An attempt to sign in.</summary>
    /// <param name="Code">Six digits of the authenticator app, for users who have one.</param>
    internal sealed record Request(string Email, string Password, string? Code = null);

    internal sealed record RefreshRequest(string RefreshToken);

    /// <summary>Tokens.</summary>
    /// <param name="AccessToken">A signed JWT, to be sent as <c>Authorization: Bearer …</c>.</param>
    /// <param name="RefreshToken">Good once: each refresh gives a new one.</param>
    /// <param name="ExpiresInSeconds">How long the access token is good.</param>
    internal sealed record Response(string AccessToken, string RefreshToken, long ExpiresInSeconds, string TokenType);

    private sealed record OAuthAnswer(
        [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string? AccessToken,
        [property: System.Text.Json.Serialization.JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: System.Text.Json.Serialization.JsonPropertyName("expires_in")] long ExpiresIn);

    internal static void Map(IEndpointRouteBuilder root, Delegate handle)
    {
        root.MapPost(LoginPath, handle)
            .Public("Signs people in.")
            .Accepts<Request>("application/json").Produces<Envelope<Response>>().Produces<ProblemDetails>(401, "application/problem+json").Produces<ProblemDetails>(429, "application/problem+json")
            .WithName("SignIn").WithTags("Identity").WithSummary("Sign in")
            .WithDescription("Answers an access token for 15 minutes and a refresh token. 401 with code identity.mfa_required asks for the authenticator app's code; five wrong attempts lock the address for 15 minutes.");
        root.MapPost(RefreshPath, handle)
            .Public("The refresh token is the proof.")
            .Accepts<RefreshRequest>("application/json").Produces<Envelope<Response>>().Produces<ProblemDetails>(401, "application/problem+json")
            .WithName("RefreshSignIn").WithTags("Identity").WithSummary("Renew the access token")
            .WithDescription("Exchanges a refresh token for new tokens. A refresh token is good once; one that is shown again revokes all that came of it.");
    }

    /// <summary>True for the two JSON addresses.</summary>
    public static bool Applies(PathString path) => path.Equals("/" + LoginPath, StringComparison.OrdinalIgnoreCase) || path.Equals("/" + RefreshPath, StringComparison.OrdinalIgnoreCase);

    /// <summary>Turns the JSON body into the token endpoint's form; a refusal if it is not what it should be.</summary>
    public static async Task<Refusal?> ToForm(HttpContext http, SignInLimits limits)
    {
        if (!HttpMethods.IsPost(http.Request.Method)) return new Refusal(405, "request.method_not_allowed", "Send this as POST.");
        if (!http.Request.HasJsonContentType()) return new Refusal(415, "request.unsupported_media_type", "Send JSON, as 'Content-Type: application/json'.");
        try
        {
            if (http.Request.Path.Equals("/" + RefreshPath, StringComparison.OrdinalIgnoreCase))
            {
                var refresh = await Read<RefreshRequest>(http);
                if (string.IsNullOrEmpty(refresh?.RefreshToken)) return Refusal.Field("refreshToken", "Send the refresh token of the last sign-in or refresh.");
                Use(http, new() { ["grant_type"] = "refresh_token", ["client_id"] = FirstPartyClients.Console, ["refresh_token"] = refresh.RefreshToken });
                return null;
            }
            var attempt = await Read<Request>(http);
            if (Invalid(attempt) is { } refusal) return refusal;
            if (limits.Account(http, attempt!.Email) is { } tooMany) return tooMany;
            http.Features.Set(attempt);
            Use(http, new() { ["grant_type"] = OidcServer.SignInGrant, ["client_id"] = FirstPartyClients.Console, ["scope"] = AllScopes });
            return null;
        }
        catch (JsonException e)
        {
            return Refusal.Field(e.Path ?? "$", "Send JSON with the fields that this request knows, each in its form, and no others.");
        }
    }

    /// <summary>Turns the token endpoint's answer into the API's; null when the answer is one of the API's already.</summary>
    public static IResult? FromAnswer(HttpContext http, ReadOnlySpan<byte> body)
    {
        if (http.Response.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) == true) return null;
        if (http.Response.StatusCode != 200)
            return RefusalResult.Of(http.Response.StatusCode == 429 || http.Response.StatusCode >= 500
                ? throw new InvalidOperationException($"The token endpoint answered {http.Response.StatusCode}.")
                : new Refusal(401, "identity.refresh_refused", "This refresh token is not good any more: sign in again."));
        var answer = JsonSerializer.Deserialize<OAuthAnswer>(body) ?? throw new InvalidOperationException("The token endpoint answered nothing.");
        return (Answer<Response>)new Response(answer.AccessToken!, answer.RefreshToken!, answer.ExpiresIn, "Bearer");
    }

    private static Refusal? Invalid(Request? attempt)
    {
        if (string.IsNullOrWhiteSpace(attempt?.Email) || attempt.Email.Length > User.EmailLength) return Refusal.Field("email", "Send your e-mail address.");
        if (string.IsNullOrEmpty(attempt.Password) || attempt.Password.Length > 2 * PasswordRules.MaxLength) return Refusal.Field("password", "Send your password.");
        return attempt.Code?.Length > 10 ? Refusal.Field("code", "Send the six digits that your authenticator app shows now.") : null;
    }

    private static async Task<T?> Read<T>(HttpContext http)
    {
        if (http.Request.ContentLength > MaxBodyBytes) throw new BadHttpRequestException($"The body has more than {MaxBodyBytes} bytes.", 413);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBodyBytes;
        return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, ApiJson.Options, http.RequestAborted);
    }

    private static void Use(HttpContext http, Dictionary<string, StringValues> form)
    {
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Features.Set<IFormFeature>(new FormFeature(new FormCollection(form)));
    }
}
