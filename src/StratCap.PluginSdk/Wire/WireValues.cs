using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace StratCap.PluginSdk.Wire;

/// <summary>Values between the SDK and the wire. What does not fit is refused by name (<see cref="ErrorClass.Permanent"/>): the other side is out of form.</summary>
internal static class WireValues
{
    /// <summary>The worker's token in every call's metadata, both ways.</summary>
    internal const string Token = "stratcap-token";

    /// <summary>The trailer in which a <see cref="V1.ConnectorError"/> stands.</summary>
    internal const string ErrorTrailer = "stratcap-error-bin";

    /// <summary>The contract's version served and spoken here.</summary>
    internal const int ContractMajor = 1, ContractMinor = 2;

    /// <summary>The longest message either side takes, in bytes: a bank file of 32 MB and what is around it.</summary>
    internal const int MessageBytes = 48 * 1024 * 1024;

    /// <summary>How many connections a worker may have to the host, and how many requests may run over each: more wait in the worker.</summary>
    internal const int HostConnections = 4, HostStreams = 16;

    internal static string Plain(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    internal static decimal Decimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : throw OutOfForm("a decimal");

    internal static decimal? DecimalOrNull(string? text) => text is null ? null : Decimal(text);

    internal static string? PlainOrNull(decimal? value) => value is { } number ? Plain(number) : null;

    internal static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string? IsoOrNull(DateOnly? day) => day is { } date ? Iso(date) : null;

    internal static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw OutOfForm("a date");

    internal static DateOnly? DayOrNull(string? text) => text is null ? null : Day(text);

    internal static string Iso(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw OutOfForm("a time");

    internal static V1.Amount ToWire(this Amount amount) => new() { Value = Plain(amount.Value), Currency = amount.Currency };

    internal static Amount ToSdk(this V1.Amount? amount) => amount is null ? throw OutOfForm("an amount") : new(Decimal(amount.Value), amount.Currency);

    internal static ByteString Bytes(ReadOnlyMemory<byte> bytes) => ByteString.CopyFrom(bytes.Span);

    /// <summary>An enumeration to the wire: there, 0 is left for "not said", so each value is one higher.</summary>
    internal static TWire Shift<TSdk, TWire>(TSdk value)
        where TSdk : struct, Enum
        where TWire : struct, Enum =>
        Enum.IsDefined(value) ? (TWire)Enum.ToObject(typeof(TWire), Convert.ToInt32(value, CultureInfo.InvariantCulture) + 1) : throw OutOfForm(typeof(TSdk).Name);

    /// <summary>An enumeration from the wire.</summary>
    internal static TSdk Unshift<TWire, TSdk>(TWire value)
        where TWire : struct, Enum
        where TSdk : struct, Enum
    {
        var read = (TSdk)Enum.ToObject(typeof(TSdk), Convert.ToInt32(value, CultureInfo.InvariantCulture) - 1);
        return Enum.IsDefined(read) ? read : throw OutOfForm(typeof(TSdk).Name);
    }

    internal static IReadOnlyDictionary<string, string> Copy(MapField<string, string> map) => new Dictionary<string, string>(map, StringComparer.Ordinal);

    internal static ConnectorException OutOfForm(string what) => new(ErrorClass.Permanent, $"A message of the plugin's contract is out of form: {what} was expected.");

    /// <summary>An error of which nobody knows what it says: of no class that the contract has, or not to be read.</summary>
    private static ConnectorException Unknown(string message) => new(ErrorClass.Permanent, message, EgressCodes.PluginFailed);

    /// <summary>An error as a failed call carries it.</summary>
    internal static RpcException ToWire(this ConnectorException error)
    {
        if (!Enum.IsDefined(error.Class)) error = Unknown(error.Message);
        var wire = new V1.ConnectorError
        {
            Class = Shift<ErrorClass, V1.ErrorClass>(error.Class),
            Message = Cut(error.Message, 500),
            VendorCode = error.VendorCode is { } code ? Cut(code, 100) : null,
            RequestId = error.RequestId is { } id ? Cut(id, 200) : null,
            RetryAfterMilliseconds = error.RetryAfter is { } wait ? Math.Clamp((long)wait.TotalMilliseconds, 0, 86_400_000) : null,
        };
        return new RpcException(new Status(StatusCode.FailedPrecondition, "connector error"), new Metadata { { ErrorTrailer, wire.ToByteArray() } });
    }

    /// <summary>The error that a failed call carries; null: it failed for another reason.</summary>
    internal static ConnectorException? ToSdk(this RpcException error)
    {
        if (error.Trailers.GetValueBytes(ErrorTrailer) is not { } bytes) return null;
        V1.ConnectorError wire;
        try
        {
            wire = V1.ConnectorError.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return Unknown(OutOfForm("an error").Message);
        }
        // It stands in for an exception that is being handled: it is told, whatever it says, and does not throw another.
        var told = (ErrorClass)((int)wire.Class - 1);
        if (!Enum.IsDefined(told)) return Unknown(Cut(wire.Message, 500));
        var wait = wire.RetryAfterMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 86_400_000)) : (TimeSpan?)null;
        return new ConnectorException(told, Cut(wire.Message, 500), wire.VendorCode, wire.RequestId, wait);
    }

    internal static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    internal static V1.WriteOutcome ToWire(this WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Accepted accepted => new() { Accepted = accepted.ToWire() },
        WriteOutcome.Rejected rejected => new() { Rejected = new() { Code = rejected.Code, Text = rejected.Text, Field = rejected.Field } },
        WriteOutcome.Uncertain uncertain => new() { Uncertain = new() { Text = uncertain.Text } },
        _ => throw OutOfForm("an outcome"),
    };

    internal static WriteOutcome ToSdk(this V1.WriteOutcome outcome) => outcome.OutcomeCase switch
    {
        V1.WriteOutcome.OutcomeOneofCase.Accepted => outcome.Accepted.ToSdk(),
        V1.WriteOutcome.OutcomeOneofCase.Rejected => new WriteOutcome.Rejected(outcome.Rejected.Code, outcome.Rejected.Text, outcome.Rejected.Field),
        V1.WriteOutcome.OutcomeOneofCase.Uncertain => new WriteOutcome.Uncertain(outcome.Uncertain.Text),
        _ => throw OutOfForm("an outcome"),
    };

    internal static V1.Accepted ToWire(this WriteOutcome.Accepted accepted) => new() { ExternalId = accepted.ExternalId, Revision = accepted.Revision };

    internal static WriteOutcome.Accepted ToSdk(this V1.Accepted accepted) => new(accepted.ExternalId, accepted.Revision);

    internal static V1.CheckAnswer ToWire(this ConnectionCheck check)
    {
        var wire = new V1.CheckAnswer { AccountName = check.AccountName };
        if (check.Details is { } details) wire.Details.Add(details.ToDictionary());
        return wire;
    }

    internal static ConnectionCheck ToSdk(this V1.CheckAnswer check) => new(check.AccountName, check.Details.Count == 0 ? null : Copy(check.Details));
}
