using StratCap.Accounting.Postings;
using StratCap.FundMath.Book;

namespace StratCap.Modules.Tests.Accounting;

public sealed class PostingRulesTests
{
    private static readonly Guid Lp = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Gp = new("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid Deal = new("00000000-0000-0000-0000-00000000000d");
    private static readonly DateOnly Day = new(2026, 3, 31);

    [Fact]
    public void Call_WithTwoPurposes_PostsOneReceivablePerPartner() => Posted(new CapitalCallIssued(Guid.CreateVersion7(), 1, Day,
        [
            new(CallPurposeKind.Investment, AllocationBase.Commitments, 100m, null, "Deal"),
            new(CallPurposeKind.ManagementFee, AllocationBase.LimitedPartnerSpecific, 10m, null, "Fee"),
        ],
        [new(Lp, [90m, 10m]), new(Gp, [10m, 0m])]))
        .ShouldBe("1100 LP 100; 3010 LP -100; 1100 GP 10; 3010 GP -10");

    [Fact]
    public void Receipt_TurnsTheCalledIntoContributed() => Posted(new ReceiptRecorded(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, [90m, 10m]))
        .ShouldBe("1000 100; 1100 LP -100; 3010 LP 100; 3000 LP -100");

    [Fact]
    public void Withdrawal_TakesTheClaimBack() => Posted(new CallShareWithdrawn(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, [5m, 1m], "Default")).ShouldBe("1100 LP -6; 3010 LP 6");

    [Fact]
    public void Investment_TurnsCashIntoCost() => Posted(new InvestmentMade(Deal, "Acme", 100m, [new(Lp, 90m), new(Gp, 10m)]))
        .ShouldBe("1200 deal 100; 1000 -100");

    [Fact]
    public void Valuation_WithALoss_PostsTheOtherWayRound() => Posted(new ValuationRecorded(Deal, 70m, -30m, "Market multiple", 3, [new(Lp, -27m), new(Gp, -3m)]))
        .ShouldBe("1210 deal -30; 4200 LP deal 27; 4200 GP deal 3");

    [Fact]
    public void Valuation_WithoutChange_PostsNothing() => Posted(new ValuationRecorded(Deal, 70m, 0m, "Market multiple", 3, [])).ShouldBe("");

    [Fact]
    public void Sale_AboveCarryingAboveCost_RealisesAgainstCostAndTakesBackTheAppreciation() => Posted(new ProceedsReceived(
        Deal, ProceedsKind.Realisation, 150m, 100m, 120m, [new(Lp, 135m), new(Gp, 15m)], [new(Lp, 90m), new(Gp, 10m)], [new(Lp, 108m), new(Gp, 12m)]))
        .ShouldBe("1000 150; 1200 deal -100; 4100 LP deal -45; 4100 GP deal -5; 1210 deal -20; 4200 LP deal 18; 4200 GP deal 2");

    [Fact]
    public void WriteOff_WithoutProceeds_IsARealisedLoss() => Posted(new ProceedsReceived(
        Deal, ProceedsKind.Realisation, 0m, 100m, 0m, [], [new(Lp, 100m)], []))
        .ShouldBe("1200 deal -100; 4100 LP deal 100; 1210 deal 100; 4200 LP deal -100");

    [Fact]
    public void Dividend_IsIncome() => Posted(new ProceedsReceived(Deal, ProceedsKind.Income, 50m, 0m, 0m, [new(Lp, 45m), new(Gp, 5m)], [], []))
        .ShouldBe("1000 50; 4000 LP deal -45; 4000 GP deal -5");

    [Fact]
    public void ManualEntry_PostsItsLines_ThoseOfPartnersByPartner() => Posted(new ManualEntryRecorded(Guid.CreateVersion7(), "Audit of the year",
        [
            new(EntryAccount.Expenses, 100m, [new(Lp, 90m), new(Gp, 10m)], true, "Audit"), new(EntryAccount.OtherPayables, -80m, [], false),
            new(EntryAccount.OtherIncome, -50m, [new(Lp, -50m)], false, Income: IncomeKind.Interest), new(EntryAccount.OtherReceivables, 30m, [], false),
        ]))
        .ShouldBe("5100 LP 90; 5100 GP 10; 2300 -80; 4010 LP -50; 1400 30");

    [Fact]
    public void DistributionInKind_LeavesWithoutCash_AndWhatIsDeclinedStandsAgainstItsDebt() => Posted(new DistributionDeclared(
        Guid.CreateVersion7(), 1, Day, Deal, 150m, Gp, [new(Lp, 135m, 90m, 0m, 0m, 36m, 9m), new(Gp, 15m, 10m, 0m, 0m, 5m, 0m)],
        InKind: new(100m, 120m, null, [], [new(Lp, 135m), new(Gp, 15m)], [new(Lp, 90m), new(Gp, 10m)], [new(Lp, 108m), new(Gp, 12m)], [Lp])))
        .ShouldBe("1200 deal -100; 4100 LP deal -45; 4100 GP deal -5; 1210 deal -20; 4200 LP deal 18; 4200 GP deal 2; "
            + "3100 LP 126; 3200 LP 9; 3100 GP 15; 3200 GP -9; 3100 GP 9; 1300 LP 126; 2000 LP -126");

    [Fact]
    public void SaleForAPartner_BelowItsValue_LowersWhatIsPayableToHim() => Posted(new SoldForPartner(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, 120m, 126m))
        .ShouldBe("1000 120; 1300 LP -126; 2000 LP 6");

    [Fact]
    public void Remedy_GoesFromTheDefaulterToTheOthers() => Posted(new DefaultRemedied(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, DefaultRemedyKind.Forfeiture, 5m, [new(Gp, 5m)]))
        .ShouldBe("3300 LP 5; 3300 GP -5");

    [Fact]
    public void Fee_IsBornePerPartner() => Posted(new ManagementFeeCharged(Guid.CreateVersion7(), Day, Day.AddDays(90), 20m, [new(Lp, 20m), new(Gp, 0m)]))
        .ShouldBe("5000 LP 20; 1000 -20");

    [Fact]
    public void Expense_IsBornePerPartner() => Posted(new ExpenseCharged(Guid.CreateVersion7(), "Audit", 20m, [new(Lp, 18m), new(Gp, 2m)]))
        .ShouldBe("5100 LP 18; 5100 GP 2; 1000 -20");

    [Fact]
    public void Distribution_WithCarryAndWithholding_PostsWhatEachIsOwed() => Posted(new DistributionDeclared(Guid.CreateVersion7(), 1, Day, null, 110m, Gp,
        [new(Lp, 100m, 70m, 10m, 0m, 0m, 20m, 8m), new(Gp, 10m, 10m, 0m, 0m, 0m, 0m)]))
        .ShouldBe("3100 LP 80; 2000 LP -72; 2100 LP -8; 3200 LP 20; 3100 GP 10; 2000 GP -10; 3200 GP -20; 3100 GP 20; 2000 GP -20");

    [Fact]
    public void Payment_ClearsThePayable() => Posted(new DistributionPaid(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, 72m)).ShouldBe("2000 LP 72; 1000 -72");

    [Fact]
    public void Transfer_MovesEveryBalanceWithinItsAccount()
    {
        static PartnerMove Line(Guid investor, decimal sign) => new(investor, [new(Component.Commitment, 100m * sign), new(Component.ManagementFees, 2m * sign), new(Component.Expenses, 1m * sign), new(Component.FeesWaived, 0.5m * sign)],
            [new(Day, CashFlowKind.Contribution, Deal, 50m * sign, [50m * sign])],
            [new(Deal, new DealHolding(Called: 50m * sign, Invested: 40m * sign, CostRealised: 10m * sign, ValueChange: 8m * sign, CarryingRealised: 12m * sign, SaleProceeds: 15m * sign))],
            [new(Deal, new DistributionLine(investor, 9m * sign, 8m * sign, 0m, 0m, 0m, 1m * sign, 2m * sign))]);
        Posted(new InterestTransferred(Guid.CreateVersion7(), Lp, Gp, 1m, 2m, [], [Line(Lp, -1m), Line(Gp, 1m)]))
            .ShouldBe("3000 LP 50; 3100 LP -8; 2100 LP 2; 3200 LP -1; 4100 LP 5; 4200 LP 6; 5000 LP -2; 5010 LP 0.5; 5100 LP -1; "
                + "3000 GP -50; 3100 GP 8; 2100 GP -2; 3200 GP 1; 4100 GP -5; 4200 GP -6; 5000 GP 2; 5010 GP -0.5; 5100 GP 1");
    }

    [Fact]
    public void Equalisation_RefundsAndChargesBetweenPartnersAndTakesTheNewFeeThroughCash() => Posted(new ClosingEqualised(Guid.CreateVersion7(), Guid.CreateVersion7(), [],
        [
            new(Lp, [new(Component.ManagementFees, 4m), new(Component.Expenses, 1m)], [new(Day, CashFlowKind.Contribution, Deal, 55m, [50m, 5m])], [], []),
            new(Gp, [new(Component.Expenses, -1m)], [new(Day, CashFlowKind.Contribution, Deal, -50m, [-50m, 0m])], [], []),
        ],
        [new(Component.CalledManagementFee, 5m), new(Component.ContributedManagementFee, 5m), new(Component.ManagementFees, 4m)], [new(Lp, -2m), new(Gp, 2m)]))
        .ShouldBe("3000 LP -55; 5000 LP 4; 5100 LP 1; 3000 GP 50; 5100 GP -1; 1000 1; 1000 LP 2; 1000 GP -2");

    [Fact]
    public void FeeReduction_TakesTheFeeBack() => Posted(new FeeReduced(Guid.CreateVersion7(), Guid.CreateVersion7(), FeeReductionKind.Waiver, 3m, [new(Lp, 3m)])).ShouldBe("1000 3; 5010 LP -3");

    [Fact]
    public void OffsetAndRelease_MoveNoMoney()
    {
        Posted(new FeeOffsetRecognised(Guid.CreateVersion7(), "Monitoring", 3m, [new(Lp, 3m)])).ShouldBe("");
        Posted(new UnfundedReleased(Guid.CreateVersion7(), "Expiry", [new(Lp, 3m)])).ShouldBe("");
    }

    [Fact]
    public void Line_IsALiabilityPerPartner()
    {
        Posted(new LineDrawn(Guid.CreateVersion7(), 10m, [new(Lp, 9m), new(Gp, 1m)])).ShouldBe("1000 10; 2200 LP -9; 2200 GP -1");
        Posted(new LineRepaid(Guid.CreateVersion7(), 10m, [new(Lp, 9m), new(Gp, 1m)])).ShouldBe("1000 -10; 2200 LP 9; 2200 GP 1");
    }

    [Fact]
    public void Clawback_TurnsCarriedInterestBackAndPassesThroughCash() => Posted(new ClawbackPaid(Guid.CreateVersion7(), 1, Gp, 20m, [new(Lp, 0m, 15m, 5m, 0m, 0m, -20m)]))
        .ShouldBe("1000 GP 20; 3200 GP 20; 3100 GP -20; 3100 LP 20; 3200 LP -20; 1000 LP -20");

    [Fact]
    public void GivebackCall_PostsAClaimThatIsNoCapitalYet() => Posted(new GivebackCalled(Guid.CreateVersion7(), 1, Day, "Indemnity", [new(Lp, 9m), new(Gp, 1m)]))
        .ShouldBe("1110 LP 9; 3110 LP -9; 1110 GP 1; 3110 GP -1");

    [Fact]
    public void GivebackReceipt_UndoesDistributions() => Posted(new GivebackReceived(Guid.CreateVersion7(), Guid.CreateVersion7(), new(Lp, -9m, -2m, 0m, 0m, -7m, 0m)))
        .ShouldBe("1000 9; 1110 LP -9; 3110 LP 9; 3100 LP -9");

    [Fact]
    public void Commitment_PostsNothing() => Posted(new CommitmentAccepted(Lp, null, 100m)).ShouldBe("");

    [Fact]
    public void Fact_WhoseSharesDoNotAddUp_IsNotPosted() =>
        Should.Throw<InvalidOperationException>(() => PostingRules.Post(new ExpenseCharged(Guid.CreateVersion7(), "Audit", 20m, [new(Lp, 18m)]))).Message.ShouldContain("does not balance");

    [Fact]
    public void Mirror_TurnsEverySign()
    {
        var original = PostingRules.Post(new DistributionPaid(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, 72m));

        Text(PostingRules.Mirror(original.Postings, "bounced")).ShouldBe("2000 LP -72; 1000 72");
    }

    [Fact]
    public void Rules_KnowEveryKindOfFact()
    {
        var kinds = typeof(Fact).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Fact)) && !t.IsAbstract && t != typeof(FactReversed));
        foreach (var kind in kinds)
        {
            // An empty fact has no shares, so its rule may stumble; that there is a rule is what matters.
            var error = Record.Exception(() => PostingRules.Post((Fact)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind)));
            (error?.Message ?? "").ShouldNotContain("There is no posting rule", Case.Sensitive, kind.Name);
        }
    }

    private static string Posted(Fact fact) => Text(PostingRules.Post(fact));

    private static string Text(PostingSet set) => string.Join("; ", set.Postings.Select(p => FormattableString.Invariant(
        $"{p.Account.Code}{(p.PartnerId == Lp ? " LP" : p.PartnerId == Gp ? " GP" : "")}{(p.DealId == Deal ? " deal" : "")} {p.Amount:0.##}")));
}
