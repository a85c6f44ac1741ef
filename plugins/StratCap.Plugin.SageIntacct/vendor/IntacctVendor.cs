using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.SageIntacct.Vendor;

/// <summary>
/// A company of Sage Intacct as Sage's documents and samples describe it, one set of books behind both doors. From developer.sage.com/intacct/docs/openapi (core.query, journal-entry),
/// developer.intacct.com/web-services/{requests,queries,error-handling} and the samples of Sage's own SDK.
/// </summary>
public abstract class IntacctVendor : VendorScript
{
    // What is there at first was changed longer ago than one reading overlaps the next; three of a second, as an import leaves them.
    private static readonly TimeSpan Before = TimeSpan.FromDays(90);

    private readonly RestDoor rest;
    private readonly GatewayDoor gateway;

    private protected IntacctVendor() => (rest, gateway) = (new(Company), new(Company));

    /// <summary>As many entries as the connector asks for at once; a page of the vendor's is as large as one asks, up to 1,000 by REST and 2,000 by the gateway.</summary>
    public override int PageSize => 200;

    public override IReadOnlyList<string> Written => [.. Company.Posted.Select(b => b["REFERENCENO"])];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. Company.Posted.Select(Company.Debited)];

    internal Company Company { get; } = new();

    public override void Seed(int items)
    {
        Company.Clear();
        Company.AddAccount("1100", "Cash at bank", "debit");
        Company.AddAccount("3100", "Partners' capital", "credit");
        Company.AddAccount("3900", "Old suspense", "credit", status: "inactive");
        for (var i = 0; i < items; i++) Company.Add(Company.Now - Before + TimeSpan.FromSeconds(i / 3), FormattableString.Invariant($"{10m + (i / 100m):0.00}"));
    }

    public override string Add() => Company.Add(Company.Now)["RECORDNO"];

    /// <summary>Takes a posted entry back to a draft, which Intacct tells; one that is wiped out it tells nobody of.</summary>
    public override bool Delete(string id)
    {
        if (Company.Batches.Find(b => b["RECORDNO"] == id) is not { } batch) return false;
        batch["STATE"] = "Draft";
        Company.Touch(batch, Company.Now);
        return true;
    }

    public override VendorAnswer Answer(VendorRequest request) => request.Path == GatewayDoor.Path ? gateway.Answer(request) : rest.Answer(request);
}

/// <summary>Reached by the REST interface.</summary>
public sealed class IntacctByRest : IntacctVendor
{
    public override JsonObject Settings => new() { ["interface"] = "rest", ["companyId"] = "birch", ["clientId"] = "an-app", ["journal"] = "GJ", ["baseCurrency"] = Company.BaseCurrency };

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string> { ["access_token"] = RestDoor.Token, ["client_secret"] = "client-4c77aa" };
}

/// <summary>Reached by the older XML gateway.</summary>
public sealed class IntacctByGateway : IntacctVendor
{
    public override JsonObject Settings => new() { ["interface"] = "xml", ["companyId"] = "birch", ["senderId"] = "a-sender", ["userId"] = "a-user", ["journal"] = "GJ", ["baseCurrency"] = Company.BaseCurrency };

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string> { ["sender_password"] = GatewayDoor.SenderPassword, ["user_password"] = GatewayDoor.UserPassword };
}
