using StratCap.FundMath;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Statements;

/// <summary>An investor's statement in a currency of his own.</summary>
/// <param name="To">His, or the one asked for; not the fund's.</param>
/// <param name="Statement">Null where a rate is missing.</param>
/// <param name="Missing">Which, in a sentence.</param>
internal sealed record OwnCurrency(Currency To, FxRates Rates, ConvertedStatement? Statement, string? Missing)
{
    /// <summary>Converts a statement.</summary>
    /// <param name="mayBeMissing">Nobody asked for it: a rate that is missing must not cost him the statement itself.</param>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>, where it may not be.</exception>
    public static OwnCurrency Of(InvestorStatement statement, Currency to, FxRates rates, bool mayBeMissing)
    {
        try
        {
            return new(to, rates, ConvertedStatement.Of(statement, to, rates), null);
        }
        catch (FundRuleException missing) when (mayBeMissing && missing.Code == "fx.rate_missing")
        {
            return new(to, rates, null, missing.Message);
        }
    }

    /// <summary>A statement's printed form with what is in this currency, or with why it is not.</summary>
    public InvestorStatementModel In(InvestorStatementModel model, InvestorStatement own) => Statement is { } converted
        ? model with { InCurrency = Printed(model.Currency, own, converted) }
        : model with { Notes = [.. model.Notes, $"Not in {To.Code}: {Missing}"] };

    /// <summary>The stored rates behind it.</summary>
    public IReadOnlyList<FxRate> RatesUsed => Statement is { } converted ? Rates.Behind(converted.Conversions) : [];

    private StatementInCurrency Printed(Currency fund, InvestorStatement own, ConvertedStatement s)
    {
        var of = s.Performance;
        StatementAmounts Of(Func<ConvertedColumn, decimal> figure) => new(figure(s.Period), figure(s.YearToDate), figure(s.SinceInception));
        ConvertedLine Balance(string label, DateOnly day, decimal amount, decimal converted) => new(day, label, "", amount, amount == 0 ? "" : Rates.On(fund, To, day).InWords(), converted);
        return new(
            To,
            $"Translated from {fund.Code} at stored rates: each transaction at the rate of its day and rounded once, what takes one back at the rate of that one's day, balances at the rates of their days. What is left is the effect of exchange rates. Commitment and unfunded commitment stay in {fund.Code}.",
            Account(s), Of(c => c.AccruedCarry), of.PaidIn, of.Distributed, of.ResidualValue,
            new(of.Dpi, of.Rvpi, of.Tvpi, null, of.Irr.Rate, "Of flows that are each converted at the rate of its day. IRR: daily flows, actual/365."),
            Balance(Opening, own.From.AddDays(-1), own.Period.Opening, s.Period.Opening),
            [.. s.Transactions.Select(t => new ConvertedLine(
                t.Transaction.Date, t.Transaction.Description, t.Transaction.FactId.ToString("N")[^12..], t.Transaction.BalanceEffect, t.Conversion.InWords(), t.Amount))],
            Balance(Closing, own.To, own.Period.Closing, s.Period.Closing), AtItsDay(fund, own),
            [.. RatesUsed.Select(r => new StatementRate(r.Date, r.From, r.To, r.Rate, r.Source, r.RateId))]);
    }

    /// <summary>The book's own balance at the rate of the day, beside the statement's.</summary>
    private decimal AtItsDay(Currency fund, InvestorStatement own) => own.BookBalance == 0 ? 0 : Rates.On(fund, To, own.To).Convert(own.BookBalance);

    private static StatementRollForward Account(ConvertedStatement s)
    {
        ConvertedColumn[] columns = [s.Period, s.YearToDate, s.SinceInception];
        StatementAmounts Of(Func<ConvertedColumn, decimal> figure) => new(figure(s.Period), figure(s.YearToDate), figure(s.SinceInception));
        var moved = columns.SelectMany(c => c.Movements).Select(m => m.Kind).Distinct().Order()
            .Select(kind => (Section: SectionOf(kind), Line: new Documents.StatementLine(StatementModels.Words(kind), Of(c => c.Movements.Where(m => m.Kind == kind).Sum(m => m.Amount))))).ToLookup(m => m.Section, m => m.Line);
        return new(
            "Capital account", Opening, Of(c => c.Opening),
            [
                .. Sections.Where(name => moved[name].Any()).Select(name => new StatementSection(name, $"Net {char.ToLowerInvariant(name[0])}{name[1..]}", [.. moved[name]])),
                new("Exchange rates", null, [new(StatementInCurrency.EffectLabel, Of(c => c.CurrencyEffect))]),
            ],
            Closing, Of(c => c.Closing));
    }

    private static string SectionOf(TransactionKind kind) => kind switch
    {
        TransactionKind.ManagementFee or TransactionKind.FeeReduction or TransactionKind.Expense => Sections[1],
        TransactionKind.Income or TransactionKind.RealisedGain or TransactionKind.UnrealisedChange => Sections[2],
        TransactionKind.CarriedInterestPaid or TransactionKind.CarriedInterestReceived or TransactionKind.ClawbackReturned or TransactionKind.ClawbackPaid => Sections[3],
        _ => Sections[0],
    };

    private static readonly string[] Sections = ["Contributions and distributions", "Fees and expenses", "Income and gains", "Carried interest"];

    private const string Opening = "Opening capital account before accrued carried interest";

    private const string Closing = "Closing capital account before accrued carried interest";
}
