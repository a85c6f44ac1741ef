using System.Security.Cryptography;
using StratCap.PluginSdk;

namespace StratCap.PluginKit.Conformance;

/// <summary>Files at the vendor's: nothing there is lost or changed, and a line that breaks anywhere loses nothing and doubles nothing.</summary>
internal static class Folders
{
    private const int Items = 3, MostOperations = 40;

    internal static IEnumerable<Check> Checks(bool reads) =>
    [
        .. reads ? (Check[])
        [
            new("files.kept", null, "What lies in the vendor's folders stays there or is moved; no byte of it is lost or changed, and what is nobody's business is left where it lies.", Kept),
            new("files.read_broken", null, "A line that breaks at any operation of a reading is a Transient error; gone on, each item comes.", ReadBroken),
        ] : [],
        new("files.refused", null, "A file server that does not let the connection in is an Auth error.", Refused),
    ];

    internal static IEnumerable<Check> Checks(string capability, Func<Bench, IWrites> writes) =>
    [
        new("files.write_broken", capability, "A line that breaks at any operation of a write, before or after it was done, leaves it open; written again under its key, it is there whole and once.", (bench, ct) => WriteBroken(bench, writes(bench), ct)),
    ];

    private static async Task Kept(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(Items);
        var folder = bench.Script.Folder!;
        foreach (var place in folder.Files.Keys.Select(Place).Distinct().ToList()) folder.Put(place + "zz-of-others.bin", "none of the plugin's business"u8);
        var before = folder.Files;
        var (_, cursor, _) = await Conformance.Items.Read(bench, null, ct);
        // Whoever moves what was taken in does it when the host comes back.
        await Conformance.Items.Read(bench, cursor, ct);
        var after = folder.Files;
        foreach (var (path, content) in before.Where(f => f.Key.EndsWith("zz-of-others.bin", StringComparison.Ordinal)))
            NotConformant.Unless(after.TryGetValue(path, out var there) && there.AsSpan().SequenceEqual(content), $"'{path}' was none of the plugin's business, and it is not where it lay, or is another.");
        var kept = after.Values.Select(Hash).ToList();
        foreach (var (path, content) in before)
            NotConformant.Unless(kept.Remove(Hash(content)), $"'{path}' was there before the reading, and afterwards its bytes are nowhere in the vendor's folders.");
    }

    private static async Task ReadBroken(Bench bench, CancellationToken ct)
    {
        for (var at = 1; at <= MostOperations; at++)
        {
            bench.Script.Seed(Items);
            var (first, cursor, _) = await Conformance.Items.Read(bench, null, ct);
            var added = bench.Script.Add();
            bench.Folder!.BreakIn(at);
            var (second, reached) = await Broken(bench, cursor, at, ct);
            var over = bench.Folder.IsWhole;
            bench.Folder.Heal();
            var (rest, _, _) = await Conformance.Items.Read(bench, reached, ct);
            NotConformant.Unless(first.Count == Items, $"Of {Items} items {first.Count} came.");
            NotConformant.Unless(second.Concat(rest).Any(i => i.Id == added), $"The line broke at operation {at} of a reading, and {added}, which was new, came neither then nor afterwards.");
            if (over) return;
        }
    }

    private static async Task<(List<Item> Items, string? Cursor)> Broken(Bench bench, string? cursor, int at, CancellationToken ct)
    {
        var items = new List<Item>();
        try
        {
            await foreach (var page in bench.Stream(cursor, ct))
            {
                items.AddRange(page.Items);
                cursor = page.Cursor;
            }
        }
        catch (ConnectorException e)
        {
            NotConformant.Unless(e.Class == ErrorClass.Transient, $"The line broke at operation {at} of a reading; the error's class is {e.Class} and should be Transient: {e.Message}");
        }
        return (items, cursor);
    }

    private static async Task Refused(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        bench.Folder!.Refuses = new ConnectorException(ErrorClass.Auth, "The file server does not let this user in.");
        try
        {
            await bench.Caller.Check(bench.Scope, ct);
        }
        catch (ConnectorException e)
        {
            NotConformant.Unless(e.Class == ErrorClass.Auth, $"The file server lets nobody in; the error's class is {e.Class} and should be Auth: {e.Message}");
            return;
        }
        throw new NotConformant("The file server lets nobody in, and the check passed: it does not look into the folder.");
    }

    private static async Task WriteBroken(Bench bench, IWrites writes, CancellationToken ct)
    {
        foreach (var done in (bool[])[false, true])
        {
            for (var at = 1; at <= MostOperations; at++)
            {
                bench.Script.Seed(1);
                bench.Folder!.DoesWhatBreaks = done;
                bench.Folder.BreakIn(at);
                var (key, how) = (writes.NewKey(), done ? "after" : "before");
                var outcome = await Outcome(writes, key, ct);
                var over = bench.Folder.IsWhole;
                bench.Folder.Heal();
                NotConformant.Unless(over == outcome is WriteOutcome.Accepted || outcome is WriteOutcome.Accepted && bench.Script.Written.Count == 1, $"The line broke {how} operation {at} of a write was done, and it ended as Accepted; the vendor holds {bench.Script.Written.Count}.");
                NotConformant.Unless(outcome is not WriteOutcome.Rejected, $"The line broke {how} operation {at} of a write was done, and it ended as Rejected: the host would write it anew under another key.");
                NotConformant.Unless(await writes.Write(key, new Amount(75m, "USD"), ct) is WriteOutcome.Accepted, $"The line broke {how} operation {at} of a write was done, and the same write again was not taken.");
                NotConformant.Unless(bench.Script.Written.Count == 1, $"The line broke {how} operation {at} of a write was done, and after the same write again the vendor holds {bench.Script.Written.Count} things instead of one.");
                if (over) break;
            }
        }
    }

    // An error that may be tried again says as much as an outcome that is open.
    private static async Task<WriteOutcome> Outcome(IWrites writes, string key, CancellationToken ct)
    {
        try
        {
            return await writes.Write(key, new Amount(75m, "USD"), ct);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Transient)
        {
            return new WriteOutcome.Uncertain(e.Message);
        }
    }

    private static string Place(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
