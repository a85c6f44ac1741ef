using System.Security.Cryptography;
using System.Text;
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
}

/// <summary>What a calculation gives: the view to answer with and the tree behind its figures.</summary>
internal sealed record Calculated(object Result, Explanation Explanation);

/// <summary>A run as the API answers it.</summary>
/// <param name="Posted">Always false: a calculation never changes a book.</param>
internal sealed record RunView(Guid RunId, string Kind, Guid? FundId, bool Posted, string InputsHash, string ResultHash, string EngineVersion, JsonElement Result);

/// <summary>Runs a calculation on exactly one book, freezes what went in and what came out, and posts nothing.</summary>
internal sealed class Calculation(IFundBooks books, CalculationsDbContext db, Audit audit, CurrentActor actor, TimeProvider clock)
{
    private const int MaxFacts = 20_000;

    /// <summary>Version of the kernel that computed it.</summary>
    public static readonly string EngineVersion = "fundmath " + typeof(FundBook).Assembly.GetName().Version!.ToString(3);

    public async Task<Answer<RunView>> Run<TRequest>(string kind, TRequest request, Func<IReadOnlyList<RecordedFact>, TRequest, Calculated> calculate, CancellationToken ct) where TRequest : IBookRequest
    {
        var (facts, refusal) = await Book(request, ct);
        if (refusal is not null) return refusal;
        var run = await Freeze(kind, request, facts!, calculate, ct);
        db.Runs.Add(run);
        audit.Record(db, "calculations.run", ("calculation_run", run.Id), null, new { kind, run.FundId, run.InputsHash, run.ResultHash });
        return Answer<RunView>.Created(View(run), $"/api/v1/calculations/runs/{run.Id}")
            .Linked(("explanation", $"/api/v1/calculations/runs/{run.Id}/explanation"), ("rerun", $"/api/v1/calculations/runs/{run.Id}/rerun"));
    }

    /// <summary>Runs a frozen run again on the book as it was then; the result hash must be the same.</summary>
    public async Task<(string ResultHash, Refusal? Refusal)> Again<TRequest>(CalculationRun run, Func<IReadOnlyList<RecordedFact>, TRequest, Calculated> calculate, CancellationToken ct) where TRequest : IBookRequest
    {
        var request = JsonSerializer.Deserialize<TRequest>(run.Request, ApiJson.Options)!;
        var (facts, refusal) = await Book(request, ct);
        if (refusal is not null) return ("", refusal);
        return (Hash(Text(calculate([.. facts!.Take((int)run.BookSequence)], request).Result)), null);
    }

    public static RunView View(CalculationRun run) => new(
        run.Id, run.Kind, run.FundId, false, run.InputsHash, run.ResultHash, run.EngineVersion, JsonSerializer.Deserialize<JsonElement>(run.Result));

    /// <summary>
    /// Keeps the run with what went in. The same request on the same book by the same engine has one answer: where it was given before, it is taken from there.
    /// A changed book, request or engine has another hash, so that a remembered answer can never be stale.
    /// </summary>
    private async Task<CalculationRun> Freeze<TRequest>(
        string kind, TRequest request, IReadOnlyList<RecordedFact> facts, Func<IReadOnlyList<RecordedFact>, TRequest, Calculated> calculate, CancellationToken ct) where TRequest : IBookRequest
    {
        var requestText = JsonSerializer.Serialize(request, ApiJson.Options);
        var bookHash = facts.Count == 0 ? FactHash.Genesis : facts[^1].Hash;
        var inputsHash = Hash(kind + "\n" + requestText + "\n" + bookHash + "\n" + EngineVersion);
        var known = await db.Runs.Where(r => r.InputsHash == inputsHash).OrderByDescending(r => r.Id).Select(r => new { r.Result, r.Explanation }).FirstOrDefaultAsync(ct);
        var (resultText, explanationText) = known is null ? Texts(calculate(facts, request)) : (known.Result, known.Explanation);
        return new CalculationRun
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            FundId = request.FundId,
            At = clock.GetUtcNow(),
            ActorId = actor.Value.Id,
            ActorName = actor.Value.Name,
            Request = requestText,
            BookSequence = facts.Count,
            BookHash = bookHash,
            InputsHash = inputsHash,
            EngineVersion = EngineVersion,
            Result = resultText,
            ResultHash = Hash(resultText),
            Explanation = explanationText,
        };
    }

    private async Task<(IReadOnlyList<RecordedFact>? Facts, Refusal? Refusal)> Book(IBookRequest request, CancellationToken ct)
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

    private static (string Result, string Explanation) Texts(Calculated calculated) => (Text(calculated.Result), JsonSerializer.Serialize(calculated.Explanation, ApiJson.Options));

    private static string Text(object result) => JsonSerializer.Serialize(result, result.GetType(), ApiJson.Options);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
