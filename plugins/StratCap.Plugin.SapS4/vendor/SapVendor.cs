using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.SapS4.Vendor;

/// <summary>
/// An S/4HANA system with one company code, as SAP's documents and the metadata of its interfaces describe it: OData v2 with filter, order, next links and counts; the SOAP service "Journal Entry -
/// Post (Synchronous)" behind a token against forgery. From help.sap.com (Gateway), community.sap.com "Guidelines for API Journal Entry - Post", and the services' metadata and WSDL.
/// </summary>
public sealed class SapVendor : VendorScript
{
    internal const string User = "COMM_0002";
    internal const string Password = "p:w-9d31c7";

    private readonly PostingService posting;

    public SapVendor() => (OData, posting) = (new(Ledger, Sessions), new(Ledger, Sessions));

    public override JsonObject Settings => new() { ["host"] = "my300000-api.s4hana.example", ["companyCode"] = Ledger.CompanyCode, ["chartOfAccounts"] = Ledger.Chart, ["createdByUser"] = "STRATCAP" };

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string> { ["user"] = User, ["password"] = Password };

    /// <summary>SAP pages by items, of which the connector asks for 2,000: a thousand documents of two.</summary>
    public override int PageSize => 1000;

    public override IReadOnlyList<string> Written => [.. Ledger.Posted.Select(number => (string)Ledger.Of(number).First()["DocumentReferenceID"]!)];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. Ledger.Posted.Select(Ledger.Debited)];

    internal Ledger Ledger { get; } = new();

    internal Sessions Sessions { get; } = new();

    internal ODataService OData { get; }

    public override void Seed(int items)
    {
        Ledger.Clear();
        Ledger.AddAccount("0011000000", "Cash at bank");
        Ledger.AddAccount("0031000000", "Partners' capital");
        Ledger.AddAccount("0039000000", "Old suspense", blocked: true);
        // Longer ago than one reading overlaps the next, a hundred a day.
        for (var i = 0; i < items; i++) Ledger.Add(Ledger.Today.AddDays(-150 + (i / 100)), [10m + (i / 100m), -10m - (i / 100m)]);
    }

    public override string Add() => $"{Ledger.CompanyCode}/2026/{Ledger.Add(Ledger.Today, [12.5m, -12.5m])}";

    public override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")))
            return new(401, "<html>Logon failed</html>"u8.ToArray(), "text/html");
        return request is { Method: "POST", Path: PostingService.Path } ? posting.Answer(request) : OData.Answer(request);
    }
}

/// <summary>Tokens against forgery, each good with the cookie of its own session alone.</summary>
internal sealed class Sessions
{
    private readonly HashSet<string> open = [];
    private int last;

    /// <summary>Forgets so many of the next sessions once it has given their token, as a balancer or a time-out would.</summary>
    internal int ToDrop { get; set; }

    internal string Begin()
    {
        var session = FormattableString.Invariant($"s{++last}");
        if (ToDrop-- <= 0) open.Add(session);
        return session;
    }

    internal bool Holds(string session, string? token) => open.Contains(session) && token == TokenOf(session);

    internal static string TokenOf(string session) => "token-of-" + session;
}
