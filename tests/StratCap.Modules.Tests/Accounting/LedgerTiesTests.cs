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

        LedgerTies.Entries(facts, entries, lines, PostingVersions.All).ShouldBeEmpty();
        LedgerTies.Strays(entries.Values, lines.SelectMany(l => l)).ShouldBeEmpty();
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

        LedgerTies.Entries(facts, entries, mutant, PostingVersions.All).ShouldHaveSingleItem().ShouldEndWith("is not what its fact posts: its lines.");
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

        LedgerTies.Entries(facts, entries.Where(e => e.Key != lost.FactId).ToDictionary(), lines, PostingVersions.All).ShouldHaveSingleItem().ShouldContain($"fact {lost.FactSequence} ");
        LedgerTies.Strays(entries.Values.Where(e => e != lost), lines.SelectMany(l => l)).ShouldHaveSingleItem().ShouldContain($"{lost.Id}");
    }

    /// <summary>One field after the other is turned, of an entry that takes another back: each is named, and nothing else.</summary>
    [Fact]
    public void Verifier_WhenAFieldOfAnEntryIsWrong_NamesIt()
    {
        var (facts, reversal) = Enumerable.Range(1, 40).Select(s => FundLife.Of(s, 60)).Select(f => (Facts: f, Reversal: f.FirstOrDefault(x => x.Payload is FactReversed && Post(f).Entries.ContainsKey(x.FactId)))).First(f => f.Reversal is not null);
        var (entries, lines) = Post(facts);
        var entry = entries[reversal!.FactId];
        string Said(JournalEntry turned) => LedgerTies.Entries(facts, entries.ToDictionary(e => e.Key, e => e.Value == entry ? turned : e.Value), lines, PostingVersions.All).ShouldHaveSingleItem();
        foreach (var (turned, what) in (IEnumerable<(JournalEntry, string)>)
            [
                (Copy(entry, sequence: entry.FactSequence + 1), "the fact that it names"), (Copy(entry, kind: "ExpenseCharged"), "the fact that it names"), (Copy(entry, fund: Guid.CreateVersion7()), "the fact that it names"),
                (Copy(entry, day: entry.EffectiveDate.AddDays(-1)), "its date"), (Copy(entry, recordedAt: entry.RecordedAt.AddSeconds(1)), "when the book learnt of it"), (Copy(entry, currency: "EUR"), "its currency"),
                (Copy(entry, reverses: Guid.CreateVersion7()), "the entry that it takes back"), (Copy(entry, total: entry.Total + 0.01m), "its count or total"),
            ])
            Said(turned).ShouldEndWith($"({nameof(FactReversed)}) is not what its fact posts: {what}.");
        Said(Copy(entry, version: 7)).ShouldEndWith("was posted by version 7 of the rules, which is not known here.");
    }

    [Fact]
    public void Verifier_WhenTheDateOfALineIsWrong_NamesIt()
    {
        var facts = FundLife.Of(1, 60);
        var (entries, lines) = Post(facts);
        var wrong = lines.SelectMany(l => l).First();
        var mutant = lines.SelectMany(l => l).Select(l => l == wrong ? Copy(l, l.Amount, l.EffectiveDate.AddDays(1)) : l).ToLookup(l => l.EntryId);

        LedgerTies.Entries(facts, entries, mutant, PostingVersions.All).ShouldHaveSingleItem().ShouldEndWith("is not what its fact posts: the date of its lines.");
        LedgerTies.Balances(FundBook.Fold(facts), [.. mutant.SelectMany(l => l)]).ShouldBeEmpty("sums of all days say nothing of it");
    }

    /// <summary>
    /// A third version books audits on another account and no valuations at all. What was posted before it stays as it was and is clean; what comes is by the new one, reversals of old entries mirror those; and old rules on new facts,
    /// or new ones on old, are found.
    /// </summary>
    [Theory, MemberData(nameof(Seeds))]
    public void Versions_StandBesideEachOther_EachForItsOwnEntries(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var third = new PostingVersion(3, Third, PostingRuleBook.Rules);
        var both = new PostingVersions(PostingVersions.All.Current, third);
        both.Current.ShouldBe(third);
        var middle = facts[facts.Count / 2].Sequence;
        PostingVersion Of(RecordedFact fact) => fact.Sequence <= middle ? PostingVersions.All.Current : third;
        var (entries, lines) = Post(facts, Of);

        LedgerTies.Entries(facts, entries, lines, both).ShouldBeEmpty();
        entries.Values.ShouldAllBe(e => e.RulesVersion == (e.FactSequence <= middle ? 2 : 3));
        var old = Post(facts);
        LedgerTies.Entries(facts, old.Entries, old.Lines, both).ShouldBeEmpty("no entry is by the new rules yet");
        var unknown = LedgerTies.Entries(facts, entries, lines, PostingVersions.All).ToList();
        unknown.Count(d => d.EndsWith("was posted by version 3 of the rules, which is not known here.", StringComparison.Ordinal)).ShouldBe(entries.Values.Count(e => e.RulesVersion == 3));

        var turned = entries.Values.Where(e => e.FactKind == nameof(ExpenseCharged)).ToList();
        foreach (var entry in turned)
        {
            LedgerTies.Entries(facts, entries.ToDictionary(e => e.Key, e => e.Value == entry ? Copy(entry, version: 5 - entry.RulesVersion) : e.Value), lines, both).First()
                .ShouldBe($"the entry of fact {entry.FactSequence} (ExpenseCharged) is not what its fact posts: its lines.");
        }
    }

    /// <summary>Of a fact without an entry, the version is the one of its neighbours.</summary>
    [Fact]
    public void Versions_OfWhichOneDoesNotPostAFact_MissItWhereTheOtherDoes()
    {
        var facts = Enumerable.Range(1, 40).Select(s => FundLife.Of(s, 60)).First(f => f.Count(x => x.Payload is ValuationRecorded) > 1);
        var both = new PostingVersions(PostingVersions.All.Current, new PostingVersion(3, Third, PostingRuleBook.Rules));
        var valuation = facts.First(f => f.Payload is ValuationRecorded);
        var (entries, lines) = Post(facts);
        var without = entries.Where(e => e.Key != valuation.FactId).ToDictionary();
        LedgerTies.Entries(facts, without, lines, both).ShouldContain($"fact {valuation.Sequence} (ValuationRecorded) has no entry.");
    }

    private static PostingSet Third(Fact fact) => fact switch
    {
        ValuationRecorded => new PostingSet("", []),
        ExpenseCharged => PostingRules.Post(fact) is var set ? set with { Postings = [.. set.Postings.Select(p => p.Account == ChartOfAccounts.FundExpenses ? p with { Account = ChartOfAccounts.OtherIncome } : p)] } : null!,
        _ => PostingRules.Post(fact),
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    /// <param name="versionOf">By which version a fact is posted; null is today's.</param>
    internal static (Dictionary<Guid, JournalEntry> Entries, ILookup<Guid, JournalLine> Lines) Post(IReadOnlyList<RecordedFact> facts, Func<RecordedFact, PostingVersion>? versionOf = null)
    {
        var entries = new Dictionary<Guid, JournalEntry>();
        var sets = new Dictionary<Guid, PostingSet>();
        var lines = new List<JournalLine>();
        foreach (var fact in facts)
        {
            var version = versionOf?.Invoke(fact) ?? PostingVersions.All.Current;
            var set = fact.Payload is FactReversed r ? PostingRules.Mirror(sets[r.OriginalFactId].Postings, r.Reason) : version.Post(fact.Payload);
            sets.Add(fact.FactId, set);
            if (set.Postings.Count == 0) continue;
            var reverses = fact.Payload is FactReversed reversal ? entries[reversal.OriginalFactId].Id : (Guid?)null;
            var (entry, ofEntry) = Poster.Build(fact, "USD", set, version.Number, reverses, DateTimeOffset.UnixEpoch);
            entries.Add(fact.FactId, entry);
            lines.AddRange(ofEntry);
        }
        return (entries, lines.ToLookup(l => l.EntryId));
    }

    private static JournalEntry Copy(
        JournalEntry e, long? sequence = null, string? kind = null, Guid? fund = null, DateOnly? day = null, DateTimeOffset? recordedAt = null, string? currency = null, Guid? reverses = null, decimal? total = null, int? version = null) => new()
        {
            Id = e.Id,
            FundId = fund ?? e.FundId,
            FactId = e.FactId,
            FactSequence = sequence ?? e.FactSequence,
            FactKind = kind ?? e.FactKind,
            EffectiveDate = day ?? e.EffectiveDate,
            RecordedAt = recordedAt ?? e.RecordedAt,
            PostedAt = e.PostedAt,
            Currency = currency ?? e.Currency,
            Text = e.Text,
            ReversesEntryId = reverses ?? e.ReversesEntryId,
            LineCount = e.LineCount,
            Total = total ?? e.Total,
            RulesVersion = version ?? e.RulesVersion,
        };

    private static JournalLine Copy(JournalLine l, decimal amount, DateOnly? day = null) => new()
    {
        EntryId = l.EntryId,
        Number = l.Number,
        LineCount = l.LineCount,
        FundId = l.FundId,
        EffectiveDate = day ?? l.EffectiveDate,
        Account = l.Account,
        PartnerId = l.PartnerId,
        DealId = l.DealId,
        Amount = amount,
    };
}
