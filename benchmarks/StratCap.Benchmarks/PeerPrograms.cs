using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StratCap.FundMath.Returns;

namespace StratCap.Benchmarks;

/// <summary>What a peer's process prints.</summary>
/// <param name="Nanoseconds">For one operation, measured by itself after its warm-up.</param>
internal sealed record PeerAnswer(double Nanoseconds, double[]? Rates = null, string? Figure = null);

/// <summary>Finds, installs and runs the programs of others. What is fetched goes into an ignored folder, by the committed lockfile, without running its scripts.</summary>
internal sealed class PeerPrograms
{
    /// <summary>Far above what any peer takes: one that waits for something would else hold up the whole run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly string source = Path.Combine(AppContext.BaseDirectory, "peers");
    private readonly Lazy<string?> node;

    internal PeerPrograms(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        node = new(InstallNode);
    }

    /// <summary>Where peers are installed and files are exchanged.</summary>
    internal string Folder { get; }

    /// <summary><c>.data/bench</c> beside the solution, which version control ignores.</summary>
    internal static string IgnoredFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? Path.GetTempPath(), ".data", "bench");
    }

    /// <summary>Why a peer cannot be run, or null.</summary>
    internal string? Missing(string peer) => peer.Split(' ')[0] switch
    {
        "npm" => node.Value,
        "python3" => Found("python3") ? null : "python3 is not installed",
        _ => Office is null ? "soffice is not installed" : null,
    };

    internal PeerAnswer Node(string library, string problems) => Answer("node", [Path.Combine(Folder, "xirr.mjs"), library, problems, "1"]);

    /// <summary>Documents with the rows of a file, by a library of node.</summary>
    internal PeerAnswer Documents(string library, string rows) => Answer("node", [Path.Combine(Folder, "statement.mjs"), library, rows, "2"]);

    internal PeerAnswer Python(string[] arguments) => Answer("python3", [Path.Combine(source, "python", "peers.py"), .. arguments]);

    /// <summary>The same sheet with and without its formulas: the difference is theirs.</summary>
    internal PeerAnswer LibreOffice(CalcSheet sheet)
    {
        var (bare, _) = Convert(sheet, formulas: 0);
        var (full, rates) = Convert(sheet, CalcSheet.Repeats);
        return new PeerAnswer(Math.Max(1, full - bare) / (sheet.Problems * CalcSheet.Repeats), rates);
    }

    private static string? Office { get; } = Found("soffice") ? "soffice" : Found("libreoffice") ? "libreoffice" : null;

    private (double Nanoseconds, double[] Rates) Convert(CalcSheet sheet, int formulas)
    {
        var file = Path.Combine(Folder, $"xirr-{formulas}.fods");
        sheet.Write(file, formulas);
        var begin = Stopwatch.GetTimestamp();
        // A profile of its own: an office that is open would take the job over, and this process would end at once.
        Run(Office!, [$"-env:UserInstallation={new Uri(Path.Combine(Folder, "profile"))}", "--headless", "--convert-to", "csv", "--outdir", Folder, file]);
        var spent = Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
        return (spent, formulas == 0 ? [] : sheet.Read(Path.ChangeExtension(file, ".csv")));
    }

    private string? InstallNode()
    {
        if (!Found("node") || !Found("npm")) return "node and npm are not installed";
        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, "js")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        try
        {
            Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
            return null;
        }
        catch (InvalidOperationException failed)
        {
            return failed.Message;
        }
    }

    private PeerAnswer Answer(string program, string[] arguments) => JsonSerializer.Deserialize<PeerAnswer>(Run(program, arguments), Json)!;

    private string Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not end within {Patience.TotalMinutes} minutes and was killed");
        }
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result.Trim().Split('\n')[^1]}");
    }

    private static bool Found(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>XIRR problems as a flat OpenDocument sheet: two columns a problem, and rows of formulas under them.</summary>
internal sealed class CalcSheet(IEnumerable<DatedFlow[]> problems)
{
    /// <summary>How often each problem stands in the sheet: enough to rise above the time that the program takes to start.</summary>
    internal const int Repeats = 100;

    private readonly List<DatedFlow[]> problems = [.. problems];

    internal int Problems => problems.Count;

    internal void Write(string file, int formulas)
    {
        using var text = new StreamWriter(file);
        text.Write("""<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="S">""");
        for (var row = 0; row < problems[0].Length; row++)
            Row(text, problems.SelectMany(p => (string[])[Number(p[row].Amount.ToString(CultureInfo.InvariantCulture)), Number((p[row].Date.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture))]));
        for (var repeat = 0; repeat < formulas; repeat++)
            Row(text, problems.Select((p, i) => $"""<table:table-cell table:formula="of:=TEXT(XIRR([.{Column(2 * i)}1:.{Column(2 * i)}{p.Length}];[.{Column((2 * i) + 1)}1:.{Column((2 * i) + 1)}{p.Length}];0.1);&quot;0.000000000000&quot;)"/>"""));
        text.Write("</table:table></office:spreadsheet></office:body></office:document>");
    }

    /// <summary>The rates of the first row of formulas.</summary>
    internal double[] Read(string csv) => [.. File.ReadLines(csv).ElementAt(problems[0].Length).Split(',').Take(problems.Count).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    private static string Number(string value) => $"""<table:table-cell office:value-type="float" office:value="{value}"/>""";

    private static void Row(StreamWriter text, IEnumerable<string> cells)
    {
        text.Write("<table:table-row>");
        foreach (var cell in cells) text.Write(cell);
        text.Write("</table:table-row>");
    }

    /// <summary>0 is A, 26 is AA.</summary>
    private static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString() : Column((index / 26) - 1) + (char)('A' + (index % 26));
}
