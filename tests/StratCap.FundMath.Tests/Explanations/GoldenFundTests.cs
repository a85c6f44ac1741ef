using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Explanations;

/// <summary>The trees of every figure of the golden fund are calculations: they can be done again, and with other numbers.</summary>
public sealed class GoldenFundTests
{
    private const decimal Tolerance = 0.000_000_000_001m;

    [Fact]
    public void EveryFigure_WorkedOutAgainFromItsLeaves_IsItsValue()
    {
        var golden = new GoldenFund();
        var fund = golden.Live();
        var figures = golden.Figures();
        figures.Sum(f => ExplanationCheck.Evaluate(f.Figure, fund)).ShouldBeGreaterThan(2_000);
        figures.Count.ShouldBeGreaterThan(20);
        var operations = figures.SelectMany(f => ExplanationCheck.All(f.Figure)).Select(f => f.Operation).ToHashSet();
        Enum.GetValues<Operation>().Where(o => !operations.Contains(o)).ShouldBeEmpty("An operation that no figure uses is not proven here.");
    }

    /// <summary>The formula in the tree is the kernel's own: the old tree on the new leaves gives what the kernel now says, for every number that went into the fund.</summary>
    [Fact]
    public void EveryTree_OnTheLeavesOfAnotherFund_GivesThatFundsFigures()
    {
        var before = new GoldenFund().Figures();
        foreach (var (what, turn) in GoldenFund.Turns)
        {
            var after = turn(new GoldenFund()).Figures();
            var changed = 0;
            foreach (var ((name, old), (_, now)) in before.Zip(after))
            {
                var leaves = new Dictionary<Explanation, decimal?>(ReferenceEqualityComparer.Instance);
                Match(old, now, leaves, $"{what}: {name}");
                Same(old, now, ExplanationEvaluation.OfAll(old, leaf => leaves[leaf]), leaves, $"{what}: {name}");
                changed += old.Amount != now.Amount ? 1 : 0;
            }
            changed.ShouldBeGreaterThan(0, $"Turning the {what} changes nothing.");
        }
    }

    [Fact]
    public void ChangingOneLeaf_ChangesItsDependants_AndNothingElse()
    {
        var tried = 0;
        foreach (var (name, root) in new GoldenFund().Figures())
        {
            foreach (var scope in ExplanationCheck.All(root).Where(f => f.OwnKeys).Append(root).Distinct<Explanation>(ReferenceEqualityComparer.Instance))
                tried += Try(scope, name);
        }
        tried.ShouldBeGreaterThan(700);
    }

    private static int Try(Explanation scope, string name)
    {
        var before = ExplanationEvaluation.OfAll(scope);
        var users = Users(before.Keys);
        var leaves = before.Keys.Where(f => f.Operation == Operation.Given && f.Amount is not null).ToList();
        foreach (var leaf in leaves)
        {
            // Large enough to get over rounding, small enough to leave every lesser and greater on its side.
            var changed = leaf.Amount!.Value + (Math.Abs(leaf.Amount.Value) < 10 ? 0.0007m : 0.37m);
            var after = ExplanationEvaluation.OfAll(scope, f => ReferenceEquals(f, leaf) ? changed : null);
            var dependants = Dependants(leaf, users);
            foreach (var figure in before.Keys.Where(f => before[f] != after[f]))
                dependants.ShouldContain(figure, $"{name}: {figure.Label} follows {leaf.Label} without depending on it.");
            foreach (var user in users.GetValueOrDefault(leaf, []).Where(Passes))
                after[user].ShouldNotBe(before[user], $"{name}: {user.Label} does not follow its part {leaf.Label}.");
        }
        return leaves.Count;
    }

    /// <summary>Operations that pass every change on, if no other part is zero.</summary>
    private static bool Passes(Explanation figure) =>
        figure.RoundedTo is null && (figure.Operation is Operation.Sum or Operation.Difference or Operation.Negative or Operation.SameAs
            || (figure.Operation is Operation.Product or Operation.Quotient or Operation.Interest && figure.Parts.All(p => p.Amount is not (null or 0))));

    /// <summary>Who reads a figure, directly or by its key.</summary>
    private static Dictionary<Explanation, List<Explanation>> Users(IEnumerable<Explanation> figures)
    {
        var all = figures.ToList();
        var keys = all.Where(f => f.Key is not null).ToDictionary(f => f.Key!);
        var users = new Dictionary<Explanation, List<Explanation>>(ReferenceEqualityComparer.Instance);
        void Add(Explanation part, Explanation user)
        {
            if (!users.TryGetValue(part, out var list))
                users.Add(part, list = []);
            list.Add(user);
        }
        foreach (var figure in all)
        {
            foreach (var part in figure.Parts)
                Add(part, figure);
            if (figure.Operation == Operation.SameAs)
                Add(keys[figure.Of!], figure);
        }
        return users;
    }

    private static HashSet<Explanation> Dependants(Explanation leaf, Dictionary<Explanation, List<Explanation>> users)
    {
        var found = new HashSet<Explanation>(ReferenceEqualityComparer.Instance) { leaf };
        var open = new Queue<Explanation>([leaf]);
        while (open.TryDequeue(out var figure))
        {
            foreach (var user in users.GetValueOrDefault(figure, []).Where(found.Add))
                open.Enqueue(user);
        }
        return found;
    }

    private static void Match(Explanation old, Explanation now, Dictionary<Explanation, decimal?> leaves, string where)
    {
        (now.Operation, now.Parts.Count).ShouldBe((old.Operation, old.Parts.Count), $"{where}: the trees have not the same shape.");
        if (old.Operation == Operation.Given)
            leaves[old] = now.Amount;
        for (var i = 0; i < old.Parts.Count; i++)
            Match(old.Parts[i], now.Parts[i], leaves, where);
    }

    private static void Same(Explanation old, Explanation now, IReadOnlyDictionary<Explanation, decimal?> worked, Dictionary<Explanation, decimal?> leaves, string where)
    {
        if (old.Operation != Operation.Heading)
            (worked[old] is { } value && now.Amount is { } amount ? Math.Abs(value - amount) <= Tolerance : worked[old] is null == now.Amount is null).ShouldBeTrue($"{where}: {old.Label} gives {worked[old]}, the kernel says {now.Value}.");
        for (var i = 0; i < old.Parts.Count; i++)
        {
            var inner = old.Parts[i].OwnKeys ? ExplanationEvaluation.OfAll(old.Parts[i], leaf => leaves[leaf]) : worked;
            Same(old.Parts[i], now.Parts[i], inner, leaves, where);
        }
    }
}
