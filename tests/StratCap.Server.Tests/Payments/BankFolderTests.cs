using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Web;
using StratCap.Payments.BankFiles;
using StratCap.Payments.Runs;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>Files that the house carries: a released run's file reaches the bank once, whatever breaks, and what the bank puts there is taken in once.</summary>
public sealed class BankFolderTests
{
    private sealed class Killed : Exception;

    [Fact]
    public async Task AFile_IsDeliveredByTheHouse_Once_AndByHandNoMore()
    {
        await using var money = await Ready();
        var run = await money.Prepare(money.Files);
        (await money.Run(run)).Text("delivery").ShouldBe("House");
        var checker = money.Stage.As(money.Stage.Checker);
        (await checker.Post($"/api/v1/payments/runs/{run}/release")).Ok();

        (await money.Send()).ShouldBeTrue();

        var sent = await money.Run(run);
        (sent.Text("state"), sent.Text("delivery")).ShouldBe(("Sent", "Delivered"));
        sent["sentAt"].ShouldNotBeNull();
        Folder(money).BankTakes();
        FileHash.Of(Folder(money).Taken.ShouldHaveSingleItem().Content.Span).ShouldBe(sent.Text("fileHash"));
        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Sent");
        (await money.Send()).ShouldBeFalse();
        (await checker.Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" })).Refused(HttpStatusCode.Conflict, "payments.run.not_written");
        (await checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Late" })).Refused(HttpStatusCode.Conflict, "payments.run.sent");
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action = 'payments.run.deliver'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("Look", false)]
    [InlineData("Stage", false)]
    [InlineData("Stage", true)]
    [InlineData("Publish", false)]
    [InlineData("Publish", true)]
    public async Task ASenderThatDiesAnywhere_IsFollowedByOneThatDeliversTheFileOnce(string step, bool after)
    {
        await using var money = await Ready();
        var (run, folder, killed) = (await money.Released(money.Files), Folder(money), false);
        void Die(string at)
        {
            if (killed || at != step) return;
            killed = true;
            throw new Killed();
        }
        if (after) folder.After = Die;
        else folder.Before = Die;
        await Should.ThrowAsync<Killed>(money.Send);
        await money.LeaseRunsOut();

        (await money.Send()).ShouldBeTrue();

        (await money.Run(run)).Text("delivery").ShouldBe("Delivered");
        folder.BankTakes();
        folder.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AFileThatIsGone_IsNeverPutThereAgain_UntilAPersonSaysThatTheBankHasNotGotIt()
    {
        await using var money = await Ready();
        var (first, second, folder) = (await Lost(money), "", Folder(money));
        var checker = money.Stage.As(money.Stage.Checker);
        (await money.Run(first)).Text("delivery").ShouldBe("Unclear");
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldContain(a => a.RunId.ToString() == first && a.Reason.Contains("Ask the bank"));
        (await money.Send()).ShouldBeFalse();
        folder.Taken.Count.ShouldBe(1);

        // The bank has it.
        (await checker.Post($"/api/v1/payments/runs/{first}/delivery", new { bankReference = "EB1" })).Ok()["data"]!.Text("state").ShouldBe("Sent");
        (await money.Payments(first)).ShouldAllBe(p => p.Text("state") == "Sent");

        // The bank has it not.
        await money.DeclareOne();
        second = await Lost(money);
        folder.Taken.Clear();
        (await checker.Post($"/api/v1/payments/runs/{second}/resume")).Ok()["data"]!.Text("state").ShouldBe("Written");
        (await money.Send()).ShouldBeTrue();
        (await money.Run(second)).Text("delivery").ShouldBe("Delivered");
        folder.BankTakes();
        folder.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhileTheFileLeaves_ItIsTakenBackByNobody_AndARefusedSecretStopsTheRun()
    {
        await using var money = await Ready();
        var (run, folder, checker) = (await money.Released(money.Files), Folder(money), money.Stage.As(money.Stage.Checker));
        folder.Before = step =>
        {
            if (step != "Publish") return;
            checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Late" }).GetAwaiter().GetResult().Refused(HttpStatusCode.Conflict, "payments.run.leaving");
            checker.Get($"/api/v1/payments/runs/{run}/file").GetAwaiter().GetResult().Refused(HttpStatusCode.Conflict, "payments.run.house_delivers");
            checker.Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" }).GetAwaiter().GetResult().Refused(HttpStatusCode.Conflict, "payments.run.house_delivers");
            throw new ConnectorException(ErrorClass.Auth, "The file server does not take the user or the secret.");
        };
        (await money.Send()).ShouldBeTrue();
        (await money.Run(run)).Text("state").ShouldBe("Stopped");
        (await checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Late" })).Refused(HttpStatusCode.Conflict, "payments.run.leaving");

        folder.Before = _ => { };
        (await checker.Post($"/api/v1/payments/runs/{run}/resume")).Ok();
        (await money.Send()).ShouldBeTrue();
        (await money.Run(run)).Text("delivery").ShouldBe("Delivered");
    }

    [Fact]
    public async Task ARunPreparedWithoutTheFolder_IsNotReleasedWithIt()
    {
        await using var money = await Ready();
        var run = await money.Prepare(money.Files);
        money.Bank.Place = null;
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/release")).Refused(HttpStatusCode.Conflict, "payments.run.delivery_changed");
    }

    [Fact]
    public async Task WhatTheBankPutsThere_IsTakenInOnce_MovedAfterIt_AndWhatCannotBeReadIsToldOnceAndLeft()
    {
        await using var money = await Ready();
        var (run, folder, maker) = (await money.Released(money.Files), Folder(money), money.Stage.As(money.Stage.Maker));
        await money.Send();
        var (now, answers) = (money.Stage.Clock.GetUtcNow(), JsonSerializer.SerializeToUtf8Bytes((await money.Payments(run)).Select((p, n) => new PaymentUpdate("a" + n, p.Text("paymentKey"), null, PaymentState.Settled, null, null, money.Today, null)), ApiJson.Options));
        folder.Put("pain002.xml", answers, now);
        folder.Put("camt053.xml", ReconciliationTests.Statement([ReconciliationTests.Line("L1", 10m, "Something")], "S1"), now);
        folder.Put("photo.jpg", "no file of a bank"u8.ToArray(), now);
        var fetch = money.Stage.Services.GetRequiredService<FetchBankFiles>();
        // The sender's process may end between the commit and the move.
        folder.Before = step => { if (step == "PutAway") throw new Killed(); };
        await fetch.Run(CancellationToken.None);
        folder.Before = _ => { };

        (await fetch.Run(CancellationToken.None)).ShouldBe(1);
        (await fetch.Run(CancellationToken.None)).ShouldBe(0);

        folder.Processed.Order().ShouldBe(["camt053.xml", "pain002.xml"]);
        folder.In.Select(f => f.File.Path).ShouldBe(["in/photo.jpg"]);
        folder.Reads.ShouldBe(3, "an unreadable file is not read again by itself");
        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Settled");
        (await maker.All($"/api/v1/payments/funds/{money.Fund}/statements")).ShouldHaveSingleItem()["fileName"]!.GetValue<string>().ShouldBe("camt053.xml");
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentAttentionNeeded>().Count(a => a.Reason.Contains("photo.jpg")).ShouldBe(1);

        folder.Put("camt053.xml", ReconciliationTests.Statement([ReconciliationTests.Line("L1", 10m, "Something")], "S1"), now.AddSeconds(-1));
        var again = (await maker.Post($"/api/v1/payments/connections/{money.Files}/fetch")).Ok()["data"]!;
        (again["taken"]!.GetValue<int>(), again["problems"]!.AsArray().Count).ShouldBe((0, 1));
        (await money.Stage.Scalar<long>("select count(*) from payments.bank_statements")).ShouldBe(1);
    }

    [Fact]
    public async Task RefusedFiles_HoweverMany_DoNotKeepANewerOneOut()
    {
        await using var money = await Ready();
        var (folder, now) = (Folder(money), money.Stage.Clock.GetUtcNow());
        for (var n = 0; n < 101; n++) folder.Put($"photo{n}.jpg", "no file of a bank"u8.ToArray(), now.AddMinutes(-1));
        var first = (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/fetch")).Ok()["data"]!;
        (first["taken"]!.GetValue<int>(), first["problems"]!.AsArray().Count).ShouldBe((0, 100));
        folder.Put("camt053.xml", ReconciliationTests.Statement([ReconciliationTests.Line("L1", 10m, "Something")], "S1"), now);

        (await money.Stage.Services.GetRequiredService<FetchBankFiles>().Run(CancellationToken.None)).ShouldBe(1);

        folder.Processed.ShouldBe(["camt053.xml"]);
        folder.Reads.ShouldBe(102);
    }

    [Fact]
    public async Task AFileThatCannotBeReadNow_IsTold_AndTheNextIsTakenIn()
    {
        await using var money = await Ready();
        var (folder, now, broken) = (Folder(money), money.Stage.Clock.GetUtcNow(), false);
        folder.Put($"{MoneyStage.Iban}.xml", ReconciliationTests.Statement([ReconciliationTests.Line("L1", 10m, "Something")], "S1"), now.AddMinutes(-1));
        folder.Put("camt053.xml", ReconciliationTests.Statement([ReconciliationTests.Line("L2", 20m, "Something")], "S2"), now);
        folder.After = step =>
        {
            if (step != "Read" || broken) return;
            broken = true;
            throw new ConnectorException(ErrorClass.Transient, "The plugin's worker ended before it answered.");
        };

        var found = (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/fetch")).Ok()["data"]!;

        found["taken"]!.GetValue<int>().ShouldBe(1);
        var problem = found["problems"]!.AsArray().ShouldHaveSingleItem()!;
        problem.Text("name").ShouldBe("••••••••••••••••••3000.xml");
        problem.Text("reason").ShouldStartWith("The plugin's worker ended");
        folder.Processed.ShouldBe(["camt053.xml"]);
        folder.In.ShouldHaveSingleItem().File.Path.ShouldContain(MoneyStage.Iban);
    }

    [Fact]
    public async Task AFileThatIsLookedAtWhileItsPluginMayNotBeCalled_Waits_AndIsTakenInAfterwardsByItself()
    {
        await using var money = await Ready();
        var (folder, fetch) = (Folder(money), money.Stage.Services.GetRequiredService<FetchBankFiles>());
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/fetch")).Ok();
        folder.Put("camt053.xml", ReconciliationTests.Statement([ReconciliationTests.Line("L1", 10m, "Something")], "S1"), money.Stage.Clock.GetUtcNow());
        money.Bank.Away = new ConnectorException(ErrorClass.Permanent, "The plugin is quarantined: it broke its contract.", ConnectorCodes.Unusable);

        (await fetch.Run(CancellationToken.None)).ShouldBe(0);

        (await money.Stage.Scalar<long>("select count(*) from payments.fetched_files")).ShouldBe(0);
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldBeEmpty();
        money.Bank.Away = null;
        (await fetch.Run(CancellationToken.None)).ShouldBe(1);
        folder.Processed.ShouldBe(["camt053.xml"]);
    }

    [Fact]
    public async Task Fetch_OfAnotherFirm_OfAConnectionWithoutAFolder_AndWithoutTheRight_IsRefused()
    {
        await using var money = await Ready();
        var path = $"/api/v1/payments/connections/{money.Files}/fetch";
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).Post(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await money.Stage.As(money.Stage.Viewer).Post(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{Guid.NewGuid()}/fetch")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        money.Bank.Place = null;
        (await money.Stage.As(money.Stage.Maker).Post(path)).Refused(HttpStatusCode.UnprocessableEntity, "payments.folder.none");
    }

    [Fact]
    public async Task AFileThatWaitedForItsFolder_StaysHere_WhenWhatItPaysWasReversedMeanwhile()
    {
        await using var money = await Ready();
        var (run, folder, checker) = (await money.Released(money.Files), Folder(money), money.Stage.As(money.Stage.Checker));
        folder.Before = step =>
        {
            if (step == "Stage") money.Reverse(money.Stage.Others.Fund.Facts[^1]).GetAwaiter().GetResult();
        };
        (await money.Send()).ShouldBeTrue();

        var stopped = await money.Run(run);
        (stopped.Text("state"), stopped.Text("delivery")).ShouldBe(("Stopped", "House"));
        folder.BankTakes();
        folder.Taken.ShouldBeEmpty();
        (await checker.Post($"/api/v1/payments/runs/{run}/resume")).Refused(HttpStatusCode.Conflict, "payments.instruction.withdrawn");
        (await checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Reversed" })).Ok()["data"]!.Text("state").ShouldBe("Cancelled");
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Cancelled");
    }

    [Fact]
    public async Task AFileThatLiesThereUnderAPassingName_GetsItsOwnNoMore_WhenWhatItPaysWasReversedMeanwhile()
    {
        await using var money = await Ready();
        var (run, folder, checker) = (await money.Released(money.Files), Folder(money), money.Stage.As(money.Stage.Checker));
        folder.Before = step =>
        {
            if (step == "Publish") throw new ConnectorException(ErrorClass.Permanent, "The file server allows no renaming.");
        };
        await money.Send();
        folder.Before = _ => { };
        await money.Reverse(money.Stage.Others.Fund.Facts[^1]);
        (await checker.Post($"/api/v1/payments/runs/{run}/resume")).Ok();
        (await money.Send()).ShouldBeTrue();

        (await money.Run(run)).Text("delivery").ShouldBe("Unclear");
        folder.BankTakes();
        folder.Taken.ShouldBeEmpty();
        (await checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Reversed" })).Ok()["data"]!.Text("state").ShouldBe("Cancelled");
    }

    [Fact]
    public async Task AFileThatIsGone_IsNeitherDeliveredAgainNorTakenBack_OnceTheBankHasAnsweredOnPartOfIt()
    {
        await using var money = await Ready();
        var (run, checker) = (await Lost(money), money.Stage.As(money.Stage.Checker));
        var key = (await money.Payments(run))[0].Text("paymentKey");
        Folder(money).Put("answers.json", JsonSerializer.SerializeToUtf8Bytes(new[] { new PaymentUpdate("a1", key, null, PaymentState.Settled, null, null, money.Today, null) }, ApiJson.Options), money.Stage.Clock.GetUtcNow());
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/fetch")).Ok();

        (await checker.Post($"/api/v1/payments/runs/{run}/resume")).Refused(HttpStatusCode.Conflict, "payments.run.answered");
        (await checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Late" })).Refused(HttpStatusCode.Conflict, "payments.run.answered");
        (await checker.Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" })).Ok()["data"]!.Text("state").ShouldBe("Sent");
    }

    [Fact]
    public async Task ARunWhoseFolderIsAnotherOneByNow_IsNotReleasedForIt_NorDeliveredThere()
    {
        await using var money = await Ready();
        var (released, checker) = (await money.Released(money.Files), money.Stage.As(money.Stage.Checker));
        await money.DeclareOne();
        var prepared = await money.Prepare(money.Files);
        money.Bank.Mark = "somebody else's server";

        (await checker.Post($"/api/v1/payments/runs/{prepared}/release")).Refused(HttpStatusCode.Conflict, "payments.run.folder_changed");
        (await money.Send()).ShouldBeTrue();
        (await money.Run(released)).Text("state").ShouldBe("Stopped");
        Folder(money).BankTakes();
        Folder(money).Taken.ShouldBeEmpty();
    }

    private static RecordingFolder Folder(MoneyStage money) => money.Bank.Place!;

    private static async Task<MoneyStage> Ready()
    {
        var money = await MoneyStage.Ready(new() { ["Payments:FileSettleSeconds"] = "0" });
        money.Bank.Place = new RecordingFolder();
        return money;
    }

    /// <summary>A run whose sender died after the file got its name, and whose file the bank took meanwhile.</summary>
    private static async Task<string> Lost(MoneyStage money)
    {
        var (run, folder) = (await money.Released(money.Files), Folder(money));
        folder.After = step =>
        {
            if (step != "Publish") return;
            folder.BankTakes();
            throw new Killed();
        };
        await Should.ThrowAsync<Killed>(money.Send);
        folder.After = _ => { };
        await money.LeaseRunsOut();
        (await money.Send()).ShouldBeTrue();
        return run;
    }
}
