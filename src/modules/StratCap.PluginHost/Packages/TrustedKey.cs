namespace StratCap.PluginHost.Packages;

/// <summary>A public key whose signatures are believed.</summary>
/// <param name="Name">Who holds it, for a person.</param>
/// <param name="PublicKey">ECDSA P-256 as SubjectPublicKeyInfo (DER).</param>
/// <param name="Role">What it may sign.</param>
internal sealed record TrustedKey(string Name, ReadOnlyMemory<byte> PublicKey, KeyRole Role);

/// <summary>What a key may sign.</summary>
internal enum KeyRole
{
    /// <summary>The platform's: its own plugins, and the counter-signature of partners'.</summary>
    Core,

    /// <summary>A partner's: good together with the platform's counter-signature.</summary>
    Partner,

    /// <summary>A firm's own: good for that firm alone, where the platform allows it.</summary>
    Private,
}

/// <summary>How far a package is believed.</summary>
internal enum TrustLevel
{
    /// <summary>Signed by the platform.</summary>
    Core,

    /// <summary>Signed by a partner and counter-signed by the platform.</summary>
    Partner,

    /// <summary>Signed by a firm's own key; who may load it is decided by <see cref="PluginPackage.SignedBy"/>.</summary>
    Private,
}
