using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.PluginKit.Conformance;

/// <summary>Links of accounts: an agreement at the vendor's page becomes accounts that can be used, its secret goes to the host under a name of the manifest, and nobody else's answer makes one.</summary>
internal static class Linking
{
    private const string Capability = "linkAccount";

    internal static IEnumerable<Check> Checks() =>
    [
        new("link.agreed", Capability, "What the page gives after the holder agreed makes a link with accounts; its secret, if there is one, bears a name that plugin.json says and stands nowhere else.", Agreed),
        new("link.usable", Capability, "The account that was linked can be verified, by the secret as the host keeps it.", Usable),
        new("link.forged", Capability, "An answer that no page gave, and none at all, link nothing.", Forged),
        new("link.again", Capability, "The same answer again gives the same accounts or is refused; nothing is doubled.", Again),
        new("link.repair", Capability, "A link that is repaired keeps its secret and its accounts.", Repair),
        new("link.faults", Capability, "A refused token, too many requests, the vendor's failure and a cut answer are told in their classes, and link nothing.", (bench, ct) =>
        {
            bench.Script.Seed(1);
            return Faults.AreTold(bench, () => bench.Caller.BeginLink(bench.Scope, Request(bench), ct));
        }),
    ];

    private static async Task Agreed(Bench bench, CancellationToken ct)
    {
        var (_, _, result) = await Linked(bench, ct);
        NotConformant.Unless(result.Accounts.Count > 0 && result.Accounts.All(a => a.VendorId.Length > 0), "The holder agreed, and the link has no account that the vendor has a name for.");
        NotConformant.Unless(result.Accounts.All(a => a.Mask is not { Length: > 4 }), "A mask is four digits at most; the link shows more of an account's number.");
        if (result.Secret is not { } secret) return;
        NotConformant.Unless(bench.Package.Manifest.Links?.Gives(secret.Name) == true, $"The link gave the secret '{secret.Name}', and 'links' in plugin.json names none that is called so: the host would not keep it.");
        var told = result.Accounts.SelectMany(a => new[] { a.VendorId, a.Name, a.Mask, a.MandateId }).Append(result.ExternalAccount).Append(result.Text).Append(secret.Name);
        NotConformant.Unless(!told.Any(t => t?.Contains(secret.Value, StringComparison.Ordinal) == true), "The link's secret stands in another part of its answer too.");
    }

    private static async Task Usable(Bench bench, CancellationToken ct)
    {
        if (!bench.Can("verifyAccount")) throw new NotApplicable("The plugin verifies no accounts.");
        var (scope, request, result) = await Linked(bench, ct);
        var verdict = await bench.Caller.VerifyAccount(scope, new AccountToVerify(request.HolderName, new PartyAccount(VendorId: result.Accounts[0].VendorId)), ct);
        NotConformant.Unless(verdict.State != VerdictState.Failed, $"The holder linked an account, and by the secret that the link gave it fails: {verdict.Text}");
    }

    private static async Task Forged(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var start = await bench.Caller.BeginLink(bench.Scope, Request(bench), ct);
        foreach (var (what, answer) in ((string, LinkAnswer)[])[("An answer that no page gave", new("made-up-" + Guid.NewGuid().ToString("N"), "made-up")), ("No answer", new(null, null))])
        {
            try
            {
                var result = await bench.Caller.CompleteLink(bench.Scope, Request(bench), answer, ct);
                NotConformant.Unless(result.State != VerdictState.Verified && result.Secret is null, $"{what} made a link.");
            }
            catch (ConnectorException e)
            {
                NotConformant.Unless(e.Class is ErrorClass.Validation or ErrorClass.NotFound, $"{what} was given; the error's class is {e.Class} and should be Validation: {e.Message}");
            }
        }
        NotConformant.Unless(start.PageToken.Length > 0, "The page is opened with an empty token.");
    }

    private static async Task Again(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var request = Request(bench);
        var answer = Agree(bench, await bench.Caller.BeginLink(bench.Scope, request, ct));
        var first = await bench.Caller.CompleteLink(bench.Scope, request, answer, ct);
        Plant(bench, first);
        try
        {
            var second = await bench.Caller.CompleteLink(bench.Scope, request, answer, ct);
            Plant(bench, second);
            NotConformant.Unless(first.Accounts.Select(a => a.VendorId).SequenceEqual(second.Accounts.Select(a => a.VendorId)) && first.Secret?.Name == second.Secret?.Name, "The same answer again made another link.");
        }
        catch (ConnectorException e)
        {
            NotConformant.Unless(e.Class is ErrorClass.Validation or ErrorClass.Conflict or ErrorClass.NotFound, $"The same answer came again; the error's class is {e.Class} and should be Validation: {e.Message}");
        }
    }

    private static async Task Repair(Bench bench, CancellationToken ct)
    {
        var (scope, request, result) = await Linked(bench, ct);
        if (result.Secret is not { } secret) throw new NotApplicable("The vendor gives no secret that is renewed.");
        var repair = request with { RepairOf = secret.Name };
        var answer = Agree(bench, await bench.Caller.BeginLink(scope, repair, ct));
        var again = await bench.Caller.CompleteLink(scope, repair, answer, ct);
        Plant(bench, again);
        NotConformant.Unless(again.State == VerdictState.Verified, $"The holder agreed anew, and the link is {again.State}: {again.Text}");
        NotConformant.Unless(again.Secret is null || again.Secret.Name == secret.Name, $"The repaired link has its secret under another name: '{secret.Name}' before, '{again.Secret?.Name}' now.");
        NotConformant.Unless(again.Accounts.Select(a => a.VendorId).SequenceEqual(result.Accounts.Select(a => a.VendorId)), "The repaired link names its accounts otherwise than before: whoever is paid to them is paid no more.");
    }

    /// <summary>A link that stands, and a connection that has its secret as the host would have stored it.</summary>
    private static async Task<(CallScope Scope, LinkRequest Request, LinkResult Result)> Linked(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var request = Request(bench);
        var result = await bench.Caller.CompleteLink(bench.Scope, request, Agree(bench, await bench.Caller.BeginLink(bench.Scope, request, ct)), ct);
        NotConformant.Unless(result.State == VerdictState.Verified, $"The holder agreed at the vendor's page, and the link is {result.State}: {result.Text}");
        Plant(bench, result);
        var secrets = bench.Script.Secrets.ToDictionary();
        if (result.Secret is { } secret) secrets[secret.Name] = secret.Value;
        return (bench.ScopeWith(bench.Script.Settings, secrets), request, result);
    }

    // No line of the whole run may show it.
    private static void Plant(Bench bench, LinkResult result)
    {
        if (result.Secret is { } secret) bench.Planted[secret.Value] = secret.Name;
    }

    private static LinkAnswer Agree(Bench bench, LinkStart start) => bench.Script.Agree(start) ?? throw new NotConformant("plugin.json names the capability linkAccount, and nobody agrees at the page of the vendor's script: write Agree.");

    private static LinkRequest Request(Bench bench) => new(Guid.CreateVersion7().ToString("N"), "LP001", "Oak County Pension Fund", "cfo@oak.example", false, bench.Script.LinksFor);
}
