using StratCap.Contracts.Funds;

namespace StratCap.Server.Tests.Workflows;

public sealed class LifeOfACallTests
{
    private static readonly DateOnly Due = new(2026, 3, 31);

    [Fact]
    public async Task Call_FromDraftToCash_PassesEveryState()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Approve(call);

        await stage.Tell(Begin(stage, call, id));
        var waiting = await stage.Status(id);
        waiting["workflow"]!["waitingFor"]!["party"]!.GetValue<string>().ShouldBe("investors");
        waiting["workflow"]!["deadline"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 4, 4, 0, 0, 0, TimeSpan.Zero));
        await stage.Tell(Receipt(call, 1_000m, 3_000.04m));
        (await stage.Status(id))["workflow"]!["outstanding"]!["amount"]!.GetValue<string>().ShouldBe("3000.04");
        await stage.Tell(Receipt(call, 3_000.04m, 0m));

        (await stage.Path(id)).ShouldBe("AwaitingApproval Approved AwaitingReceipts Completed");
        var done = await stage.Status(id);
        done["workflow"]!["waitingFor"].ShouldBeNull();
        done["workflow"]!["endedAt"].ShouldNotBeNull();
        done["steps"]![2]!["leftAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Call_WhoseEventsAreRepeatedAndBelated_StaysRight()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Approve(call);
        var earlier = stage.Clock.GetUtcNow();
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        // The receipt overtakes the news that the call was issued; then everything comes again.
        var (receipt, issued) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await stage.Tell(Receipt(call, 1_000m, 3_000.04m), receipt);
        (await stage.State(id)).ShouldBe("AwaitingReceipts");
        await stage.Tell(Begin(stage, call, id), issued);
        await stage.Tell(Receipt(call, 3_000.04m, 0m));
        await stage.Tell(Begin(stage, call, id), issued);
        await stage.Tell(Begin(stage, call, id));
        await stage.Tell(Receipt(call, 1_000m, 3_000.04m), receipt);
        await stage.Tell(Receipt(call, 1_000m, 3_000.04m), at: earlier);

        (await stage.Path(id)).ShouldBe("AwaitingApproval Approved AwaitingReceipts Completed");
        (await stage.Status(id))["workflow"]!["outstanding"]!["amount"]!.GetValue<string>().ShouldBe("0.00");
    }

    [Fact]
    public async Task Call_ThatTheBookRefuses_FailsWithTheReason()
    {
        await using var stage = await ProcessStage.Open();
        var call = stage.Draft();
        var id = await stage.Approve(call);

        await stage.Tell(new CapitalCallRefused(call.FundId, call.Id, id, "book.call.exceeds_unfunded", "Lower the call."));

        var step = (await stage.Status(id))["steps"]!.AsArray()[^1]!;
        step["state"]!.GetValue<string>().ShouldBe("Failed");
        step["why"]!.GetValue<string>().ShouldBe("book.call.exceeds_unfunded: Lower the call.");
        step["compensation"]!.GetValue<string>().ShouldContain("nothing stands in the book");
        // It is a draft again, so it may be submitted again.
        await stage.Submit(call);
    }

    [Fact]
    public async Task Call_WhoseReceiptBounces_IsOpenAgain()
    {
        await using var stage = await ProcessStage.Open();
        var fund = stage.Others.Fund;
        fund.Begin();
        var call = stage.Draft();
        var id = await stage.Approve(call);
        fund.Call(call.Id);
        var receipts = fund.Investors.ConvertAll(i => fund.Receive(call.Id, i, 1_000.01m));
        await stage.Tell(Begin(stage, call, id));
        await stage.Tell(Receipt(call, 1_000.01m, 0m));
        (await stage.State(id)).ShouldBe("Completed");

        stage.Clock.Advance(TimeSpan.FromDays(1));
        var reversal = fund.Reverse(receipts[1]);
        await stage.Tell(new FactsAppended(fund.Id, reversal.Sequence, reversal.Sequence));

        var status = (await stage.Status(id))["workflow"]!;
        status["state"]!.GetValue<string>().ShouldBe("AwaitingReceipts");
        status["outstanding"]!["amount"]!.GetValue<string>().ShouldBe("1000.01");
    }

    [Fact]
    public async Task Call_ThatIsReversedInTheBook_EndsAsReversed()
    {
        await using var stage = await ProcessStage.Open();
        var fund = stage.Others.Fund;
        fund.Begin();
        var call = stage.Draft();
        var id = await stage.Approve(call);
        var issued = fund.Call(call.Id);
        await stage.Tell(Begin(stage, call, id));

        var reversal = fund.Reverse(issued);
        await stage.Tell(new FactsAppended(fund.Id, reversal.Sequence, reversal.Sequence));

        (await stage.Path(id)).ShouldBe("AwaitingApproval Approved AwaitingReceipts Reversed");
    }

    [Fact]
    public async Task Distribution_WithARestartAfterEveryStep_GoesOnAsIfNothingHadHappened()
    {
        await using var stage = await ProcessStage.Open();
        var fund = stage.Others.Fund;
        fund.Begin();
        var distribution = stage.Draft(ProposalKind.Distribution);
        var id = await stage.Submit(distribution);
        await stage.Restart();
        (await stage.As(stage.Checker).Put($"/api/v1/workflows/approve/{id}", new { decision = "approve" })).Ok();
        await stage.Restart();
        await stage.Pump();
        stage.ToldOf<Contracts.Workflows.ProposalApproved>().Count.ShouldBe(1);
        fund.Distribute(distribution.Id);

        // Each event comes, the server goes, and the broker, which was not told that it was handled, brings it again.
        foreach (var what in (StratCap.Foundation.Messaging.IEvent[])
        [
            new DistributionDeclaredEvent(fund.Id, distribution.Id, id, 1, new(2026, 3, 10)),
            new DistributionPaidEvent(fund.Id, distribution.Id, fund.Investors[0], 75m, 320m),
            new DistributionPaidEvent(fund.Id, distribution.Id, fund.Investors[1], 320m, 0m),
        ])
        {
            var eventId = Guid.CreateVersion7();
            await stage.Tell(what, eventId);
            await stage.Restart();
            await stage.Tell(what, eventId);
        }

        (await stage.Path(id)).ShouldBe("AwaitingApproval Approved PreparingPayments AwaitingPayments Completed");
        (await stage.Scalar<long>("select count(*) from payments.payment_instructions")).ShouldBe(5);
        (await stage.Scalar<long>("select count(*) from notifications.emails")).ShouldBe(4);
    }

    private static CapitalCallIssuedEvent Begin(ProcessStage stage, PreparedProposal call, Guid workflowId)
    {
        if (stage.Others.Fund.Facts.Count == 0) stage.Others.Fund.Begin();
        if (!stage.Others.Fund.Facts.Exists(f => f.Payload is FundMath.Book.CapitalCallIssued c && c.CallId == call.Id)) stage.Others.Fund.Call(call.Id);
        return new(call.FundId, call.Id, workflowId, 1, Due);
    }

    private static ReceiptsRecordedEvent Receipt(PreparedProposal call, decimal amount, decimal outstanding) => new(call.FundId, call.Id, 1, amount, outstanding);
}
