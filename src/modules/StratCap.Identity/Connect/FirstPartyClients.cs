namespace StratCap.Identity.Connect;

/// <summary>A program of the product's own that signs people in: without a secret, with PKCE, at paths of the firm's own domains.</summary>
/// <param name="Id">The OAuth client id.</param>
/// <param name="Name">For people to read.</param>
/// <param name="Paths">Where it may be sent back to after sign-in and sign-out, on any of the firm's domains.</param>
internal sealed record FirstPartyClient(string Id, string Name, IReadOnlyList<string> Paths);

/// <summary>The product's own programs. Every firm has them from its first sign-in on.</summary>
internal static class FirstPartyClients
{
    /// <summary>The console, whose client the JSON sign-in uses too.</summary>
    public const string Console = "console";

    private static readonly FirstPartyClient[] All =
    [
        new(Console, "Console", ["/", "/callback", "/console", "/console/", "/console/callback"]),
        new("portal", "Investor portal", ["/portal", "/portal/", "/portal/callback"]),
        new("docs", "API reference", ["/docs", "/docs/", "/docs/callback"]),
    ];

    /// <summary>The program with an id, or null.</summary>
    public static FirstPartyClient? Find(string? id) => Array.Find(All, client => client.Id == id);
}
