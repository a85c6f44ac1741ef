using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Accounting.Verification;
using StratCap.FundMath.Book;

namespace StratCap.Modules.Tests.Accounting;

public sealed class LedgerTiesTests
{
    [Theory, MemberData(nameof(Seeds))]
    public void Ledger_OfARandomLife_TiesToItsBook(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = Post(facts);

        LedgerTies.Entries(facts, entries, lines).ShouldBeEmpty();
        LedgerTies.Balances(FundBook.Fold(facts), [.. lines.SelectMany(l => l)]).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Ledger_AsOfAnyDay_TiesToTheBookAsOfThatDay(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var lines = Post(facts).Lines.SelectMany(l => l).ToList();

        foreach (var asOf in facts.Select(f => f.EffectiveDate).Distinct())
            LedgerTies.Balances(FundBook.Fold(facts, asOf), [.. lines.Where(l => l.EffectiveDate <= asOf)]).ShouldBeEmpty($"as of {asOf}");
    }

    [Fact]
    public void Lives_OfTheseTests_HoldEveryKindThatPosts()
    {
        var kinds = Seeds.SelectMany(s => FundLife.Of(s.Data, 60)).Select(f => f.Payload.GetType().Name).ToHashSet();

        foreach (var kind in (string[])["CapitalCallIssued", "ReceiptRecorded", "InvestmentMade", "ValuationRecorded", "ProceedsReceived", "ManagementFeeCharged", "ExpenseCharged", "DistributionDeclared", "DistributionPaid", "InterestTransferred", "CallShareWithdrawn", "LineDrawn", "LineRepaid", "ClawbackPaid", "GivebackCalled", "GivebackReceived", "ManualEntryRecorded", "FactReversed"])
            kinds.ShouldContain(kind);
    }

    [Fact]
    public void Verifier_WhenALineIsWrong_NamesTheFactAndTheAccount()
    {
        var facts = FundLife.Of(1, 60);
        var (entries, lines) = Post(facts);
        var wrong = lines.SelectMany(l => l).First(l => l.Account == ChartOfAccounts.Cash.Code);
        var mutant = lines.SelectMany(l => l).Select(l => l == wrong ? Copy(l, l.Amount + 0.01m) : l).ToLookup(l => l.EntryId);

        LedgerTies.Entries(facts, entries, mutant).ShouldHaveSingleItem().ShouldContain("is not what its fact posts");
        var defects = LedgerTies.Balances(FundBook.Fold(facts), [.. mutant.SelectMany(l => l)]).ToList();
        defects.ShouldContain(d => d.StartsWith("all accounts", StringComparison.Ordinal));
        defects.ShouldContain(d => d.StartsWith("cash", StringComparison.Ordinal));
    }

    [Fact]
    public void Verifier_WhenAnEntryIsMissing_NamesTheFact()
    {
        var facts = FundLife.Of(2, 60);
        var (entries, lines) = Post(facts);
        var lost = entries.Values.OrderBy(e => e.FactSequence).First();

        LedgerTies.Entries(facts, entries.Where(e => e.Key != lost.FactId).ToDictionary(), lines).ShouldHaveSingleItem().ShouldContain($"fact {lost.FactSequence} ");
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    internal static (Dictionary<Guid, JournalEntry> Entries, ILookup<Guid, JournalLine> Lines) Post(IReadOnlyList<RecordedFact> facts)
    {
        var entries = new Dictionary<Guid, JournalEntry>();
        var sets = new Dictionary<Guid, PostingSet>();
        var lines = new List<JournalLine>();
        foreach (var fact in facts)
        {
            var set = fact.Payload is FactReversed r ? PostingRules.Mirror(sets[r.OriginalFactId].Postings, r.Reason) : PostingRules.Post(fact.Payload);
            sets.Add(fact.FactId, set);
            if (set.Postings.Count == 0) continue;
            var reverses = fact.Payload is FactReversed reversal ? entries[reversal.OriginalFactId].Id : (Guid?)null;
            var (entry, ofEntry) = Poster.Build(fact, "USD", set, reverses, DateTimeOffset.UnixEpoch);
            entries.Add(fact.FactId, entry);
            lines.AddRange(ofEntry);
        }
        return (entries, lines.ToLookup(l => l.EntryId));
    }

    private static JournalLine Copy(JournalLine l, decimal amount) => new()
    {
        EntryId = l.EntryId,
        Number = l.Number,
        LineCount = l.LineCount,
        FundId = l.FundId,
        EffectiveDate = l.EffectiveDate,
        Account = l.Account,
        PartnerId = l.PartnerId,
        DealId = l.DealId,
        Amount = amount,
    };
}
