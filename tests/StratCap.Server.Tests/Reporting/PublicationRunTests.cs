using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Documents;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Jobs;
using StratCap.Reporting.Publishing;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Portal;

namespace StratCap.Server.Tests.Reporting;

/// <summary>A worker that is killed at any place loses no report and makes none twice. Workers are stopped here at an instruction, which no signal to a process can.</summary>
public sealed class PublicationRunTests : IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private House _house = null!;
    private Killer _killer = null!;

    private T Get<T>() where T : notnull => _house.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        _house = new House(null, new Dictionary<string, string?> { ["Publishing:Workers"] = "0", ["Publishing:ChunkReports"] = "2" },
            services => services.AddSingleton<IDocuments>(p => _killer = new Killer(ActivatorUtilities.CreateInstance<DocumentKeeper>(p))));
        await _house.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Killed_BeforeOrAfterAChunkIsKept_AnotherGoesOn_AndNothingIsThereTwice()
    {
        var firm = await _house.Provision("Killed");
        var fund = await FourPartners.Called(firm);
        var (life, work) = (fund.Life, Get<PublicationWork>());
        var id = (await Publications.Ask(firm.Cfo, life.Id, "2024-Q2", null, ["InvestorStatement", "CapitalAccount"])).Ok()["data"]!.Text("publicationId");
        (await Publications.Ask(firm.Cfo, life.Id, "2024-Q2", null, ["CapitalAccount"])).Refused(System.Net.HttpStatusCode.Conflict, "reporting.publication_under_way");

        // A fact that is recorded meanwhile is in none of them.
        await life.ReceiveAll("2024-06-20");
        var leases = new List<JobLease>();
        foreach (var (keeps, afterwards) in ((int, bool)[])[(1, false), (1, true), (2, true), (2, false)])
        {
            _killer.Kill(keeps, afterwards);
            leases.Add(await Take());
            await Should.ThrowAsync<KilledException>(() => work.Run(leases[^1], Stop));
            await Behind.ExpireLeases(_house.Services, "reporting", "publications");
        }
        _killer.Kill(int.MaxValue, false);
        leases.Add(await Take());
        // Who was only slow, not dead, comes to nothing.
        await Should.ThrowAsync<LeaseLostException>(() => work.Run(leases[0], Stop));
        await work.Run(leases[^1], Stop);

        var publication = (await firm.Cfo.Get($"/api/v1/reports/publications/{id}")).Ok()["data"]!;
        (publication.Text("state"), publication["done"]!.GetValue<int>(), publication["total"]!.GetValue<int>(), publication["percent"]!.GetValue<int>()).ShouldBe(("Completed", 10, 10, 100));
        var reports = await firm.Cfo.All($"/api/v1/reports/published?fundId={life.Id}&size=500");
        reports.Select(r => (r.Text("kind"), r.Text("investorId"))).Distinct().Count().ShouldBe(10);
        reports.Count.ShouldBe(10);
        reports.ShouldAllBe(r => r["revision"]!.GetValue<int>() == 1 && r.Text("bookHash") == publication.Text("bookHash"));
        var documents = await firm.Cfo.All($"/api/v1/documents?fundId={life.Id}&size=500");
        documents.Select(d => (d.Text("documentId"), d.Text("sha256"), d["version"]!.GetValue<int>())).ShouldBe(reports.Select(r => (r.Text("reportId"), r.Text("sha256"), 1)), ignoreOrder: true);
        foreach (var report in reports) (await firm.Cfo.Get($"/api/v1/reports/published/{report.Text("reportId")}/rerun")).Ok()["data"]!["sameBytes"]!.GetValue<bool>().ShouldBeTrue();
        (await Get<PublicationLeases>().Take(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task WhatNeverGetsFurther_IsGivenUpWithAReason_AndMayBePublishedAgain()
    {
        var firm = await _house.Provision("Hopeless");
        var fund = await FourPartners.Called(firm);
        var id = (await Publications.Ask(firm.Cfo, fund.Life.Id, "2024-Q2", null, ["InvestorStatement"])).Ok()["data"]!.Text("publicationId");

        await Get<PublicationWork>().GiveUp(await Take(), Stop);

        var ended = (await firm.Cfo.Get($"/api/v1/reports/publications/{id}")).Ok()["data"]!;
        (ended.Text("state"), ended.Text("failureCode")).ShouldBe(("Failed", "reporting.publication_gave_up"));
        (await Publications.Ask(firm.Cfo, fund.Life.Id, "2024-Q2", null, ["InvestorStatement"])).Ok();
    }

    private async Task<JobLease> Take() => (await Get<PublicationLeases>().Take(Stop)).ShouldNotBeNull();

    private sealed class KilledException : Exception;

    /// <summary>Keeps documents until it is time to die: before the next are kept, or after, when nobody was told of it yet.</summary>
    private sealed class Killer(IDocuments documents) : IDocuments
    {
        private int _left = int.MaxValue;
        private bool _afterwards;

        public void Kill(int keeps, bool afterwards) => (_left, _afterwards) = (keeps, afterwards);

        public async Task<IReadOnlyList<DocumentInfo>> Keep(IReadOnlyList<DocumentToKeep> kept, CancellationToken ct)
        {
            var dies = --_left == 0;
            if (dies && !_afterwards) throw new KilledException();
            var infos = await documents.Keep(kept, ct);
            return dies ? throw new KilledException() : infos;
        }

        public Task<IReadOnlyDictionary<Guid, DocumentInfo>> Find(IReadOnlyCollection<Guid> documentIds, CancellationToken ct) => documents.Find(documentIds, ct);

        public Task<bool> Need(IReadOnlyCollection<Guid> documentIds, string neededFor, CancellationToken ct) => documents.Need(documentIds, neededFor, ct);

        public Task<DocumentContent?> Open(Guid documentId, int? version, CancellationToken ct) => documents.Open(documentId, version, ct);
    }
}
