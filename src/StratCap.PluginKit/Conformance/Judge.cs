using System.Diagnostics;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginKit.Conformance;

/// <summary>Runs all checks that a plugin's capabilities call for, one after another, each to its end.</summary>
internal static class Judge
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    internal static IEnumerable<Check> Checks(Bench bench, Func<string, CancellationToken, Task<PluginPackage>> verify)
    {
        var reads = new[] { "pullJournal", "statements", "portal" }.FirstOrDefault(bench.Can);
        var all = Basics.Checks(verify);
        if (reads is not null) all = all.Concat(Reading.Checks(reads));
        return all
            .Concat(Writing.Checks("pushJournal", b => new EntryWrites(b)))
            .Concat(Writing.Checks("pay", b => new PaymentWrites(b, collect: false)))
            .Concat(Writing.Checks("collect", b => new PaymentWrites(b, collect: true)))
            .Concat(Writing.Checks("portal", b => new PortalWrites(b)))
            .Concat(Updates.Checks("pay", collect: false))
            .Concat(Updates.Checks("collect", collect: true))
            .Concat(Verifying.Checks())
            .Concat(Linking.Checks())
            .Concat(bench.Folder is null ? [] : Folders.Checks(reads is not null).Concat(Folders.Checks("portal", b => new PortalWrites(b))))
            .Concat(Statements.Checks())
            .Concat(Orders.Checks())
            .Concat(Apart.Webhooks())
            .Concat(Apart.Last())
            .Where(c => c.Capability is null || bench.Can(c.Capability));
    }

    internal static async Task<List<Finding>> Run(Bench bench, IEnumerable<Check> checks, Action<Finding> told, CancellationToken ct)
    {
        var findings = new List<Finding>();
        foreach (var check in checks)
        {
            var finding = await One(bench, check, ct);
            told(finding);
            findings.Add(finding);
        }
        return findings;
    }

    private static async Task<Finding> One(Bench bench, Check check, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var id = check.Capability is null ? check.Id : $"{check.Id}:{check.Capability}";
        Finding End(Verdict verdict, string? why) => new(id, check.Title, verdict, why, watch.ElapsedMilliseconds);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await check.Run(bench, limit.Token);
            return End(Verdict.Passed, null);
        }
        catch (NotConformant e)
        {
            return End(Verdict.Failed, e.Message);
        }
        catch (NotApplicable e)
        {
            return End(Verdict.NotApplicable, e.Message);
        }
        catch (ConnectorException e)
        {
            bench.Notes.Note(e.Message);
            return End(Verdict.Failed, $"An error came where none belongs: {e.Class}: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return End(Verdict.Failed, $"It did not come to an end within {Patience.TotalMinutes:0} minutes.");
        }
        finally
        {
            bench.Heal();
        }
    }
}
