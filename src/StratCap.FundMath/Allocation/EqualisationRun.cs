using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Allocation;

/// <summary>One later closing.</summary>
/// <param name="added">What each party has committed at it.</param>
internal sealed class EqualisationRun(EqualisationRequest request, EqualisationRegister register, DateOnly date, (decimal[] All, decimal[] Charged) added)
{
    private readonly Currency currency = request.Currency;

    internal EqualisationClosing Result()
    {
        List<EqualisedCallLine> byCall = [.. register.Calls.Where(c => c.Call.Date < date).Select(Equalise)];
        List<EqualisationLine> lines = [.. register.Names.Select((_, i) => Line(byCall, i))];
        var toManager = lines.Sum(l => l.ManagementFee + l.FeeInterest);
        return new EqualisationClosing(date, lines, byCall, toManager, lines.Sum(l => l.NetDue) - toManager);
    }

    private EqualisedCallLine Equalise(RegisteredCall call)
    {
        var capital = request.Mode == EqualisationMode.Rebalance
            ? [.. register.Shares(call.Call).Zip(call.Paid, (share, paid) => share - paid)]
            : added.All.Select(a => ((Fraction)a * call.Call.Amount / call.Commitments).Round(currency.MinorUnits)).ToArray();
        for (var i = 0; i < capital.Length; i++)
            call.Paid[i] += capital[i];
        return new EqualisedCallLine(call.Call, capital, InterestOn(capital, call.Call.Date));
    }

    /// <summary>What payers owe on what they pay; the refunded ones share it by what they are refunded. Where nobody is refunded, those who paid earlier share it by their commitments.</summary>
    private decimal[] InterestOn(decimal[] capital, DateOnly from)
    {
        if (request.Interest is not { } terms)
            return new decimal[capital.Length];
        decimal[] interest = [.. capital.Select(c => c > 0 ? InterestOf(c, from, terms).Round(currency.MinorUnits) : 0)];
        var (total, refunds) = (interest.Sum(), capital.Select(c => Math.Max(0, -c)).ToArray());
        if (total == 0)
            return interest;
        if (refunds.All(r => r == 0))
            refunds = [.. register.Commitments.Zip(added.All, (all, now) => all - now)];
        return [.. interest.Zip(LargestRemainder.Split(total, refunds, currency.MinorUnits), (owed, received) => owed - received)];
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
            register.Commitments[index] / register.Commitments.Sum(), Explain(byCall, index, capital, interest, fee, feeInterest));
    }

    private Fraction FeeOf(BackDatedFee fee, int index) => (Fraction)added.Charged[index] * fee.RateAnnual * ExactYears.Between(fee.From, fee.To ?? date, fee.DayCount);

    private Explanation Explain(List<EqualisedCallLine> byCall, int index, decimal capital, decimal interest, decimal fee, decimal feeInterest)
    {
        const string Clause = "ILPA Model LPA 5.1";
        var share = request.Mode == EqualisationMode.Rebalance
            ? $"the call × {Print.Exact(register.Commitments[index])} ÷ {Print.Exact(register.Commitments.Sum())}, less what was paid for it before"
            : "the percentage called × what is committed at this closing";
        Explanation Part(string label, decimal amount, string formula, IReadOnlyList<Explanation>? parts = null) =>
            new(label, currency.Format(amount), formula, Clause, "rounded half away from zero; odd units by largest remainder, ties to whoever joined earlier", Parts: parts);
        List<Explanation> parts =
        [
            Part("Capital", capital, "sum over earlier calls", [.. byCall.Select(c => Part($"Call {c.Call.Id}", c.Capital[index], share))]),
            Part("Interest", interest, "sum over earlier calls", [.. byCall.Select(c => Part($"Call {c.Call.Id}", c.Interest[index],
                "payers: interest on the capital from the date of the call; others: what payers owe, by what they are refunded or else by commitments"))]),
            Part("Management fee, back-dated", fee, "fee of the bills before this closing on what is committed at it, to the manager"),
            Part("Interest on the management fee", feeInterest, "from the date of each bill, to the manager"),
        ];
        return new Explanation($"Equalisation, {register.Names[index]}", currency.Format(capital + interest + fee + feeInterest), "sum of its parts", Clause, Parts: parts);
    }
}
