using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Swift;
using StratCap.Plugins.Tests.Ach;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugins.Tests;

/// <summary>Damaged files: each is read whole, or refused by name. Nothing else may come of it, least of all half of it.</summary>
[Collection("bank files that take long")]
public sealed partial class BankFileMutationTests
{
    private const int Files = 10_000;
    private static readonly TimeSpan LongestPerFile = TimeSpan.FromSeconds(20);
    private static readonly (AchConnector Ach, SwiftConnector Swift) Plugins = (new(), new());
    private static readonly Connection Connection = BankSamples.Connection();

    [Fact(Timeout = 600_000)]
    public async Task TenThousandDamagedFiles_AreReadWholeOrRefusedByName()
    {
        var random = new Random(20261126);
        string[] folders = ["mt94x", "camt", "bai2", "nacha", "pain002", "fin", "cbpr"];
        var samples = folders.SelectMany(f => BankSamples.Names(f)).Select(n => (Name: n, Content: BankSamples.File(n).Content.ToArray())).ToArray();
        var (read, refused) = (0, 0);
        for (var i = 0; i < Files; i++)
        {
            var (name, content) = samples[random.Next(samples.Length)];
            var damaged = content;
            for (var n = random.Next(1, 4); n > 0; n--) damaged = Damage(damaged, random);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            var whole = await ReadsWhole(name, damaged, $"file {i} made of {name}");
            clock.Elapsed.ShouldBeLessThan(LongestPerFile, $"file {i} made of {name}");
            if (whole) read++; else refused++;
        }
        // Both must happen often, or the damage is too small or too great to show anything.
        read.ShouldBeGreaterThan(Files / 20);
        refused.ShouldBeGreaterThan(Files / 20);
    }

    private static async Task<bool> ReadsWhole(string name, byte[] content, string which)
    {
        var file = new BankFile("damaged", content);
        try
        {
            await (name[..name.IndexOf('/', StringComparison.Ordinal)] switch
            {
                "nacha" => AchAnswers(file, which, name.EndsWith("return-WEB.ach", StringComparison.Ordinal) ? "091400606" : "121042882"),
                "bai2" => Statements(Plugins.Ach, file, which, Bai2Lines(content)),
                "pain002" => Pain002(file, which),
                "camt" => Statements(Plugins.Swift, file, which, camt: true),
                "mt94x" => Statements(Plugins.Swift, file, which, MtLines(content)),
                _ => Statements(Plugins.Swift, file, which),
            });
            return true;
        }
        catch (ConnectorException refusal) when (refusal.Class == ErrorClass.Validation)
        {
            return false;
        }
    }

    private static async Task Statements(IStatementReader reader, BankFile file, string which, int? lines = null, bool camt = false)
    {
        var read = await reader.ReadStatements(Connection, file, TestContext.Current.CancellationToken);
        var transactions = read.Statements.SelectMany(s => s.Transactions).ToList();
        if (camt && read.Format.StartsWith("camt", StringComparison.Ordinal))
            lines = XDocument.Load(new MemoryStream(file.Content.ToArray())).Descendants().Count(e => e.Name.LocalName == "Ntry" && e.Parent!.Name.LocalName is "Stmt" or "Rpt" or "Ntfctn");
        if (lines is { } wanted) transactions.Count(t => t.BatchId is null).ShouldBe(wanted, which);
        if (lines is not null) transactions.DistinctBy(t => t.Id).Count().ShouldBe(transactions.Count, which);
        transactions.All(t => Math.Abs(t.Amount.Value) < 1_000_000_000_000_000_000m && t.Amount.Currency.Length == 3).ShouldBeTrue(which);
        foreach (var statement in read.Statements.Where(s => s.Balanced == false)) statement.Problems.ShouldNotBeEmpty(which);
        (await reader.ReadStatements(Connection, file, TestContext.Current.CancellationToken)).Statements.SelectMany(s => s.Transactions).SequenceEqual(transactions).ShouldBeTrue(which);
    }

    private static async Task AchAnswers(BankFile file, string which, string odfi)
    {
        var updates = await Plugins.Ach.ReadAnswers(BankSamples.Connection(AchSamples.SettingsOf(odfi)), file, TestContext.Current.CancellationToken);
        updates.Count.ShouldBe(Encoding.Latin1.GetString(file.Content.Span).Split('\n', '\r').Count(l => l.StartsWith('6')), which);
    }

    private static async Task Pain002(BankFile file, string which)
    {
        var updates = await Plugins.Swift.ReadAnswers(Connection, file, TestContext.Current.CancellationToken);
        var payments = XDocument.Load(new MemoryStream(file.Content.ToArray())).Descendants().Count(e => e.Name.LocalName == "TxInfAndSts" && e.Parent!.Name.LocalName == "OrgnlPmtInfAndSts");
        updates.Count(u => u.Key is not null || u.ExternalId is not null).ShouldBe(payments, which);
        updates.Select(u => u.EventId).ShouldBeUnique(which);
    }

    private static int Bai2Lines(byte[] content) => Encoding.Latin1.GetString(content).Split('\n').Count(l => l.StartsWith("16", StringComparison.Ordinal));

    private static int MtLines(byte[] content) =>
        Encoding.Latin1.GetString(content).Split('\n', '\r').Count(l => l.Trim('\u0001', '\u0003', '\u001a').StartsWith(":61:", StringComparison.Ordinal));

    private static byte[] Damage(byte[] content, Random random)
    {
        if (content.Length == 0) return content;
        var at = random.Next(content.Length);
        switch (random.Next(8))
        {
            case 0:
                var flipped = (byte[])content.Clone();
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1: return content[..at];
            case 2: return [.. content[..at], .. content[Math.Min(content.Length, at + random.Next(1, 40))..]];
            case 3: return Lines(content, lines => lines.Insert(random.Next(lines.Count), lines[random.Next(lines.Count)]));
            case 4: return Lines(content, lines => lines.RemoveAt(random.Next(lines.Count)));
            case 5: return Lines(content, lines => Swap(lines, random));
            case 6: return Fields(content, random);
            default: return Number(content, random);
        }
    }

    private static byte[] Lines(byte[] content, Action<List<string>> change)
    {
        var lines = Encoding.Latin1.GetString(content).Split('\n').ToList();
        change(lines);
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private static void Swap(List<string> lines, Random random)
    {
        var (a, b) = (random.Next(lines.Count), random.Next(lines.Count));
        (lines[a], lines[b]) = (lines[b], lines[a]);
    }

    /// <summary>Puts two words of the file in each other's place.</summary>
    private static byte[] Fields(byte[] content, Random random)
    {
        var text = Encoding.Latin1.GetString(content);
        var words = Word().Matches(text);
        if (words.Count < 2) return content;
        var pair = new[] { words[random.Next(words.Count)], words[random.Next(words.Count)] }.OrderBy(w => w.Index).ToArray();
        var (a, b) = (pair[0], pair[1]);
        return a.Index == b.Index ? content : Encoding.Latin1.GetBytes($"{text[..a.Index]}{b.Value}{text[(a.Index + a.Length)..b.Index]}{a.Value}{text[(b.Index + b.Length)..]}");
    }

    private static byte[] Number(byte[] content, Random random)
    {
        var text = Encoding.Latin1.GetString(content);
        var numbers = Digits().Matches(text);
        if (numbers.Count == 0) return content;
        var number = numbers[random.Next(numbers.Count)];
        var giant = random.Next(3) switch { 0 => new string('9', number.Length), 1 => new string('9', random.Next(15, 400)), _ => "-1" };
        return Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, number.Index), giant, text.AsSpan(number.Index + number.Length)));
    }

    [GeneratedRegex(@"[A-Za-z0-9.]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
