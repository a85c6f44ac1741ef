using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using CsvHelper;
using StratCap.Plugin.PortalSync;
using StratCap.Plugin.PortalSync.Files;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Portals;
using StratCap.Testing;
using static StratCap.Plugins.Tests.PortalSync.Mappings;

namespace StratCap.Plugins.Tests.PortalSync;

public sealed class PortalFileTests : IAsyncLifetime
{
    private static readonly object Settings = new
    {
        host = "portal.example.com",
        mapping = new
        {
            listInvestors = new { fields = Named(("/externalId", new { from = "/Investor Id" }), ("/name", new { from = "/Legal Name" }), ("/kind", new { from = "/Type", map = Named(("LLC", "institution")) })), file = new { folder = "in", prefix = "investors_" } },
            publishEvent = new { fields = Named(("Investor Id", new { from = "/investorExternalId" }), ("Fund", new { from = "/fundName" }), ("Amount", new { from = "/amount" }), ("Due", new { from = "/dueOn" })), file = new { folder = "out", prefix = "event_" } },
            publishDocument = new { fields = Named(("Investor Id", new { from = "/investorExternalId" }), ("Title", new { from = "/title" }), ("Sha256", new { from = "/sha256" })), file = new { folder = "out", prefix = "doc_" } },
        },
    };

    private readonly PortalSyncConnector _portal = new();
    private PortalStandIn _vendor = null!;
    private MemoryFiles _files = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await PortalStandIn.Start();
        _files = new(_vendor.Clock);
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(10_000)]
    public async Task File_OfAnyNumberOfRows_IsGivenOnceAndPutAwayWhenTheHostComesBack(int count)
    {
        Drop("investors_1.csv", Rows(count));
        var (investors, cursors) = await Read(null);
        investors.Select(i => i.ExternalId).ShouldBe(Enumerable.Range(1, count).Select(i => $"I{i}"));
        _files.All.Keys.ShouldContain("in/investors_1.csv");
        // A host that broke off before the last page gets the whole file again.
        if (cursors.Count > 1) (await Read(cursors[0])).Investors.Count.ShouldBe(count);
        (await Read(cursors[^1])).Investors.ShouldBeEmpty();
        _files.All.Keys.ShouldAllBe(k => k.StartsWith("processed/", StringComparison.Ordinal));
        (await Read(cursors[^1])).Investors.ShouldBeEmpty();
    }

    [Fact]
    public async Task File_OfTheSameNameThatComesAgain_IsAnotherFile()
    {
        Drop("investors_1.csv", Rows(1));
        var (_, cursors) = await Read(null);
        _vendor.Clock.Advance(TimeSpan.FromSeconds(1));
        Drop("investors_1.csv", Rows(2));
        (await Read(cursors[^1])).Investors.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Files_MoreThanACursorCanName_ComeOverSeveralCallsAndNoneIsMissed()
    {
        for (var i = 0; i < 60; i++) Drop($"investors_{i:D3}.csv", $"Investor Id,Legal Name,Type\r\nF{i},Fund {i},LLC\r\n");
        var (all, calls, cursor) = (new List<PortalInvestor>(), 0, (string?)null);
        do
        {
            var (investors, cursors) = await Read(cursor);
            cursor = cursors[^1];
            all.AddRange(investors);
        }
        while (++calls < 20 && _files.All.Keys.Any(k => k.StartsWith("in/", StringComparison.Ordinal)));
        calls.ShouldBeInRange(3, 10);
        all.Select(i => i.ExternalId).ShouldBe(Enumerable.Range(0, 60).Select(i => $"F{i}"));
    }

    [Fact]
    public async Task File_WithoutItsSidecar_WaitsAndIsNotTouched()
    {
        _files.Put("in/investors_1.csv", Encoding.UTF8.GetBytes(Rows(3)));
        _files.Put("in/investors_2.csv.part", Encoding.UTF8.GetBytes(Rows(3)));
        (await Read(null)).Investors.ShouldBeEmpty();
        _files.All.Keys.ShouldBe(["in/investors_1.csv", "in/investors_2.csv.part"]);
    }

    [Theory]
    [InlineData(".sha256", "00ff")]
    [InlineData(".rows", "4")]
    [InlineData(".rows", "three")]
    [InlineData(".sha256", "")]
    public async Task File_ThatItsSidecarDoesNotAgreeWith_FailsWholeAndGivesNothing(string kind, string says)
    {
        _files.Put("in/investors_1.csv", Encoding.UTF8.GetBytes(Rows(3)));
        _files.Put("in/investors_1.csv" + kind, Encoding.UTF8.GetBytes(says));
        (await Read(null)).Investors.ShouldBeEmpty();
        _files.All.Keys.Count(k => k.StartsWith("failed/", StringComparison.Ordinal)).ShouldBe(3);
        _files.All.Keys.ShouldNotContain(k => k.StartsWith("in/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("Investor Id,Investor Id\r\n1,2\r\n")]
    [InlineData("Investor Id,Legal Name,Type\r\n1,\"never closed,LLC\r\n")]
    [InlineData("Investor Id,Legal Name,Type\r\n1,Gra\"nite,LLC\r\n")]
    public async Task File_ThatIsNoCsv_FailsWhole(string text)
    {
        Drop("investors_1.csv", text);
        (await Read(null)).Investors.ShouldBeEmpty();
        _files.All.Keys.ShouldContain(k => k.EndsWith("investors_1.csv.errors.csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_InAnotherEncoding_FailsWholeRatherThanMisreadNames()
    {
        Drop("investors_1.csv", [.. Encoding.UTF8.GetBytes("Investor Id,Legal Name,Type\r\n1,M"), 0xFC, .. Encoding.UTF8.GetBytes("ller,LLC\r\n")]);
        (await Read(null)).Investors.ShouldBeEmpty();
        _files.All.Keys.ShouldContain(k => k.StartsWith("failed/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_ThatCannotBeRead_AreToldWithTheirReasonAndTheOthersGiven()
    {
        Drop("investors_1.csv", "\uFEFFInvestor Id,Legal Name,Type\r\n1,\"Granite, \"\"GP\"\"\r\nLLC\",LLC\r\n2,,LLC\r\n3,Short\r\n4,Müller,LLC\r\n5,Odd,GMBH\r\n");
        var investors = (await Read(null)).Investors;
        investors.Select(i => (i.ExternalId, i.Name)).ShouldBe([("1", "Granite, \"GP\"\r\nLLC"), ("4", "Müller")]);
        var errors = Encoding.UTF8.GetString(_files.All.Single(f => f.Key.EndsWith(".errors.csv", StringComparison.Ordinal)).Value.Content).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        errors.Length.ShouldBe(4);
        errors[0].ShouldBe("row,reason");
        errors[2].ShouldContain("2 fields");
    }

    [Fact]
    public async Task Event_IsWrittenWithItsHashAndCountAndTheSameAgainChangesNothing()
    {
        var sent = PortalHttpTests.Event(1_234.50m, "USD") with { FundName = "=HYPERLINK(\"http://evil.example\")" };
        (await _portal.PublishEvent(Connection(), "E-1", sent, default)).ShouldBe(new WriteOutcome.Accepted("E-1"));
        (await _portal.PublishEvent(Connection(), "E-1", sent, default)).ShouldBe(new WriteOutcome.Accepted("E-1"));
        _files.All.Keys.ShouldBe(["out/event_E-1.csv", "out/event_E-1.csv.rows", "out/event_E-1.csv.sha256"]);
        var csv = _files.All["out/event_E-1.csv"].Content;
        Encoding.UTF8.GetString(csv).ShouldBe("Investor Id,Fund,Amount,Due\r\ninv-1,\"'=HYPERLINK(\"\"http://evil.example\"\")\",1234.50,2026-12-15\r\n");
        Encoding.UTF8.GetString(_files.All["out/event_E-1.csv.sha256"].Content).ShouldStartWith(Convert.ToHexStringLower(SHA256.HashData(csv)));
        (await _portal.PublishEvent(Connection(), "E-1", PortalHttpTests.Event(1m, "USD"), default)).ShouldBeOfType<WriteOutcome.Rejected>();
    }

    [Fact]
    public async Task Document_LiesBesideItsRow_AndNoNameLeavesTheFolder()
    {
        var document = new PortalDocument("inv-1", "Harbour", "Notice", "notice", new(2026, 11, 20), "../../etc/Notice.PDF", "application/pdf", Encoding.UTF8.GetBytes("%PDF"));
        await _portal.PublishDocument(Connection(), "D-1", document, default);
        _files.All.Keys.ShouldBe(["out/doc_D-1.csv", "out/doc_D-1.csv.rows", "out/doc_D-1.csv.sha256", "out/doc_D-1.document.pdf"], ignoreOrder: true);
        (await _portal.PublishDocument(Connection(), "../D", document, default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("portal.key");
    }

    [Fact]
    public async Task Document_ThatIsATableItself_DoesNotTakeTheRowsName()
    {
        var document = new PortalDocument("inv-1", "Harbour", "Statement", "statement", new(2026, 11, 20), "statement.csv", "text/csv", Encoding.UTF8.GetBytes("a,b\r\n"));
        (await _portal.PublishDocument(Connection(), "D-2", document, default)).ShouldBeOfType<WriteOutcome.Accepted>();
        _files.All["out/doc_D-2.document.csv"].Content.ShouldBe(document.Content.ToArray());
    }

    [Fact]
    public async Task File_WhosePuttingAwayBrokeOff_LeavesNoHashForTheNextOne()
    {
        Drop("investors_1.csv", Rows(2));
        _files.Put("in/investors_1.csv.rows", "2"u8.ToArray());
        var (_, cursors) = await Read(null);
        _files.MovesBeforeItBreaks = 1;
        await Should.ThrowAsync<ConnectorException>(() => Read(cursors[^1]));
        await Read(cursors[^1]);
        _files.All.Keys.ShouldAllBe(k => k.StartsWith("processed/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task File_ThatFailedAndWhosePuttingAwayBrokeOff_IsNotTakenForGood(int moves)
    {
        _files.Put("in/investors_1.csv", Encoding.UTF8.GetBytes(Rows(3)));
        _files.Put("in/investors_1.csv.rows", "3"u8.ToArray());
        _files.Put("in/investors_1.csv.sha256", "00ff"u8.ToArray());
        _files.MovesBeforeItBreaks = moves;
        await Should.ThrowAsync<ConnectorException>(() => Read(null));
        (await Read(null)).Investors.ShouldBeEmpty();
        _files.All.Keys.ShouldNotContain("in/investors_1.csv");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1 555", "'+1 555")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("\tx", "'\tx")]
    [InlineData("  =1", "'  =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("Granite = LLC", "Granite = LLC")]
    [InlineData("Acme;=1", "Acme;'=1")]
    [InlineData("one\r\n- two", "one\r\n'- two")]
    [InlineData("a; \"@x", "a;' \"@x")]
    [InlineData("", "")]
    public void Text_ThatASpreadsheetWouldRun_IsMadeHarmless(string field, string written) => CsvText.Harmless(field).ShouldBe(written);

    [Fact]
    public void Rows_OfHostileTexts_BeginNoCellWithAFormula_WhateverSeparatesThem() =>
        Gen.Char["=+-@,;|\t\r\n\"' a1"].Array[0, 9].Select(c => new string(c)).Array[3].Array[1, 5].Sample(rows =>
        {
            var file = Encoding.UTF8.GetString(CsvText.Write(["a", "b", "c"], rows.Select(r => (IReadOnlyList<string?>)[$"x{r[0]}", r[1], r[2]])));
            foreach (var separator in ",;|\t") LooseCsv.Cells(file, separator).Where(c => LooseCsv.Runs(c) && !decimal.TryParse(c, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)).ShouldBeEmpty($"read with '{separator}': {file}");
        }, iter: 2_000);

    [Fact]
    public void Rows_WrittenHere_AreReadTheSameByOurReaderAndByAnother() =>
        Gen.Char[" -~äß€\"\r\n,"].Array[0, 20].Select(c => new string(c)).Array[1, 5].Array[0, 20].Sample(rows =>
        {
            var width = rows.Length == 0 ? 1 : rows[0].Length;
            var square = rows.Select(r => Enumerable.Range(0, width).Select(i => i < r.Length ? CsvText.Harmless(r[i]) : "").ToArray()).ToList();
            var header = Enumerable.Range(0, width).Select(i => $"c{i}").ToList();
            var bytes = CsvText.Write(header, square);
            var expected = square.Where(r => width > 1 || r[0]!.Length > 0).Select(r => string.Join('|', r)).ToList();
            CsvText.Read(bytes, ",").Select(l => string.Join('|', l.Columns!.Select(c => c.Value!.ToString()))).ToList().ShouldBe(expected);
            using var other = new CsvReader(new StringReader(Encoding.UTF8.GetString(bytes)), CultureInfo.InvariantCulture);
            other.Read();
            other.ReadHeader();
            var read = new List<string>();
            while (other.Read()) read.Add(string.Join('|', Enumerable.Range(0, width).Select(i => other.GetField(i))));
            read.ShouldBe(expected);
        }, iter: 500);

    private PluginSdk.Connections.Connection Connection() => _vendor.Connection(Settings, _files);

    private static string Rows(int count) => "Investor Id,Legal Name,Type\r\n" + string.Concat(Enumerable.Range(1, count).Select(i => $"I{i},Investor {i},LLC\r\n"));

    private void Drop(string name, string text) => Drop(name, Encoding.UTF8.GetBytes(text));

    private void Drop(string name, byte[] content)
    {
        _files.Put("in/" + name, content);
        _files.Put($"in/{name}.sha256", Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(content))}  {name}\n"));
    }

    private async Task<(List<PortalInvestor> Investors, List<string> Cursors)> Read(string? cursor)
    {
        var (investors, cursors) = (new List<PortalInvestor>(), new List<string>());
        await foreach (var page in _portal.StreamInvestors(Connection(), cursor, default))
        {
            investors.AddRange(page.Items);
            cursors.Add(page.Cursor);
        }
        return (investors, cursors);
    }
}
