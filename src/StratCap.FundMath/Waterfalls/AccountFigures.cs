using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// The figures of one hurdle's account from its steps: what is owed as a list of all that changed it, and under each accrual what earned it, as a running
/// figure that names the one before and what has happened since.
/// </summary>
internal sealed class AccountFigures
{
    private readonly Telling telling;
    private readonly string prefix;
    private readonly Hurdle? hurdle;
    private readonly PaymentOrder order;
    private readonly bool isAccount;
    private readonly IReadOnlyList<AccountStep> steps;
    private readonly string? clause;
    private readonly List<(AccountStepKind Kind, Explanation Figure)> figures = [];
    private readonly RunningFigure capital;
    private readonly RunningFigure owed;
    private readonly RunningFigure earning;
    private readonly RunningFigure fresh;
    private readonly RunningFigure ownEarning;

    /// <summary>What makes up capital that earns, and unpaid return that earns; the one begins anew when the other is used up.</summary>
    private readonly List<Explanation> earningCapital = [];
    private readonly List<Explanation> earningReturn = [];
    private readonly List<Explanation> ownFresh = [];
    private readonly List<Explanation> waiting = [];
    private readonly List<Explanation> excess = [];
    private (Explanation Capital, Explanation Return)? divided;

    /// <param name="prefix">Begins the keys.</param>
    /// <param name="hurdle">Null is an account without return.</param>
    /// <param name="listsCapital">Whether contributions are listed by the caller, so that what earns need only name them.</param>
    internal AccountFigures(Telling telling, string prefix, Hurdle? hurdle, PaymentOrder order, HurdleState state, string? clause, bool listsCapital)
    {
        (this.telling, this.prefix, this.hurdle, this.order, this.clause) = (telling, prefix, hurdle, order, clause);
        isAccount = state is PreferredReturnAccount;
        steps = state.Steps;
        capital = new(telling, $"{prefix} capital", "Unreturned capital");
        owed = new(telling, $"{prefix} owed", "Unpaid return");
        earning = new(telling, $"{prefix} earning", "What earns");
        fresh = new(telling, $"{prefix} fresh", "Unpaid return that does not earn");
        ownEarning = new(telling, $"{prefix} own", "What earns of the contribution");
        for (var i = 0; i < steps.Count; i++)
        {
            if (IsReturn(steps[i].Kind) || (listsCapital && (IsCapital(steps[i].Kind) || steps[i].Kind == AccountStepKind.Received)))
                telling.Expect(Key(i));
        }
        for (var i = 0; i < steps.Count; i++)
            Tell(steps[i], Key(i), i);
    }

    private bool IsSimple => hurdle is AccountHurdle { Compounding: Compounding.SimpleAnnual or Compounding.AnnualOnDate };

    /// <summary>Contributions less what was returned of them.</summary>
    internal Explanation UnreturnedCapital(decimal value) =>
        Telling.Unrounded(Operation.Sum, "Unreturned capital", value, Listed(IsCapital), "sum of contributions less capital returned");

    /// <summary>Return that accrued and was not paid.</summary>
    internal Explanation UnpaidReturn(decimal value) =>
        Telling.Unrounded(Operation.Sum, "Unpaid preferred return", value, Listed(IsReturn), "sum of accruals less return paid", clause);

    /// <summary>What is needed to meet the hurdle.</summary>
    internal Explanation Need(string label, decimal value) => Telling.Unrounded(
        Operation.Sum, label, value, Listed(k => IsCapital(k) || IsReturn(k) || (k == AccountStepKind.Received && !isAccount)),
        "sum of contributions, their growth and what was received", clause);

    /// <summary>What was received beyond the account.</summary>
    internal Explanation Excess(decimal value) => Telling.Unrounded(Operation.Sum, "Received in excess before", value, [.. excess]);

    private string Key(int index) => $"{prefix} {index + 1}";

    private Explanation[] Listed(Func<AccountStepKind, bool> isListed) => [.. figures.Where(f => isListed(f.Kind)).Select(f => f.Figure)];

    private static bool IsCapital(AccountStepKind kind) => kind is AccountStepKind.Contribution or AccountStepKind.CapitalReturned or AccountStepKind.ReturnedTooMuch;

    private static bool IsReturn(AccountStepKind kind) =>
        kind is AccountStepKind.Accrual or AccountStepKind.OwnAccrual or AccountStepKind.ReturnPaid or AccountStepKind.ReturnPaidTooMuch;

    private void Tell(AccountStep step, string key, int index)
    {
        switch (step.Kind)
        {
            case AccountStepKind.Contribution:
                Contribution(step, key);
                break;
            case AccountStepKind.StartsToEarn:
                Earn(Waited(step, key), earningCapital);
                break;
            case AccountStepKind.Accrual:
                Accrued(step, Interest(step, key, earning), fresh.Add);
                break;
            case AccountStepKind.OwnAccrual:
                OwnAccrual(step, key);
                break;
            case AccountStepKind.Compounds:
                Earn(Compounded(step, key, [fresh.Now()]), earningReturn);
                fresh.Restart();
                break;
            case AccountStepKind.OwnCompounds:
                OwnCompounds(step, key);
                break;
            case AccountStepKind.OwnEnds:
                ownFresh.ForEach(fresh.Add);
                ownFresh.Clear();
                break;
            case AccountStepKind.Received:
                Received(step, key, index);
                break;
            case AccountStepKind.CapitalReturned:
                CapitalReturned(step, key);
                break;
            case AccountStepKind.ReturnedTooMuch:
                capital.Add(Add(step, Telling.Unrounded(Operation.Negative, "Returned above what was contributed", step.Amount, [capital.Now()]) with { Key = key }));
                break;
            case AccountStepKind.ReturnPaid:
                ReturnPaid(step, key);
                break;
            case AccountStepKind.ReturnPaidTooMuch:
                owed.Add(Add(step, Telling.Unrounded(Operation.Negative, "Paid above what accrued", step.Amount, [owed.Now()]) with { Key = key }));
                fresh.Restart();
                earningReturn.Clear();
                earning.Restart(earningCapital);
                break;
        }
    }

    private Explanation Add(AccountStep step, Explanation figure)
    {
        figures.Add((step.Kind, figure));
        return figure;
    }

    private static Explanation Leaf(AccountStep step, string key, string what) =>
        Telling.Given($"{what} of {Print.Date(step.From)}", step.Amount, facts: step.FactId is { } id ? [id] : []) with { Key = key };

    private void Earn(Explanation change, List<Explanation> kind)
    {
        kind.Add(change);
        earning.Add(change);
    }

    private void Contribution(AccountStep step, string key)
    {
        if (hurdle is MultipleHurdle multiple)
        {
            var paid = Leaf(step, $"{key} paid", "Contribution");
            var times = telling.Mention(Telling.Given("Multiple", multiple.Multiple, clause) with { Key = $"{prefix} multiple" });
            Add(step, Telling.Unrounded(Operation.Product, $"{paid.Label}, times the multiple", step.Amount * multiple.Multiple, [paid, times]));
            return;
        }
        var contribution = Add(step, Leaf(step, key, "Contribution"));
        capital.Add(contribution);
        ownEarning.Restart(contribution);
        if (step.Earning != 0)
            Earn(contribution, earningCapital);
        else
            waiting.Add(contribution);
    }

    /// <summary>The contribution that begins to earn; what is left of it where a part was returned before.</summary>
    private Explanation Waited(AccountStep step, string key)
    {
        if (waiting.FirstOrDefault(w => w.Amount == step.Earning && w.Facts.SequenceEqual(step.FactId is { } id ? [id] : [])) is not { } contribution)
            return Telling.Given($"Left of a contribution, earning from {Print.Date(step.From)}", step.Earning) with { Key = key };
        waiting.Remove(contribution);
        return contribution;
    }

    private void Accrued(AccountStep step, Explanation accrual, Action<Explanation> unearning)
    {
        owed.Add(Add(step, accrual));
        if (IsSimple)
            unearning(accrual);
        else
            Earn(accrual, earningReturn);
    }

    private void OwnAccrual(AccountStep step, string key)
    {
        var accrual = Interest(step, key, ownEarning);
        Accrued(step, accrual, ownFresh.Add);
        if (!IsSimple)
            ownEarning.Add(accrual);
    }

    private void OwnCompounds(AccountStep step, string key)
    {
        var compounded = Compounded(step, key, [.. ownFresh.Select(f => f.Again())]);
        ownFresh.Clear();
        ownEarning.Add(compounded);
        Earn(compounded, earningReturn);
    }

    private static Explanation Compounded(AccountStep step, string key, IReadOnlyList<Explanation> parts) =>
        Telling.Unrounded(Operation.Sum, $"Return compounded on {Print.Date(step.From)}", step.Earning, parts) with { Key = key };

    /// <summary>What the account takes of something received, in the order of payment.</summary>
    private void Received(AccountStep step, string key, int index)
    {
        if (!isAccount)
        {
            earning.Add(Add(step, Leaf(step, key, "Received")));
            return;
        }
        var received = Telling.Given($"Received on {Print.Date(step.From)}", -step.Amount, facts: step.FactId is { } id ? [id] : []) with { Key = $"{key} received" };
        var isCapitalFirst = order == PaymentOrder.CapitalFirst;
        var (first, second) = isCapitalFirst ? (capital, owed) : (owed, capital);
        var whole = received.Amount!.Value;
        var toFirst = Math.Min(whole, first.Value);
        var toSecond = Math.Min(whole - toFirst, second.Value);
        // What is zero is no step of the account, and only steps are listed: a figure that would stand nowhere must not be named either.
        var (hasFirst, hasSecond) = isCapitalFirst ? (Follows(index, AccountStepKind.CapitalReturned), Follows(index, AccountStepKind.ReturnPaid)) : (Follows(index, AccountStepKind.ReturnPaid), Follows(index, AccountStepKind.CapitalReturned));
        if (!hasFirst && !hasSecond)
        {
            excess.Add(received);
            return;
        }
        var one = Least(received, first.Now(), $"{key} first");
        List<Explanation> taken = [one.Again()];
        if (!hasSecond)
        {
            divided = (one, one);
        }
        else
        {
            var rest = Telling.Unrounded(Operation.Difference, "What is left of it", whole - toFirst, [received.Again(), hasFirst ? one.Again() : one]);
            var two = Least(rest, second.Now(), $"{key} second");
            divided = isCapitalFirst ? (one, two) : (two, one);
            taken.Add(two.Again());
        }
        excess.Add(Telling.Unrounded(Operation.Difference, $"Received in excess on {Print.Date(step.From)}", whole - toFirst - toSecond, [received.Again(), .. taken]));
    }

    /// <summary>Whether what was received at a step was booked as that kind: before the next thing that happens.</summary>
    private bool Follows(int index, AccountStepKind kind) => steps.Skip(index + 1)
        .TakeWhile(s => s.Kind is AccountStepKind.CapitalReturned or AccountStepKind.ReturnedTooMuch or AccountStepKind.ReturnPaid or AccountStepKind.ReturnPaidTooMuch)
        .Any(s => s.Kind == kind);

    private static Explanation Least(Explanation amount, Explanation owed, string key) =>
        Telling.Unrounded(Operation.Lesser, "What the account takes of it", Math.Min(amount.Amount!.Value, owed.Amount!.Value), [amount, owed]) with { Key = key };

    private void CapitalReturned(AccountStep step, string key)
    {
        var returned = Add(step, divided is { } parts
            ? Telling.Unrounded(Operation.Negative, $"Capital returned on {Print.Date(step.From)}", step.Amount, [telling.Mention(parts.Capital)]) with { Key = key }
            : Leaf(step, key, "Capital returned"));
        capital.Add(returned);
        if (step.Earning == step.Amount)
        {
            Earn(returned, earningCapital);
        }
        else if (step.Earning != 0)
        {
            // More was returned than earned: the rest was of capital that waits or never earns.
            var left = earningCapital.Sum(c => c.Amount!.Value) + step.Earning;
            earningCapital.Clear();
            if (left != 0)
                earningCapital.Add(Telling.Given("Rounding of capital returned", left) with { Key = $"{key} rounding" });
            earning.Restart(earningCapital.Concat(earningReturn));
        }
    }

    private void ReturnPaid(AccountStep step, string key)
    {
        var paid = Add(step, divided is { } parts
            ? Telling.Unrounded(Operation.Negative, $"Return paid on {Print.Date(step.From)}", step.Amount, [telling.Mention(parts.Return)]) with { Key = key }
            : Leaf(step, key, "Preferred return paid"));
        owed.Add(paid);
        if (step.Earning == step.Amount)
        {
            Earn(paid, earningReturn);
        }
        else if (step.Earning == 0)
        {
            fresh.Add(paid);
        }
        else
        {
            Earn(Telling.Unrounded(Operation.Sum, "Paid of return that earns", step.Earning, [fresh.Now(), paid.Again()]) with { Key = $"{key} compounded" }, earningReturn);
            fresh.Restart();
        }
    }

    private Explanation Interest(AccountStep step, string key, RunningFigure balance)
    {
        var (rate, span) = hurdle switch
        {
            AccountHurdle account => (account.RateAnnual, new InterestSpan(step.From, step.To, account.DayCount, account.Compounding)),
            IrrHurdle irr => (irr.RateAnnual, new InterestSpan(step.From, step.To, irr.DayCount, Compounding.EffectiveAnnual)),
            _ => throw new InvalidOperationException("Only an account with a rate accrues."),
        };
        var what = balance.Now();
        var yearly = telling.Mention(Telling.Given("Rate a year", rate, clause) with { Key = $"{prefix} rate" });
        return new Explanation(
            $"Accrual {Print.Date(step.From)} to {Print.Date(step.To)}", Print.Exact(step.Amount), Words(what.Value, rate, span), Parts: [what, yearly], Operation: Operation.Interest)
        { Key = key, Span = span };
    }

    private static string Words(string balance, decimal rate, InterestSpan span)
    {
        var years = Years(span);
        var periods = GrowthTable.Periods(span.Compounding);
        return span.Compounding switch
        {
            Compounding.SimpleAnnual or Compounding.AnnualOnDate => FormattableString.Invariant($"{balance} × {rate} × {years}"),
            Compounding.EffectiveAnnual => FormattableString.Invariant($"{balance} × ((1 + {rate})^({years}) − 1)"),
            _ => FormattableString.Invariant($"{balance} × ((1 + {rate}/{periods})^({periods} × {years}) − 1)"),
        };
    }

    private static string Years(InterestSpan span)
    {
        var days = YearFraction.Days(span.From, span.To, span.DayCount);
        return span.DayCount switch
        {
            DayCount.ActAct => $"{Print.Exact(YearFraction.Between(span.From, span.To, span.DayCount))} years",
            DayCount.Act365 => FormattableString.Invariant($"{days}/365"),
            DayCount.Act36525 => FormattableString.Invariant($"{days}/365.25"),
            _ => FormattableString.Invariant($"{days}/360"),
        };
    }
}
