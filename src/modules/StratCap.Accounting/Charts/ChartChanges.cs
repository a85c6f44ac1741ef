using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Postings;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Charts;

/// <summary>What an account is to be called from a day on.</summary>
/// <param name="FundId">Null: by the firm.</param>
/// <param name="Account">Its key; null makes an account of one's own.</param>
/// <param name="Standard">Of a new account, the code under which it stands.</param>
internal sealed record ChartChange(Guid? FundId, string? Account, string? Standard, DateOnly From, string? Number, string? Name, string? Group, IReadOnlyList<string>? Kinds, bool Closed = false);

/// <summary>Takes changes of the firm's charts, all or none: numbers are one account's alone and kinds go one way, in the firm's chart and in each fund's, on every day from the change on.</summary>
internal sealed partial class ChartChanges(CurrentActor actor, TimeProvider clock)
{
    public const int MostOwn = 500;
    private const int MostVersions = 10_000;
    private const int MostKinds = 50;
    private static readonly DateOnly FirstDay = new(1970, 1, 1);

    /// <summary>Accounts whose facts say of what kind a line is; under these alone others can stand.</summary>
    public static IReadOnlyList<Account> Split { get; } =
        [ChartOfAccounts.OtherReceivables, ChartOfAccounts.OtherPayables, ChartOfAccounts.Income, ChartOfAccounts.OtherIncome, ChartOfAccounts.FundExpenses];

    /// <summary>How many versions there are: a tag of the charts as a whole.</summary>
    public static Task<int> Tag(AccountingDbContext db, CancellationToken ct) => db.AccountVersions.CountAsync(ct);

    /// <summary>Changes of charts are made one after the other.</summary>
    public static Task Lock(AccountingDbContext db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"chart of accounts {db.TenantId}"}, 0))", ct);

    /// <summary>Adds the versions that changes make, in the caller's transaction, under the lock.</summary>
    public async Task<(IReadOnlyList<AccountVersion> Added, Refusal? Refused, int At)> Take(AccountingDbContext db, IReadOnlyList<ChartChange> changes, CancellationToken ct)
    {
        var versions = await db.AccountVersions.AsNoTracking().ToListAsync(ct);
        var added = new List<AccountVersion>();
        for (var i = 0; i < changes.Count; i++)
        {
            if ((Invalid(changes[i]) ?? Misplaced(changes[i], versions)) is { } refused) return ([], refused, i);
            var beneath = FundChart.Of(changes[i].FundId is null ? [] : versions, null, changes[i].From);
            var version = Make(Kept(beneath, changes[i]), versions);
            versions.Add(version);
            added.Add(version);
        }
        if (versions.Count > MostVersions || versions.Where(v => v.Account.Contains('.', StringComparison.Ordinal)).Select(v => v.Account).Distinct().Count() > MostOwn)
            return ([], Refusal.Rule("ledger_chart.full", $"There is room for {MostOwn} accounts of one's own and {MostVersions} changes: the charts are full."), 0);
        if (Clash(added, versions) is ({ } clash, var of)) return ([], clash, of);
        for (var i = 0; i < added.Count; i++)
            if (await Balance(db, added[i], versions, ct) is { } refused) return ([], refused, i);
        db.AccountVersions.AddRange(added);
        return (added, null, 0);
    }

    private Refusal? Invalid(ChartChange c)
    {
        if (c.Number is { } number && !NumberForm().IsMatch(number)) return Refusal.Field("number", $"Give a number of 1 to {AccountVersion.NumberLength} letters and digits, with dots, dashes, slashes or spaces between them.");
        if (c.Name is { } name && (name.Length is 0 or > AccountVersion.NameLength || string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))) return Refusal.Field("name", $"Give a name of 1 to {AccountVersion.NameLength} characters.");
        if (c.Group is { } group && (group.Length > AccountVersion.GroupLength || string.IsNullOrWhiteSpace(group) || group.Any(char.IsControl))) return Refusal.Field("group", $"Name the group in 1 to {AccountVersion.GroupLength} characters.");
        if (c.Kinds is { } kinds && (kinds.Count > MostKinds || kinds.Any(k => string.IsNullOrWhiteSpace(k) || k.Length > AccountVersion.NameLength || k != k.Trim() || k.Any(char.IsControl) || k.Contains(';', StringComparison.Ordinal)) || kinds.Distinct().Count() < kinds.Count))
            return Refusal.Field("kinds", $"Give at most {MostKinds} kinds of lines, each once, without semicolons and in 1 to {AccountVersion.NameLength} characters.");
        return c.From < FirstDay || c.From > clock.Today().AddYears(10) ? Refusal.Field("from", "Give a day from 1970 on, and not more than ten years ahead.") : null;
    }

    private static Refusal? Misplaced(ChartChange c, List<AccountVersion> versions)
    {
        if (c.Account is { } key)
        {
            if (ChartOfAccounts.ByCode.ContainsKey(key))
                return c.Closed || c.Kinds is { Count: > 0 } ? Refusal.Rule("ledger_chart.standard_stays", "Facts are posted to the accounts of the standard chart: give this one another number, name or group; it stays open, and has all lines that no account of your own takes.") : null;
            // A fund's own account is unknown to the firm and to its other funds.
            var known = versions.FindAll(v => v.Account == key && (v.FundId is null || v.FundId == c.FundId));
            if (known.Count == 0) return Refusal.NotFound("account");
            if (c.FundId is null || !known.Exists(v => v.FundId is null)) return Incomplete(c);
            return known.Where(v => v.FundId is null).Min(v => v.From) is var first && c.From < first
                ? Refusal.Field("from", string.Create(CultureInfo.InvariantCulture, $"The firm has the account from {first:yyyy-MM-dd} on: give that day or a later one.")) : null;
        }
        if (c.Standard is not { } standard || !ChartOfAccounts.ByCode.TryGetValue(standard, out var under)) return Refusal.Field("standard", "Name the account of the standard chart under which it stands, such as 5100.");
        if (!Split.Contains(under))
            return Refusal.Rule("ledger_chart.not_split", $"The facts behind {under.Code} {under.Name} tell no kinds of lines apart, so nothing could stand on an account under it: accounts of your own stand under {string.Join(", ", Split.Select(a => a.Code))}.");
        return Incomplete(c);
    }

    /// <summary>Of an account of one's own nobody else knows number, name and kinds.</summary>
    private static Refusal? Incomplete(ChartChange c) =>
        c.Number is null || c.Name is null || c.Kinds is not { Count: > 0 } ? Refusal.Field("kinds", "Give an account of your own a number, a name, and at least one kind of lines that it takes.") : null;

    /// <summary>What says the same as the chart beneath, the firm's or the standard one, stays that chart's word.</summary>
    private static ChartChange Kept(FundChart beneath, ChartChange c) => c.Account is { } key && beneath.Find(key) is { } a
        ? c with
        {
            Number = c.Number == a.Number ? null : c.Number,
            Name = c.Name == a.Name ? null : c.Name,
            Group = c.Group == a.Group ? null : c.Group,
            Kinds = c.Kinds is { } kinds && kinds.SequenceEqual(a.Kinds, StringComparer.Ordinal) ? null : c.Kinds,
            Closed = c.Closed && !a.Closed,
        }
        : c;

    private AccountVersion Make(ChartChange c, List<AccountVersion> versions)
    {
        var key = c.Account ?? NextKey(c.Standard!, versions);
        return new AccountVersion
        {
            Id = Guid.CreateVersion7(),
            FundId = c.FundId,
            Account = key,
            Version = 1 + versions.Where(v => v.Account == key && v.FundId == c.FundId).Select(v => v.Version).DefaultIfEmpty().Max(),
            From = c.From,
            Number = c.Number,
            Name = c.Name?.Trim(),
            Group = c.Group?.Trim(),
            Kinds = c.Kinds is { } kinds ? [.. kinds] : null,
            Closed = c.Closed,
            RecordedAt = clock.GetUtcNow(),
            RecordedBy = actor.Value.Id,
            RecordedByName = actor.Value.Name,
        };
    }

    private static string NextKey(string standard, List<AccountVersion> versions)
    {
        var last = versions.Where(v => v.Account.StartsWith(standard + ".", StringComparison.Ordinal)).Select(v => int.Parse(v.Account.AsSpan(standard.Length + 1), CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        return string.Create(CultureInfo.InvariantCulture, $"{standard}.{last + 1}");
    }

    /// <summary>In the firm's chart and in each fund's that the versions count for, on each day from theirs on on which the chart changes. Versions of one request are the firm's, or one fund's.</summary>
    private static (Refusal? Refused, int At) Clash(List<AccountVersion> added, List<AccountVersion> versions)
    {
        if (added.Count == 0) return (null, 0);
        var first = added.Min(v => v.From);
        IEnumerable<Guid?> charts = added[0].FundId is { } own ? [own] : [null, .. versions.Select(v => v.FundId).Where(f => f is not null).Distinct()];
        foreach (var fundId in charts)
        {
            var counting = versions.FindAll(v => v.FundId is null || v.FundId == fundId);
            foreach (var day in counting.Select(v => v.From).Where(d => d >= first).Distinct().Order())
                if (Clash(FundChart.Of(counting, fundId, day), added, day) is ({ } refused, var at)) return (refused, at);
        }
        return (null, 0);
    }

    private static (Refusal? Refused, int At) Clash(FundChart chart, List<AccountVersion> added, DateOnly day)
    {
        var numbers = chart.Accounts.ToLookup(a => a.Number, StringComparer.OrdinalIgnoreCase);
        var kinds = chart.Accounts.Where(a => a.IsOwn && !a.Closed).SelectMany(a => a.Kinds.Select(kind => (Kind: (a.Standard.Code, kind), Account: a))).ToLookup(a => a.Kind, a => a.Account);
        for (var i = 0; i < added.Count; i++)
        {
            if (chart.Find(added[i].Account) is not { } account) continue;
            if (numbers[account.Number].FirstOrDefault(a => a != account) is { } twin)
                return (Refusal.Conflict("ledger_chart.number_taken", string.Create(CultureInfo.InvariantCulture, $"On {day:yyyy-MM-dd} the number {account.Number} is that of {twin.Name}: give another.")), i);
            foreach (var kind in account.IsOwn && !account.Closed ? account.Kinds : [])
                if (kinds[(account.Standard.Code, kind)].FirstOrDefault(a => a != account) is { } other)
                    return (Refusal.Conflict("ledger_chart.kind_taken", string.Create(CultureInfo.InvariantCulture, $"On {day:yyyy-MM-dd} lines of the kind {kind} go to {other.Number} {other.Name}: take them from it first.")), i);
        }
        return (null, 0);
    }

    /// <summary>An account with a balance is not closed.</summary>
    private static async Task<Refusal?> Balance(AccountingDbContext db, AccountVersion added, List<AccountVersion> versions, CancellationToken ct)
    {
        if (!added.Closed) return null;
        var (standard, kinds) = (FundChart.StandardOf(added.Account).Code, FundChart.Of(versions.FindAll(v => v != added && (v.FundId is null || v.FundId == added.FundId)), added.FundId, added.From).Find(added.Account)?.Kinds.ToArray() ?? []);
        var lines = db.Lines.Where(l => l.Account == standard && l.Kind != null && kinds.Contains(l.Kind));
        if (added.FundId is { } fundId) lines = lines.Where(l => l.FundId == fundId);
        // Neither on the day of its end nor by anything that is dated after it.
        var open = await lines.GroupBy(l => l.FundId).CountAsync(g => g.Sum(l => l.Amount) != 0 || g.Sum(l => l.EffectiveDate < added.From ? l.Amount : 0) != 0, ct);
        return open == 0 ? null : Refusal.Rule("ledger_chart.has_balance", $"The account has a balance in {open} of the funds: only one without is closed. Move the balance first, or give the account another name.");
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}](?:[\p{L}\p{Nd}.\-/ ]{0,18}[\p{L}\p{Nd}])?\z")]
    private static partial Regex NumberForm();
}
