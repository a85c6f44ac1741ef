using StratCap.FundMath;

namespace StratCap.Contracts.Funds;

/// <summary>How a check of a fund's quarter came out.</summary>
public enum PeriodCheckState
{
    /// <summary>It ties.</summary>
    Passed,

    /// <summary>It does not tie: the quarter cannot be closed.</summary>
    Failed,

    /// <summary>There is nothing to check, and its sentence says why; it does not keep the quarter from being closed.</summary>
    NotApplicable,
}

/// <summary>A fund's quarter that is to be checked.</summary>
/// <param name="From">The day after the last close before it; without one, the book's first day.</param>
/// <param name="Through">The quarter's last day.</param>
public sealed record PeriodToCheck(Guid FundId, DateOnly From, DateOnly Through);

/// <summary>One tie-out of a fund's quarter.</summary>
/// <param name="Name">Stable: <c>waiting</c>, <c>book</c>, <c>ledger</c>, <c>statements</c>, <c>capitalAccounts</c>, <c>ilpa</c>, <c>financialStatements</c>, <c>cash</c>, <c>bankLines</c>, <c>fees</c>, <c>unfunded</c>, <c>valuations</c>, <c>fx</c>.</param>
/// <param name="Says">What was compared, or why it does not tie or cannot be checked; for people.</param>
/// <param name="Left">What the first side says, in the fund's currency; null where nothing was compared.</param>
/// <param name="Right">What the second side says.</param>
public sealed record PeriodCheck(string Name, PeriodCheckState State, string Says, decimal? Left = null, decimal? Right = null)
{
    /// <summary>The check of two figures that must be equal to the last unit.</summary>
    /// <param name="says">What was compared.</param>
    public static PeriodCheck Tie(string name, decimal left, decimal right, string says) => new(name, left == right ? PeriodCheckState.Passed : PeriodCheckState.Failed, says, left, right);

    /// <summary>A check that there is nothing for.</summary>
    public static PeriodCheck Nothing(string name, string why) => new(name, PeriodCheckState.NotApplicable, why);

    /// <summary>Runs a check; what cannot even be worked out does not tie.</summary>
    public static PeriodCheck Tried(string name, Func<PeriodCheck> check)
    {
        try
        {
            return check();
        }
        catch (Exception e) when (e is FundRuleException or InvalidOperationException)
        {
            return Fails(name, $"It cannot be worked out: {e.Message}");
        }
    }

    /// <summary>A check that does not tie.</summary>
    public static PeriodCheck Fails(string name, string why, decimal? left = null, decimal? right = null) => new(name, PeriodCheckState.Failed, why, left, right);
}

/// <summary>A module's checks of a fund's quarter, of the tenant in scope: asked for the list of what is left to do, and again in the moment of closing.</summary>
public interface IPeriodChecks
{
    /// <summary>The checks as they stand now.</summary>
    Task<IReadOnlyList<PeriodCheck>> Of(PeriodToCheck period, CancellationToken ct);
}
