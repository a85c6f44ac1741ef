using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Plugins;

/// <summary>What the house makes of a plugin's errors; the plugin's part is played by the test.</summary>
[Collection(nameof(PluginStage))]
public sealed class CallTests(PluginStage stage)
{
    private const string Pull = "pullJournal";
    private const string Push = "pushJournal";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARead_ThatFailsTwice_IsTriedAgain_AndTheConnectionIsHealthy()
    {
        var (id, tried) = (await stage.Connection(), 0);

        var answer = await Calls.Read(stage, id, Pull, "StreamEntries", (_, _) => ++tried < 3 ? throw Transient : Task.FromResult(42), Stop);

        (answer, tried).ShouldBe((42, 3));
        (await Shown(id))["connection"]!.Text("health").ShouldBe("Healthy");
    }

    [Fact]
    public async Task AWrite_IsSentOnce_WhateverTheError()
    {
        foreach (var error in Enum.GetValues<ErrorClass>())
        {
            var (id, tried) = (await stage.Connection(), 0);
            (await Should.ThrowAsync<ConnectorException>(() => Calls.Write<int>(stage, id, Push, "PostEntry", (_, _) => ++tried > 0 ? throw new ConnectorException(error, "No.") : Task.FromResult(1), Stop))).Class.ShouldBe(error);
            tried.ShouldBe(1, error.ToString());
        }
    }

    [Theory]
    [InlineData(ErrorClass.Auth, "ReconnectNeeded")]
    [InlineData(ErrorClass.Validation, "Unknown")]
    [InlineData(ErrorClass.NotFound, "Unknown")]
    [InlineData(ErrorClass.Conflict, "Unknown")]
    [InlineData(ErrorClass.Permanent, "Failing")]
    public async Task ARead_ThatIsRefused_IsNotTriedAgain_AndHealthSaysWhatAPersonMustDo(ErrorClass error, string health)
    {
        var (id, tried) = (await stage.Connection(), 0);

        await Should.ThrowAsync<ConnectorException>(() => Calls.Read<int>(stage, id, Pull, "StreamEntries", (_, _) => ++tried > 0 ? throw new ConnectorException(error, "The vendor said no.") : Task.FromResult(1), Stop));

        tried.ShouldBe(1);
        (await Shown(id))["connection"]!.Text("health").ShouldBe(health);
        (await Lines(id)).ShouldContain(l => l.Text("level") == "Error" && l.Text("text").Contains("The vendor said no.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AVendorThatIsDown_IsLeftAlone_AndCallsSayThatNothingWasSent()
    {
        var (id, other, tried) = (await stage.Connection(), await stage.Connection(), 0);
        for (var i = 0; i < 7; i++) await Should.ThrowAsync<ConnectorException>(() => Calls.Write<int>(stage, id, Push, "PostEntry", (_, _) => ++tried > 0 ? throw Transient : Task.FromResult(1), Stop));

        var held = await Should.ThrowAsync<ConnectorException>(() => Calls.Write(stage, id, Push, "PostEntry", (_, _) => Task.FromResult(++tried), Stop));

        (held.Class, tried).ShouldBe((ErrorClass.Transient, 5));
        held.Message.ShouldContain("Nothing was sent");
        (await Shown(id))["connection"]!.Text("breaker").ShouldBe("Open");
        (await Calls.Write(stage, other, Push, "PostEntry", (_, _) => Task.FromResult(7), Stop)).ShouldBe(7, "another connection is not held back");
    }

    [Fact]
    public async Task WhatTheVendorSaid_IsNotLost_WhenItCannotBeNoted()
    {
        var id = await stage.Connection();
        await PlantedPlugin.Run(stage.House.Database, "create function plugin_host.test_refuses() returns trigger language plpgsql as $f$ begin raise exception 'The disk is full.'; end $f$");
        foreach (var (table, events, column) in ((string, string, string)[])[("connections", "update", "id"), ("connection_log", "insert", "connection_id")])
            await PlantedPlugin.Run(stage.House.Database, $"create trigger test_refuses before {events} on plugin_host.{table} for each row when (new.{column} = '{id}') execute function plugin_host.test_refuses()");
        try
        {
            (await Calls.Write(stage, id, Push, "PostEntry", (_, _) => Task.FromResult(7), Stop)).ShouldBe(7, "the vendor took it");
            // The fifth opens the breaker, which cannot be noted either.
            for (var i = 0; i < 6; i++)
                (await Should.ThrowAsync<ConnectorException>(() => Calls.Write<int>(stage, id, Push, "PostEntry", (_, _) => throw Transient, Stop))).Class.ShouldBe(ErrorClass.Transient);
        }
        finally
        {
            await PlantedPlugin.Run(stage.House.Database, "drop function plugin_host.test_refuses() cascade");
        }
        stage.Log.Lines.ShouldContain(l => l.Contains($"What a call over connection {id} left to note could not be kept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AStream_ThatBreaksOff_GoesOnAtTheLastPage_AndMissesNothing()
    {
        var (id, opened) = (await stage.Connection(), new List<string?>());
        async IAsyncEnumerable<Page<int>> Open(CallScope scope, string? cursor, [EnumeratorCancellation] CancellationToken ct)
        {
            opened.Add(cursor);
            await Task.Yield();
            for (var page = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture) + 1; page < 5; page++)
            {
                if (page == 2 && opened.Count < 3) throw Transient;
                yield return new Page<int>([page], page.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        var pages = await All(id, resumes: true, Open);

        pages.ShouldBe([0, 1, 2, 3, 4]);
        opened.ShouldBe([null, "1", "1"]);
    }

    [Fact]
    public async Task AListThatCannotGoOn_FailsWhenItBreaksOff_RatherThanToRepeatPages()
    {
        var id = await stage.Connection();
        async IAsyncEnumerable<Page<int>> Open(CallScope scope, string? cursor, [EnumeratorCancellation] CancellationToken ct)
        {
            await Task.Yield();
            yield return new Page<int>([1], "");
            throw Transient;
        }

        (await Should.ThrowAsync<ConnectorException>(() => All(id, resumes: false, Open))).Class.ShouldBe(ErrorClass.Permanent);
    }

    [Fact]
    public async Task AnotherFirmsConnection_IsNotThere_AndOneWithoutTheCapabilitySaysSo()
    {
        var (mine, theirs) = (await stage.Connection(), await stage.Connection(stage.Other));

        (await Should.ThrowAsync<ConnectorException>(() => Calls.Read(stage, theirs, Pull, "StreamEntries", (_, _) => Task.FromResult(1), Stop))).Class.ShouldBe(ErrorClass.NotFound);
        (await Should.ThrowAsync<ConnectorException>(() => Calls.Write(stage, mine, "pay|collect", "Cancel", (_, _) => Task.FromResult(1), Stop))).Message.ShouldContain("'pay' or 'collect'");
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        var found = await stage.House.Services.GetRequiredService<IConnectors>().Connections([Push], Stop);
        found.Select(c => c.Id).ShouldContain(mine);
        found.Select(c => c.Id).ShouldNotContain(theirs);
        (await stage.House.Services.GetRequiredService<IConnectors>().Connections(["statements"], Stop)).Select(c => c.Id).ShouldNotContain(mine);
    }

    [Fact]
    public async Task AConnectionSwitchedOff_APluginSwitchedOff_OrAVersionStopped_TakesNoCall()
    {
        var plugin = await stage.Plugin(stage.Firm);
        var id = await stage.Connection(plugin: plugin);
        async Task Refused(string because)
        {
            var error = await Should.ThrowAsync<ConnectorException>(() => Calls.Write(stage, id, Push, "PostEntry", (_, _) => Task.FromResult(1), Stop));
            (error.Class, error.Message.Contains(because, StringComparison.Ordinal)).ShouldBe((ErrorClass.Permanent, true), error.Message);
        }

        (await stage.Firm.Admin.Delete($"{Paths.Plugins}/{plugin}")).Ok();
        await Refused("switched this plugin off");
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.tenant_plugins set enabled = true where plugin_id = $1", plugin);
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.plugin_versions set state = 'Withdrawn' where plugin_id = $1", plugin);
        await Refused("withdrawn by the platform");
    }

    [Theory]
    [InlineData("partner", "pay", true)]
    [InlineData("partner", "collect", true)]
    [InlineData("partner", "paymentFiles", true)]
    [InlineData("partner", "pushJournal", false)]
    [InlineData("core", "pay", false)]
    public async Task APartnersPluginThatMovesMoney_HasAWorkerForEachFirm(string trust, string capability, bool alone)
    {
        var plugin = await stage.Plugin(stage.Firm, stage.Other);
        await PlantedPlugin.Run(
            stage.House.Database, "update plugin_host.plugin_versions set trust = $2, manifest = replace(manifest, '\"pushJournal\"', $3) where plugin_id = $1", plugin, trust, $"\"{capability}\"");
        async Task<string?> AloneFor(Firm firm) => await stage.Within(
            await stage.Connection(firm, plugin), facts => Task.FromResult(stage.House.Services.GetRequiredService<ConnectionCalls>().ScopeOf(facts, new CallNotes(TimeProvider.System)).AloneFor), firm);

        (await AloneFor(stage.Firm), await AloneFor(stage.Other)).ShouldBe(alone ? (stage.Firm.Id.ToString("N"), stage.Other.Id.ToString("N")) : (null, null));
    }

    [Fact]
    public async Task ALog_KeepsItsLastLines_AndShortensWhatAPluginSays()
    {
        var id = await stage.Connection();
        for (var call = 0; call < 12; call++)
            await Calls.Read(stage, id, Pull, "StreamEntries", (scope, _) =>
            {
                for (var line = 0; line < 80; line++) scope.Journal.Said(Microsoft.Extensions.Logging.LogLevel.Information, $"{call}/{line} {new string('x', 1200)}");
                return Task.FromResult(1);
            }, Stop);

        var lines = await Lines(id);

        lines.Count.ShouldBe(LogLine.MostOfOne);
        lines.ShouldAllBe(l => l.Text("text").Length <= LogLine.TextLength);
        lines[0].Text("text").ShouldStartWith("StreamEntries: 0 requests in");
        lines[1].Text("text").ShouldStartWith("30 further lines");
    }

    private static ConnectorException Transient => new(ErrorClass.Transient, "The vendor is down.");

    private async Task<System.Text.Json.Nodes.JsonNode> Shown(Guid id) => (await stage.Firm.Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!;

    private Task<List<System.Text.Json.Nodes.JsonNode>> Lines(Guid id) => stage.Firm.Admin.All($"{Paths.Connections}/{id}/log?size=500");

    private async Task<List<int>> All(Guid id, bool resumes, Func<CallScope, string?, CancellationToken, IAsyncEnumerable<Page<int>>> open)
    {
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        var items = new List<int>();
        await foreach (var page in stage.House.Services.GetRequiredService<ConnectionCalls>().Stream(id, Pull, "StreamEntries", null, resumes, open, Stop)) items.AddRange(page.Items);
        return items;
    }
}
