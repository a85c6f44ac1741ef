using StratCap.Contracts.Funds;
using StratCap.Contracts.Tenancy;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;
using Doc = StratCap.Reporting.Documents;

namespace StratCap.Reporting.Statements;

/// <summary>Puts the kernel's statement into the form that is printed.</summary>
internal static class StatementModels
{
    public static InvestorStatementModel Of(
        InvestorStatement s, (UnfundedRoll Year, UnfundedRoll Inception) rolls, StatementPeriod period, TenantBrand brand, InvestorContact? contact, FundBook book, DateTimeOffset producedAt)
    {
        var partner = book.Partner(s.InvestorId);
        return new InvestorStatementModel(
            new Letterhead(brand.Name, brand.Colour),
            new DocumentStamp($"ST-{s.To:yyyyMMdd}/{partner.Index + 1:0000}", book.LastHash, producedAt),
            s.FundName, new Addressee(s.InvestorName, contact?.ContactName is { } name ? [name] : []), book.Currency,
            period.Name, s.From, s.To, "Unaudited",
            CapitalAccount(s), [new("Accrued carried interest in the closing balance", Amounts(s, c => c.ClosingAccruedCarry)), new("Closing capital account before accrued carried interest", Amounts(s, c => c.Closing))],
            s.Commitment, Unfunded(s.Unfunded, rolls.Year, rolls.Inception),
            new StatementPerformance(s.Performance.Dpi, s.Performance.Rvpi, s.Performance.Tvpi, s.Performance.Pic, s.Performance.Irr?.Rate, "Net of fees, expenses and carried interest, paid and accrued. IRR: daily flows, actual/365."),
            "Transactions of the period",
            [.. s.Transactions.Select(t => new Doc.StatementTransaction(t.Date, Words(t.Kind), t.Description, t.FactId.ToString("N")[^12..], t.BalanceEffect, EffectOnUnfunded(t, book, partner)))],
            new StatementTieOut(partner.Nav + s.Period.ClosingAccruedCarry, partner.Unfunded, $"Fund's book up to fact {book.LastSequence}, as known {book.RecordedAt:yyyy-MM-dd HH:mm} UTC"),
            new Contact(brand.Name + " Investor Relations", brand.ContactLine, null), []);
    }

    private static StatementRollForward CapitalAccount(InvestorStatement s) => new(
        "Capital account", "Opening capital account, net of accrued carried interest", Amounts(s, c => c.OpeningNet),
        [
            new("Contributions and distributions", "Net cash flows",
            [
                new("Contributions", Amounts(s, c => c.Contributions)),
                new("Distributions: return of capital", Amounts(s, c => c.ReturnOfCapital)),
                new("Distributions: preferred return", Amounts(s, c => c.PreferredReturn)),
                new("Distributions: catch-up", Amounts(s, c => c.CatchUp)),
                new("Distributions: split of profit", Amounts(s, c => c.ResidualSplit)),
                new("Partner transfers", Amounts(s, c => c.PartnerTransfers)),
                new("Interest on default", Amounts(s, c => c.DefaultInterest)),
                new("Forfeitures on default", Amounts(s, c => c.Forfeitures)),
            ]),
            new("Fees and expenses", "Net fees and expenses",
            [
                new("Management fees", Amounts(s, c => c.ManagementFees)),
                new("Management fee waivers", Amounts(s, c => c.FeeWaivers)),
                new("Management fee rebates", Amounts(s, c => c.FeeRebates)),
                new("Offsets of management fees", Amounts(s, c => c.FeeOffsets)),
                new("Partnership expenses", Amounts(s, c => c.Expenses)),
            ]),
            new("Income and gains", "Net income and gains",
            [
                new("Investment income", Amounts(s, c => c.Income)),
                new("Realised gain", Amounts(s, c => c.RealisedGain)),
                new("Change of unrealised gain", Amounts(s, c => c.UnrealisedChange)),
            ]),
            new("Carried interest", "Net carried interest",
            [
                new("Carried interest paid", Amounts(s, c => c.CarriedInterestPaid)),
                new("Carried interest allocated", Amounts(s, c => c.CarriedInterestReceived)),
                new("Carried interest distributed", Amounts(s, c => c.CarriedInterestDistributed)),
                new("Carried interest returned", Amounts(s, c => c.ClawbackReturned)),
                new("Change of accrued carried interest", Amounts(s, c => c.AccruedCarryChange)),
            ]),
        ],
        "Closing capital account, net of accrued carried interest", Amounts(s, c => c.ClosingNet));

    private static StatementRollForward Unfunded(UnfundedRoll period, UnfundedRoll year, UnfundedRoll inception)
    {
        StatementAmounts Of(Func<UnfundedRoll, decimal> figure) => new(figure(period), figure(year), figure(inception));
        return new(
            "Unfunded commitment", "Opening unfunded commitment", Of(r => r.Opening),
            [
                new("Movements", null,
                [
                    new("Commitments accepted", Of(r => r.Commitments)),
                    new("Called", Of(r => r.CalledInside)),
                    new("Called before the book begins", Of(r => r.CalledBeforeBook)),
                    new("Recallable distributions", Of(r => r.Recallable)),
                    new("Expired or released", Of(r => r.Released)),
                    new("Partner transfers", Of(r => r.PartnerTransfers)),
                ]),
            ],
            "Closing unfunded commitment", Of(r => r.Closing));
    }

    public static string Words(TransactionKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static decimal EffectOnUnfunded(FundMath.Statements.StatementTransaction transaction, FundBook book, PartnerAccount partner) => transaction.Kind switch
    {
        TransactionKind.Commitment => transaction.Amount,
        TransactionKind.CapitalCall when partner.Moves.FirstOrDefault(m => m.FactId == transaction.FactId) is { } equalised => -equalised.Moved.CalledInside,
        TransactionKind.CapitalCall => -Math.Sign(transaction.Amount) * Inside(book.Calls.FirstOrDefault(c => c.FactId == transaction.FactId), partner),
        TransactionKind.Distribution => partner.Distributions.FirstOrDefault(d => d.FactId == transaction.FactId)?.Line.Recallable ?? 0,
        TransactionKind.UnfundedReleased => -transaction.Amount,
        TransactionKind.PartnerTransfer => partner.Moves.FirstOrDefault(m => m.FactId == transaction.FactId)?.Moved.Unfunded ?? 0,
        _ => 0,
    };

    private static decimal Inside(BookCall? call, PartnerAccount partner) => call?.LineOf(partner.InvestorId) is { } line
        ? line.Amounts.Where((_, i) => call.Purposes[i].InsideCommitment).Sum()
        : 0;

    private static StatementAmounts Amounts(InvestorStatement s, Func<StatementColumn, decimal> figure) => new(figure(s.Period), figure(s.YearToDate), figure(s.SinceInception));
}
