using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Fin;

/// <summary>Reads files of FIN messages: statements (MT940, MT942, MT950) or an archive of payments (MT101, MT103).</summary>
internal static class FinReader
{
    public static StatementFile Read(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var messages = FinMessage.Read(content, ct);
        if (messages.Count == 0) throw Refusal.OfFile(1, "there is neither XML nor a SWIFT message (field 20) in it.");
        var statements = new StatementReader();
        var read = new List<Statement>();
        foreach (var message in messages)
        {
            ct.ThrowIfCancellationRequested();
            if (TypeOf(message) is "101" or "103") read.AddRange(PaymentArchive.Of(message, TypeOf(message)));
            else read.Add(statements.Of(message, TypeOf(message)));
        }
        return new StatementFile($"MT{TypeOf(messages[0])}", read);
    }

    private static string TypeOf(FinMessage message)
    {
        bool Has(string start) => message.Fields.Any(f => f.Tag.StartsWith(start, StringComparison.Ordinal));
        var type = message.Type ?? (Has("60") || Has("62") ? "940" : Has("34F") || Has("13") || Has("90") ? "942" : Has("32A") && Has("23B") ? "103" : Has("28D") && Has("32B") ? "101" : null);
        return type is "940" or "942" or "950" or "101" or "103"
            ? type
            : throw Refusal.OfFile(message.Line, "the message is none of MT940, MT942, MT950, MT101, MT103.");
    }
}
