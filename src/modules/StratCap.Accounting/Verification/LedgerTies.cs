using System.Globalization;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Verification;

/// <summary>The equations between a book and its ledger.</summary>
internal static class LedgerTies
{
    /// <summary>Every posted fact has exactly the entry that the rules give, and there is no other entry.</summary>
    public static IEnumerable<string> Entries(IReadOnlyList<RecordedFact> facts, IReadOnlyDictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines)
    {
        var sets = new Dictionary<Guid, IReadOnlyList<Posting>>();
        foreach (var fact in facts)
        {
            var expected = fact.Payload is FactReversed reversal
                ? PostingRules.Mirror(sets.GetValueOrDefault(reversal.OriginalFactId) ?? [], reversal.Reason).Postings
                : PostingRules.Post(fact.Payload).Postings;
            sets.Add(fact.FactId, expected);
            var entry = entries.GetValueOrDefault(fact.FactId);
            if (expected.Count == 0 && entry is not null) yield return $"fact {fact.Sequence} moves no money but has an entry.";
            if (expected.Count == 0) continue;
            if (entry is null) yield return $"fact {fact.Sequence} ({fact.Payload.GetType().Name}) has no entry.";
            else if (entry.EffectiveDate != fact.EffectiveDate || !Same(expected, [.. lines[entry.Id]]))
                yield return $"the entry of fact {fact.Sequence} ({fact.Payload.GetType().Name}) is not what its fact posts.";
        }
        foreach (var entry in entries.Values.Where(e => !sets.ContainsKey(e.FactId)))
            yield return $"entry {entry.Id} names a fact that the book does not hold.";
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

    private static bool Same(IReadOnlyList<Posting> expected, IReadOnlyList<JournalLine> stored) =>
        expected.Count == stored.Count
        && expected.Zip(stored).All(pair => pair.First.Account.Code == pair.Second.Account && pair.First.Amount == pair.Second.Amount
            && pair.First.PartnerId == pair.Second.PartnerId && pair.First.DealId == pair.Second.DealId
            // Lines that were posted before kinds were kept have none.
            && (pair.Second.Kind is null || pair.First.Kind == pair.Second.Kind));
}
