using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Postings;

namespace StratCap.Accounting.Charts;

/// <summary>An account as a fund shows it on a day.</summary>
/// <param name="Key">The standard code, or that of an account of one's own, as in <c>5100.1</c>. It never changes.</param>
/// <param name="Standard">The account that its lines are posted to.</param>
/// <param name="IsNamed">Firm or fund gave it its name; else it is the standard one.</param>
/// <param name="Kinds">Of an account of one's own, which lines of the standard one are shown on it.</param>
/// <param name="From">The day from which it is shown so; null for an account of the standard chart that nobody touched.</param>
/// <param name="OfFund">The fund has a wording of its own.</param>
internal sealed record ChartAccount(
    string Key, Account Standard, string Number, string Name, bool IsNamed, string? Group, IReadOnlyList<string> Kinds, bool Closed, DateOnly? From, bool OfFund)
{
    public bool IsOwn => Key != Standard.Code;
}

/// <summary>A fund's chart of accounts on a day: the standard chart in the firm's or the fund's own words, with the accounts of their own. It moves no figure: an account of one's own shows a part of a standard one's lines.</summary>
internal sealed class FundChart
{
    private readonly FrozenDictionary<string, ChartAccount> _byKey;
    private readonly FrozenDictionary<(string Standard, string Kind), ChartAccount> _byKind;

    private FundChart(IEnumerable<ChartAccount> accounts)
    {
        Accounts = [.. accounts.OrderBy(a => a.Number, StringComparer.Ordinal).ThenBy(a => a.Key, StringComparer.Ordinal)];
        _byKey = Accounts.ToFrozenDictionary(a => a.Key, StringComparer.Ordinal);
        _byKind = Accounts.Where(a => a.IsOwn && !a.Closed).SelectMany(a => a.Kinds.Select(kind => (Kind: (a.Standard.Code, kind), Account: a))).DistinctBy(a => a.Kind).ToFrozenDictionary(a => a.Kind, a => a.Account);
    }

    /// <summary>By number.</summary>
    public IReadOnlyList<ChartAccount> Accounts { get; }

    /// <summary>The chart that versions make on a day.</summary>
    /// <param name="versions">All of the firm, or at least the firm's own and those of the fund.</param>
    /// <param name="fundId">Null: the firm's, as a fund without words of its own has it.</param>
    public static FundChart Of(IEnumerable<AccountVersion> versions, Guid? fundId, DateOnly day)
    {
        var inForce = versions.Where(v => v.From <= day && (v.FundId is null || v.FundId == fundId)).GroupBy(v => v.Account, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Firm: Last(g, ofFund: false), Fund: Last(g, ofFund: true)), StringComparer.Ordinal);
        return new FundChart(ChartOfAccounts.ByCode.Keys.Union(inForce.Keys).Select(key => Account(key, inForce.GetValueOrDefault(key))));
    }

    /// <summary>The account of a key, or null.</summary>
    public ChartAccount? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The account on which a line is shown.</summary>
    /// <param name="standard">The code that it is posted to.</param>
    /// <param name="kind">What kind of income, expense, receivable or payable it is; null where nobody said.</param>
    public ChartAccount Showing(string standard, string? kind) => kind is not null && _byKind.TryGetValue((standard, kind), out var own) ? own : _byKey[standard];

    /// <summary>The standard account under which a key stands.</summary>
    public static Account StandardOf(string key) => ChartOfAccounts.ByCode[key.Split('.')[0]];

    private static AccountVersion? Last(IEnumerable<AccountVersion> versions, bool ofFund) => versions.Where(v => v.FundId is not null == ofFund).MaxBy(v => (v.From, v.Version));

    private static ChartAccount Account(string key, (AccountVersion? Firm, AccountVersion? Fund) at)
    {
        var standard = StandardOf(key);
        var name = at.Fund?.Name ?? at.Firm?.Name;
        return new(
            key, standard, at.Fund?.Number ?? at.Firm?.Number ?? key, name ?? standard.Name, name is not null, at.Fund?.Group ?? at.Firm?.Group, at.Fund?.Kinds ?? at.Firm?.Kinds ?? [],
            at.Fund?.Closed == true || at.Firm?.Closed == true, (at.Fund ?? at.Firm)?.From, at.Fund is not null);
    }
}

/// <summary>Reads charts.</summary>
internal static class FundCharts
{
    /// <summary>A fund's chart on a day; the firm's without a fund.</summary>
    public static async Task<FundChart> Chart(this AccountingDbContext db, Guid? fundId, DateOnly day, CancellationToken ct) =>
        FundChart.Of(await db.AccountVersions.AsNoTracking().Where(v => v.FundId == null || v.FundId == fundId).ToListAsync(ct), fundId, day);

    /// <summary>The charts of some funds on a day.</summary>
    public static async Task<IReadOnlyDictionary<Guid, FundChart>> Charts(this AccountingDbContext db, IReadOnlyCollection<Guid> funds, DateOnly day, CancellationToken ct)
    {
        var versions = await db.AccountVersions.AsNoTracking().Where(v => v.FundId == null || funds.Contains(v.FundId.Value)).ToListAsync(ct);
        return funds.ToDictionary(fund => fund, fund => FundChart.Of(versions, fund, day));
    }

    /// <summary>The day on which charts are shown that are asked for without one.</summary>
    public static DateOnly Today(this TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
