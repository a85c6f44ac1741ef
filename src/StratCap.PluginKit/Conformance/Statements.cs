using System.Text;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>
/// Files of statements. They have no pages to ask for, no token and no time-outs; what takes their place: a file is read whole or refused, a line has the same id in every file that holds it,
/// and what does not add up is said and not corrected.
/// </summary>
internal static class Statements
{
    private const string Capability = "statementFiles";
    private const int Many = 10_000;
    private const int Cuts = 24;

    internal static IEnumerable<Check> Checks() =>
    [
        new("statement.whole", Capability, "Statements of nothing, one line, a page less one, a page, a page and one, and ten thousand are read whole: each line once, to the cent, and they add up.", Whole),
        new("statement.again", Capability, "The same statement again, and a later one that holds the same lines, give the same lines the same ids.", Again),
        new("statement.off", Capability, "A statement whose balance is wrong by a cent is read as it stands, with the cent and the problem said.", Off),
        new("statement.cut", Capability, "A statement cut anywhere is refused as Validation or said to be incomplete: never read as a good one.", Cut),
        new("statement.foreign", Capability, "What is no statement is refused as Validation.", Foreign),
    ];

    private static async Task Whole(Bench bench, CancellationToken ct)
    {
        var (bank, page) = (Bank(bench), bench.Script.PageSize);
        foreach (var format in bank.StatementFormats)
            foreach (var count in new[] { 0, 1, page - 1, page, page + 1, Many }.Where(n => n >= 0).Distinct())
            {
                bench.Script.Seed(count);
                var read = await bench.Caller.ReadStatements(bench.Scope, bank.Statement(format), ct);
                var lines = Booked(read);
                NotConformant.Unless(lines.Count == count, $"A statement ({format}) of {count} lines was read with {lines.Count}.");
                NotConformant.Unless(lines.DistinctBy(l => l.Id).Count() == count, $"In a statement ({format}) of {count} lines, all different, some have the same id.");
                NotConformant.Unless(lines.Select(l => l.Amount).SequenceEqual(bank.Booked), $"In a statement ({format}) of {count} lines some amount or sign is not the bank's.");
                NotConformant.Unless(read.Statements.All(s => s.Balanced == true && s.Problems.Count == 0), $"A statement ({format}) of {count} lines adds up, and the plugin says otherwise: {Said(read)}");
            }
    }

    private static async Task Again(Bench bench, CancellationToken ct)
    {
        var bank = Bank(bench);
        foreach (var format in bank.StatementFormats)
        {
            bench.Script.Seed(3);
            var first = Ids(await bench.Caller.ReadStatements(bench.Scope, bank.Statement(format), ct));
            NotConformant.Unless(first.SequenceEqual(Ids(await bench.Caller.ReadStatements(bench.Scope, bank.Statement(format), ct))), $"The same statement ({format}) again gave other ids: its lines would be booked twice.");
            bench.Script.Add();
            var later = Ids(await bench.Caller.ReadStatements(bench.Scope, bank.Statement(format), ct));
            NotConformant.Unless(later.Count == 4 && first.All(later.Contains), $"A later statement ({format}) gave lines that were known other ids: they would be booked twice.");
        }
    }

    private static async Task Off(Bench bench, CancellationToken ct)
    {
        var bank = Bank(bench);
        foreach (var format in bank.StatementFormats)
        {
            bench.Script.Seed(3);
            var read = await bench.Caller.ReadStatements(bench.Scope, bank.Statement(format, 0.01m), ct);
            NotConformant.Unless(Booked(read).Select(l => l.Amount).SequenceEqual(bank.Booked), $"The lines of a statement ({format}) that does not add up were changed.");
            NotConformant.Unless(read.Statements.Sum(s => s.Difference) == 0.01m && read.Statements.Any(s => s.Problems.Count > 0), $"The closing balance ({format}) is wrong by 0.01, and the plugin says: {Said(read)}");
        }
    }

    private static async Task Cut(Bench bench, CancellationToken ct)
    {
        var bank = Bank(bench);
        foreach (var format in bank.StatementFormats)
        {
            bench.Script.Seed(bench.Script.PageSize + 1);
            var file = bank.Statement(format);
            var whole = await bench.Caller.ReadStatements(bench.Scope, file, ct);
            for (var cut = 1; cut < Cuts; cut++)
            {
                var part = await ReadOrRefused(bench, file with { Content = file.Content[..(file.Content.Length * cut / Cuts)] }, ct);
                NotConformant.Unless(
                    part is null || !IsGood(part) || Same(part, whole),
                    $"A statement ({format}) cut after {cut} of {Cuts} parts was read as a good one of {(part is null ? 0 : Booked(part).Count)} lines.");
            }
        }
    }

    private static async Task Foreign(Bench bench, CancellationToken ct)
    {
        byte[][] files = [[], Encoding.UTF8.GetBytes("Dear Sirs, please find the statement attached."), Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><invoice><total>12.50</total></invoice>"), new byte[512]];
        foreach (var content in files)
            NotConformant.Unless(await ReadOrRefused(bench, new BankFile("statement", content), ct) is null, $"A file of {content.Length} bytes that is no statement was read as one.");
    }

    /// <summary>Null: refused as it should be.</summary>
    private static async Task<StatementFile?> ReadOrRefused(Bench bench, BankFile file, CancellationToken ct)
    {
        try
        {
            return await bench.Caller.ReadStatements(bench.Scope, file, ct);
        }
        catch (ConnectorException e)
        {
            bench.Notes.Note(e.Message);
            NotConformant.Unless(e.Class == ErrorClass.Validation, $"A file that cannot be read was refused as {e.Class} and should be refused as Validation: {e.Message}");
            return null;
        }
    }

    private static IFileBank Bank(Bench bench) => FileBank.Of(bench);

    // A part of a batch is not booked again, and information moves nothing.
    private static List<BankTransaction> Booked(StatementFile file) => [.. file.Statements.SelectMany(s => s.Transactions).Where(t => t.Status == BankStatus.Booked && t.BatchId is null)];

    private static List<string> Ids(StatementFile file) => Booked(file).ConvertAll(t => t.Id);

    private static bool IsGood(StatementFile file) => file.Statements.All(s => s.Balanced == true && s.Problems.Count == 0);

    // The last few bytes of a file may say nothing.
    private static bool Same(StatementFile part, StatementFile whole) => Ids(part).SequenceEqual(Ids(whole)) && part.Statements[^1].Closing == whole.Statements[^1].Closing;

    private static string Said(StatementFile file) => string.Join(" ", file.Statements.SelectMany(s => s.Problems.Append(FormattableString.Invariant($"difference {s.Difference}"))).Take(4));
}

/// <summary>The script of a plugin that reads and writes files.</summary>
internal static class FileBank
{
    internal static IFileBank Of(Bench bench) =>
        bench.Script as IFileBank ?? throw new NotConformant("plugin.json names a capability of files, and the vendor's script is no bank of files: let it implement IFileBank.");
}
