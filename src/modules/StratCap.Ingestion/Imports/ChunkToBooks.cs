using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.FundMath;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Puts the rows of a chunk that passed their checks into the funds' books, and says of every row what became of it.</summary>
internal sealed class ChunkToBooks(IServiceScopeFactory scopes)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>Adds a chunk.</summary>
    /// <param name="chunk">In the file's order.</param>
    /// <param name="jobId">Named as the cause of each fact.</param>
    /// <param name="ct">Aborts; the books hold all of the chunk or nothing.</param>
    public async Task<IReadOnlyList<FinishedRow>> Add(IReadOnlyList<CheckedRow> chunk, Guid jobId, CancellationToken ct)
    {
        var passed = chunk.Where(r => r.Position is not null && !r.Repeated).Select(r => r.Position!).ToList();
        var cause = $"import:{jobId}";
        var results = passed.Count == 0 ? [] : (await AddOrSplit(passed, cause, ct)).ToDictionary(r => r.RowNumber);
        return [.. chunk.Select(row => Finished(row, results.GetValueOrDefault(row.Number)))];
    }

    /// <summary>A row of an import that adds nothing as a whole.</summary>
    public static FinishedRow Untouched(CheckedRow row) => new(row, row.State, row.Reasons, RowOutcome.None, null);

    private static FinishedRow Finished(CheckedRow row, PositionResult? result)
    {
        if (row.State == RowState.Refused) return Untouched(row);
        if (row.Repeated) return Untouched(row) with { Outcome = RowOutcome.AlreadyThere };
        if (result is null) throw new InvalidOperationException($"The books said nothing of row {row.Number}.");
        if (result.Outcome != PositionOutcome.Conflicts)
            return new FinishedRow(row, row.State, row.Reasons, result.Outcome == PositionOutcome.Added ? RowOutcome.Added : RowOutcome.AlreadyThere, result.FundId);
        var rule = result.FundId == Guid.Empty ? PositionRules.RefusedByBook : PositionRules.ConflictsWithBook;
        var reason = new RowReason(rule.Code, null, result.Reason ?? "The fund's book holds other figures for this investor and date.");
        return new FinishedRow(row, RowState.Refused, [.. row.Reasons, reason], RowOutcome.None, null);
    }

    /// <summary>A rule of the book that one row breaks must not keep the others out: they are then added one by one.</summary>
    private async Task<IReadOnlyList<PositionResult>> AddOrSplit(IReadOnlyList<PositionRow> rows, string cause, CancellationToken ct)
    {
        try
        {
            return await AddPatiently(rows, cause, ct);
        }
        catch (FundRuleException e) when (rows.Count == 1)
        {
            return [new PositionResult(rows[0].RowNumber, PositionOutcome.Conflicts, Guid.Empty, e.Message)];
        }
        catch (FundRuleException)
        {
            var results = new List<PositionResult>(rows.Count);
            foreach (var row in rows) results.AddRange(await AddOrSplit([row], cause, ct));
            return results;
        }
    }

    /// <summary>Somebody else may write to the same fund at the same moment: the chunk was then not added, and is tried again.</summary>
    private async Task<IReadOnlyList<PositionResult>> AddPatiently(IReadOnlyList<PositionRow> rows, string cause, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                return await scope.ServiceProvider.GetRequiredService<IPositionImporter>().Add(rows, cause, ct);
            }
            catch (DbUpdateException) when (attempt < Pauses.Length)
            {
                await Task.Delay(Pauses[attempt], ct);
            }
        }
    }
}
