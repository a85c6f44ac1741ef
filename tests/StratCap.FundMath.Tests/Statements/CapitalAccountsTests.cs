using StratCap.FundMath.Statements;

namespace StratCap.FundMath.Tests.Statements;

public sealed class CapitalAccountsTests
{
    private static readonly AccountHolder[] Three = [new("A", 0.6m, 600m), new("B", 0.3m, 300m), new("GP", 0.1m, 100m, ReceivesCarry: true)];

    [Fact]
    public void Run_OfTotals_SharesChargesAsTheyShareIncomeAndLeavesTheExcludedOut()
    {
        var result = Run(Three, new SharedTotal("fee", -100.01m, ["GP"]), new SharedTotal("income", 100.01m, ["GP"]), new SharedTotal("gain", 0.05m, []));
        result.Lines.Select(l => l.Line).ShouldBe(["opening", "fee", "income", "gain"]);
        result.Lines[1].Amounts.ShouldBe([-66.67m, -33.34m, 0m]);
        result.Lines[2].Amounts.ShouldBe([66.67m, 33.34m, 0m]);
        result.Ending.Sum().ShouldBe(result.Lines.Sum(l => l.Total));
        result.Ending.ShouldBe([600.03m, 300.02m, 100m]);
    }

    [Fact]
    public void Run_OfATransfer_MovesBalanceAndLaterShares()
    {
        var result = Run([.. Three, new("C", 0m, 0m)], new AccountTransfer("transfer", "A", "C", 0.5m), new SharedTotal("income", 100m, []));
        result.Lines[1].Amounts.ShouldBe([-300m, 0m, 0m, 300m]);
        result.Lines[2].Amounts.ShouldBe([30m, 30m, 10m, 30m]);
    }

    [Fact]
    public void Run_OfATransferOfAnAmount_MovesItsPartOfTheShare() =>
        Run(Three, new AccountTransfer("transfer", "A", "B", null, 200m), new SharedTotal("income", 100m, [])).Lines[2].Amounts.ShouldBe([40m, 50m, 10m]);

    [Fact]
    public void Run_OfCarry_PostsTheChangeAndGivesItToTheGeneralPartner()
    {
        AccountHolder[] holders = [new("A", 1m, 900m, 100m), new("B", 1m, 500m), new("GP", 0m, 100m, ReceivesCarry: true)];
        static decimal FifthAbove500(string name, decimal balance) => Math.Max(0, (balance - 500m) * 0.2m);
        var result = Run(holders, new SharedTotal("gain", 400m, []), new CarryAccrual("carry", FifthAbove500), new SharedTotal("loss", -1000m, []), new CarryAccrual("carry", FifthAbove500));
        // A stands at 1,100 and 100 taken before: 1,200 gives 140. B stands at 700: 40.
        result.Lines[2].Amounts.ShouldBe([-40m, -40m, 80m]);
        // A stands at 1,060 - 500 + 140 = 700: 40 is left of 140. B's comes back.
        result.Lines[4].Amounts.ShouldBe([100m, 40m, -140m]);
        result.Explanations.Select(e => e.Parts.Count).ShouldBe([5, 5, 5]);
    }

    [Fact]
    public void Run_OfImpossibleItems_IsRefusedByName()
    {
        Refusal(new GivenAmounts("x", [1m])).ShouldBe("account.amounts_missing");
        Refusal(new GivenAmounts("x", [1m, 2m, 0.001m])).ShouldBe("account.not_payable");
        Refusal(new SharedTotal("x", 1m, ["D"])).ShouldBe("account.holder_unknown");
        Refusal(new SharedTotal("x", 1m, ["A", "B", "GP"])).ShouldBe("account.nobody_shares");
        Refusal(new AccountTransfer("x", "A", "B", 1.1m)).ShouldBe("account.transfer_out_of_range");
        Should.Throw<FundRuleException>(() => Run([new("A", 1m, 1m)], new CarryAccrual("x", (_, _) => 0m))).Code.ShouldBe("account.carry_recipient_missing");
    }

    private static string Refusal(AccountItem item) => Should.Throw<FundRuleException>(() => Run(Three, item)).Code;

    private static CapitalAccountsResult Run(AccountHolder[] holders, params AccountItem[] items) => CapitalAccounts.Run(new Currency("USD"), holders, items);
}
