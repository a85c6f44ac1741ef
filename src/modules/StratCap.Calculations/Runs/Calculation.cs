using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;

namespace StratCap.Calculations.Runs;

/// <summary>A fact for a calculation on a book that comes in the request's body.</summary>
internal sealed record GivenFact(DateOnly EffectiveDate, JsonElement Fact);

/// <summary>What every calculation may be given: a fund of the firm, or a whole book in the body.</summary>
internal interface IBookRequest
{
    Guid? FundId { get; }
    IReadOnlyList<GivenFact>? Facts { get; }

    /// <summary>To be done in the background, however small it is.</summary>
    bool Async { get; }

    /// <summary>What it does with the book, for the estimate of its size.</summary>
    RunLoad Load => new(Passes: 1);
}

/// <summary>What a calculation gives: the view to answer with and the tree behind its figures.</summary>
internal sealed record Calculated(object Result, Explanation Explanation);

/// <summary>A run as the API answers it.</summary>
/// <param name="Posted">Always false: a calculation never changes a book.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Doing">What a run in the background is at; null when it is not under way.</param>
/// <param name="ResultHash">Null until it is completed, as is the result.</param>
/// <param name="FailureCode">Why it failed, as a calculation that is answered at once would be refused.</param>
internal sealed record RunView(
    Guid RunId, string Kind, Guid? FundId, bool Posted, CalculationState State, decimal Progress, string? Doing, string InputsHash, string? ResultHash, string EngineVersion, JsonElement? Result,
    string? FailureCode = null, string? FailureReason = null)
{
    internal static RunView Of(CalculationRun run) => new(
        run.Id, run.Kind, run.FundId, false, CalculationState.Completed, 1, null, run.InputsHash, run.ResultHash, run.EngineVersion, JsonSerializer.Deserialize<JsonElement>(run.Result));

    internal static RunView Of(CalculationJob job) => new(
        job.Id, job.Kind, job.FundId, false, job.State, decimal.Round(job.Progress, 4), job.IsUnderWay ? job.Doing : null, job.InputsHash, null, Calculation.EngineVersion, null, job.FailureCode, job.FailureReason);

    internal static string PathOf(Guid runId) => $"/api/v1/calculations/runs/{runId}";
}

/// <summary>
/// Runs a calculation on exactly one book, freezes what went in and what came out, and posts nothing. What takes long, by its size, is accepted and left to
/// <see cref="CalculationRunner"/>.
/// </summary>
internal sealed class Calculation(IFundBooks books, CalculationsDbContext db, CalculationsOptions options, Audit audit, CurrentActor actor, TimeProvider clock)
{
    private const int MaxFacts = 20_000;

    /// <summary>Version of the kernel that computed it.</summary>
    public static readonly string EngineVersion = "fundmath " + typeof(FundBook).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// Answers a request. The same request on the same book by the same engine has one answer: where it was given before, it is taken from there, and where it is being
    /// worked out, the caller is sent to that run. A changed book, request or engine has another hash, so that a remembered answer can never be stale.
    /// </summary>
    public async Task<Answer<RunView>> Run<TRequest>(string kind, TRequest request, CancellationToken ct) where TRequest : IBookRequest
    {
        var (facts, refusal) = await Book(request, ct);
        if (refusal is not null) return refusal;
        var inputs = RunInputs.Of(kind, JsonSerializer.Serialize(request, ApiJson.Options), facts!);
        // Two that ask the same at once: the second waits for what the first does with it.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"calculation {db.TenantId} {inputs.Hash}"}, 0))", ct);
        var known = await db.Runs.Where(r => r.InputsHash == inputs.Hash).OrderByDescending(r => r.Id).Select(r => new RunTexts(r.Result, r.Explanation)).FirstOrDefaultAsync(ct);
        if (known is null && await db.Jobs.SingleOrDefaultAsync(j => j.InputsHash == inputs.Hash && (j.State == CalculationState.Ready || j.State == CalculationState.Running), ct) is { } underWay)
            return Accepted(underWay, "calculations.run.join");
        if (known is null && (request.Async || RunSize.Milliseconds(facts!, request) > options.LongRunMilliseconds))
            return Accepted(Queue(kind, request, inputs), "calculations.run.accept");
        var run = CalculationRun.Of(Guid.CreateVersion7(), kind, request.FundId, clock.GetUtcNow(), actor.Value, inputs, known ?? RunTexts.Of(Kinds.Calculate(kind, facts!, request)));
        db.Runs.Add(run);
        audit.Record(db, "calculations.run", ("calculation_run", run.Id), null, new { kind, run.FundId, run.InputsHash, run.ResultHash });
        return Answer<RunView>.Created(RunView.Of(run), RunView.PathOf(run.Id)).Linked(("explanation", RunView.PathOf(run.Id) + "/explanation"), ("rerun", RunView.PathOf(run.Id) + "/rerun"));
    }

    /// <summary>Runs a frozen run again on the book as it was then; the result hash must be the same.</summary>
    public async Task<(string ResultHash, Refusal? Refusal)> Again(CalculationRun run, CancellationToken ct)
    {
        var request = Kinds.Read(run.Kind, run.Request);
        var (facts, refusal) = await Book(request, ct);
        if (refusal is not null) return ("", refusal);
        return (RunTexts.Of(Kinds.Calculate(run.Kind, [.. facts!.Take((int)run.BookSequence)], request)).ResultHash, null);
    }

    private Answer<RunView> Accepted(CalculationJob job, string action)
    {
        audit.Record(db, action, ("calculation_run", job.Id), null, new { job.Kind, job.FundId, job.InputsHash });
        return Answer<RunView>.Accepted(RunView.Of(job), RunView.PathOf(job.Id)).Linked(("cancel", RunView.PathOf(job.Id) + "/cancel"));
    }

    private CalculationJob Queue(string kind, IBookRequest request, RunInputs inputs)
    {
        var job = new CalculationJob
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            FundId = request.FundId,
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = actor.Value.Id,
            CreatedByName = actor.Value.Name,
            BookSequence = inputs.BookSequence,
            InputsHash = inputs.Hash,
            State = CalculationState.Ready,
        };
        db.Jobs.Add(job);
        db.Asked.Add(new AskedRun { Id = job.Id, Request = inputs.Request });
        return job;
    }

    /// <summary>The book of a request: the fund's, or the one in its body.</summary>
    internal async Task<(IReadOnlyList<RecordedFact>? Facts, Refusal? Refusal)> Book(IBookRequest request, CancellationToken ct)
    {
        if ((request.FundId is null) == (request.Facts is null))
            return (null, Refusal.Field("fundId", "Give either the id of a fund or a whole book as facts, not both and not neither."));
        if (request.FundId is { } fundId)
            return await books.Facts(fundId, ct) is { } facts ? (facts, null) : (null, Refusal.NotFound("fund"));
        return request.Facts!.Count > MaxFacts
            ? (null, Refusal.Field("facts", $"At most {MaxFacts} facts in a request: set the fund up instead."))
            : (Given(request.Facts), null);
    }

    /// <summary>A book from the body, through the same rules as any other.</summary>
    private static RecordedFact[] Given(IReadOnlyList<GivenFact> given)
    {
        (Fact Fact, DateOnly Date)[] candidates = [.. given.Select(g => (Parse(g.Fact), g.EffectiveDate))];
        BookRules.Check([], candidates);
        var facts = new RecordedFact[candidates.Length];
        for (var i = 0; i < facts.Length; i++)
        {
            // Ids that follow from the place, so that the same body gives the same hashes.
            var id = new Guid(i + 1, 0, 0, new byte[8]);
            facts[i] = FactHash.Chain(i == 0 ? null : facts[i - 1], Guid.Empty, Guid.Empty, id, candidates[i].Date, DateTimeOffset.UnixEpoch, Guid.Empty, "given", candidates[i].Fact).Fact;
        }
        return facts;
    }

    private static Fact Parse(JsonElement fact)
    {
        try
        {
            return FundJson.Deserialize(fact.GetRawText());
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new FundRuleException("calculation.fact_invalid", "A fact in the body has not the form of a fact: read a fund's book for the form, kind first.");
        }
    }
}
