using StratCap.Accounting.Charts;
using StratCap.Accounting.Postings;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Accounting.Sync;

/// <summary>Proposes accounts of theirs for ours: by the same number, by the same name, or by a name with most words in common. A person decides.</summary>
internal static class AccountProposals
{
    private static readonly char[] Between = [' ', ':', ',', '-', '/', '\'', '(', ')', '&', '.'];

    /// <summary>An account of theirs, for choosing.</summary>
    internal sealed record Theirs(string TheirAccountId, string? Number, string Name, bool Active)
    {
        internal static Theirs Of(TheirAccount a) => new(a.ExternalId, a.Number, a.Name, a.Active);
    }

    /// <summary>A proposal with its reason: <c>number</c>, <c>name</c> or <c>words</c>.</summary>
    internal sealed record Proposal(Theirs Account, string By);

    /// <summary>The best of theirs for an account of ours, or null when none comes near. Only active ones of the same side of the accounts.</summary>
    public static Proposal? For(ChartAccount ours, IReadOnlyList<TheirAccount> theirs)
    {
        var fitting = theirs.Where(a => a.Active && Fits(ours.Standard.Type, a.Kind)).ToList();
        if (fitting.FirstOrDefault(a => a.Number == ours.Number) is { } numbered) return new(Theirs.Of(numbered), "number");
        if (fitting.FirstOrDefault(a => LastPart(a.Name).Equals(ours.Name, StringComparison.OrdinalIgnoreCase)) is { } named) return new(Theirs.Of(named), "name");
        var words = Words(ours.Name);
        var best = fitting.Select(a => (Account: a, Common: Common(words, Words(a.Name)))).Where(a => a.Common >= 0.5m).OrderByDescending(a => a.Common).FirstOrDefault();
        return best.Account is null ? null : new(Theirs.Of(best.Account), "words");
    }

    private static bool Fits(AccountType ours, LedgerAccountKind theirs) => theirs switch
    {
        LedgerAccountKind.Asset => ours == AccountType.Asset,
        LedgerAccountKind.Liability => ours == AccountType.Liability,
        LedgerAccountKind.Equity => ours == AccountType.Equity,
        LedgerAccountKind.Revenue => ours == AccountType.Income,
        LedgerAccountKind.Expense => ours == AccountType.Expense,
        LedgerAccountKind.BalanceSheet => ours is AccountType.Asset or AccountType.Liability or AccountType.Equity,
        _ => false,
    };

    /// <summary>Full names are paths: <c>Equity:Contributions</c>.</summary>
    private static string LastPart(string name) => name[(name.LastIndexOf(':') + 1)..].Trim();

    private static HashSet<string> Words(string name) => name.Split(Between, StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 2).Select(Stem).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string Stem(string word) => word.Length > 4 && word.EndsWith('s') ? word[..^1] : word;

    private static decimal Common(HashSet<string> one, HashSet<string> other)
    {
        var common = one.Count(other.Contains);
        return common == 0 ? 0 : (decimal)common / (one.Count + other.Count - common);
    }
}
