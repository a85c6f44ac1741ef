using System.Security.Cryptography;
using StratCap.PluginKit.Scaffolding;

namespace StratCap.PluginKit;

/// <summary>A partner's signing key: ECDSA P-256, private half as PKCS#8 PEM readable by its owner alone, public half beside it as <c>.pub</c>.</summary>
internal static class Keys
{
    internal static void Make(string file)
    {
        if (File.Exists(file)) throw new KitRefusal($"{file} is there already: a key is never overwritten.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using (var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        using (var writer = new StreamWriter(stream)) writer.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file + ".pub", key.ExportSubjectPublicKeyInfoPem());
    }

    internal static ECDsa Read(string file)
    {
        if (!File.Exists(file)) throw new KitRefusal($"{file} is not there; make a key with: stratcap plugin key {file}");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new KitRefusal($"{file} holds no private key in PEM form.");
        }
        if (key.KeySize == 256) return key;
        key.Dispose();
        throw new KitRefusal($"{file} is not an ECDSA P-256 key.");
    }
}
