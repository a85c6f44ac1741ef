using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.PortalSync.Vendor;

/// <summary>A portal that exchanges files over SFTP: investors as CSV with a hash beside each, capital events the same way round. It calls by signed webhooks as the others do.</summary>
public sealed class PortalByFiles : VendorScript
{
    private const string Header = "Investor Id,Legal Name,Type", Inbox = "in/", Outbox = "out/event_";

    private readonly PortalByRest _hooks = new();
    private readonly ScriptedFolder _folder = new(TimeProvider.System);
    private int _investors;

    public override JsonObject Settings => JsonNode.Parse("""
        { "fileHost": "files.portal.example.com", "fileUser": "harbour", "fileHostKey": "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          "mapping": {
            "listInvestors": { "file": { "folder": "in", "prefix": "investors_" }, "fields": { "/externalId": { "from": "/Investor Id" }, "/name": { "from": "/Legal Name" }, "/kind": { "from": "/Type", "map": { "LLC": "institution" } } } },
            "publishEvent": { "file": { "folder": "out", "prefix": "event_" }, "fields": { "Investor Id": { "from": "/investorExternalId" }, "Amount": { "from": "/amount" }, "Currency": { "from": "/currency" }, "Due": { "from": "/dueOn" } } },
            "webhook": { "type": "/type", "investorTypes": ["investor.updated"], "investor": "/data/id" } } }
        """)!.AsObject();

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string> { ["signing_secret"] = PortalVendor.SigningSecret };

    public override int PageSize => 500;

    public override ScriptedFolder Folder => _folder;

    /// <summary>Events whose hash is there and agrees: what is not whole the portal does not take.</summary>
    public override IReadOnlyList<string> Written => [.. Events().Select(e => e.Key)];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. Events().Select(e => e.Amount)];

    public override void Seed(int items)
    {
        _folder.Clear();
        _investors = 0;
        if (items > 0) Drop(items);
    }

    public override string Add()
    {
        Drop(1);
        return Id(_investors);
    }

    /// <summary>It has no interface.</summary>
    public override VendorAnswer Answer(VendorRequest request) => VendorAnswer.Of(new { }, 404);

    public override WebhookDelivery SignedWebhook(string eventId, DateTimeOffset signedAt) => _hooks.SignedWebhook(eventId, signedAt);

    private void Drop(int items)
    {
        var rows = Enumerable.Range(_investors + 1, items).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Id(i)},Investor {i},LLC"));
        var csv = Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Prepend(Header)) + "\r\n");
        _investors += items;
        var path = string.Create(CultureInfo.InvariantCulture, $"{Inbox}investors_{_investors:D6}.csv");
        _folder.Put(path, csv);
        _folder.Put(path + ".sha256", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(csv))));
    }

    private IEnumerable<(string Key, Amount Amount)> Events()
    {
        var files = _folder.Files;
        foreach (var (path, csv) in files.Where(f => f.Key.StartsWith(Outbox, StringComparison.Ordinal) && f.Key.EndsWith(".csv", StringComparison.Ordinal)))
        {
            if (!files.TryGetValue(path + ".sha256", out var hash) || !Encoding.ASCII.GetString(hash).StartsWith(Convert.ToHexStringLower(SHA256.HashData(csv)), StringComparison.Ordinal)) continue;
            var row = Encoding.UTF8.GetString(csv).Split("\r\n")[1].Split(',');
            yield return (path[Outbox.Length..^".csv".Length], new Amount(decimal.Parse(row[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), row[2]));
        }
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"I{number}");
}
