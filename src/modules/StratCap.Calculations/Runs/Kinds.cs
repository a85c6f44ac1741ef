using StratCap.Foundation.Web;

namespace StratCap.Calculations.Runs;

/// <summary>Which code runs a kind of run again.</summary>
internal static class Kinds
{
    internal static Task<(string ResultHash, Refusal? Refusal)> Again(CalculationRun run, Calculation calculation, CancellationToken ct) => run.Kind switch
    {
        RunWaterfall.Kind => calculation.Again<RunWaterfall.Request>(run, RunWaterfall.Calculate, ct),
        RunDistribution.Kind => calculation.Again<RunDistribution.Request>(run, RunDistribution.Calculate, ct),
        RunCapitalCall.Kind => calculation.Again<RunCapitalCall.Request>(run, RunCapitalCall.Calculate, ct),
        RunFees.Kind => calculation.Again<RunFees.Request>(run, RunFees.Calculate, ct),
        RunPerformance.Kind => calculation.Again<RunPerformance.Request>(run, RunPerformance.Calculate, ct),
        RunClawback.Kind => calculation.Again<RunClawback.Request>(run, RunClawback.Calculate, ct),
        RunAmendment.Kind => calculation.Again<RunAmendment.Request>(run, RunAmendment.Calculate, ct),
        _ => throw new InvalidOperationException($"Run {run.Id} has the unknown kind '{run.Kind}'."),
    };
}
