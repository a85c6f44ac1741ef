using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Portals;

namespace StratCap.Plugin.PortalSync.Files;

/// <summary>
/// Investors by CSV files. A file is taken when its sidecar is there and agrees; rows that cannot be read go to <c>failed/NAME.errors.csv</c> with the reason, the others are given; a file that is
/// none goes to <c>failed/</c> whole. A file that was given goes to <c>processed/</c> at the next call.
/// </summary>
internal static class InvestorFiles
{
    private const int PageSize = 500;

    internal static async Task<IReadOnlyList<RemoteFile>> Waiting(Connection connection, FileList list, CancellationToken ct) =>
        [.. (await Files(connection).List(list.Folder, ct)).Where(f => IsOurs(f, list)).OrderBy(f => f.Path, StringComparer.Ordinal)];

    internal static async IAsyncEnumerable<Page<PortalInvestor>> Read(Connection connection, ListMapping list, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var from = list.File!;
        var all = await Files(connection).List(from.Folder, ct);
        await PutAway(connection, FileCursor.Read(cursor), all, ct);
        var (taken, given) = (new FileCursor([]), false);
        var done = FileCursor.Read(cursor).Taken;
        foreach (var file in all.Where(f => IsOurs(f, from) && !done.Contains(FileSeen.Of(f))).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            // The rest waits for the next call: the cursor has to name every file that was given.
            var after = taken.With(FileSeen.Of(file));
            if (!after.Fits) break;
            if (await Investors(connection, list, file, all, ct) is not { } investors) continue;
            for (var at = 0; at + PageSize < investors.Count; at += PageSize) yield return new(investors.GetRange(at, PageSize), taken.Write());
            var last = investors.Count == 0 ? 0 : (investors.Count - 1) / PageSize * PageSize;
            taken = after;
            given = true;
            yield return new(investors.GetRange(last, investors.Count - last), taken.Write());
        }
        if (!given) yield return new([], taken.Write());
    }

    private static IRemoteFiles Files(Connection connection) => connection.Files ?? throw new ConnectorException(ErrorClass.Validation, "The mapping reads files, and the connection has no place for files.");

    private static bool IsOurs(RemoteFile file, FileList list)
    {
        var name = Name(file);
        return name.StartsWith(list.Prefix, StringComparison.Ordinal) && name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Null: the file is not whole yet, or is none.</summary>
    private static async Task<List<PortalInvestor>?> Investors(Connection connection, ListMapping list, RemoteFile file, IReadOnlyList<RemoteFile> all, CancellationToken ct)
    {
        var sidecars = all.Where(f => f.Path == file.Path + ".sha256" || f.Path == file.Path + ".rows").ToList();
        if (list.File!.Sidecar && sidecars.Count == 0) return null;
        var content = await Files(connection).Read(file.Path, ct);
        try
        {
            var lines = CsvText.Read(content, list.File.Delimiter);
            foreach (var sidecar in sidecars) Agree(sidecar, await Files(connection).Read(sidecar.Path, ct), content, lines.Count);
            return await Rows(connection, list, file, lines, ct);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Validation)
        {
            connection.Log.LogWarning("{File} was not read: {Reason}", Name(file), e.Message);
            await Errors(connection, file, [(0, e.Message)], ct);
            // The file first: with one sidecar less it might be taken for good by whoever goes on.
            await Move(connection, file, [file, .. sidecars], "failed", ct);
            return null;
        }
    }

    private static async Task<List<PortalInvestor>> Rows(Connection connection, ListMapping list, RemoteFile file, IReadOnlyList<CsvLine> lines, CancellationToken ct)
    {
        var (investors, problems) = (new List<PortalInvestor>(), new List<(int, string)>());
        foreach (var line in lines)
        {
            if (line.Columns is null)
            {
                problems.Add((line.Number, line.Problem!));
                continue;
            }
            try
            {
                investors.Add(OurWords.Investor(FieldMapping.Apply(list.Fields, line.Columns)));
            }
            catch (ConnectorException e) when (e.Class == ErrorClass.Validation)
            {
                problems.Add((line.Number, e.Message));
            }
        }
        if (problems.Count > 0) await Errors(connection, file, problems, ct);
        return investors;
    }

    private static void Agree(RemoteFile sidecar, byte[] says, byte[] content, int rows)
    {
        // sha256sum writes the name after the hash.
        var said = Encoding.UTF8.GetString(says).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        var agrees = sidecar.Path.EndsWith(".rows", StringComparison.Ordinal)
            ? long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count == rows
            : said.Equals(Convert.ToHexString(SHA256.HashData(content)), StringComparison.OrdinalIgnoreCase);
        if (!agrees) throw new ConnectorException(ErrorClass.Validation, $"The file does not agree with {Name(sidecar)}.");
    }

    private static Task Errors(Connection connection, RemoteFile file, IEnumerable<(int Row, string Reason)> problems, CancellationToken ct) => Files(connection).Write(
        $"failed/{Stamp(file)}_{Name(file)}.errors.csv", CsvText.Write(["row", "reason"], problems.Select(p => new[] { p.Row.ToString(CultureInfo.InvariantCulture), p.Reason })), ct);

    private static async Task PutAway(Connection connection, FileCursor cursor, IReadOnlyList<RemoteFile> all, CancellationToken ct)
    {
        // The file last: until it is gone it is listed, and whoever was stopped between goes on; a hash left alone would be taken for the next file's.
        foreach (var file in all.Where(f => cursor.Taken.Contains(FileSeen.Of(f))))
            await Move(connection, file, [.. all.Where(f => f.Path == file.Path + ".sha256" || f.Path == file.Path + ".rows"), file], "processed", ct);
    }

    private static async Task Move(Connection connection, RemoteFile file, IReadOnlyList<RemoteFile> inOrder, string folder, CancellationToken ct)
    {
        foreach (var moved in inOrder) await Files(connection).Move(moved.Path, $"{folder}/{Stamp(file)}_{Name(moved)}", ct);
    }

    // The same name may come again with other investors.
    private static string Stamp(RemoteFile file) => file.ModifiedAt.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    private static string Name(RemoteFile file) => file.Path[(file.Path.LastIndexOf('/') + 1)..];
}
