namespace StratCap.Plugins.Tests.PortalSync;

/// <summary>Mappings as an administrator would write them.</summary>
internal static class Mappings
{
    public static readonly object Fields = Named(
        ("/externalId", new { from = "/id", required = true }), ("/name", new { from = "/profile/legal_name", required = true }),
        ("/kind", new { from = "/entity_type", map = Named(("LLC", "institution"), ("IND", "individual")), @else = "other" }), ("/email", new { from = "profile.email" }),
        ("/country", new { from = "/country", @default = "US" }), ("/deleted", new { from = "/archived" }), ("/other/taxId", new { from = "/tax~1id" }));

    public static readonly object InvestorBody = Named(
        ("/profile/legal_name", new { from = "/name", required = true }), ("/entity_type", new { from = "/kind", map = Named(("institution", "LLC"), ("individual", "IND")), @default = "LLC" }), ("/reference", new { from = "/key" }));

    public static readonly object EventBody = Named(
        ("/investor", new { from = "/investorExternalId" }), ("/type", new { from = "/kind", map = Named(("capital_call", "CALL"), ("distribution", "DIST")) }), ("/amount", new { from = "/amount", @as = "number" }),
        ("/amountText", new { from = "/amount" }), ("/currency", new { from = "/currency" }), ("/due", new { from = "/dueOn" }), ("/lines", new { from = "/parts" }), ("/source", new { @default = "StratCap" }));

    public static object Rest(object? upsert = null, object? publishEvent = null, object? list = null) => new
    {
        host = "portal.example.com",
        mapping = Present(new Dictionary<string, object?>
        {
            ["listInvestors"] = list ?? new { fields = Fields, rest = new { path = "/api/investors?limit=100", items = "/data", next = "/meta/next", nextParameter = "after", sinceParameter = "updated_since", changedAt = "/updated_at" } },
            ["upsertInvestor"] = upsert ?? new { fields = InvestorBody, rest = new { path = "/api/investors", id = "/data/id", updatePath = "/api/investors/{externalId}", idempotencyHeader = "Idempotency-Key" } },
            ["publishDocument"] = new { fields = Named(("/doc", new { from = "/contentBase64" }), ("/hash", new { from = "/sha256" }), ("/ref", new { from = "/key" })), rest = new { path = "/api/investors/{investorExternalId}/documents", id = "/id" } },
            ["publishEvent"] = publishEvent,
        }),
    };

    public static Dictionary<string, object> Named(params (string Name, object Value)[] of) => of.ToDictionary(p => p.Name, p => p.Value);

    private static Dictionary<string, object?> Present(Dictionary<string, object?> of) => of.Where(p => p.Value is not null).ToDictionary();
}
