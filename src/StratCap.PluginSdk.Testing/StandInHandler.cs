using System.Text;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginSdk.Testing;

/// <summary>Sends a plugin's requests to a stand-in, filled with secrets by the host's own code.</summary>
internal sealed class StandInHandler(Uri standIn, IReadOnlyDictionary<string, string> secrets) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var asked = request.RequestUri ?? throw new InvalidOperationException("A request has no address.");
        request.Headers.TryAddWithoutValidation("X-Vendor-Host", asked.Authority);
        request.RequestUri = new Uri(standIn, asked.PathAndQuery);
        foreach (var header in request.Headers.ToList())
        {
            request.Headers.Remove(header.Key);
            request.Headers.TryAddWithoutValidation(header.Key, header.Value.Select(v => Fill(v, SecretPlace.Header)));
        }
        if (request.Content is { } content && SecretTemplate.PlaceOf(content.Headers.ContentType?.MediaType) is { } place)
        {
            var filled = new StringContent(Fill(await content.ReadAsStringAsync(ct), place), Encoding.UTF8);
            filled.Headers.ContentType = content.Headers.ContentType;
            request.Content = filled;
        }
        return await base.SendAsync(request, ct);
    }

    private string Fill(string text, SecretPlace place) => SecretTemplate.Fill(text, place, name => secrets.GetValueOrDefault(name));
}
