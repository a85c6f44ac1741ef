using System.Security.Cryptography;
using StratCap.PluginHost.Packages;
using StratCap.PluginKit.Conformance;
using StratCap.PluginKit.Scaffolding;

namespace StratCap.PluginKit;

/// <summary>The verbs of <c>stratcap plugin</c>.</summary>
internal static class Verbs
{
    private const string Usage = """
        stratcap plugin new NAME --kind gl|bank|payments|portal [--into FOLDER]   make a connector that builds and passes
        stratcap plugin pack FOLDER [--to FILE] [--script take|leave]            build it into a .scplug, with the vendor's script or without
        stratcap plugin test FILE [--report FILE] [--only CHECK]                 judge it in the real worker, by all checks or those that begin so
        stratcap plugin key FILE                                                 make a signing key
        stratcap plugin sign FILE --key FILE                                     sign it
        stratcap plugin countersign FILE --key FILE                              the platform's own signature over a partner's
        """;

    internal static Task<int> Run(string[] args, TextWriter output, CancellationToken ct)
    {
        var rest = args.AsSpan(Math.Min(1, args.Length));
        return (args.Length > 0 ? args[0] : "help") switch
        {
            "new" => New(new Arguments(rest, "the plugin's name, such as CedarLedger", "--kind", "--into", "--feed", "--sdk"), output),
            "pack" => Pack(new Arguments(rest, "which folder to pack", "--to", "--script"), output, ct),
            "test" => Test(new Arguments(rest, "which package to judge", "--report", "--only"), output, ct),
            "key" => Key(new Arguments(rest, "where to write the key"), output),
            "sign" => Sign(new Arguments(rest, "which package to sign", "--key"), output),
            "countersign" => CounterSign(new Arguments(rest, "which package to counter-sign", "--key"), output),
            _ => Help(output),
        };
    }

    private static Task<int> New(Arguments given, TextWriter output)
    {
        var kind = given.Option("--kind") ?? throw new KitRefusal($"Say which kind with --kind: {string.Join(", ", Scaffold.Kinds)}.");
        var folder = Scaffold.Write(
            given.Main, kind, Path.GetFullPath(given.Option("--into") ?? "."),
            given.Option("--feed") ?? throw new KitRefusal("Say where the SDK's packages lie with --feed; './stratcap plugin new' does."),
            given.Option("--sdk") ?? throw new KitRefusal("Say which version the SDK has with --sdk; './stratcap plugin new' does."));
        output.WriteLine($"{folder} is made. Next: stratcap plugin pack {folder}");
        return Task.FromResult(0);
    }

    private static async Task<int> Pack(Arguments given, TextWriter output, CancellationToken ct)
    {
        var withScript = (given.Option("--script") ?? "take") switch
        {
            "take" => true,
            "leave" => false,
            _ => throw new KitRefusal("--script is take or leave: without the vendor's script a package can be installed and not judged."),
        };
        var work = Directory.CreateTempSubdirectory("stratcap-pack").FullName;
        try
        {
            var name = await Building.LayOut(given.Main, work, withScript, ct);
            var file = Path.GetFullPath(given.Option("--to") ?? Path.Combine(given.Main, name + ".scplug"));
            // Signed with a key that nobody keeps: whole, and believed by nobody before it is signed.
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(file, stream => PluginPacker.Pack(work, key, stream));
            output.WriteLine($"{file} is packed. Next: stratcap plugin test {file}");
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static Task<int> Sign(Arguments given, TextWriter output)
    {
        using var key = Keys.Read(given.Option("--key") ?? throw new KitRefusal("Say with which key: --key FILE."));
        Write(given.Main, Resigned(given.Main, key));
        output.WriteLine($"{given.Main} is signed.");
        return Task.FromResult(0);
    }

    private static Task<int> CounterSign(Arguments given, TextWriter output)
    {
        using var key = Keys.Read(given.Option("--key") ?? throw new KitRefusal("Say with which key: --key FILE."));
        if (!File.Exists(given.Main)) throw new KitRefusal($"{given.Main} is not there.");
        Write(given.Main, stream =>
        {
            stream.Write(File.ReadAllBytes(given.Main));
            stream.Position = 0;
            PluginPacker.CounterSign(stream, key);
        });
        output.WriteLine($"{given.Main} is counter-signed.");
        return Task.FromResult(0);
    }

    private static async Task<int> Test(Arguments given, TextWriter output, CancellationToken ct) => await Session.Run(given.Main, given.Option("--report"), given.Option("--only"), output, ct);

    private static Task<int> Key(Arguments given, TextWriter output)
    {
        Keys.Make(given.Main);
        output.WriteLine($"{given.Main} is your key: keep it to yourself. {given.Main}.pub is its public half.");
        return Task.FromResult(0);
    }

    private static Task<int> Help(TextWriter output)
    {
        output.WriteLine(Usage);
        return Task.FromResult(2);
    }

    /// <summary>The same package under another key, its files as they are or changed by name and content.</summary>
    internal static Action<Stream> Resigned(string file, ECDsa key, Func<string, byte[], byte[]>? changed = null)
    {
        if (!File.Exists(file)) throw new KitRefusal($"{file} is not there.");
        using var zip = System.IO.Compression.ZipFile.OpenRead(file);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries.Where(e => !e.FullName.StartsWith("MANIFEST", StringComparison.Ordinal)))
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            files[entry.FullName] = changed is null ? bytes.ToArray() : changed(entry.FullName, bytes.ToArray());
        }
        return stream => PluginPacker.Seal(files, key, stream);
    }

    // Whole or not at all: a package that was there stays until the new one is complete.
    internal static void Write(string file, Action<Stream> content)
    {
        var passing = file + ".part";
        using (var stream = File.Create(passing)) content(stream);
        File.Move(passing, file, overwrite: true);
    }
}
