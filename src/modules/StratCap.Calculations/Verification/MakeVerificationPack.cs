using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Verification;

namespace StratCap.Calculations.Verification;

/// <summary>
/// Makes the pack by which an investor works his line of a distribution out again, offline and without trusting anybody: his history, the terms and the
/// result, sealed and signed by the firm. It holds nothing of any other investor.
/// </summary>
internal static class MakeVerificationPack
{
    internal sealed record Request(Guid FundId, Guid DistributionId, Guid InvestorId);

    /// <param name="PublicKey">Publish it where investors look: a pack proves only who signed it.</param>
    /// <param name="Fingerprint">Of the public key, for reading out.</param>
    internal sealed record KeyView(string PublicKey, string Fingerprint, DateTimeOffset CreatedAt);

    internal static void Map(RouteGroupBuilder calculations)
    {
        calculations.MapPost("/verification-packs", Handle)
            .WithSummary("Make an investor's verification pack of a distribution")
            .WithDescription("Save `data` as a file: `stratcap verify-pack FILE` works it out again and names whatever was changed.")
            .Writes<CalculationsDbContext>(Permissions.ReportGenerate, keyRequired: false);
        calculations.MapGet("/verification-key", Key)
            .WithSummary("The public key by which this firm's packs are signed")
            .Reads<CalculationsDbContext>(Permissions.ReportGenerate);
    }

    /// <summary>Makes the pack, with the audit row that says for whom. The key is saved with it when it is the firm's first.</summary>
    internal static async Task<Answer<JsonElement>> Handle(Request request, IFundBooks books, CalculationsDbContext db, Seal seal, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await books.Facts(request.FundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var pack = DistributionPack.Of(facts, request.DistributionId, request.InvestorId);
        var firmKey = await VerificationKey.OfFirm(db, seal, clock, ct);
        using var key = firmKey.Open(seal);
        audit.Record(db, "calculations.verification_pack", ("distribution", request.DistributionId), null, new { request.FundId, request.InvestorId, KeyId = firmKey.Id });
        return JsonSerializer.Deserialize<JsonElement>(SealedPack.Sign(pack, key).ToJson());
    }

    internal static async Task<Answer<KeyView>> Key(CalculationsDbContext db, CancellationToken ct) =>
        await db.VerificationKeys.OrderByDescending(k => k.Id).Select(k => new { k.PublicKey, k.CreatedAt }).FirstOrDefaultAsync(ct) is { } key
            ? new KeyView(key.PublicKey, SealedPack.Fingerprint(key.PublicKey), key.CreatedAt)
            : Refusal.NotFound("verification key: one is made with the first pack");
}
