using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StratCap.Foundation.Apart;

/// <summary>
/// Starts the product's one program once more, to read files of others: what ends whoever reads them ends nothing else. It may take little memory and knows nothing of the house: no settings, no secrets.
/// </summary>
public static class ProgramApart
{
    /// <summary>It lies beside whatever of ours runs.</summary>
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "StratCap.Server.dll");

    private const string MostBytes = "0x30000000";

    /// <summary>Starts it with one of its verbs; it is spoken to by its input and output.</summary>
    public static Process Start(string verb)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet, [Program, verb]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["DOTNET_GCHeapHardLimit"] = MostBytes;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }
}
