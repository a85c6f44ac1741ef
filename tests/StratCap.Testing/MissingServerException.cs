namespace StratCap.Testing;

/// <summary>A server that the tests need is not installed or does not start; the message says what to do. It fails the test: nothing is skipped.</summary>
public sealed class MissingServerException(string message) : Exception(message);
