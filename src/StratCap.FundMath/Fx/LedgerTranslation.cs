using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Fx;

/// <summary>What an account moved by on a day.</summary>
/// <param name="Amount">Debit positive, credit negative.</param>
public sealed record LedgerDay(DateOnly Day, decimal Amount);

/// <summary>
/// A ledger in another currency than its fund's, by the current-rate method (US GAAP ASC 830-30-45-3 to 45-6, IAS 21.39): what the fund has and owes at the rate of the day it stands on, what came into
/// capital and result at the rates of their days. What is left between the two is the translation difference, a part of capital of its own.
/// </summary>
/// <param name="from">The fund's currency.</param>
/// <param name="to">The currency of the translation.</param>
/// <param name="rates">Must hold a rate for each day on which something moved, and for the day itself.</param>
public sealed class LedgerTranslation(Currency from, Currency to, FxRates rates)
{
    /// <summary>The currency of the translation.</summary>
    public Currency Currency => to;

    /// <summary>The currency that it is translated from.</summary>
    public Currency Own => from;

    /// <summary>The rates that it is translated at.</summary>
    public FxRates Rates => rates;

    /// <summary>What stands in an account at the end of a day, at that day's rate, rounded once to the minor unit, half away from zero. Nothing needs no rate.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>.</exception>
    public decimal Standing(DateOnly day, decimal balance) => balance == 0 ? 0 : rates.On(from, to, day).Convert(balance);

    /// <summary>What moved an account, each day's sum at that day's rate and rounded once, added up.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>.</exception>
    public decimal Moved(IEnumerable<LedgerDay> days) => days.Sum(d => Standing(d.Day, d.Amount));

    /// <summary>The same as <see cref="Standing"/>, with the rate.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>.</exception>
    public Explanation ExplainStanding(string label, DateOnly day, decimal balance) =>
        balance == 0 ? Telling.Given(label, 0) : rates.On(from, to, day).Explain(label, balance, []);

    /// <summary>The same as <see cref="Moved"/>, day by day with the rates.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>.</exception>
    public Explanation ExplainMoved(string label, IEnumerable<LedgerDay> days)
    {
        var told = days.Where(d => d.Amount != 0).OrderBy(d => d.Day).ToList();
        return new Explanation(
            label, to.Format(Moved(told)), "each day's sum at the rate of that day", Clause,
            Parts: [.. told.Select(d => rates.On(from, to, d.Day).Explain(Print.Date(d.Day), d.Amount, []))], Operation: Operation.Sum);
    }

    /// <summary>Translated figures together.</summary>
    public Explanation Sum(string label, IReadOnlyList<Explanation> parts) => new(label, to.Format(parts.Sum(p => p.Amount ?? 0)), Parts: parts, Operation: Operation.Sum);

    /// <summary>What makes debits and credits equal again: what all accounts together have too much on the debit side stands in capital, more capital positive.</summary>
    /// <param name="accounts">Every account of the ledger, translated; debit positive, credit negative.</param>
    public Explanation Difference(IReadOnlyList<Explanation> accounts) =>
        Sum("Translation difference", accounts) with { Formula = "debits less credits: what the rates did to what stands, since it came in at the rates of its days", Clause = Clause };

    private const string Clause = "ASC 830-30-45";
}
