using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using StratCap.Accounting.Postings;
using StratCap.FundMath.Book;

namespace StratCap.Modules.Tests.Accounting;

/// <summary>What is shown as a rule is what is posted: no line more, no line less.</summary>
public sealed class PostingRuleBookTests
{
    private static readonly Guid Lp = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Gp = new("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid Deal = new("00000000-0000-0000-0000-00000000000d");
    private static readonly DateOnly Day = new(2026, 3, 31);

    /// <summary>Forty random lives, and what does not happen in them.</summary>
    private static IReadOnlyList<Fact> Facts { get; } =
    [
        .. Enumerable.Range(1, 40).SelectMany(seed => FundLife.Of(seed, 60)).Select(f => f.Payload),
        new FeeReduced(Guid.CreateVersion7(), Guid.CreateVersion7(), FeeReductionKind.Waiver, 3m, [new(Lp, 3m)]),
        new DefaultRemedied(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, DefaultRemedyKind.Interest, 3m, [new(Gp, 3m)]),
        new SoldForPartner(Guid.CreateVersion7(), Guid.CreateVersion7(), Lp, 12m, 10m),
        new DistributionDeclared(
            Guid.CreateVersion7(), 1, Day, Deal, 150m, Gp, [new(Lp, 135m, 90m, 0m, 0m, 36m, 9m), new(Gp, 15m, 10m, 0m, 0m, 5m, 0m)],
            InKind: new(100m, 120m, null, [], [new(Lp, 135m), new(Gp, 15m)], [new(Lp, 90m), new(Gp, 10m)], [new(Lp, 108m), new(Gp, 12m)], [Lp])),
        new InterestTransferred(Guid.CreateVersion7(), Lp, Gp, 1m, 2m, [], [Move(Lp, -1m), Move(Gp, 1m)]),
        new ClosingEqualised(
            Guid.CreateVersion7(), Guid.CreateVersion7(), [], [Move(Lp, -1m), Move(Gp, 1m), new(Lp, [new(Component.ManagementFees, 4m)], [new(Day, CashFlowKind.Contribution, Deal, 5m, [5m])], [], [])], [], [new(Lp, -2m), new(Gp, 2m)]),
    ];

    [Fact]
    public void EveryLineThatIsPosted_IsOneOfItsRule()
    {
        foreach (var fact in Facts.Where(f => f is not FactReversed))
        {
            var rule = PostingRuleBook.Rules.SingleOrDefault(r => r.IsOf(fact));
            foreach (var posting in PostingRules.Post(fact).Postings)
                (rule?.Lines.Count(l => Fits(l, posting)) ?? 0).ShouldBe(1, $"{fact.GetType().Name}: {posting}");
        }
    }

    [Fact]
    public void EveryLineOfARule_IsPostedBySomeFact()
    {
        var posted = Facts.Where(f => f is not FactReversed).ToLookup(f => PostingRuleBook.Rules.SingleOrDefault(r => r.IsOf(f)), f => PostingRules.Post(f).Postings);
        foreach (var rule in PostingRuleBook.Rules)
        {
            foreach (var line in rule.Lines)
                posted[rule].Any(all => all.Any(p => Fits(line, p))).ShouldBeTrue($"{rule.Fact.Name} {rule.When}: {line}");
        }
    }

    [Fact]
    public void EveryKindOfFact_IsListed_OrPostsNothing()
    {
        var kinds = typeof(Fact).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).ToHashSet();

        kinds.Except(PostingRuleBook.Rules.Select(r => r.Fact)).Select(k => k.Name).ShouldBe(
            [
                nameof(FundEstablished), nameof(TermsSet), nameof(InvestorAdmitted), nameof(ClosingHeld), nameof(CommitmentAccepted), nameof(FeeOffsetRecognised), nameof(UnfundedReleased), nameof(CallDefaulted),
                nameof(CarryPlanSet), nameof(CarryAllocated), nameof(CarryAccelerated), nameof(CarryHolderLeft), nameof(PositionDisclosed), nameof(PeriodClosed), nameof(PeriodReopened),
            ],
            ignoreOrder: true);
        PostingRuleBook.Rules.Single(r => r.Mirrors).Fact.ShouldBe(typeof(FactReversed));
    }

    /// <summary>Whoever changes a rule raises the version, and puts what is said here after it.</summary>
    [Fact]
    public void AVersion_StandsForTheSameRulesForever()
    {
        var said = string.Join('\n', PostingRuleBook.Rules.Select(r => $"{r.Fact.Name} {r.When} {r.Mirrors}: {string.Join("; ", r.Lines.Select(l => $"{l.Account.Code} {l.Side} {l.ByPartner} {l.ByInvestment}"))}"));

        (PostingRuleBook.Version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))[..16]).ShouldBe((2, "f7eba39300918049"), said);
    }

    private static bool Fits(RuleLine line, Posting posting) =>
        (line.Account, line.ByPartner, line.ByInvestment) == (posting.Account, posting.PartnerId is not null, posting.DealId is not null)
        && (line.Side == RuleSide.Either || line.Side == RuleSide.Debit == posting.Amount > 0);

    private static PartnerMove Move(Guid investor, decimal sign) => new(
        investor,
        [
            new(Component.ManagementFees, 2m * sign), new(Component.Expenses, 1m * sign), new(Component.FeesWaived, 0.5m * sign), new(Component.DefaultInterest, 0.1m * sign), new(Component.EntryIncome, 0.2m * sign),
            new(Component.EntryExpenses, 0.3m * sign),
        ],
        [new(Day, CashFlowKind.Contribution, Deal, 50m * sign, [50m * sign]), new(Day, CashFlowKind.LineDraw, Deal, 7m * sign, [])],
        [new(Deal, new DealHolding(Called: 50m * sign, Invested: 40m * sign, CostRealised: 10m * sign, ValueChange: 8m * sign, CarryingRealised: 12m * sign, SaleProceeds: 15m * sign, Income: 3m * sign))],
        [new(Deal, new DistributionLine(investor, 9m * sign, 8m * sign, 0m, 0m, 0m, 1m * sign, 2m * sign))]);
}
