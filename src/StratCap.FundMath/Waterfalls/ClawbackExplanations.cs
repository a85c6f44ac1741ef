using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>The tree under a clawback: both tests, the limit, and what tax takes off.</summary>
internal sealed class ClawbackExplanations
{
    private readonly ClawbackInputs inputs;
    private readonly ClawbackResult result;
    private readonly decimal tax;
    private readonly Telling telling;
    private readonly Explanation carry;

    private ClawbackExplanations(ClawbackInputs inputs, ClawbackResult result, decimal tax, Currency currency)
    {
        (this.inputs, this.result, this.tax) = (inputs, result, tax);
        telling = new Telling(currency);
        carry = Flows("Carried interest paid", inputs.CarryPaid, result.CarryPaid) with { Key = "carry" };
    }

    internal static Explanation Of(ClawbackInputs inputs, ClawbackResult result, decimal tax, Currency currency) =>
        new("Clawback", currency.Format(result.Due), Words(inputs), "ILPA Model LPA 14.7", Parts: Explanation.WhenRead(() => [new ClawbackExplanations(inputs, result, tax, currency).Due()]), Operation: Operation.Sum)
        {
            OwnKeys = true,
        };

    private static string Words(ClawbackInputs inputs) =>
        inputs.Terms.Tax == ClawbackTax.NetOfTax ? "the larger of both tests, at most the limit, less the tax on it" : "the larger of both tests, at most the limit";

    private Explanation Due()
    {
        var gross = telling.Money(Operation.Greater, "The larger of both tests", result.GrossClawback, [Excess(), Shortfall()]);
        var limited = Math.Min(result.GrossClawback, result.Limit);
        var due = telling.Money(Operation.Lesser, "The larger of both tests, at most the limit", limited, [gross, Limit()]);
        if (inputs.Terms.Tax != ClawbackTax.NetOfTax || result.CarryPaid <= 0)
            return due;
        due = due with { Key = "limited" };
        var product = Telling.Unrounded(Operation.Product, "Amount × tax", limited * tax, [due.Again(), Tax()]);
        return telling.Rounded(
            Operation.Difference, "Less the tax on it", result.Due,
            [due, Telling.Unrounded(Operation.Quotient, "Tax on it", limited * tax / result.CarryPaid, [product, telling.Mention(carry)], "amount × tax ÷ carried interest paid")]);
    }

    private Explanation Excess()
    {
        var profit = telling.Money(
            Operation.Difference, "Profit", result.FundProfit,
            [
                telling.Money(
                    Operation.Sum, "Distributions and carried interest", Clawback.UpTo(inputs, inputs.Distributions).Sum(f => f.Amount) + result.CarryPaid,
                    [Flows("Distributions", inputs.Distributions, Clawback.UpTo(inputs, inputs.Distributions).Sum(f => f.Amount)), telling.Mention(carry)]),
                Flows("Contributions", inputs.PaidIn, Clawback.UpTo(inputs, inputs.PaidIn).Sum(f => f.Amount)),
            ],
            "distributions and carried interest less contributions");
        var share = Telling.Unrounded(Operation.Product, "Share of the profit", inputs.Terms.Carry * result.FundProfit, [Telling.Given("Carry rate", inputs.Terms.Carry), profit]);
        var entitled = telling.Rounded(Operation.NotBelowZero, "Entitlement", result.CarryEntitled, [share], FormattableString.Invariant($"{inputs.Terms.Carry} × profit, not below zero"));
        return telling.Money(
            Operation.NotBelowZero, "Carried interest above the entitlement", result.ExcessOverEntitlement,
            [telling.Money(Operation.Difference, "Carried interest less the entitlement", result.CarryPaid - result.CarryEntitled, [telling.Mention(carry), entitled])],
            "carried interest paid − entitlement, not below zero");
    }

    private Explanation Shortfall()
    {
        if (inputs.Hurdle is not { } hurdle)
            return telling.Money(Operation.Sum, "Shortfall of contributions and preferred return", 0, [], "no preferred return is agreed");
        var state = Clawback.ShortfallState(inputs, hurdle, telling.Currency, keepSteps: true);
        var figures = new AccountFigures(telling, "return", hurdle, PaymentOrder.CapitalFirst, state, null, listsCapital: true);
        var need = figures.Need($"Need for {TermsInWords.Words(hurdle)}", state.Balance);
        if (state is PreferredReturnAccount account)
            need = Telling.Unrounded(Operation.Difference, "Need less what was received in excess before", account.Balance - account.Excess, [need, figures.Excess(account.Excess)]);
        return telling.Rounded(Operation.NotBelowZero, "Shortfall of contributions and preferred return", result.PreferredReturnShortfall, [need]);
    }

    private Explanation Limit() => inputs.Terms.Tax == ClawbackTax.CapAfterTaxCarry
        ? telling.Rounded(Operation.Difference, "Limit: carried interest paid less the tax on it", result.Limit, [telling.Mention(carry), Tax()])
        : telling.Money(Operation.Sum, "Limit: carried interest paid", result.Limit, [telling.Mention(carry)]);

    private Explanation Tax() => inputs.Tax is { } given
        ? Telling.Given("Tax on carried interest", given)
        : Telling.Unrounded(Operation.Product, "Tax on carried interest", tax, [telling.Mention(carry), Telling.Given("Tax rate", inputs.Terms.TaxRate)]);

    private Explanation Flows(string label, IReadOnlyList<DatedFlow> flows, decimal sum) => telling.Money(
        Operation.Sum, label, sum, [.. Clawback.UpTo(inputs, flows).Select(f => Telling.Given($"{label} of {Print.Date(f.Date)}", f.Amount))]);
}
