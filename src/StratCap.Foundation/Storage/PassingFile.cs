namespace StratCap.Foundation.Storage;

/// <summary>A file for the length of a request: nobody else may read it, and a killed process leaves none behind.</summary>
public static class PassingFile
{
    /// <summary>An empty one, to write and to read again.</summary>
    public static FileStream Make()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), "stratcap-" + Guid.CreateVersion7().ToString("N")), options);
        // Where the system allows it, the name goes at once and the content with the last handle.
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name);
        return file;
    }
}
