using StratCap.FundMath;
using StratCap.FundMath.Book;

namespace StratCap.Modules.Tests.Accounting;

/// <summary>A random valid life of a small fund: what the book's rules refuse is left out. The same seed gives the same life.</summary>
internal sealed class FundLife
{
    private static readonly Guid Tenant = new("10000000-0000-0000-0000-000000000001");
    private static readonly Guid Fund = new("20000000-0000-0000-0000-000000000002");

    private readonly Random _random;
    private readonly List<RecordedFact> _facts = [];
    private readonly List<Guid> _investors = [];
    private readonly List<Guid> _deals = [];
    private DateOnly _today = new(2024, 1, 1);

    private FundLife(int seed) => _random = new Random(seed);

    public static IReadOnlyList<RecordedFact> Of(int seed, int steps)
    {
        var life = new FundLife(seed);
        life.Begin();
        for (var i = 0; i < steps; i++) life.Step();
        return life._facts;
    }

    private FundBook Book => FundBook.Fold(_facts);

    private void Begin()
    {
        Record(new FundEstablished("Fund", "USD", 2024, "Buyout"));
        for (var i = 0; i < 4; i++)
        {
            _investors.Add(NewId());
            Record(new InvestorAdmitted(_investors[i], $"Investor {i}", i == 3 ? PartnerKind.GeneralPartner : PartnerKind.LimitedPartner));
            Record(new CommitmentAccepted(_investors[i], null, Cents(50_000_000, 90_000_000)));
        }
    }

    private void Step()
    {
        _today = _today.AddDays(_random.Next(0, 20));
        Fact? fact = _random.Next(19) switch
        {
            0 or 1 => Call(),
            2 or 3 => Receipt(),
            4 => Investment(),
            5 => Valuation(),
            6 => Proceeds(),
            7 => new ManagementFeeCharged(NewId(), _today, _today.AddDays(90), 300.01m, Split(300.01m, _investors[..3])),
            8 => new ExpenseCharged(NewId(), "Audit", 99.99m, Split(99.99m, _investors)),
            9 => _random.Next(2) == 0 ? Distribution() : Payment(),
            10 => Transfer(),
            11 => Clawback(),
            15 => Withdrawal(),
            13 => SubscriptionLine.Draw(Book, NewId(), Cents(1_000, 100_000)),
            14 => Book.Total.Borrowed > 0 ? SubscriptionLine.Repay(Book, NewId(), Math.Ceiling(Book.Total.Borrowed * 60) / 100) : null,
            12 => Giveback(),
            17 or 18 => Entry(),
            _ => Reversal(),
        };
        if (fact is ManualEntryRecorded { ReverseOn: { } day } accrual) Record([(accrual, _today), (ManualEntries.Mirror(accrual, NewId()), day)]);
        else if (fact is not null) Record(fact);
    }

    private void Record(Fact fact) => Record([(fact, _today)]);

    private void Record((Fact Fact, DateOnly Date)[] together)
    {
        try
        {
            BookRules.Check(_facts, together);
        }
        catch (FundRuleException)
        {
            return;
        }
        foreach (var (fact, date) in together)
            _facts.Add(FactHash.Chain(_facts.LastOrDefault(), Tenant, Fund, NewId(), date, DateTimeOffset.UnixEpoch.AddDays(_facts.Count), Guid.Empty, "test", fact).Fact);
    }

    /// <summary>Income or expenses of all partners or of one, against a receivable or a payable; two in three are taken back later.</summary>
    private ManualEntryRecorded Entry()
    {
        var amount = Cents(1, 50_000) * (_random.Next(4) == 0 ? -1 : 1);
        var line = _random.Next(3) == 0
            ? new EntryLine(EntryAccount.OtherIncome, -amount, [], true, Income: (IncomeKind)_random.Next(3))
            : new EntryLine(EntryAccount.Expenses, amount, [], true, "Audit");
        line = _random.Next(3) == 0 ? line with { ByCommitment = false, Shares = [new(_investors[_random.Next(4)], line.Amount)] } : ManualEntries.Shared(Book, line);
        var against = new EntryLine(_random.Next(2) == 0 ? EntryAccount.OtherReceivables : EntryAccount.OtherPayables, -line.Amount, [], false);
        return new(NewId(), "Entry", [line, against], _random.Next(3) == 0 ? null : _today.AddDays(_random.Next(1, 40)));
    }

    private CapitalCallIssued Call()
    {
        var (deal, fee) = (Cents(100, 900_000), Cents(100, 90_000));
        var deals = Split(deal, _investors);
        var fees = Split(fee, _investors[..3]).ToDictionary(s => s.InvestorId, s => s.Amount);
        return new(NewId(), Book.Calls.Count + 1, _today.AddDays(10),
            [
                new(CallPurposeKind.Investment, AllocationBase.Commitments, deal, null, "Deal"),
                new(CallPurposeKind.ManagementFee, AllocationBase.LimitedPartnerSpecific, fee, null, "Fee", _random.Next(2) == 0),
            ],
            [.. deals.Select(s => new CallShare(s.InvestorId, [s.Amount, fees.GetValueOrDefault(s.InvestorId)]))]);
    }

    private ReceiptRecorded? Receipt()
    {
        if (Any(Book.Calls.SelectMany(c => c.Lines.Where(l => l.Outstanding > 0).Select(l => (Call: c, Line: l)))) is not { Line: not null } due) return null;
        var amount = _random.Next(3) == 0 ? Math.Floor(due.Line.Outstanding * 50) / 100 : due.Line.Outstanding;
        return amount == 0 ? null : new ReceiptRecorded(NewId(), due.Call.CallId, due.Line.InvestorId, due.Line.SplitReceipt(amount));
    }

    private InvestmentMade Investment()
    {
        if (_deals.Count == 0 || _random.Next(2) == 0) _deals.Add(NewId());
        var cost = Cents(1_000, 800_000);
        return new(_deals[_random.Next(_deals.Count)], "Deal", cost, Split(cost, _investors));
    }

    private ValuationRecorded? Valuation()
    {
        if (Any(Book.Deals.Where(d => d.InvestedOn is not null)) is not { } deal) return null;
        var value = Cents(0, 900_000);
        return new(deal.DealId, value, value - deal.FairValue, "Market multiple", 3, Split(value - deal.FairValue, _investors));
    }

    private ProceedsReceived? Proceeds()
    {
        if (Any(Book.Deals.Where(d => d.InvestedOn is not null)) is not { } deal) return null;
        var proceeds = Cents(1, 500_000);
        if (_random.Next(2) == 0) return new(deal.DealId, ProceedsKind.Income, proceeds, 0, 0, Split(proceeds, _investors), [], []);
        var all = _random.Next(2) == 0;
        List<Share> Held(Func<PartnerAccount, decimal> of) =>
            [.. Book.Partners.Select(p => new Share(p.InvestorId, all ? of(p) : Math.Floor(of(p) * 40) / 100)).Where(s => s.Amount > 0)];
        var cost = Held(p => deal.HoldingOf(p).Cost);
        var carrying = Held(p => deal.HoldingOf(p).Carrying);
        return new(deal.DealId, ProceedsKind.Realisation, proceeds, cost.Sum(s => s.Amount), carrying.Sum(s => s.Amount), Split(proceeds, _investors), cost, carrying);
    }

    private DistributionDeclared Distribution()
    {
        var amount = Cents(1_000, 300_000);
        var lines = Split(amount, _investors).Select((share, i) =>
        {
            var carry = i < 3 ? Math.Floor(share.Amount * 10) / 100 : 0;
            var withheld = i == 0 ? Math.Floor(share.Amount * 5) / 100 : 0;
            return new DistributionLine(share.InvestorId, share.Amount, share.Amount - carry, 0, 0, 0, carry, withheld);
        }).ToList();
        return new(NewId(), Book.Distributions.Count + 1, _today.AddDays(3), null, amount, _investors[3], lines);
    }

    private DistributionPaid? Payment()
    {
        if (Any(Book.Distributions.SelectMany(d => _investors.Select(i => (d.DistributionId, Investor: i, Open: d.PayableTo(i) - d.PaidTo(i)))).Where(x => x.Open > 0)) is not { Open: > 0 } due) return null;
        return new(NewId(), due.DistributionId, due.Investor, due.Open);
    }

    private CallShareWithdrawn? Withdrawal() =>
        Any(Book.Calls.SelectMany(c => c.Lines.Where(l => l.Outstanding > 0).Select(l => (Call: c, Line: l)))) is { Line: not null } due
            ? new(NewId(), due.Call.CallId, due.Line.InvestorId, [.. due.Line.Amounts.Zip(due.Line.Received, (a, r) => a - r)], "Default") : null;

    private InterestTransferred? Transfer()
    {
        var book = Book;
        if (Any(book.Partners.Where(p => p.IsLimitedPartner && p.Outstanding == 0 && p.Payable == 0 && p.Commitment > 0)) is not { } from) return null;
        var to = book.Partners.First(p => p.IsLimitedPartner && p != from);
        return InterestTransfer.Make(book, NewId(), from.InvestorId, to.InvestorId, _random.Next(1, 4) / 4m);
    }

    private ClawbackPaid? Clawback()
    {
        var book = Book;
        if (book.Partners.FirstOrDefault(p => p.CarryReceived > 0) is not { } payer || Any(book.Partners.Where(p => p.CarryPaid > 0)) is not { } partner) return null;
        var amount = Math.Ceiling(partner.CarryPaid * 30) / 100;
        return new(NewId(), book.Clawbacks.Count + 1, payer.InvestorId, amount, [new(partner.InvestorId, 0m, amount, 0m, 0m, 0m, -amount)]);
    }

    private Fact? Giveback()
    {
        var book = Book;
        if (Any(book.Givebacks.SelectMany(g => g.Shares.Select(s => (g.GivebackId, s.InvestorId, Open: g.OutstandingOf(s.InvestorId)))).Where(g => g.Open > 0)) is { Open: > 0 } due)
            return FundMath.Book.Giveback.Receive(book, NewId(), due.GivebackId, due.InvestorId, due.Open);
        return Any(book.Partners.Where(p => p.Distributed > 1)) is { } partner
            ? new GivebackCalled(NewId(), book.Givebacks.Count + 1, _today, "Indemnity", [new(partner.InvestorId, Math.Floor(partner.Distributed * 25) / 100)]) : null;
    }

    private FactReversed? Reversal() =>
        Any(_facts.Where(f => f.Payload is not (FundEstablished or FactReversed or InvestorAdmitted or CommitmentAccepted))) is { } fact ? new(fact.FactId, "Recorded in error") : null;

    private T? Any<T>(IEnumerable<T> from)
    {
        var all = from.ToList();
        return all.Count == 0 ? default : all[_random.Next(all.Count)];
    }

    private decimal Cents(int from, int to) => _random.Next(from, to) / 100m;

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static List<Share> Split(decimal amount, IReadOnlyList<Guid> among)
    {
        var each = Math.Truncate(amount / among.Count * 100) / 100;
        return [.. among.Select((id, i) => new Share(id, i == 0 ? amount - each * (among.Count - 1) : each))];
    }
}
