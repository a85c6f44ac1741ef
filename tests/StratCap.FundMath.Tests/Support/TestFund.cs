using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Support;

/// <summary>A book under construction: every fact goes through the rules and the chain, as it would in the product.</summary>
internal sealed class TestFund
{
    private int ids;

    internal static readonly DateOnly Start = new(2020, 1, 1);

    internal List<RecordedFact> Facts { get; } = [];

    internal List<string> Payloads { get; } = [];

    internal DateTimeOffset Clock { get; set; } = new(2020, 1, 1, 9, 0, 0, TimeSpan.Zero);

    internal Guid TenantId { get; } = new("11111111-1111-1111-1111-111111111111");

    internal Guid FundId { get; } = new("22222222-2222-2222-2222-222222222222");

    /// <summary>Ids in order of their making, so that a rerun gives the same book.</summary>
    internal Guid NewId() => new(++ids, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    /// <summary>Whether each fact is judged when it is recorded; otherwise <see cref="CheckAll"/> judges all of them with one fold.</summary>
    internal bool ChecksEach { get; set; } = true;

    /// <summary>Puts the whole book through the rules.</summary>
    internal void CheckAll() => BookRules.Check([], [.. Facts.Select(f => (f.Payload, f.EffectiveDate))]);

    internal RecordedFact Record(Fact fact, DateOnly date)
    {
        if (ChecksEach)
            BookRules.Check(Facts, fact, date);
        return Append(fact, date);
    }

    /// <summary>Records facts of one day, checked together: one fold for all of them.</summary>
    internal void Record(IReadOnlyList<Fact> facts, DateOnly date)
    {
        if (ChecksEach)
            BookRules.Check(Facts, [.. facts.Select(f => (f, date))]);
        foreach (var fact in facts)
            Append(fact, date);
    }

    internal RecordedFact Append(Fact fact, DateOnly date)
    {
        Clock = Clock.AddMinutes(1);
        var (recorded, text) = FactHash.Chain(Facts.LastOrDefault(), TenantId, FundId, NewId(), date, Clock, Guid.Empty, "test", fact);
        Facts.Add(recorded);
        Payloads.Add(text);
        return recorded;
    }

    internal FundBook Book(DateOnly? asOf = null, DateTimeOffset? recordedAt = null) => FundBook.Fold(Facts, asOf, recordedAt);

    /// <summary>An established fund with ILPA terms, limited partners with the commitments given and a general partner with the last one.</summary>
    internal static TestFund With(string currency, params decimal[] commitments) => With(currency, IlpaTerms.WholeOfFund(catchUpShare: 1m), commitments);

    internal static TestFund With(string currency, FundTerms terms, params decimal[] commitments)
    {
        var fund = new TestFund();
        fund.Record([new FundEstablished("Test Fund I, L.P.", currency, 2020, "Buyout"), new TermsSet(terms), new ClosingHeld(fund.NewId(), 1, "First closing"), .. commitments.SelectMany((c, i) => fund.Joining(i, c, isGeneral: i == commitments.Length - 1))], Start);
        return fund;
    }

    private IEnumerable<Fact> Joining(int index, decimal commitment, bool isGeneral)
    {
        yield return new InvestorAdmitted(Investor(index), isGeneral ? "General Partner" : $"Investor {index + 1}", isGeneral ? PartnerKind.GeneralPartner : PartnerKind.LimitedPartner);
        yield return new CommitmentAccepted(Investor(index), null, commitment);
    }

    internal Guid Investor(int index) => new(index + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    internal RecordedFact Call(DateOnly date, params CapitalCallPurposeRequest[] purposes)
    {
        var book = Book(date);
        var result = CapitalCallAllocation.Run(book, new CapitalCallRequest(date, date.AddDays(14), purposes));
        return Record(result.ToFact(NewId(), Book().Calls.Count + 1), date);
    }

    /// <summary>Everybody pays a call in full on a date.</summary>
    internal void Pay(RecordedFact call, DateOnly date)
    {
        var fact = (CapitalCallIssued)call.Payload;
        Record([.. fact.Shares.Where(s => s.Total > 0).Select(s => new ReceiptRecorded(NewId(), fact.CallId, s.InvestorId, s.Amounts))], date);
    }

    internal RecordedFact Distribute(DateOnly date, decimal amount, Guid? dealId = null)
    {
        var result = DistributionRun.Run(Book(date), new DistributionRequest(date, amount, dealId));
        return Record(result.ToFact(NewId(), Book().Distributions.Count + 1, date), date);
    }

    internal void PayOut(RecordedFact distribution, DateOnly date)
    {
        var id = ((DistributionDeclared)distribution.Payload).DistributionId;
        var declared = Book(date).FindDistribution(id)!;
        foreach (var partner in Book(date).Partners.Where(p => declared.PayableTo(p.InvestorId) > 0))
            Record(new DistributionPaid(NewId(), id, partner.InvestorId, declared.PayableTo(partner.InvestorId)), date);
    }
}
