using StratCap.PluginSdk;

namespace StratCap.Plugin.Ach;

/// <summary>Refusals by name. They name the line, the field or the order, and quote nothing of the file: it holds account numbers.</summary>
internal static class Refusal
{
    public static ConnectorException OfFile(int line, string why) => new(ErrorClass.Validation, $"The file is not read: line {line}: {why}");

    public static ConnectorException OfOrder(string key, string why) => new(ErrorClass.Validation, $"No file is made: order {key}: {why}");

    public static ConnectorException OfBatch(string why) => new(ErrorClass.Validation, $"No file is made: {why}");

    public static ConnectorException OfSetting(string name, string why) => new(ErrorClass.Validation, $"The setting '{name}' {why}");
}
