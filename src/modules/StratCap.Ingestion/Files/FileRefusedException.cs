using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Files;

/// <summary>
/// The file as a whole cannot be taken. Thrown where the file is read, deep in a loop over rows, and turned into a refusal or a failed job
/// by whoever opened it: it never passes a module's door.
/// </summary>
internal sealed class FileRefusedException(int status, string code, string sentence) : Exception(sentence)
{
    /// <summary>Stable and dotted.</summary>
    public string Code { get; } = code;

    /// <summary>The same as a typed refusal.</summary>
    public Refusal Refusal => new(status, Code, Message);
}
