using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StratCap.Documents.Scanning;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Keeping;

/// <summary>Uploads shown to a real clamd before they are kept: what is infected, or not looked at, is not kept.</summary>
public sealed class ScannerTests
{
    private const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    private static Task<Reply> Add(Firm firm, FundLife life, string text, string name = "minutes.txt") =>
        firm.Accountant.Post($"/api/v1/documents?fundId={life.Id}&kind=Other&title=Minutes&fileName={name}", File(text));

    private static ByteArrayContent File(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };

    private static async Task<House> Start(string scanner)
    {
        var house = new House(null, new() { ["Documents:Scanner"] = scanner });
        await house.InitializeAsync();
        return house;
    }

    private static string[] Blobs(House house) => Directory.Exists(Path.Combine(house.Folder, "blobs")) ? Directory.GetFiles(Path.Combine(house.Folder, "blobs"), "*", SearchOption.AllDirectories) : [];

    [Fact]
    public async Task WhatIsInfected_IsRefusedByName_AndNothingIsKeptButThatItCame()
    {
        await using var house = await Start((await ClamServer.SharedAsync()).Address);
        var firm = await house.Provision("Scanned");
        var life = await FundLife.Closed(firm);

        (await Add(firm, life, Eicar)).Refused(HttpStatusCode.UnprocessableEntity, "documents.infected").Json.Text("detail").ShouldContain("Eicar-Test-File");
        (await Add(firm, life, new string('a', 200_000) + ClamServer.Mark + " and more")).Refused(HttpStatusCode.UnprocessableEntity, "documents.infected");
        (await firm.Cfo.All($"/api/v1/documents?fundId={life.Id}")).ShouldBeEmpty();
        Blobs(house).ShouldBeEmpty();

        var id = (await Add(firm, life, "Nothing in it")).Ok()["data"]!["document"]!.Text("documentId");
        (await firm.Accountant.Post($"/api/v1/documents/{id}/versions?fileName=again.txt", File(Eicar))).Refused(HttpStatusCode.UnprocessableEntity, "documents.infected");
        Blobs(house).Length.ShouldBe(1);
        var audited = (await firm.Admin.All("/api/v1/audit/documents")).Where(a => a.Text("action") == "documents.upload.infected").ToList();
        audited.Select(a => (a.Text("subjectType"), a.Text("actorName"))).ShouldBe([("fund", "Alan Accountant"), ("fund", "Alan Accountant"), ("document", "Alan Accountant")], ignoreOrder: true);
        audited.ShouldAllBe(a => a["after"]!.ToJsonString().Contains("virus"));
        // More than clamd takes, and more than it looks at: neither is kept.
        (await Add(firm, life, new string('b', 2 << 20))).Refused(HttpStatusCode.UnprocessableEntity, "documents.too_large_to_scan").Json.Text("detail").ShouldContain("StreamMaxLength");
        (await Add(firm, life, new string('c', 700_000))).Refused(HttpStatusCode.UnprocessableEntity, "documents.infected").Json.Text("detail").ShouldContain("Limits.Exceeded");
        Blobs(house).Length.ShouldBe(1);
    }

    [Fact]
    public async Task AScannerThatIsAway_LetsNothingThrough_AndOneOnASocketIsAskedAsWell()
    {
        var scanner = await ClamServer.SharedAsync();
        await using (var away = await Start("127.0.0.1:1"))
        {
            var firm = await away.Provision("Away");
            var life = await FundLife.Closed(firm);
            (await Add(firm, life, "Nothing in it")).Refused(HttpStatusCode.ServiceUnavailable, "documents.scanner_away");
            (await firm.Cfo.All($"/api/v1/documents?fundId={life.Id}")).ShouldBeEmpty();
            Blobs(away).ShouldBeEmpty();
        }
        await using var house = await Start(scanner.Socket);
        var other = await house.Provision("Socket");
        var fund = await FundLife.Closed(other);
        (await Add(other, fund, "Nothing in it")).Ok();
        (await Add(other, fund, Eicar)).Refused(HttpStatusCode.UnprocessableEntity, "documents.infected");
        (await Add(other, fund, new string('b', 2 << 20))).Refused(HttpStatusCode.UnprocessableEntity, "documents.too_large_to_scan");
    }

    [Fact]
    public async Task UploadsThatWaitForTheScanner_KeepNobodyFromTheDatabase()
    {
        const int MoreThanConnections = 60;
        var stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(MoreThanConnections);
        await using var house = await Start(listener.LocalEndpoint.ToString()!);
        var firm = await house.Provision("Waiting");
        var life = await FundLife.Closed(firm);
        var uploads = Enumerable.Range(0, MoreThanConnections).Select(_ => Add(firm, life, "Nothing in it")).ToList();
        var scanners = new List<TcpClient>();
        while (scanners.Count < MoreThanConnections) scanners.Add(await listener.AcceptTcpClientAsync(stop));
        (await firm.Cfo.Get(life.Api())).Ok();
        scanners.ForEach(s => s.Dispose());
        foreach (var upload in uploads) (await upload).Refused(HttpStatusCode.ServiceUnavailable, "documents.scanner_away");
    }

    /// <summary>Of an end that closes with most of the file unread.</summary>
    [Theory]
    [InlineData("Something is wrong. ERROR", true, false)]
    [InlineData("INSTREAM size limit exceeded. ERROR", false, true)]
    [InlineData("stream: OK", true, false)]
    [InlineData("", true, false)]
    public async Task WhatIsSaidBeforeTheFileIsSeenWhole_IsHeard_AndIsNeverThatItIsClean(string said, bool away, bool tooLarge)
    {
        var stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var looking = new VirusScan(new() { Scanner = listener.LocalEndpoint.ToString() }, NullLogger<VirusScan>.Instance).Look(new MemoryStream(new byte[16 << 20]), stop);
        using (var scanner = await listener.AcceptTcpClientAsync(stop))
        {
            await scanner.GetStream().ReadExactlyAsync(new byte[100], stop);
            await scanner.GetStream().WriteAsync(Encoding.ASCII.GetBytes(said + "\0"), stop);
        }
        (await looking).ShouldBe(new Verdict(null, away, tooLarge));
    }
}
