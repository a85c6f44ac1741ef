namespace StratCap.Server.Embedded;

/// <summary>Folders and files with the rights that PostgreSQL and its password need, whatever the umask is.</summary>
internal static class FileRights
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Open = OwnerOnly |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder that every user may enter; one that is there already keeps its rights.</summary>
    public static void MakeOpenFolder(string folder)
    {
        RefuseWindows();
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, Open);
    }

    public static void MakeClosedFolder(string folder)
    {
        RefuseWindows();
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder, OwnerOnly);
    }

    /// <summary>Opens a new file that only its owner can read or write, closed from its first moment.</summary>
    public static FileStream CreateSecret(string path)
    {
        RefuseWindows();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static void RefuseWindows()
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException(
                "embedded_postgres.platform", "The embedded PostgreSQL needs Linux; on Windows set ConnectionStrings:PostgreSQL to a server of your own.");
    }
}
