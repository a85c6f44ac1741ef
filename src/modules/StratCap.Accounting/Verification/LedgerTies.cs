using System.Globalization;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Verification;

/// <summary>The equations between a book and its ledger.</summary>
internal static class LedgerTies
{
    /// <summary>
    /// Every posted fact has exactly the entry that the rules of the entry's own version give, on the fact's day and with its other fields, and there is no other entry. Only an entry's words are not held.
    /// </summary>
    /// <param name="entries">By their facts.</param>
    /// <param name="lines">By their entries, in their order.</param>
    public static IEnumerable<string> Entries(IReadOnlyList<RecordedFact> facts, IReadOnlyDictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines, PostingVersions rules)
    {
        // Of an entry whose version is unknown nobody can say what it should be, nor what takes it back.
        var sets = new Dictionary<Guid, IReadOnlyList<Posting>?>();
        int VersionOf(RecordedFact fact, int otherwise) => entries.GetValueOrDefault(fact.FactId) is { } entry && rules.Find(entry.RulesVersion) is { } version ? version.Number : otherwise;
        var behind = VersionsBehind(facts, VersionOf, rules.Current.Number);
        var (before, currency) = (int.MinValue, "");
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i];
            if (fact.Payload is FundEstablished established) currency = established.Currency;
            var entry = entries.GetValueOrDefault(fact.FactId);
            before = VersionOf(fact, before);
            if (entry is null)
            {
                sets.Add(fact.FactId, []);
                if (rules.Between(Math.Min(before, behind[i]), Math.Max(before, behind[i])).All(v => Derive(fact, v, sets) is { Count: > 0 })) yield return $"fact {fact.Sequence} ({Kind(fact)}) has no entry.";
                continue;
            }
            if (rules.Find(entry.RulesVersion) is not { } version)
            {
                sets.Add(fact.FactId, null);
                yield return $"the entry of fact {fact.Sequence} ({Kind(fact)}) was posted by version {entry.RulesVersion} of the rules, which is not known here.";
                continue;
            }
            var expected = Derive(fact, version, sets);
            sets.Add(fact.FactId, expected);
            if (expected is null) continue;
            var reverses = fact.Payload is FactReversed reversal ? entries.GetValueOrDefault(reversal.OriginalFactId)?.Id : null;
            if (expected.Count == 0) yield return $"fact {fact.Sequence} moves no money but has an entry.";
            else if (string.Join(", ", Differences(fact, entry, currency, reverses, expected, [.. lines[entry.Id]])) is { Length: > 0 } what)
                yield return $"the entry of fact {fact.Sequence} ({Kind(fact)}) is not what its fact posts: {what}.";
        }
        foreach (var entry in entries.Values.Where(e => !sets.ContainsKey(e.FactId)))
            yield return $"entry {entry.Id} names a fact that the book does not hold.";
    }

    /// <summary>No line stands in a ledger without its entry.</summary>
    public static IEnumerable<string> Strays(IEnumerable<JournalEntry> entries, IEnumerable<JournalLine> lines)
    {
        var known = entries.Select(e => e.Id).ToHashSet();
        return lines.Select(l => l.EntryId).Where(id => !known.Contains(id)).Distinct().Select(id => $"lines name entry {id}, which the ledger does not hold.");
    }

    /// <summary>What the ledger keeps of the fund itself is what the book says: its currency, and which of its days were closed when.</summary>
    public static IEnumerable<string> OfFund(IReadOnlyList<RecordedFact> facts, FundLedger ledger, IReadOnlyList<LedgerPeriod> periods)
    {
        if (facts.Select(f => f.Payload).OfType<FundEstablished>().FirstOrDefault() is { } fund && ledger.Currency != fund.Currency)
            yield return $"the ledger is kept in {ledger.Currency}, the book in {fund.Currency}.";
        var read = facts.Where(f => f.Sequence <= ledger.PeriodsThrough).Select(LedgerPeriod.Of).OfType<LedgerPeriod>().Select(p => (p.FactSequence, p.ClosedThrough));
        if (!read.SequenceEqual(periods.OrderBy(p => p.FactSequence).Select(p => (p.FactSequence, p.ClosedThrough))))
            yield return "the ledger does not have the closes and reopenings of the book.";
    }

    /// <summary>The ledger balances, and its balances are the book's figures.</summary>
    public static IEnumerable<string> Balances(FundBook book, IReadOnlyList<JournalLine> lines)
    {
        var sums = lines.GroupBy(l => l.Account).ToDictionary(g => g.Key, g => g.Sum(l => l.Amount));
        decimal Of(Account account) => sums.GetValueOrDefault(account.Code);
        var total = book.Total;
        (string, decimal, decimal)[] ties =
        [
            ("all accounts", lines.Sum(l => l.Amount), 0),
            ("cash", Of(ChartOfAccounts.Cash), total.Cash),
            ("capital calls receivable", Of(ChartOfAccounts.CallsReceivable), total.Outstanding),
            ("givebacks receivable", Of(ChartOfAccounts.GivebacksReceivable), total.GivebackOutstanding),
            ("investments at cost", Of(ChartOfAccounts.InvestmentsAtCost), total.InvestmentCost),
            ("unrealised appreciation", Of(ChartOfAccounts.UnrealisedAppreciation), total.UnrealisedGain),
            ("securities held for partners", Of(ChartOfAccounts.HeldInKind), total[Component.HeldInKind]),
            ("other receivables", Of(ChartOfAccounts.OtherReceivables), total.OtherReceivables),
            ("other payables", -Of(ChartOfAccounts.OtherPayables), total.OtherPayables),
            ("distributions payable", -Of(ChartOfAccounts.DistributionsPayable), total.Payable),
            ("withholding tax payable", -Of(ChartOfAccounts.WithholdingPayable), total.Withheld),
            ("subscription line", -Of(ChartOfAccounts.SubscriptionLine), total.Borrowed),
            ("contributions", -Of(ChartOfAccounts.ContributedCapital), total.Contributed),
        ];
        var capital = lines.Where(l => ChartOfAccounts.CapitalAccount.Contains(l.Account)).ToLookup(l => l.PartnerId);
        var partners = book.Partners.Select(p => ($"the capital account of {p.Name}", -capital[p.InvestorId].Sum(l => l.Amount), p.Nav));
        foreach (var (what, ledger, figure) in ties.Concat(partners))
            if (ledger != figure)
                yield return string.Create(CultureInfo.InvariantCulture, $"{what}: the ledger says {ledger}, the book {figure}.");
    }

    private static IReadOnlyList<Posting>? Derive(RecordedFact fact, PostingVersion version, Dictionary<Guid, IReadOnlyList<Posting>?> sets)
    {
        if (fact.Payload is not FactReversed reversal) return version.Post(fact.Payload).Postings;
        if (!sets.TryGetValue(reversal.OriginalFactId, out var original)) return [];
        return original is null ? null : PostingRules.Mirror(original, reversal.Reason).Postings;
    }

    /// <summary>For each fact the version of the next entry behind it: a fact without an entry posts nothing by some version between that and the one before it.</summary>
    private static int[] VersionsBehind(IReadOnlyList<RecordedFact> facts, Func<RecordedFact, int, int> versionOf, int current)
    {
        var behind = new int[facts.Count];
        for (var i = facts.Count - 1; i >= 0; i--)
        {
            behind[i] = current;
            current = versionOf(facts[i], current);
        }
        return behind;
    }

    private static IEnumerable<string> Differences(RecordedFact fact, JournalEntry entry, string currency, Guid? reverses, IReadOnlyList<Posting> expected, IReadOnlyList<JournalLine> stored)
    {
        if ((entry.FundId, entry.FactSequence, entry.FactKind) != (fact.FundId, fact.Sequence, Kind(fact))) yield return "the fact that it names";
        if (entry.EffectiveDate != fact.EffectiveDate) yield return "its date";
        if (entry.RecordedAt != fact.RecordedAt) yield return "when the book learnt of it";
        if (entry.Currency != currency) yield return "its currency";
        if (entry.ReversesEntryId != reverses) yield return "the entry that it takes back";
        if (entry.LineCount != expected.Count || entry.Total != expected.Sum(p => Math.Max(0, p.Amount))) yield return "its count or total";
        if (stored.Any(l => l.EffectiveDate != fact.EffectiveDate)) yield return "the date of its lines";
        if (!Same(expected, stored)) yield return "its lines";
    }

    private static string Kind(RecordedFact fact) => fact.Payload.GetType().Name;

    private static bool Same(IReadOnlyList<Posting> expected, IReadOnlyList<JournalLine> stored) =>
        expected.Count == stored.Count
        && expected.Zip(stored).All(pair => pair.First.Account.Code == pair.Second.Account && pair.First.Amount == pair.Second.Amount
            && pair.First.PartnerId == pair.Second.PartnerId && pair.First.DealId == pair.Second.DealId
            // Lines that were posted before kinds were kept have none.
            && (pair.Second.Kind is null || pair.First.Kind == pair.Second.Kind));
}
