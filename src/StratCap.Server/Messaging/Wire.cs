namespace StratCap.Server.Messaging;

/// <summary>Names on the wire, which outlive the code's.</summary>
internal static class Wire
{
    /// <summary>The exchange that events are published to, by their type as routing key.</summary>
    public const string Events = "stratcap-events";

    /// <summary>The aggregate's id, readable before the body is.</summary>
    public const string AggregateHeader = "stratcap-aggregate";

    /// <summary>Present when an operator sent a failed event again.</summary>
    public const string ReplayHeader = "stratcap-replay";

    /// <summary>By which the dispatcher of this process learns that an event was dealt with; only where there is no broker.</summary>
    public const string ReceiptHeader = "stratcap-receipt";

    /// <summary>A module's queue, and the exchange in front of it.</summary>
    public static string QueueOf(string module) => "stratcap-" + module;

    /// <summary>Where events end that a module's handlers gave up.</summary>
    public static string ErrorQueueOf(string module) => QueueOf(module) + "_error";
}
