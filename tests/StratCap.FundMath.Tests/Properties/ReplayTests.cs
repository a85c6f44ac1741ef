using System.Globalization;
using System.Text.Json;
using CsCheck;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>These change settings of the whole process, so nothing else runs beside them.</summary>
[CollectionDefinition("Settings of the machine", DisableParallelization = true)]
public sealed class MachineSettings;

/// <summary>A book replayed on another machine gives the same hashes and the same figures, to the last digit and letter.</summary>
[Collection("Settings of the machine")]
public sealed class ReplayTests
{
    private static readonly (string Culture, string TimeZone)[] Machines =
        [("de-DE", "Asia/Tokyo"), ("tr-TR", "America/Los_Angeles"), ("th-TH", "Pacific/Kiritimati"), ("ar-SA", "UTC"), ("fa-IR", "Asia/Kathmandu")];

    [Fact]
    public void Replay_UnderAnotherCultureAndTimeZone_GivesTheSameHashesAndFigures()
    {
        var steps = Gen.Select(RandomLife.Steps, RandomLife.Steps).Array[12].Single();
        foreach (var life in steps.Select(s => s.Item1).Concat(steps.Select(s => s.Item2)))
        {
            var here = Replay(life);
            foreach (var (culture, zone) in Machines)
                On(culture, zone, () => Replay(life)).ShouldBe(here, $"{culture}, {zone}");
        }
    }

    [Fact]
    public void Replay_InParallel_GivesTheSameHashesAndFigures()
    {
        var lives = RandomLife.Steps.Array[24].Single();
        var one = lives.Select(Replay).ToArray();
        foreach (var degree in new[] { 2, 8, 32 })
        {
            var many = new string[lives.Length];
            Parallel.For(0, lives.Length, new ParallelOptions { MaxDegreeOfParallelism = degree }, i => many[i] = Replay(lives[i]));
            many.ShouldBe(one);
        }
    }

    private static string Replay(Step[] steps)
    {
        var life = RandomLife.Live(steps);
        var fund = life.Fund;
        // Through storage and back, as a replay from a database would.
        var stored = fund.Facts.Select((f, i) => f with { Payload = FundJson.Deserialize(fund.Payloads[i]), RecordedAt = f.RecordedAt.ToOffset(TimeSpan.FromHours(i % 12)) }).ToList();
        BookChain.Verify(stored.Zip(fund.Payloads)).Count().ShouldBe(0);
        var book = FundBook.Fold(stored);
        var text = string.Join('\n', fund.Facts.Select(f => f.Hash)) + Digest.Of(book) + JsonSerializer.Serialize(Performance.Of(book), FundJson.Options);
        return book.HasMovements && book.FindTermsAt(book.AsOf) is not null ? text + JsonSerializer.Serialize(LiquidationScenario.Run(book, book.AsOf), FundJson.Options) : text;
    }

    private static string On(string culture, string timeZone, Func<string> work)
    {
        var cultureBefore = CultureInfo.CurrentCulture;
        var zoneBefore = Environment.GetEnvironmentVariable("TZ");
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Environment.SetEnvironmentVariable("TZ", timeZone);
            TimeZoneInfo.ClearCachedData();
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = cultureBefore;
            Environment.SetEnvironmentVariable("TZ", zoneBefore);
            TimeZoneInfo.ClearCachedData();
        }
    }
}
