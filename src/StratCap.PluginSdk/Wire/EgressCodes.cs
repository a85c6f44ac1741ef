namespace StratCap.PluginSdk.Wire;

/// <summary>What became of a request that got no answer, in <see cref="V1.ConnectorError.VendorCode"/>.</summary>
internal static class EgressCodes
{
    /// <summary>It left, and no answer came in time.</summary>
    internal const string TimeOut = "egress.timeout";

    /// <summary>No connection could be made: nothing left.</summary>
    internal const string Unreachable = "egress.unreachable";

    /// <summary>It left, and the connection broke.</summary>
    internal const string Broken = "egress.broken";

    /// <summary>It left, and its answer is longer than the manifest's limit.</summary>
    internal const string TooLarge = "egress.too_large";

    /// <summary>The host or method is not in the manifest: a breach of the contract.</summary>
    internal const string Undeclared = "egress.undeclared";

    /// <summary>Not of a request: the plugin's own code failed without saying how far it came.</summary>
    internal const string PluginFailed = "plugin.failed";
}
