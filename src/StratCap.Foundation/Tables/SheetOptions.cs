using SpreadCheetah;

namespace StratCap.Foundation.Tables;

/// <summary>How all workbooks are written.</summary>
public static class SheetOptions
{
    /// <summary>
    /// Explicit cell addresses, because some readers need them; white space as given; no document properties, because the library stamps them
    /// with the clock of the machine.
    /// </summary>
    public static readonly SpreadCheetahOptions Default = new() { WriteCellReferenceAttributes = true, PreserveStringWhitespace = true, DocumentProperties = null };
}
