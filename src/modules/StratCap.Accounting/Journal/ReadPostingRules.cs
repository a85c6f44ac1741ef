using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Postings;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Journal;

/// <summary>Shows by which rules the ledger follows from the book.</summary>
internal static class ReadPostingRules
{
    /// <param name="Version">Raised whenever a rule becomes another; each entry names the one by which it was posted.</param>
    /// <param name="Rules">In the order of a fund's life. A kind of fact that is not among them posts nothing.</param>
    internal sealed record Response(int Version, IReadOnlyList<RuleView> Rules);

    /// <param name="FactKind">As the journal names it, such as <c>CapitalCallIssued</c>.</param>
    /// <param name="When">Where a kind has more than one rule: <c>Sale</c> or <c>Income</c>, <c>InCash</c> or <c>InKind</c>.</param>
    /// <param name="Mirrors">It posts the lines of the fact that it takes back, with their signs turned.</param>
    internal sealed record RuleView(string FactKind, string? When, bool Mirrors, IReadOnlyList<RuleLineView> Lines);

    /// <param name="Account">The standard code.</param>
    /// <param name="AccountName">In the words of the firm's chart as it is today.</param>
    /// <param name="ByPartner">One line for each partner who has a part; else one for the fund.</param>
    /// <param name="ByInvestment">It names the investment.</param>
    /// <param name="Named">The firm gave the account its name.</param>
    /// <param name="SplitOver">Numbers and names of the firm's own accounts that show kinds of these lines.</param>
    internal sealed record RuleLineView(string Account, string AccountName, RuleSide Side, bool ByPartner, bool ByInvestment, string Number, bool Named, IReadOnlyList<string> SplitOver);

    internal static void Map(RouteGroupBuilder accounting) => accounting
        .MapGet("/posting-rules", Handle)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ReadPostingRules")
        .WithSummary("The rules by which facts of a fund's book are posted to its ledger")
        .WithDescription("The same for every fund, in the words of the firm's chart of accounts. Amounts are those of the fact, each partner's share as it is frozen in it; lines of nothing are left out.");

    private static async Task<Answer<Response>> Handle(AccountingDbContext db, PostingVersions rules, TimeProvider clock, CancellationToken ct)
    {
        var chart = await db.Chart(null, clock.Today(), ct);
        var under = chart.Accounts.Where(a => a.IsOwn && !a.Closed).ToLookup(a => a.Standard.Code, a => $"{a.Number} {a.Name}");
        return new Response(rules.Current.Number, [.. rules.Current.Rules.Select(r => new RuleView(r.Fact.Name, r.When, r.Mirrors, [.. r.Lines.Select(l => View(l, chart.Find(l.Account.Code)!, under))]))]);
    }

    private static RuleLineView View(RuleLine line, ChartAccount account, ILookup<string, string> under) =>
        new(line.Account.Code, account.Name, line.Side, line.ByPartner, line.ByInvestment, account.Number, account.IsNamed, [.. under[line.Account.Code]]);
}
