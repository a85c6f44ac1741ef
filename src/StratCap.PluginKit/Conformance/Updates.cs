using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;

namespace StratCap.PluginKit.Conformance;

/// <summary>What the rail tells of payments afterwards: every end, of the right payment, once, wherever the reading begins.</summary>
internal static class Updates
{
    private static readonly PaymentState[] Ends = [PaymentState.Settled, PaymentState.Returned, PaymentState.Failed, PaymentState.Cancelled];

    internal static IEnumerable<Check> Checks(string capability, bool collect) =>
    [
        new("update.told", capability, "What a payment came to at the vendor's is told by the stream: of that payment, in that state, with its amount; and asked after the payment, the plugin says the same.", (bench, ct) => Told(bench, collect, ct)),
        new("update.once", capability, "Each thing that the vendor tells has one id, whenever it is read: from the beginning, from the last cursor, or after any page.", (bench, ct) => Once(bench, collect, ct)),
        new("update.faults", capability, "A refused token, too many requests, the vendor's failure and a cut answer are told in their classes, and lose nothing.", (bench, ct) => Broken(bench, collect, ct)),
    ];

    private static async Task Told(Bench bench, bool collect, CancellationToken ct)
    {
        var any = false;
        foreach (var end in Ends)
        {
            bench.Script.Seed(1);
            var (key, id) = await Paid(bench, collect, 100.25m, ct);
            if (!bench.Script.Move(key, end)) continue;
            any = true;
            var (updates, _, _) = await Read(bench, null, ct);
            var own = updates.FindAll(u => u.Key == key || u.ExternalId == id);
            NotConformant.Unless(own.Count > 0, $"A payment came to be {end} at the vendor's, and the stream tells nothing of it, neither under its key nor under the vendor's id {id}.");
            NotConformant.Unless(own[^1].State == end, $"A payment came to be {end} at the vendor's; the last that the stream tells of it is {own[^1].State}.");
            NotConformant.Unless(own[^1].Amount is null || own[^1].Amount == new Amount(100.25m, "USD"), $"The payment was 100.25 USD, and the stream tells {own[^1].Amount}.");
            var asked = await bench.Caller.GetStatus(bench.Scope, new PaymentRef(key, id), ct);
            NotConformant.Unless(asked?.State == end, $"The stream tells that the payment is {end}; asked after it, the plugin says {asked?.State.ToString() ?? "that there is none"}.");
        }
        if (!any) throw Unmoved;
    }

    private static async Task Once(Bench bench, bool collect, CancellationToken ct)
    {
        bench.Script.Seed(1);
        for (var i = 1; i <= 3; i++) await Moved(bench, collect, i, ct);
        var (all, cursor, pages) = await Read(bench, null, ct);
        var ids = all.ConvertAll(u => u.EventId);
        NotConformant.Unless(ids.Count > 0 && ids.TrueForAll(i => i.Length > 0) && ids.Distinct().Count() == ids.Count, "Two things that the vendor told have one id, or one has none: the host would take one alone.");
        var (again, _, _) = await Read(bench, null, ct);
        NotConformant.Unless(again.Select(u => u.EventId).SequenceEqual(ids), "Read from the beginning again, the same things have other ids or another order: the host would take them twice.");
        var (rest, _, _) = await Read(bench, cursor, ct);
        NotConformant.Unless(rest.TrueForAll(u => ids.Contains(u.EventId)), "Nothing happened at the vendor's, and yet the last cursor brought something new.");
        for (var stop = 1; stop <= Math.Min(pages, 5); stop++)
        {
            var (first, after, _) = await Read(bench, null, ct, stop);
            var (later, _, _) = await Read(bench, after, ct);
            NotConformant.Unless(first.Concat(later).Select(u => u.EventId).Distinct().Order(StringComparer.Ordinal).SequenceEqual(ids.Order(StringComparer.Ordinal)), $"Stopped after page {stop} and gone on from its cursor, other things came than in one go.");
        }
        var (newKey, newId) = await Moved(bench, collect, 4, ct);
        var (news, _, _) = await Read(bench, cursor, ct);
        NotConformant.Unless(news.Exists(u => u.Key == newKey || u.ExternalId == newId), "Something happened at the vendor's after the last cursor, and the next reading did not bring it.");
    }

    private static async Task Broken(Bench bench, bool collect, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var (key, id) = await Moved(bench, collect, 1, ct);
        await Faults.AreTold(bench, () => Read(bench, null, ct));
        var (updates, _, _) = await Read(bench, null, ct);
        NotConformant.Unless(updates.Exists(u => u.Key == key || u.ExternalId == id), "The vendor works again, and what it told before does not come any more.");
    }

    private static async Task<(string Key, string Id)> Moved(Bench bench, bool collect, decimal amount, CancellationToken ct)
    {
        var paid = await Paid(bench, collect, amount, ct);
        return Ends.Any(end => bench.Script.Move(paid.Key, end)) ? paid : throw Unmoved;
    }

    private static async Task<(string Key, string Id)> Paid(Bench bench, bool collect, decimal amount, CancellationToken ct)
    {
        var writes = new PaymentWrites(bench, collect);
        var key = writes.NewKey();
        return await writes.Write(key, new Amount(amount, "USD"), ct) is WriteOutcome.Accepted accepted ? (key, accepted.ExternalId) : throw new NotConformant("A plain payment was not accepted.");
    }

    private static async Task<(List<PaymentUpdate> Updates, string? Cursor, int Pages)> Read(Bench bench, string? cursor, CancellationToken ct, int pages = int.MaxValue)
    {
        var (updates, count) = (new List<PaymentUpdate>(), 0);
        await foreach (var page in bench.Caller.StreamUpdates(bench.Scope, cursor, ct))
        {
            updates.AddRange(page.Items);
            cursor = page.Cursor;
            if (++count >= pages) break;
        }
        return (updates, cursor, count);
    }

    private static NotConformant Unmoved => new("plugin.json names a capability of payments, and the vendor's script lets none come to an end: write Move.");
}
