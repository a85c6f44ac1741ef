using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Statements;

/// <summary>Shows statements and the queue of lines, with what each may be for.</summary>
internal static class ReadLines
{
    internal static readonly Listing<BankStatement> Statements = new Listing<BankStatement>("bank-statements")
        .By("importedAt", s => s.Id).By("closingOn", s => s.ClosingOn).By("reference", s => s.Reference).Unique(s => s.Id).Usually("-importedAt").Searched(s => s.Reference, s => s.FileName, s => s.AccountMask, s => s.Problems);

    internal static readonly Listing<BankLine> Lines = new Listing<BankLine>("bank-lines")
        .By("importedAt", l => l.Id).By("bookedOn", l => l.BookedOn).By("amount", l => l.Amount).By("state", l => l.State).By("counterparty", l => l.Counterparty, nullable: true)
        .Unique(l => l.Id).Usually("-bookedOn").Searched(l => l.Counterparty, l => l.EndToEndId, l => l.BankReference, l => l.CustomerReference, l => l.Text);

    internal static void Map(RouteGroupBuilder fund, RouteGroupBuilder payments)
    {
        fund.MapGet("/statements", All)
            .Lists(Statements, StatementView.Of)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListStatements")
            .WithSummary("A fund's bank statements, newest first");
        fund.MapGet("/bank-lines", Queue)
            .Lists(Lines, BankLineView.Of)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListBankLines")
            .WithSummary("The lines of a fund's statements")
            .WithDescription("Filter by state (Open, Partly, Matched, NotBooked) and statementId. What is Open or Partly waits for a person.");
        payments.MapGet("/bank-lines/{lineId:guid}", One)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ReadBankLine")
            .WithSummary("One line, what was said of it, and what it may be for");
    }

    private static async Task<Answer<IReadOnlyList<StatementView>>> All(Guid fundId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, CancellationToken ct) =>
        await ReadAccounts.IsFund(fundId, books, ct) ? await Statements.Show(db.Statements.Where(s => s.FundId == fundId), asked, StatementView.Of, ct) : Refusal.NotFound("fund");

    private static async Task<Answer<IReadOnlyList<BankLineView>>> Queue(
        Guid fundId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, CancellationToken ct, LineState? state = null, Guid? statementId = null)
    {
        if (!await ReadAccounts.IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        var found = db.Lines.Where(l => l.FundId == fundId);
        if (state is { } wanted) found = found.Where(l => l.State == wanted);
        if (statementId is not null) found = found.Where(l => l.StatementId == statementId);
        return await Lines.Show(found, asked, BankLineView.Of, ct);
    }

    private static async Task<Answer<LineDetails>> One(Guid lineId, PaymentsDbContext db, IFundBooks books, [FromServices] IInvestorRegister register, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct) =>
        await db.Lines.SingleOrDefaultAsync(l => l.Id == lineId, ct) is { } line ? (await Details(db, books, register, line, options.Value, clock.GetUtcNow(), ct)).Answered(line.FundId) : Refusal.NotFound("bank line");

    /// <summary>A line with everything said of it.</summary>
    internal static async Task<LineDetails> Details(PaymentsDbContext db, IFundBooks books, IInvestorRegister register, BankLine line, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var stored = await db.Matches.Where(m => m.LineId == line.Id).ToListAsync(ct);
        var matches = stored.Union(db.Matches.Local.Where(m => m.LineId == line.Id)).OrderBy(m => m.Id).ToList();
        var proposals = line.State is LineState.Open or LineState.Partly && await Expected.Of(db, books, line.FundId, now, ct) is { } expected && line.Currency == expected.Currency
            ? Matcher.Propose(line, expected, options.FeeAtMost) : [];
        return new(BankLineView.Of(line), await Named(db, register, matches, line.Currency, ct), [.. proposals.Select(p => ProposalView.Of(p, line.Currency))]);
    }

    /// <summary>Matches with the names of those they are about.</summary>
    private static async Task<IReadOnlyList<MatchView>> Named(PaymentsDbContext db, IInvestorRegister register, List<LineMatch> matches, string currency, CancellationToken ct)
    {
        if (matches.Count == 0) return [];
        var ids = matches.Select(m => m.InstructionId).ToList();
        var payees = await db.Instructions.Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.PayeeName, ct);
        var investors = (await register.Find([.. matches.Select(m => m.InvestorId).OfType<Guid>().Distinct()], ct)).ToDictionary(i => i.InvestorId, i => i.Name);
        return [.. matches.Select(m => MatchView.Of(m, currency, m switch
        {
            { InstructionId: { } instruction } => payees.GetValueOrDefault(instruction),
            { InvestorId: { } investor } => investors.GetValueOrDefault(investor),
            _ => null,
        }))];
    }
}
