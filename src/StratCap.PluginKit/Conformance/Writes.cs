using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;

namespace StratCap.PluginKit.Conformance;

/// <summary>The writes of a plugin, whatever its kind.</summary>
internal interface IWrites
{
    /// <summary>A key that was never used.</summary>
    string NewKey();

    /// <summary>Writes something of an amount.</summary>
    Task<WriteOutcome> Write(string key, Amount amount, CancellationToken ct);

    /// <summary>Looks for it; its id at the vendor's, or null.</summary>
    Task<string?> Find(string key, CancellationToken ct);

    /// <summary>Writes things that cannot be, and says what they were.</summary>
    Task<IReadOnlyList<(string What, WriteOutcome Outcome)>> Impossible(CancellationToken ct);
}

/// <summary>Entries of a general ledger, between the first two accounts that the vendor has.</summary>
internal sealed class EntryWrites(Bench bench) : IWrites
{
    private static readonly DateOnly Day = new(2026, 1, 15);

    public string NewKey() => Guid.CreateVersion7().ToString("N");

    public async Task<WriteOutcome> Write(string key, Amount amount, CancellationToken ct)
    {
        var (debit, credit) = await Accounts(ct);
        return await bench.Caller.PostEntry(bench.Scope, Entry(key, new(debit, Side.Debit, amount), new(credit, Side.Credit, amount)), ct);
    }

    public async Task<string?> Find(string key, CancellationToken ct) => (await bench.Caller.FindEntry(bench.Scope, new EntryToFind(key, Reference(key), Day), ct))?.ExternalId;

    public async Task<IReadOnlyList<(string What, WriteOutcome Outcome)>> Impossible(CancellationToken ct)
    {
        Amount ten = new(10m, "USD"), nine = new(9m, "USD"), odd = new(0.001m, "USD");
        return
        [
            ("An entry that does not balance", await bench.Caller.PostEntry(bench.Scope, Entry(NewKey(), new("1", Side.Debit, ten), new("2", Side.Credit, nine)), ct)),
            ("An entry of one line", await bench.Caller.PostEntry(bench.Scope, Entry(NewKey(), new LedgerLine("1", Side.Debit, ten)), ct)),
            ("An entry with a tenth of a cent", await bench.Caller.PostEntry(bench.Scope, Entry(NewKey(), new("1", Side.Debit, odd), new("2", Side.Credit, odd)), ct)),
        ];
    }

    private async Task<(string Debit, string Credit)> Accounts(CancellationToken ct)
    {
        var found = new List<LedgerAccount>();
        await foreach (var page in bench.Caller.ListAccounts(bench.Scope, ct)) found.AddRange(page.Items.Where(a => a.Active));
        NotConformant.Unless(found.Count >= 2, "The vendor's script has fewer than two active accounts, or the plugin does not list them.");
        return (found[0].Id, found[1].Id);
    }

    private static EntryToPost Entry(string key, params LedgerLine[] lines) => new(key, Day, Reference(key), "Conformance", lines);

    private static string Reference(string key) => "K" + key[^15..];
}

/// <summary>Payments out, or debits in, with the party that the vendor's script knows.</summary>
internal sealed class PaymentWrites(Bench bench, bool collect) : IWrites
{
    private static readonly Party American = new(
        "LP001", "Oak County Pension Fund", false, new PartyAccount(AccountNumber: "000123456789", RoutingNumber: "021000021", VendorId: "account-1"),
        new PostalAddress("Main Street", "1", "10001", "New York", "US"), "mandate-1", new DateOnly(2025, 1, 2));

    public string NewKey() => Guid.CreateVersion7().ToString("N");

    public Task<WriteOutcome> Write(string key, Amount amount, CancellationToken ct)
    {
        var party = bench.Script.PartyOf(collect ? PaymentDirection.Collect : PaymentDirection.Pay) ?? American;
        var order = new PaymentOrder(key, "release-1", amount, new DateOnly(2026, 1, 15), party, collect ? PaymentPurpose.CapitalCall : PaymentPurpose.Distribution, "Conformance");
        return collect ? bench.Caller.Collect(bench.Scope, order, ct) : bench.Caller.Pay(bench.Scope, order, ct);
    }

    public async Task<string?> Find(string key, CancellationToken ct) => (await bench.Caller.GetStatus(bench.Scope, new PaymentRef(key, null), ct)) is { } update ? update.ExternalId ?? update.EventId : null;

    public async Task<IReadOnlyList<(string What, WriteOutcome Outcome)>> Impossible(CancellationToken ct) =>
    [
        ("A payment with a tenth of a cent", await Write(NewKey(), new Amount(0.001m, "USD"), ct)),
        ("A payment of nothing", await Write(NewKey(), new Amount(0m, "USD"), ct)),
    ];
}

/// <summary>Capital events of a portal's first investor.</summary>
internal sealed class PortalWrites(Bench bench) : IWrites
{
    public string NewKey() => Guid.CreateVersion7().ToString("N");

    public Task<WriteOutcome> Write(string key, Amount amount, CancellationToken ct) => bench.Caller.PublishEvent(
        bench.Scope, key, new PortalCapitalEvent("1", "Cedar Growth Fund", "capital_call", 1, new(2026, 1, 5), new(2026, 1, 15), amount, null, new Dictionary<string, decimal> { ["Investments"] = amount.Value }), ct);

    // A portal has no find: writing again under the same key is what the host does.
    public async Task<string?> Find(string key, CancellationToken ct) => bench.Script.Written.Contains(key) ? (await Write(key, new Amount(75m, "USD"), ct) as WriteOutcome.Accepted)?.ExternalId : null;

    public async Task<IReadOnlyList<(string What, WriteOutcome Outcome)>> Impossible(CancellationToken ct) => [("An event with a tenth of a cent", await Write(NewKey(), new Amount(0.001m, "USD"), ct))];
}
