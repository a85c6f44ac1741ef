using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Verification;

/// <summary>Something in a pack that does not hold.</summary>
/// <param name="Where">The place in the pack, such as <c>contributions[3].amount</c>.</param>
/// <param name="What">What does not hold there, in a sentence.</param>
public sealed record PackFinding(string Where, string What);

/// <summary>
/// A pack with a seal on each of its values and a signature over all seals (ECDSA on P-256 with SHA-256, FIPS 186-5), so that a change is not only
/// noticed but found. A seal is SHA-256 over the value's place and its JSON text.
/// </summary>
/// <param name="Pack">The values.</param>
/// <param name="Seals">By place, in the order of the pack.</param>
/// <param name="PublicKey">The signer's, as SubjectPublicKeyInfo (RFC 5280) in base 64. Trust it only if the signer published it elsewhere too.</param>
/// <param name="Signature">Over the seals, in base 64.</param>
public sealed record SealedPack(DistributionPack Pack, IReadOnlyDictionary<string, string> Seals, string PublicKey, string Signature)
{
    /// <summary>Seals and signs a pack.</summary>
    public static SealedPack Sign(DistributionPack pack, ECDsa key)
    {
        var seals = SealsOf(JsonSerializer.SerializeToElement(pack, FundJson.Options));
        return new SealedPack(
            pack, seals, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(key.SignData(Signed(seals), HashAlgorithmName.SHA256)));
    }

    /// <summary>Writes the pack as it is handed out.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FundJson.Options);

    /// <summary>
    /// Verifies a pack from nothing but its own text: the signature over the seals, the seal of each value, and each result worked out again from terms and
    /// history.
    /// </summary>
    /// <param name="text">The pack as it was handed out.</param>
    /// <param name="trustedKey">The signer's public key as it was published elsewhere, in base 64; null takes the pack's word for it.</param>
    /// <returns>The pack, where it can be read, and all that does not hold; nothing when all holds.</returns>
    public static (DistributionPack? Pack, IReadOnlyList<PackFinding> Findings) Verify(string text, string? trustedKey = null)
    {
        try
        {
            var sealedPack = JsonSerializer.Deserialize<SealedPack>(text, FundJson.Options) ?? throw new JsonException("The text is null.");
            if (sealedPack.Pack.Form != DistributionPack.CurrentForm)
                return (null, [new PackFinding("pack.form", $"This verifier knows packs of the form {DistributionPack.CurrentForm} only: get the verifier that came with the pack.")]);
            List<PackFinding> findings = [.. CheckSignature(sealedPack, trustedKey), .. CheckSeals(sealedPack), .. CheckResult(sealedPack.Pack)];
            return (sealedPack.Pack, findings);
        }
        catch (JsonException malformed)
        {
            return (null, [new PackFinding(malformed.Path ?? "the file", $"It is no pack: {malformed.Message}")]);
        }
    }

    /// <summary>The first 16 hex digits of the SHA-256 of a public key, for reading out over the telephone.</summary>
    public static string Fingerprint(string publicKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(publicKey)))[..16];

    private static IEnumerable<PackFinding> CheckSignature(SealedPack pack, string? trustedKey)
    {
        if (trustedKey is not null && trustedKey.Trim() != pack.PublicKey)
            yield return new PackFinding("publicKey", "The pack was signed with another key than the one you trust: ask the fund's manager.");
        if (!IsSigned(pack))
            yield return new PackFinding("signature", "The signature is not over these seals: the pack was changed after it was signed.");
    }

    private static bool IsSigned(SealedPack pack)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(pack.PublicKey), out _);
            return key.VerifyData(Signed(pack.Seals), Convert.FromBase64String(pack.Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static IEnumerable<PackFinding> CheckSeals(SealedPack pack)
    {
        var actual = SealsOf(JsonSerializer.SerializeToElement(pack.Pack, FundJson.Options));
        foreach (var (place, seal) in actual)
        {
            if (!pack.Seals.TryGetValue(place, out var given))
                yield return new PackFinding(place, "It stands in the pack but was not there when the pack was sealed.");
            else if (given != seal)
                yield return new PackFinding(place, "Its value is not the one that was sealed.");
        }
        foreach (var place in pack.Seals.Keys.Where(p => !actual.ContainsKey(p)))
            yield return new PackFinding(place, "It was sealed but is no longer in the pack.");
    }

    private static IEnumerable<PackFinding> CheckResult(DistributionPack pack)
    {
        PackResult computed;
        string? refusal = null;
        try
        {
            computed = pack.Compute();
        }
        catch (Exception problem) when (problem is FundRuleException or ArgumentException or OverflowException)
        {
            (computed, refusal) = (pack.Result, problem.Message);
        }
        if (refusal is not null)
            return [new PackFinding("terms", $"The result cannot be worked out: {refusal}")];
        return Differences(pack.Result, computed);
    }

    private static IEnumerable<PackFinding> Differences(PackResult given, PackResult computed)
    {
        (string Name, decimal Given, decimal Computed)[] figures =
        [
            ("returnOfCapital", given.ReturnOfCapital, computed.ReturnOfCapital),
            ("preferredReturn", given.PreferredReturn, computed.PreferredReturn),
            ("catchUp", given.CatchUp, computed.CatchUp),
            ("residualSplit", given.ResidualSplit, computed.ResidualSplit),
            ("carriedInterest", given.CarriedInterest, computed.CarriedInterest),
            ("distributed", given.Distributed, computed.Distributed),
            ("unreturnedCapitalAfter", given.UnreturnedCapitalAfter, computed.UnreturnedCapitalAfter),
            ("unpaidReturnAfter", given.UnpaidReturnAfter, computed.UnpaidReturnAfter),
        ];
        return figures.Where(f => f.Given != f.Computed)
            .Select(f => new PackFinding($"result.{f.Name}", FormattableString.Invariant($"The pack says {f.Given}, terms and history give {f.Computed}.")));
    }

    private static byte[] Signed(IReadOnlyDictionary<string, string> seals) =>
        Encoding.UTF8.GetBytes(string.Concat(seals.Order(PlaceOrder).Select(s => $"{s.Key} {s.Value}\n")));

    private static Comparer<KeyValuePair<string, string>> PlaceOrder { get; } = Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));

    private static Dictionary<string, string> SealsOf(JsonElement pack)
    {
        var seals = new Dictionary<string, string>(StringComparer.Ordinal);
        Seal(pack, "", seals);
        return seals;
    }

    private static void Seal(JsonElement value, string place, Dictionary<string, string> seals)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Seal(member.Value, place.Length == 0 ? member.Name : $"{place}.{member.Name}", seals);
                break;
            case JsonValueKind.Array:
                seals.Add($"{place}.count", Hash($"{place}.count", value.GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture)));
                foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i)))
                    Seal(item, $"{place}[{i}]", seals);
                break;
            default:
                seals.Add(place, Hash(place, value.GetRawText()));
                break;
        }
    }

    private static string Hash(string place, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place}\n{text}")));
}
