namespace StratCap.Contracts.Operations;

/// <summary>What a module checks when the operator runs <c>verify</c>, in the tenant in scope.</summary>
public interface IVerifier
{
    /// <summary>The module's name, for the report.</summary>
    string Module { get; }

    /// <summary>What was looked at, for the report: "3 books, 412 facts".</summary>
    /// <param name="defects">Gets a sentence for each thing that is wrong.</param>
    /// <param name="ct">Stops the check.</param>
    Task<string> Verify(ICollection<string> defects, CancellationToken ct);
}

/// <summary>Recreates a module's projections from the book, in the tenant in scope.</summary>
public interface IRebuilder
{
    /// <summary>The module's name, for the report.</summary>
    string Module { get; }

    /// <summary>Recreates them; returns how many rows were wrong.</summary>
    Task<int> Rebuild(CancellationToken ct);
}
