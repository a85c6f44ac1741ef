using Microsoft.Extensions.Logging.Abstractions;
using StratCap.Foundation.Messaging;
using StratCap.Ingestion.Imports;

namespace StratCap.Modules.Tests.Ingestion;

public sealed class ImportNewsTests
{
    private readonly Clock _clock = new();
    private readonly Pushes _pushes = new();

    private ImportNews News => field ??= new ImportNews(_pushes, _clock, NullLogger<ImportNews>.Instance);

    [Fact]
    public async Task Progress_ToldOften_IsPushedAFewTimesASecond()
    {
        var job = Job();
        for (var i = 0; i < 100; i++)
        {
            await News.Tell(job, always: false, CancellationToken.None);
            _clock.Now += TimeSpan.FromMilliseconds(10);
        }

        _pushes.Sent.ShouldBe(Enumerable.Repeat("data:import import.progress", 4));
    }

    [Fact]
    public async Task Progress_OfANewState_IsPushedAtOnce()
    {
        var job = Job();
        await News.Tell(job, always: false, CancellationToken.None);
        job.FinishedAt = _clock.Now;
        await News.Tell(job, always: true, CancellationToken.None);

        _pushes.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Progress_ThatCannotBePushed_StopsNoImport()
    {
        _pushes.Fails = true;

        await Should.NotThrowAsync(() => News.Tell(Job(), always: true, CancellationToken.None));
        _pushes.Sent.Count.ShouldBe(1);
    }

    private static ImportJob Job() => new()
    {
        Id = Guid.NewGuid(),
        SourceType = "positions",
        FileName = "f.csv",
        Sha256 = "00",
        BlobKey = "k",
        CreatedByName = "A",
        State = ImportState.Running,
        RowsTotal = 100,
        RowsDone = 50,
    };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Pushes : IPush
    {
        public List<string> Sent { get; } = [];
        public bool Fails { get; set; }

        public Task SendTo(Guid userId, string what, object data, CancellationToken ct) => Log($"{userId} {what}");

        public Task Send(string permission, string what, object data, CancellationToken ct) => Log($"{permission} {what}");

        private Task Log(string sent)
        {
            Sent.Add(sent);
            return Fails ? Task.FromException(new InvalidOperationException("The push server is away.")) : Task.CompletedTask;
        }
    }
}
