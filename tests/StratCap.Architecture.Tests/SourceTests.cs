using System.Text.RegularExpressions;

namespace StratCap.Architecture.Tests;

public sealed partial class SourceTests
{
    /// <summary>Where binary floating point may stand, and why.</summary>
    private static readonly string[] FloatingPoint =
    [
        "src/StratCap.FundMath/Returns/", // root search
        "src/StratCap.FundMath/Money.cs", // a power of ten, exact
    ];

    [Fact]
    public void Money_IsNeverBinaryFloatingPoint() => Offenders(FloatingPointWord(), Repository.Sources.Where(InMoneyPath)).ShouldBeEmpty();

    [Fact]
    public void Code_PromisesNothingForLater() => Offenders(Promise(), Repository.Sources).ShouldBeEmpty();

    [Fact]
    public void Code_SwallowsNoError() => Offenders(EmptyCatch(), Repository.Sources).ShouldBeEmpty();

    [Fact]
    public void Kernel_ReadsNoClockAndNoCulture() =>
        Offenders(Impure(), Repository.Sources.Where(f => Repository.Relative(f).StartsWith("src/StratCap.FundMath/", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void Code_AsksTheClockThroughTimeProvider() => Offenders(Clock(), Repository.Sources.Where(f => !f.Contains("/Demo/", StringComparison.Ordinal) && !f.Contains("/Embedded/", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void File_FitsInOnesHead()
    {
        foreach (var file in Repository.Sources) File.ReadLines(file).Count().ShouldBeLessThan(420, Repository.Relative(file));
    }

    /// <summary>System first, then by name, as the formatter sorts them: the build does not look at their order.</summary>
    [Fact]
    public void File_SortsItsUsings()
    {
        foreach (var file in Repository.Sources)
        {
            var usings = File.ReadLines(file).TakeWhile(l => !l.StartsWith("namespace ", StringComparison.Ordinal)).Where(l => Using().IsMatch(l)).Select(l => l.Trim().TrimEnd(';')[6..]).ToList();
            var sorted = usings.OrderBy(u => u != "System" && !u.StartsWith("System.", StringComparison.Ordinal)).ThenBy(u => u, StringComparer.OrdinalIgnoreCase);
            string.Join('\n', usings).ShouldBe(string.Join('\n', sorted), Repository.Relative(file));
        }
    }

    private static bool InMoneyPath(string file)
    {
        var relative = Repository.Relative(file);
        return (relative.StartsWith("src/StratCap.FundMath/", StringComparison.Ordinal) || relative.StartsWith("src/modules/StratCap.Funds/", StringComparison.Ordinal)
            || relative.StartsWith("src/modules/StratCap.Calculations/", StringComparison.Ordinal) || relative.StartsWith("src/modules/StratCap.Accounting/", StringComparison.Ordinal)
            || relative.StartsWith("src/modules/StratCap.Payments/", StringComparison.Ordinal))
            && !FloatingPoint.Any(allowed => relative.StartsWith(allowed, StringComparison.Ordinal));
    }

    private static List<string> Offenders(Regex wrong, IEnumerable<string> files) =>
        [.. files.SelectMany(f => File.ReadLines(f).Select((line, i) => (File: f, Line: line, Number: i + 1))).Where(l => wrong.IsMatch(l.Line)).Select(l => $"{Repository.Relative(l.File)}:{l.Number}: {l.Line.Trim()}")];

    [GeneratedRegex(@"^(?!\s*//).*\b(double|float)\b")]
    private static partial Regex FloatingPointWord();

    [GeneratedRegex(@"^using [\w.]+;")]
    private static partial Regex Using();

    [GeneratedRegex(@"TODO|FIXME|HACK|NotImplementedException")]
    private static partial Regex Promise();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|TimeProvider|Environment\.|CultureInfo\.Current|\basync\b|\bTask\b|Random\b")]
    private static partial Regex Impure();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now")]
    private static partial Regex Clock();
}
