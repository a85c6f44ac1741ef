using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Calculations.Runs;

/// <summary>What goes into a run: the request, and the book by its length and last hash.</summary>
/// <param name="Hash">SHA-256 over kind, request, book hash and engine version.</param>
internal sealed record RunInputs(string Request, long BookSequence, string BookHash, string Hash)
{
    internal static RunInputs Of(string kind, string request, IReadOnlyList<RecordedFact> facts)
    {
        var bookHash = facts.Count == 0 ? FactHash.Genesis : facts[^1].Hash;
        return new RunInputs(request, facts.Count, bookHash, RunTexts.HashOf(kind + "\n" + request + "\n" + bookHash + "\n" + Calculation.EngineVersion));
    }
}

/// <summary>What comes out of a run, as it is kept.</summary>
internal sealed record RunTexts(string Result, string Explanation)
{
    internal string ResultHash => HashOf(Result);

    internal static RunTexts Of(Calculated calculated) => new(
        JsonSerializer.Serialize(calculated.Result, calculated.Result.GetType(), ApiJson.Options), JsonSerializer.Serialize(calculated.Explanation, ApiJson.Options));

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A calculation as it was run: who, when, on what, with what result. Never changed, so that it can be run again as of then.</summary>
internal sealed class CalculationRun : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }

    /// <summary>Such as <c>waterfall</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Null when the book came in the request's body.</summary>
    public Guid? FundId { get; init; }

    public DateTimeOffset At { get; init; }
    public Guid ActorId { get; init; }
    public required string ActorName { get; init; }

    /// <summary>The request, frozen.</summary>
    public required string Request { get; init; }

    /// <summary>How many facts of the fund's book went in, and the last one's hash: together they name the book exactly.</summary>
    public long BookSequence { get; init; }

    public required string BookHash { get; init; }

    /// <summary>SHA-256 over kind, request, book hash and engine version.</summary>
    public required string InputsHash { get; init; }

    public required string EngineVersion { get; init; }
    public required string Result { get; init; }

    /// <summary>SHA-256 over the result.</summary>
    public required string ResultHash { get; init; }

    public required string Explanation { get; init; }

    internal static CalculationRun Of(Guid id, string kind, Guid? fundId, DateTimeOffset at, Actor by, RunInputs inputs, RunTexts texts) => new()
    {
        Id = id,
        Kind = kind,
        FundId = fundId,
        At = at,
        ActorId = by.Id,
        ActorName = by.Name,
        Request = inputs.Request,
        BookSequence = inputs.BookSequence,
        BookHash = inputs.BookHash,
        InputsHash = inputs.Hash,
        EngineVersion = Calculation.EngineVersion,
        Result = texts.Result,
        ResultHash = texts.ResultHash,
        Explanation = texts.Explanation,
    };

    internal static void Map(EntityTypeBuilder<CalculationRun> e)
    {
        e.ToTable("runs").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.InputsHash, x.Id });
        // Text, not jsonb: the bytes are hashed.
        e.Property(x => x.Request).HasColumnType("text");
        e.Property(x => x.Result).HasColumnType("text");
        e.Property(x => x.Explanation).HasColumnType("text");
    }
}
