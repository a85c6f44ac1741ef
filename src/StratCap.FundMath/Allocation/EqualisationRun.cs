using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Allocation;

/// <summary>One later closing.</summary>
/// <param name="added">What each party has committed at it.</param>
internal sealed class EqualisationRun(EqualisationRequest request, EqualisationRegister register, DateOnly date, (decimal[] All, decimal[] Charged) added)
{
    private const string Clause = "ILPA Model LPA 5.1";

    private readonly Currency currency = request.Currency;
    private readonly List<CallMoves> moves = [];

    internal EqualisationClosing Result()
    {
        List<EqualisedCallLine> byCall = [.. register.Calls.Where(c => c.Call.Date < date).Select(Equalise)];
        List<EqualisationLine> lines = [.. register.Names.Select((_, i) => Line(byCall, i))];
        var toManager = lines.Sum(l => l.ManagementFee + l.FeeInterest);
        return new EqualisationClosing(date, lines, byCall, toManager, lines.Sum(l => l.NetDue) - toManager);
    }

    private EqualisedCallLine Equalise(RegisteredCall call)
    {
        decimal[] before = [.. call.Paid];
        var capital = request.Mode == EqualisationMode.Rebalance
            ? [.. register.Shares(call.Call).Zip(call.Paid, (share, paid) => share - paid)]
            : added.All.Select(a => ((Fraction)a * call.Call.Amount / call.Commitments).Round(currency.MinorUnits)).ToArray();
        for (var i = 0; i < capital.Length; i++)
            call.Paid[i] += capital[i];
        var (owed, refunds, interest) = InterestOn(capital, call.Call.Date);
        moves.Add(new CallMoves(call, before, capital, owed, refunds, interest));
        return new EqualisedCallLine(call.Call, capital, interest);
    }

    /// <summary>What payers owe on what they pay; the refunded ones share it by what they are refunded. Where nobody is refunded, those who paid earlier share it by their commitments.</summary>
    private (decimal[] Owed, decimal[] Refunds, decimal[] Interest) InterestOn(decimal[] capital, DateOnly from)
    {
        if (request.Interest is not { } terms)
            return ([], [], new decimal[capital.Length]);
        decimal[] owed = [.. capital.Select(c => c > 0 ? InterestOf(c, from, terms).Round(currency.MinorUnits) : 0)];
        var (total, refunds) = (owed.Sum(), capital.Select(c => Math.Max(0, -c)).ToArray());
        if (total == 0)
            return (owed, refunds, owed);
        if (refunds.All(r => r == 0))
            refunds = [.. register.Commitments.Zip(added.All, (all, now) => all - now)];
        return (owed, refunds, [.. owed.Zip(LargestRemainder.Split(total, refunds, currency.MinorUnits), (o, received) => o - received)]);
    }

    /// <summary>Interest to the closing, exact when simple, else to about 27 digits.</summary>
    private Fraction InterestOf(Fraction amount, DateOnly from, LateInterest terms) => amount * (terms.Compounding == Compounding.SimpleAnnual
        ? (Fraction)terms.RateAnnual * ExactYears.Between(from, date, terms.DayCount)
        : new GrowthTable(terms.RateAnnual, terms.DayCount, terms.Compounding).Over(from, date) - 1);

    private EqualisationLine Line(List<EqualisedCallLine> byCall, int index)
    {
        List<BackDatedFee> fees = [.. (request.Fees ?? []).Where(f => f.Date < date)];
        var fee = Fraction.Sum(fees.Select(f => FeeOf(f, index))).Round(currency.MinorUnits);
        var feeInterest = request.FeeInterest is { } terms ? Fraction.Sum(fees.Select(f => InterestOf(FeeOf(f, index), f.Date, terms))).Round(currency.MinorUnits) : 0;
        var (capital, interest) = (byCall.Sum(c => c.Capital[index]), byCall.Sum(c => c.Interest[index]));
        return new EqualisationLine(
            register.Names[index], capital, interest, fee, feeInterest, register.Calls.Where(c => c.Call.Date < date).Sum(c => c.Paid[index]),
            register.Commitments[index] / register.Commitments.Sum(), Explain(index, fees, capital, interest, fee, feeInterest));
    }

    private Fraction FeeOf(BackDatedFee fee, int index) => (Fraction)added.Charged[index] * fee.RateAnnual * ExactYears.Between(fee.From, fee.To ?? date, fee.DayCount);

    private Explanation Explain(int index, List<BackDatedFee> fees, decimal capital, decimal interest, decimal fee, decimal feeInterest)
    {
        var telling = new Telling(currency);
        // What was moved by this closing, while the register goes on to the next.
        var (commitment, commitments, all) = (register.Commitments[index], register.Commitments.Sum(), added.All[index]);
        return telling.Money(
            Operation.Sum, $"Equalisation, {register.Names[index]}", capital + interest + fee + feeInterest,
            Explanation.WhenRead(() =>
            [
                telling.Money(Operation.Sum, "Capital", capital, [.. moves.Select(m => Capital(telling, m, index, commitment, commitments, all))], "sum over earlier calls", Clause),
                telling.Money(Operation.Sum, "Interest", interest, [.. moves.Where(m => m.Interest[index] != 0).Select(m => Interest(telling, m, index))], "sum over earlier calls", Clause),
                telling.Rounded(Operation.Sum, "Management fee, back-dated", fee, [.. fees.Select(f => Fee(f, index))], "fee of the bills before this closing on what is committed at it, to the manager", Clause),
                telling.Rounded(
                    Operation.Sum, "Interest on the management fee", feeInterest, request.FeeInterest is { } terms ? [.. fees.Select(f => Growth(Fee(f, index), f.Date, terms))] : [],
                    "from the date of each bill, to the manager", Clause),
            ]),
            "sum of its parts", Clause) with
        { OwnKeys = true };
    }

    private Explanation Capital(Telling telling, CallMoves move, int index, decimal commitment, decimal commitments, decimal committedNow)
    {
        var (label, key) = ($"Call {move.Call.Call.Id}", $"capital {move.Call.Call.Id}");
        if (request.Mode == EqualisationMode.Rebalance)
        {
            return new ShareExplanation(
                currency, label, move.Call.Call.Amount, 0, Telling.Given("Own commitment", commitment), commitments, "commitments", move.Capital[index], move.Before[index]).Explain(Clause) with
            { Key = key };
        }
        var product = Telling.Unrounded(
            Operation.Product, "Call × what is committed at this closing", committedNow * move.Call.Call.Amount,
            [Telling.Given("Committed at this closing", committedNow), Telling.Given("The call", move.Call.Call.Amount)]);
        return telling.Rounded(
            Operation.Quotient, label, move.Capital[index], [product, Telling.Given("Commitments when it was made", move.Call.Commitments)],
            "the percentage called × what is committed at this closing", Clause) with
        { Key = key };
    }

    /// <summary>What he owes, less his share of what all payers owe.</summary>
    private Explanation Interest(Telling telling, CallMoves move, int index)
    {
        var label = $"Call {move.Call.Call.Id}";
        var owed = move.Owed[index] == 0
            ? Telling.Given("Owes nothing", 0)
            : Growth(new Explanation("Capital", currency.Format(move.Capital[index]), Operation: Operation.SameAs) { Of = $"capital {move.Call.Call.Id}" }, move.Call.Call.Date, request.Interest!)
                with
            { Label = "Owed on the capital", Value = currency.Format(move.Owed[index]), RoundedTo = currency.MinorUnits };
        var received = new ShareExplanation(
            currency, "Received of what payers owe", move.Owed.Sum(), 0, Telling.Given("Own part", move.Refunds[index]), move.Refunds.Sum(), "refunds, or else commitments before this closing",
            move.Owed[index] - move.Interest[index], 0).Explain(Clause);
        return telling.Money(Operation.Difference, label, move.Interest[index], [owed, received], "payers: interest on the capital from the date of the call; others: what payers owe", Clause);
    }

    private Explanation Growth(Explanation amount, DateOnly from, LateInterest terms) => new(
        $"Interest from {Print.Date(from)}", Print.Exact(InterestOf(amount.Amount!.Value, from, terms).ToDecimal()), Clause: Clause,
        Parts: [amount, Telling.Given("Rate a year", terms.RateAnnual)], Operation: Operation.Interest)
    {
        Span = new InterestSpan(from, date, terms.DayCount, terms.Compounding),
    };

    private Explanation Fee(BackDatedFee fee, int index)
    {
        var years = ExactYears.Between(fee.From, fee.To ?? date, fee.DayCount);
        var product = Telling.Unrounded(
            Operation.Product, "Commitment × rate × part of the year", added.Charged[index] * fee.RateAnnual * (decimal)years.Numerator,
            [Telling.Given("Committed at this closing, where the fee is charged", added.Charged[index]), Telling.Given("Rate a year", fee.RateAnnual), Telling.Given("Part of the year", (decimal)years.Numerator)]);
        return Telling.Unrounded(Operation.Quotient, $"Bill of {Print.Date(fee.Date)}", FeeOf(fee, index).ToDecimal(), [product, Telling.Given("Parts of a year", (decimal)years.Denominator)]);
    }

    /// <summary>What a call moved, by party.</summary>
    private sealed record CallMoves(RegisteredCall Call, decimal[] Before, decimal[] Capital, decimal[] Owed, decimal[] Refunds, decimal[] Interest);
}
