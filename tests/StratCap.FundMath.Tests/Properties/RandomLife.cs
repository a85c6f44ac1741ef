using System.Collections.Concurrent;
using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Carry;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>A step of a random life: what to do, and three numbers that decide how.</summary>
internal readonly record struct Step(int Kind, int A, int B, int C);

/// <summary>
/// Turns random steps into the life of a fund. Every fact goes through the rules: what they refuse leaves no trace. Facts may be dated back and
/// reversed. The same steps always make the same book.
/// </summary>
internal sealed class RandomLife
{
    private const int Kinds = 40;

    private const int ShareCarry = 29;

    private static readonly string[] Categories = ["Audit", "Legal", "Internal: IT", "Placement fees", "Sundries", "Organisation", "Syndication costs"];

    /// <summary>How often each kind of fact was accepted and each rule refused one, over all lives.</summary>
    internal static readonly ConcurrentDictionary<string, int> Counts = new();

    internal static readonly Gen<Step[]> Steps = Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Int[0, 9999], (k, a, b, c) => new Step(k, a, b, c)).Array[4, 80];

    /// <summary>Lives short enough for 10,000 of them: the cost of a life grows with the square of its length.</summary>
    internal static readonly Gen<Step[]> ShortSteps = Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Int[0, 9999], (k, a, b, c) => new Step(k, a, b, c)).Array[4, 30];

    private DateOnly today = TestFund.Start.AddDays(30);

    private readonly List<Guid> deals = [];

    internal RandomLife(Step first)
    {
        var currency = (first.A % 3) switch { 0 => "USD", 1 => "JPY", _ => "KWD" };
        decimal[] commitments = [.. Enumerable.Range(0, 2 + (first.C % 5)).Select(i => 1_000_000m + (first.A * 1009 * (i + 1))), 50_000m + first.B];
        Fund = TestFund.With(currency, Terms(first.B), commitments);
    }

    internal TestFund Fund { get; }

    internal static RandomLife Live(Step[] steps, Action<RandomLife>? afterEach = null)
    {
        var life = new RandomLife(steps[0]);
        foreach (var step in steps.Skip(1))
        {
            if (life.Take(step))
                afterEach?.Invoke(life);
        }
        return life;
    }

    internal DateOnly Today => today;

    /// <summary>Whole of fund, deal by deal together or alone, or with a second hurdle and a return on investments only.</summary>
    private static FundTerms Terms(int choice)
    {
        var fee = 0.01m + (choice % 10 / 1000m);
        var whole = IlpaTerms.WholeOfFund(catchUpShare: choice % 2 == 0 ? 1m : 0.8m, managementFeeAnnual: fee);
        return (choice % 7) switch
        {
            0 => IlpaTerms.DealByDeal(),
            1 => TestTerms.DealByDeal(DealPool.RealisedDeals, FeeReturn.ProRataRealised, whole),
            3 => TestTerms.DealByDeal(DealPool.EachDeal, (FeeReturn)(choice % 3), whole),
            2 => whole with
            {
                ReturnBase = new(ReturnBase.Investments, "test"),
                Tiers = new([.. whole.Tiers.Value.SkipLast(1), new SplitTier(0.2m, new IrrHurdle(0.12m, DayCount.Act365)), new CatchUpTier(1, 0.25m), new SplitTier(0.25m)], "test"),
            },
            4 => whole with { LineReturn = new(LineReturn.FromDraw, "test") },
            _ => whole,
        };
    }

    private bool Take(Step step)
    {
        today = today.AddDays(step.A % 45);
        // One step in six is dated back.
        var date = step.C % 6 == 0 ? today.AddDays(-(step.C % 60)) : today;
        var book = Fund.Book(date);
        var before = Fund.Facts.Count;
        try
        {
            // Admissions and terms may have been reversed too.
            if (book.Partners.All(p => p.IsLimitedPartner))
                return false;
            // Carried interest is shared out on the day on which it was paid.
            var shared = step.Kind == ShareCarry ? CarrySplit.Next(Fund.Facts) : null;
            date = shared?.Date ?? date;
            if ((step.Kind == ShareCarry ? shared?.Fact : Fact(step, book, date)) is not { } fact)
                return false;
            Record(fact, date);
            Counts.AddOrUpdate(fact.GetType().Name, 1, (_, n) => n + 1);
            return true;
        }
        catch (FundRuleException refusal)
        {
            Counts.AddOrUpdate(refusal.Code, 1, (_, n) => n + 1);
            Fund.Facts.Count.ShouldBe(before);
            return false;
        }
    }

    /// <summary>An accrual goes into the book with its mirror or not at all.</summary>
    private void Record(Fact fact, DateOnly date)
    {
        if (fact is not ManualEntryRecorded { ReverseOn: { } day } accrual)
        {
            Fund.Record(fact, date);
            return;
        }
        var mirror = ManualEntries.Mirror(accrual, Fund.NewId());
        BookRules.Check(Fund.Facts, [(accrual, date), (mirror, day)]);
        Fund.Record(accrual, date);
        Fund.Record(mirror, day);
    }

    private Fact? Fact(Step step, FundBook book, DateOnly date) => step.Kind switch
    {
        0 => book.Partners.Count > 8 ? null : new InvestorAdmitted(Fund.NewId(), $"Newcomer {step.B}", step.B % 7 == 0 ? PartnerKind.GeneralPartner : PartnerKind.LimitedPartner),
        1 => new CommitmentAccepted(Pick(book.Partners, step.B).InvestorId, null, Money(book, 1 + (step.C * 37m))),
        2 or 3 => Call(step, book, date),
        4 or 5 => Receipt(step, book),
        6 => Invest(step, book, date),
        7 => Held(book, step.B) is not { } deal ? null
            : deal.Foreign is { } foreign ? ForeignFacts.Valuation(book, deal.DealId, Math.Round(foreign.Cost * (step.C % 300) / 100, 0), Abroad(step, book, date), "Market multiple", 1 + (step.B % 3))
            : FactShares.ForValuation(book, deal.DealId, Money(book, deal.FairValue * (step.C % 300) / 100), "Market multiple", 1 + (step.B % 3)),
        8 => Proceeds(step, book, date),
        9 => FactShares.ForManagementFee(book, Fund.NewId(), date, date.AddDays(1 + (step.B % 100))),
        10 => FactShares.ForExpense(book, Fund.NewId(), step.C % 3 == 0 ? LineCosts.Interest : Categories[step.C % Categories.Length], Money(book, 1 + step.B)),
        11 => Distribute(step, book, date),
        12 => Pay(step, book),
        14 => Transfer(step, book),
        20 => FeeReductions.Recognise(book, Fund.NewId(), step.C % 4 == 0 ? "Directors" : "Monitoring", Money(book, 1 + step.C), 1m - (step.B % 3 / 10m)),
        21 => book.Fees.Count == 0 ? null : step.C % 2 == 0
            ? FeeReductions.ApplyOffsets(book, Fund.NewId(), Pick(book.Fees, step.B).ChargeId)
            : FeeReductions.Give(book, Fund.NewId(), Pick(book.Fees, step.B).ChargeId, step.C % 3 == 0 ? FeeReductionKind.Rebate : FeeReductionKind.Waiver, [Pick(book.Partners, step.C).InvestorId], step.A % 101 / 100m),
        22 => Recallables.Expire(book, Fund.NewId(), "End of the investment period"),
        23 => SubscriptionLine.Draw(book, Fund.NewId(), Money(book, Math.Max(1, book.Total.Unfunded * (step.C % 30) / 100))),
        24 => book.Total.Borrowed == 0 ? null : SubscriptionLine.Repay(book, Fund.NewId(), Money(book, Math.Max(1, book.Total.Borrowed * (step.C % 120) / 100)), book.Calls.Count > 0 && step.B % 3 > 0 ? Pick(book.Calls, step.B).CallId : null),
        25 => Default(step, book),
        26 => book.Calls.FirstOrDefault(c => c.Lines.Any(l => l.IsInDefault)) is { } call ? CoverCall.Make(book, call.CallId, Fund.NewId(), date.AddDays(5)) : null,
        35 => Remedy(step, book),
        27 or 33 => InKind(step, book, date),
        34 or 36 => Sell(step, book),
        32 => Tax(step, book, date),
        28 => CarryPlan(step, date),
        38 or 39 => Entry(step, book, date),
        30 => CarryLeaver.Make(book, Pick(book.CarryHolders.DefaultIfEmpty(new BookCarryHolder(Guid.Empty)).ToList(), step.B).HolderId, "Resigned"),
        31 => book.CarryHolders.Count == 0 ? null : new CarryAccelerated(Pick(book.CarryHolders, step.B).HolderId, "Sale of the manager"),
        17 => Clawback(step, book, date),
        18 => Giveback.Make(book, Fund.NewId(), Fund.Book().NextGivebackNumber, date, date.AddDays(step.A % 30), "Indemnity", Money(book, Math.Max(1, book.Total.Distributed * (step.C % 30) / 100)), new GivebackLimits()),
        19 => Return(step, book),
        15 => new ClosingHeld(Fund.NewId(), Fund.Book().NextClosingNumber, $"Closing of {Print.Date(date)}"),
        16 => book.Closings.Count < 2 ? null : ClosingEqualisation.Make(Fund.Facts, Fund.NewId(), Pick(book.Closings, step.B).ClosingId, date, new LateInterestTerms(0.08m)),
        13 => new FactReversed(Pick(Fund.Facts, step.B * 7).FactId, "test"),
        _ => new TermsSet(Terms(step.B)),
    };

    /// <summary>Of four holders, those whom chance names; a house has the rest.</summary>
    private CarryPlanSet CarryPlan(Step step, DateOnly date)
    {
        Vesting[] vestings = [new FullVesting(), new VestingOverTime(date.AddDays(-(step.A % 500)), 1 + (step.C % 60), (VestingStep)(step.B % 3)), new ListedVesting([new(date.AddDays(step.C % 300), 0.3333m)])];
        var holders = Enumerable.Range(0, 4).Where(i => (step.B & (1 << i)) != 0).Select(i => new CarryHolder(Fund.Investor(40 + i), $"Holder {i}", 0.1234567891m + (step.C % 10 / 100m), vestings[(step.A + i) % 3]));
        return new CarryPlanSet([.. holders], (UnvestedCarry)(step.A % 2), (ForfeitedCarry)(step.C % 2), new(Fund.Investor(50), "House"));
    }

    /// <summary>Income or expenses of all or of one, against a receivable, a payable or another partner; one in two is an accrual.</summary>
    private ManualEntryRecorded Entry(Step step, FundBook book, DateOnly date)
    {
        var amount = Money(book, 1 + step.B) * (step.A % 3 == 0 ? -1 : 1);
        var line = step.C % 3 == 0
            ? new EntryLine(EntryAccount.OtherIncome, amount, [], true, Income: (IncomeKind)(step.B % 3))
            : new EntryLine(EntryAccount.Expenses, amount, [], true, step.B % 4 == 0 ? LineCosts.Interest : Categories[step.B % Categories.Length]);
        EntryLine Of(EntryLine given, int partner) => given with { ByCommitment = false, Shares = [new(Pick(book.Partners, partner).InvestorId, given.Amount)] };
        var against = step.B % 5 == 0 ? Of(line with { Amount = -amount }, step.C) : new EntryLine(step.A % 2 == 0 ? EntryAccount.OtherPayables : EntryAccount.OtherReceivables, -amount, [], false);
        return new ManualEntryRecorded(
            Fund.NewId(), "Entry", [step.A % 4 == 0 ? Of(line, step.B) : ManualEntries.Shared(book, line), against], step.C % 2 == 0 ? date.AddDays(1 + (step.B % 90)) : null);
    }

    private CapitalCallIssued Call(Step step, FundBook book, DateOnly date)
    {
        var purposes = new List<CapitalCallPurposeRequest>();
        var amount = Money(book, Math.Max(1, book.Total.Unfunded * (1 + (step.B % 40)) / 100));
        if (step.B % 3 == 0 || deals.Count == 0)
        {
            deals.Add(Fund.NewId());
            purposes.Add(new(CallPurposeKind.Investment, amount, deals[^1], ExcusedInvestorIds: step.C % 4 == 0 ? [Pick(book.Partners, step.C).InvestorId] : null));
        }
        else
        {
            purposes.Add(new(CallPurposeKind.FollowOn, amount, Pick(deals, step.C)));
        }
        if (step.B % 2 == 0)
            purposes.Add(new(CallPurposeKind.ManagementFee, Money(book, 1 + step.C)));
        if (step.C % 2 == 0)
            purposes.Add(new(step.B % 7 == 0 ? CallPurposeKind.LineCosts : CallPurposeKind.Expenses, Money(book, 1 + step.B), InsideCommitment: step.B % 5 != 0));
        var result = CapitalCallAllocation.Run(book, new CapitalCallRequest(date, date.AddDays(step.B % 30), purposes), explain: false);
        return result.ToFact(Fund.NewId(), Fund.Book().NextCallNumber + (step.C % 3 == 0 ? -1 : step.C % 2));
    }

    private ReceiptRecorded? Receipt(Step step, FundBook book)
    {
        var open = book.Calls.SelectMany(c => c.Lines.Where(l => l.Outstanding > 0).Select(l => (Call: c, Line: l))).ToList();
        if (open.Count == 0)
            return null;
        var (call, line) = Pick(open, step.B);
        var amount = step.C % 3 == 0 ? Money(book, Math.Max(1, line.Outstanding / 2)) : line.Outstanding;
        return new ReceiptRecorded(Fund.NewId(), call.CallId, line.InvestorId, line.SplitReceipt(amount));
    }

    private InvestmentMade? Invest(Step step, FundBook book, DateOnly date)
    {
        var cost = Money(book, book.Total.Cash * (1 + (step.B % 90)) / 100);
        if (deals.Count > 0 && cost > 10 && (book.FindDeal(Pick(deals, step.C))?.Foreign is not null || step.B % 5 == 0))
            return ForeignFacts.Investment(book, Pick(deals, step.C), $"Deal {step.C}", Math.Round(cost / 3, 0), Abroad(step, book, date));
        return deals.Count == 0 || cost <= 0 ? null : FactShares.ForInvestment(book, Pick(deals, step.C), $"Deal {step.C}", cost);
    }

    /// <summary>A rate between 1 and 2, from a currency that is not the fund's.</summary>
    private static FxConversion Abroad(Step step, FundBook book, DateOnly date) =>
        new(new Currency("SEK"), book.Currency, date, [new FxStep(Guid.Empty, "SEK", book.Currency.Code, 1 + (step.A % 100 / 100m), step.B % 2 == 0)]);

    private static ProceedsReceived? Proceeds(Step step, FundBook book, DateOnly date)
    {
        if (Held(book, step.B) is not { } deal)
            return null;
        if (deal.Foreign is { } foreign)
            return ForeignFacts.Proceeds(book, deal.DealId, step.C % 3 == 0 ? ProceedsKind.Income : ProceedsKind.Realisation, step.B, step.C % 3 == 0 ? 0 : step.C % 2 == 0 ? foreign.Cost : Math.Round(foreign.Cost / 3, 0), Abroad(step, book, date));
        if (step.C % 3 == 0)
            return FactShares.ForProceeds(book, deal.DealId, ProceedsKind.Income, Money(book, 1 + step.C), 0) with { Income = step.B % 4 == 0 ? null : (IncomeKind)(step.B % 3) };
        var cost = step.C % 2 == 0 ? deal.Cost : Money(book, deal.Cost / 3);
        return FactShares.ForProceeds(book, deal.DealId, ProceedsKind.Realisation, Money(book, deal.FairValue * (step.B % 400) / 100), cost);
    }

    private DistributionDeclared? Distribute(Step step, FundBook book, DateOnly date)
    {
        var free = Money(book, (book.Total.Cash - book.Total.Payable - book.Total.Withheld) * (20 + (step.B % 80)) / 100);
        if (free <= 0)
            return null;
        var lp = Pick(book.Partners, step.C).InvestorId;
        var some = new Dictionary<Guid, decimal> { [lp] = book.Currency.MinorUnit * (step.C % 50) };
        var general = book.Partners.First(p => !p.IsLimitedPartner).InvestorId;
        var request = new DistributionRequest(
            date, free, step.C % 2 == 0 ? Held(book, step.C)?.DealId : null, general, step.B % 4 == 0 ? some : null, step.B % 5 == 0 ? some : null);
        var result = DistributionRun.Run(book, request, explain: false);
        return result.ToFact(Fund.NewId(), Fund.Book().NextDistributionNumber + (step.A % 2), date.AddDays(step.B % 5));
    }

    /// <summary>An advance to one partner, to the recipient of carried interest, or to both.</summary>
    private DistributionDeclared? Tax(Step step, FundBook book, DateOnly date)
    {
        var free = Money(book, DistributionRun.FreeCash(book) * (1 + (step.B % 30)) / 100);
        if (free <= 0)
            return null;
        var income = new Dictionary<Guid, decimal> { [Pick(book.Partners, step.C).InvestorId] = step.A % 3 == 0 ? 0 : book.Total.Contributed * (step.C % 90) / 100 };
        var general = book.Partners.First(p => !p.IsLimitedPartner).InvestorId;
        var run = TaxDistribution.Run(book, new(date, free, 0.4m, income, step.A % 3 == 1 ? 0 : book.Total.Contributed * (step.B % 50) / 100, general), explain: false);
        return run.ToFact(Fund.NewId(), Fund.Book().NextDistributionNumber, date.AddDays(step.B % 5));
    }

    /// <summary>All of an investment or a third of it, at market prices or at a declared value; one partner in two declines.</summary>
    private DistributionDeclared? InKind(Step step, FundBook book, DateOnly date)
    {
        if (Held(book, step.B) is not { Foreign: null } deal || deal.Cost == 0)
            return null;
        var cost = step.C % 2 == 0 ? deal.Cost : Money(book, deal.Cost / 3);
        decimal[] closes = step.A % 2 == 0 ? [.. Enumerable.Range(0, 10).Select(i => 10m + (((step.C * i) + step.A) % 700 / 100m))] : [];
        var general = book.Partners.First(p => !p.IsLimitedPartner).InvestorId;
        Guid[] declined = [.. book.Partners.Where(p => p.IsLimitedPartner && (p.Index + step.B) % 2 == 0).Select(p => p.InvestorId)];
        var request = new InKindRequest(date, deal.DealId, cost, closes.Length > 0 ? 1 + step.C : null, closes, closes.Length > 0 ? null : Money(book, Math.Max(1, cost * (step.B % 300) / 100)), declined, general);
        var run = InKindDistribution.Run(Fund.Facts, request, explain: false);
        Guid[] taking = [.. declined.Where(d => run.Lines.Any(l => l.Line.InvestorId == d))];
        return (run with { InKind = run.InKind! with { DeclinedBy = taking } }).ToFact(Fund.NewId(), Fund.Book().NextDistributionNumber, date);
    }

    private SoldForPartner? Sell(Step step, FundBook book)
    {
        var held = book.Distributions.SelectMany(d => book.Partners.Where(p => d.IsHeldFor(p.InvestorId)).Select(p => (d.DistributionId, p.InvestorId, Value: d.PayableTo(p.InvestorId)))).ToList();
        if (held.Count == 0)
            return null;
        var (distribution, investor, value) = Pick(held, step.B);
        return new SoldForPartner(Fund.NewId(), distribution, investor, Money(book, value * (step.C % 200) / 100), value);
    }

    private DistributionPaid? Pay(Step step, FundBook book)
    {
        var open = book.Distributions
            .SelectMany(d => book.Partners.Select(p => (d.DistributionId, p.InvestorId, Open: d.PayableTo(p.InvestorId) - d.PaidTo(p.InvestorId))))
            .Where(p => p.Open > 0).ToList();
        if (open.Count == 0)
            return null;
        var (distribution, investor, amount) = Pick(open, step.B);
        return new DistributionPaid(Fund.NewId(), distribution, investor, step.C % 3 == 0 ? Money(book, Math.Max(1, amount / 2)) : amount);
    }

    /// <summary>The transferor is one who owes and is owed nothing, where there is one.</summary>
    private InterestTransferred Transfer(Step step, FundBook book)
    {
        var from = Pick([.. book.Partners.Where(p => p.Outstanding == 0 && p.Payable == 0).DefaultIfEmpty(book.Partners[0])], step.B);
        var to = Pick([.. book.Partners.Where(p => p.Kind == from.Kind)], step.C).InvestorId;
        return step.C % 3 == 0
            ? InterestTransfer.Make(book, Fund.NewId(), from.InvestorId, to, 1m)
            : InterestTransfer.MakeOfCommitment(book, Fund.NewId(), from.InvestorId, to, Money(book, Math.Max(1, from.Commitment * (step.A % 100) / 100)));
    }

    /// <summary>What is due, or else a part of what was paid.</summary>
    private ClawbackPaid? Clawback(Step step, FundBook book, DateOnly date)
    {
        if (book.Partners.FirstOrDefault(p => p.CarryReceived > 0) is not { } payer)
            return null;
        IReadOnlyList<Share> due = CarryClawback.Due(book);
        if (due.Count == 0)
            due = [.. book.Partners.Where(p => p.CarryPaid > 1).Select(p => new Share(p.InvestorId, Money(book, Math.Max(1, p.CarryPaid * (step.C % 100) / 100))))];
        return CarryClawback.Make(book, Fund.NewId(), Fund.Book().NextClawbackNumber, payer.InvestorId, date, due);
    }

    private GivebackReceived? Return(Step step, FundBook book)
    {
        var open = book.Givebacks.SelectMany(g => g.Shares.Select(s => (g.GivebackId, s.InvestorId, Open: g.OutstandingOf(s.InvestorId)))).Where(g => g.Open > 0).ToList();
        if (open.Count == 0)
            return null;
        var (giveback, investor, amount) = Pick(open, step.B);
        return Giveback.Receive(book, Fund.NewId(), giveback, investor, step.C % 3 == 0 ? Money(book, Math.Max(1, amount / 2)) : amount);
    }

    /// <summary>Notice of default first, then what is still due is withdrawn.</summary>
    private Fact? Default(Step step, FundBook book)
    {
        var open = book.Calls.SelectMany(c => c.Lines.Where(l => l.Outstanding > 0).Select(l => (Call: c, Line: l))).ToList();
        if (open.Count == 0)
            return null;
        var (call, line) = Pick(open, step.B);
        return line.Default is null
            ? new CallDefaulted(Fund.NewId(), call.CallId, line.InvestorId, today.AddDays(step.A % 2 * 60))
            : new CallShareWithdrawn(Fund.NewId(), call.CallId, line.InvestorId, [.. line.Amounts.Zip(line.Received, (a, r) => a - r)], "Default");
    }

    private DefaultRemedied? Remedy(Step step, FundBook book)
    {
        var given = book.Calls.SelectMany(c => c.Lines.Where(l => l.Default is not null).Select(l => (c.CallId, l.InvestorId))).ToList();
        if (given.Count == 0)
            return null;
        var (call, investor) = Pick(given, step.B);
        return step.C % 2 == 0
            ? DefaultRemedies.Interest(book, Fund.NewId(), call, investor)
            : DefaultRemedies.Forfeit(book, Fund.NewId(), call, investor, (1 + (step.A % 100)) / 100m);
    }

    private static BookDeal? Held(FundBook book, int number)
    {
        var held = book.Deals.Where(d => d.InvestedOn is not null).ToList();
        return held.Count == 0 ? null : Pick(held, number);
    }

    private static T Pick<T>(IReadOnlyList<T> items, int number) => items[number % items.Count];

    private static decimal Money(FundBook book, decimal amount) => Math.Round(amount, book.Currency.MinorUnits, MidpointRounding.ToZero);
}
