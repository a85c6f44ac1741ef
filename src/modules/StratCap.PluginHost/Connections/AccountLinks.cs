using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Runtime;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.PluginHost.Connections;

/// <summary>
/// Links accounts over connections: what a link gives that is secret is sealed under the connection before the link is said to stand, and goes no further than here. Each step is sent once; a person repeats it.
/// </summary>
internal sealed class AccountLinks(ConnectionCalls calls, PluginCaller caller, LinkSecrets secrets)
{
    private const string Capability = "linkAccount";
    private const int TokenLength = 4_000, IdLength = 200, MostAccounts = 100;

    /// <summary>See <see cref="IBankConnection.BeginLink"/>.</summary>
    public async Task<LinkStart> Begin(Guid connectionId, LinkRequest request, CancellationToken ct)
    {
        await RequireRepairable(connectionId, request, ct);
        var start = await calls.Write(connectionId, Capability, "BeginLink", (scope, token) => caller.BeginLink(scope, request, token), ct);
        Hold(start.PageToken.Length is > 0 and <= TokenLength && start.Reference is not { Length: > IdLength }, "pageToken");
        return start;
    }

    /// <summary>See <see cref="IBankConnection.CompleteLink"/>.</summary>
    public async Task<CompletedLink> Complete(Guid connectionId, LinkRequest request, LinkAnswer answer, CancellationToken ct)
    {
        await RequireRepairable(connectionId, request, ct);
        return await calls.WriteAndKeep<LinkResult, CompletedLink>(
            connectionId, Capability, "CompleteLink", (scope, token) => caller.CompleteLink(scope, request, answer, token), async (facts, notes, result) =>
            {
                if (result.Secret is { } secret)
                {
                    notes.Hide(secret.Value);
                    RefuseIfTold(result, secret);
                    // From here on nobody may stop it: the vendor gives it once.
                    await secrets.Keep(facts, secret, CancellationToken.None);
                }
                return Known(result, request);
            }, ct);
    }

    /// <summary>See <see cref="IBankConnection.ForgetLink"/>.</summary>
    public async Task Forget(Guid connectionId, string name, CancellationToken ct) => await secrets.Forget(await calls.Find(connectionId, ct), name, ct);

    private async Task RequireRepairable(Guid connectionId, LinkRequest request, CancellationToken ct)
    {
        if (request.RepairOf is { } name && !await secrets.IsThere(await calls.Find(connectionId, ct), name, ct))
            throw new ConnectorException(ErrorClass.Validation, "What this link gave is not on the connection any more: link the account anew.");
    }

    private static CompletedLink Known(LinkResult result, LinkRequest request)
    {
        Hold(result.Accounts.Count <= MostAccounts && result.Accounts.All(a => a.VendorId.Length is > 0 and <= IdLength && a.Mask is not { Length: > 4 } && a.MandateId is not { Length: > IdLength }), "accounts");
        Hold(result.ExternalAccount is not { Length: > IdLength }, "externalAccount");
        Hold(result.State != VerdictState.Verified || result.Accounts.Count > 0, "accounts");
        return new(result.State, result.ExternalAccount, result.Accounts, result.Secret?.Name ?? request.RepairOf, result.Text);
    }

    // A secret in another part of the answer would be kept and shown as that part.
    private static void RefuseIfTold(LinkResult result, SecretToStore secret) => Hold(
        secret.Value.Length > 0 && !new[] { result.ExternalAccount, result.Text, secret.Name }.Concat(result.Accounts.SelectMany(a => new[] { a.VendorId, a.Name, a.Mask, a.MandateId }))
            .Any(text => text?.Contains(secret.Value, StringComparison.Ordinal) == true),
        "secret");

    private static void Hold(bool holds, string what)
    {
        if (!holds) throw new ConnectorException(ErrorClass.Permanent, $"The plugin's answer about a link is out of form: {what}.");
    }
}
