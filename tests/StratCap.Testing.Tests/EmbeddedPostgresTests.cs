using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using StratCap.Server.Embedded;

namespace StratCap.Testing.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _folder = TestFolder.Make("embedded");

    private EmbeddedPostgresOptions Product => new() { DataDirectory = _folder };

    [Fact]
    public async Task Cluster_New_IsSafeOnDiskAndClosedToStrangers()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(Product);
        var admin = new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Password = "guess" };

        postgres.StartedHere.ShouldBeTrue();
        admin.Username.ShouldBe("stratcap_owner");
        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
            (await Sql.ScalarAsync<string>(postgres.AdminConnectionString, $"show {setting}")).ShouldBe("on");
        (await Sql.ScalarAsync<string>(postgres.AdminConnectionString, "show listen_addresses")).ShouldBe("127.0.0.1");
        (await Sql.ScalarAsync<string>(postgres.AdminConnectionString, "select datcollate from pg_database where datname = 'postgres'"))
            .ShouldBe("C.UTF-8");
        File.GetUnixFileMode(Path.Combine(_folder, "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Should.ThrowAsync<PostgresException>(() => Sql.ExecuteAsync(wrong.ConnectionString, "select 1")))
            .SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task Cluster_PostmasterKilled_StartsAgainWithWhatWasCommitted()
    {
        var postgres = await EmbeddedPostgres.StartAsync(Product);
        await Sql.ExecuteAsync(postgres.AdminConnectionString, "create table postings (amount numeric); insert into postings values (12.34)");
        await using var busy = new NpgsqlConnection(postgres.AdminConnectionString + ";Pooling=false");
        await busy.OpenAsync();
        await using var open = new NpgsqlCommand("begin; insert into postings values (99.99)", busy);
        await open.ExecuteNonQueryAsync();
        Kill(PostmasterFile.Read(postgres.ClusterDirectory)!.Pid);

        await using var again = await EmbeddedPostgres.StartAsync(Product);
        await postgres.DisposeAsync();

        again.StartedHere.ShouldBeTrue();
        again.Port.ShouldBe(postgres.Port);
        (await Sql.ScalarAsync<decimal>(again.AdminConnectionString, "select sum(amount) from postings")).ShouldBe(12.34m);
    }

    [Fact]
    public async Task Cluster_OurProcessKilled_KeepsRunningAndIsJoined()
    {
        using var holder = await Holder.StartAsync("embedded", _folder);
        var first = holder.Line.Split('|');
        await Sql.ExecuteAsync(first[1], "create table postings (amount numeric)");
        await holder.KillAsync();
        await Sql.ExecuteAsync(first[1], "insert into postings values (1)");

        string cluster;
        await using (var joined = await EmbeddedPostgres.StartAsync(Product))
        {
            first[0].ShouldBe("True");
            joined.StartedHere.ShouldBeFalse();
            joined.AdminConnectionString.ShouldBe(first[1]);
            cluster = joined.ClusterDirectory;
        }
        // The one who joined was the last user, so it is down now.
        PostmasterFile.Read(cluster).ShouldBeNull();
    }

    [Fact]
    public async Task Cluster_StartedByTwoProcessesAtOnce_IsOneAndTheLastStopsIt()
    {
        var holders = await Task.WhenAll(Holder.StartAsync("embedded", _folder), Holder.StartAsync("embedded", _folder));
        using var one = holders[0];
        using var two = holders[1];
        var lines = holders.Select(holder => holder.Line.Split('|')).ToList();

        lines.Count(line => line[0] == "True").ShouldBe(1);
        lines[0][1].ShouldBe(lines[1][1]);
        await one.EndAsync();
        (await Sql.ScalarAsync<int>(lines[1][1], "select 1")).ShouldBe(1);
        await two.EndAsync();
        await Should.ThrowAsync<NpgsqlException>(() => Sql.ExecuteAsync(lines[1][1], "select 1"));
    }

    [Fact]
    public async Task Cluster_PidOfKilledServerTakenByAnother_Starts()
    {
        var postgres = await EmbeddedPostgres.StartAsync(Product);
        var pidFile = Path.Combine(postgres.ClusterDirectory, "postmaster.pid");
        var killed = PostmasterFile.Read(postgres.ClusterDirectory)!;
        Kill(killed.Pid);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(killed.Orphans().Count == 0), "the server's children end");
        var user = await RunAs.ChooseAsync(postgres.ClusterDirectory, CancellationToken.None);
        var line = user.CommandLine(["sleep", "60"]);
        using var stranger = Process.Start(line[0], line.Skip(1));
        await File.WriteAllTextAsync(pidFile, killed.Text.Replace(
            killed.Pid.ToString(CultureInfo.InvariantCulture), stranger.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        await using var again = await EmbeddedPostgres.StartAsync(Product);
        await postgres.DisposeAsync();

        again.StartedHere.ShouldBeTrue();
        stranger.HasExited.ShouldBeFalse();
        stranger.Kill();
    }

    [Fact]
    public async Task Port_TakenMeanwhile_IsChosenAnew()
    {
        int first;
        await using (var postgres = await EmbeddedPostgres.StartAsync(Product))
            first = postgres.Port;
        using var squatter = new TcpListener(IPAddress.Loopback, first);
        squatter.Start();

        await using var again = await EmbeddedPostgres.StartAsync(Product);

        again.Port.ShouldNotBe(first);
        (await Sql.ScalarAsync<int>(again.AdminConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Folder_ClosedToPostgres_IsReplacedByAnOpenOneAndRemembered()
    {
        var home = Path.Combine(_folder, "home");
        Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var data = Path.Combine(home, "data");
        string cluster;
        await using (var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = data, Fast = true }))
        {
            cluster = postgres.ClusterDirectory;
            await Sql.ExecuteAsync(postgres.AdminConnectionString, "create table kept (id int)");
        }
        // Only root steps down to a user who is shut out; everybody else enters his own home.
        cluster.StartsWith(Environment.IsPrivilegedProcess ? "/var/lib/stratcap/" : data, StringComparison.Ordinal).ShouldBeTrue(cluster);
        File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        await using (var again = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = data, Fast = true }))
            (await Sql.ScalarAsync<long>(again.AdminConnectionString, "select count(*) from kept")).ShouldBe(0);
        await EmbeddedPostgres.DeleteAsync(data);

        Directory.Exists(cluster).ShouldBeFalse();
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task Making_CutShortBefore_IsDoneAgain()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "cluster.new-1", "base"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "cluster.new-1", "PG_VERSION"), "15\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "password"), "of the attempt before\n");

        await using var postgres = await EmbeddedPostgres.StartAsync(Product with { Fast = true });

        Directory.GetDirectories(_folder).Select(Path.GetFileName).ShouldBe(["cluster"]);
        (await Sql.ScalarAsync<int>(postgres.AdminConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Delete_WhileInUse_IsRefusedAndAfterwardsDone()
    {
        await using (await EmbeddedPostgres.StartAsync(Product with { Fast = true }))
            (await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.DeleteAsync(_folder))).Code.ShouldBe("embedded_postgres.in_use");

        await EmbeddedPostgres.DeleteAsync(_folder);

        Directory.Exists(_folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Password_Missing_IsRefusedBeforeAnythingStarts()
    {
        await using (await EmbeddedPostgres.StartAsync(Product with { Fast = true }))
            File.Delete(Path.Combine(_folder, "password"));

        (await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Product))).Code.ShouldBe("embedded_postgres.password_missing");
    }

    [Fact]
    public void Binaries_Missing_AreAskedForInOneSentence()
    {
        var nowhere = Should.Throw<EmbeddedPostgresException>(() => PostgresBinaries.Find(null, "/bin:/nowhere", "/nowhere"));
        var wrong = Should.Throw<EmbeddedPostgresException>(() => PostgresBinaries.Find("/nowhere", "/bin", "/usr/lib/postgresql"));

        nowhere.Code.ShouldBe("embedded_postgres.binaries_missing");
        nowhere.Message.ShouldContain("apt-get install postgresql");
        wrong.Message.ShouldContain("STRATCAP_PG_BIN");
    }

    [Theory]
    [InlineData("9.6,14,15,17", "17")]
    [InlineData("15", "15")]
    public void Binaries_SeveralInstalled_AreTheNewest(string installed, string chosen)
    {
        foreach (var version in installed.Split(','))
        {
            Directory.CreateDirectory(Path.Combine(_folder, version, "bin"));
            foreach (var name in (string[])["initdb", "pg_ctl", "postgres"])
                File.WriteAllText(Path.Combine(_folder, version, "bin", name), "");
        }

        PostgresBinaries.Find(null, "/nowhere", _folder).Directory.ShouldBe(Path.Combine(_folder, chosen, "bin"));
    }

    [Fact]
    public void Binaries_LinkedOnThePath_AreThoseBehindTheLink()
    {
        var real = Path.Combine(_folder, "17", "bin");
        Directory.CreateDirectory(real);
        foreach (var name in (string[])["initdb", "pg_ctl", "postgres"])
            File.WriteAllText(Path.Combine(real, name), "");
        var path = Directory.CreateDirectory(Path.Combine(_folder, "path")).FullName;
        File.CreateSymbolicLink(Path.Combine(path, "initdb"), Path.Combine(real, "initdb"));

        PostgresBinaries.Find(null, path, "/nowhere").Directory.ShouldBe(real);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            TestFolder.Remove(_folder);
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        process.WaitForExit();
    }
}
