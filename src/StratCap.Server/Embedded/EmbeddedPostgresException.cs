namespace StratCap.Server.Embedded;

/// <summary>The embedded PostgreSQL cannot be used; the message is one sentence that says what to do.</summary>
#pragma warning disable CA1064 // The file is compiled into the server and into the tests' library: public in both, it would clash.
internal sealed class EmbeddedPostgresException(string code, string message) : Exception(message)
#pragma warning restore CA1064
{
    /// <summary>A stable dotted name of the refusal, such as <c>embedded_postgres.binaries_missing</c>.</summary>
    public string Code { get; } = code;
}
