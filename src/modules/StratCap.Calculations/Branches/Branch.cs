using StratCap.Calculations.Runs;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Scenarios;

namespace StratCap.Calculations.Branches;

/// <summary>What might happen to the fund, beside what did.</summary>
/// <param name="Name">Tells it apart from the others.</param>
/// <param name="Steps">Each worked out with those before it.</param>
/// <param name="Amount">Other than the request's; left out, the request's own, or what the branch itself gives where that is left out too.</param>
internal sealed record Branch(string Name, IReadOnlyList<ScenarioStep> Steps, decimal? Amount = null);

/// <summary>A request that may be answered on branches of its book beside the book itself.</summary>
internal interface IBranchedRequest : IBookRequest
{
    /// <summary>The book as it was known then; now when left out.</summary>
    DateTimeOffset? RecordedAt { get; }

    /// <summary>Hypothetical continuations, worked out side by side.</summary>
    IReadOnlyList<Branch>? Branches { get; }
}

/// <summary>What a partner gets on a branch, beside what he gets without it.</summary>
/// <param name="Name">Of one who is only in the branch: as the branch names him.</param>
internal sealed record BranchLine(Guid InvestorId, string Name, MoneyView Received, MoneyView CarriedInterest, MoneyView ReceivedDifference, MoneyView CarriedInterestDifference);

/// <summary>A branch's figures beside the base's.</summary>
/// <param name="Difference">Carried interest of the branch less the base's.</param>
internal sealed record BranchResult(
    string Name, MoneyView Value, RunWaterfall.Tiers Totals, MoneyView CarriedInterestDifference, IReadOnlyList<BranchLine> Lines, IReadOnlyList<string> Notes)
{
    /// <summary>Puts what partners get on a branch beside what they get without it.</summary>
    internal static IReadOnlyList<BranchLine> Beside(IEnumerable<(DistributionLine Line, string Name)> here, IEnumerable<(DistributionLine Line, string Name)> without, string currency)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        var (branch, bare) = (here.ToDictionary(l => l.Line.InvestorId), without.ToDictionary(l => l.Line.InvestorId));
        return [.. branch.Keys.Union(bare.Keys).Select(id =>
        {
            var (mine, before) = (branch.GetValueOrDefault(id), bare.GetValueOrDefault(id));
            var (received, carry) = (mine.Line?.Distributed ?? 0, mine.Line?.CarriedInterest ?? 0);
            return new BranchLine(
                id, mine.Name ?? before.Name, Money(received), Money(carry), Money(received - (before.Line?.Distributed ?? 0)), Money(carry - (before.Line?.CarriedInterest ?? 0)));
        })];
    }
}

/// <summary>Works requests out on branches.</summary>
internal static class BranchRuns
{
    private const int MostBranches = 20;
    private const int MostSteps = 50;

    /// <summary>The refusal of a request's branches by their form, or null.</summary>
    internal static Refusal? Malformed(IBranchedRequest request)
    {
        if (request.Branches is not { } branches) return null;
        if (branches.Count is 0 or > MostBranches || branches.Contains(null!)) return Refusal.Field("branches", $"Give between 1 and {MostBranches} branches, or leave them out.");
        if (branches.Any(b => string.IsNullOrWhiteSpace(b.Name) || b.Name.Length > 100) || branches.DistinctBy(b => b.Name).Count() != branches.Count)
            return Refusal.Field("branches", "Name each branch in at most 100 characters, each differently.");
        return branches.Any(b => b.Steps is not { Count: > 0 and <= MostSteps } || b.Steps.Contains(null!))
            ? Refusal.Field("branches", $"Give each branch between 1 and {MostSteps} steps.")
            : null;
    }

    /// <summary>Works a request out on each of its branches; empty without any.</summary>
    /// <param name="asOf">The day of the calculation; null is the last.</param>
    /// <exception cref="FundRuleException">A step is refused; the sentence names branch and step.</exception>
    internal static IReadOnlyList<(Branch Branch, T Result)> Each<T>(IReadOnlyList<RecordedFact> facts, IBranchedRequest request, DateOnly? asOf, RunWatch? watch, Func<Branch, FundBook, T> calculate)
    {
        if (request.Branches is not { } branches) return [];
        // What was recorded later is not known to the branches either.
        RecordedFact[] known = [.. facts.Where(f => request.RecordedAt is not { } at || f.RecordedAt <= at)];
        var results = new List<(Branch, T)>(branches.Count);
        foreach (var branch in branches)
        {
            watch?.Stage($"branch '{branch.Name}'", decimal.Divide(results.Count + 2, branches.Count + 1));
            results.Add((branch, calculate(branch, FundBook.Fold(ScenarioBranch.Grow(known, branch.Name, branch.Steps, asOf ?? DateOnly.MaxValue), asOf))));
        }
        return results;
    }

    /// <summary>The base's tree with the branches' behind it.</summary>
    internal static Explanation Explained(Explanation main, IEnumerable<(Branch Branch, Explanation Tree)> branches) =>
        branches.ToList() is { Count: > 0 } trees
            ? new Explanation(
                $"{main.Label}, and {trees.Count} branches", main.Value, "the figures on the book as recorded; beside them each branch's, whose steps are hypothetical",
                Parts: [main with { OwnKeys = true }, .. trees.Select(t => t.Tree with { Label = $"Branch '{t.Branch.Name}': {t.Tree.Label}", OwnKeys = true })], Operation: Operation.Heading)
            : main;
}
