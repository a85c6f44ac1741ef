using StratCap.PluginSdk.Banks;
using static StratCap.PluginSdk.Wire.WireValues;

namespace StratCap.PluginSdk.Wire;

/// <summary>Links of accounts between the SDK and the wire.</summary>
internal static class LinkWire
{
    internal static V1.LinkRequest ToWire(this LinkRequest link) => new()
    {
        Key = link.Key,
        HolderId = link.HolderId,
        HolderName = link.HolderName,
        HolderEmail = link.HolderEmail,
        IsPerson = link.IsPerson,
        Purpose = Shift<LinkPurpose, V1.LinkPurpose>(link.Purpose),
        RepairOf = link.RepairOf,
    };

    internal static LinkRequest ToSdk(this V1.LinkRequest? link) => link is null ? throw OutOfForm("a link") : new(
        link.Key, link.HolderId, link.HolderName, link.HolderEmail, link.IsPerson, Unshift<V1.LinkPurpose, LinkPurpose>(link.Purpose), link.RepairOf);

    internal static V1.LinkStart ToWire(this LinkStart start) => new() { PageToken = start.PageToken, Reference = start.Reference, ExpiresAt = start.ExpiresAt is { } at ? Iso(at) : null };

    internal static LinkStart ToSdk(this V1.LinkStart start) => new(start.PageToken, start.Reference, start.ExpiresAt is { } at ? Time(at) : null);

    internal static V1.LinkAnswer ToWire(this LinkAnswer answer) => new() { PageAnswer = answer.PageAnswer, Reference = answer.Reference, Proof = answer.Proof };

    internal static LinkAnswer ToSdk(this V1.LinkAnswer? answer) => answer is null ? throw OutOfForm("a link's answer") : new(answer.PageAnswer, answer.Reference, answer.Proof);

    internal static V1.LinkResult ToWire(this LinkResult result) => new()
    {
        State = Shift<VerdictState, V1.VerdictState>(result.State),
        ExternalAccount = result.ExternalAccount,
        Accounts = { result.Accounts.Select(ToWire) },
        Secret = result.Secret is { } secret ? new() { Name = secret.Name, Value = secret.Value } : null,
        Text = result.Text,
    };

    internal static LinkResult ToSdk(this V1.LinkResult result) => new(
        Unshift<V1.VerdictState, VerdictState>(result.State), result.ExternalAccount, [.. result.Accounts.Select(ToSdk)],
        result.Secret is { } secret ? new(secret.Name, secret.Value) : null, result.Text);

    private static V1.LinkedAccount ToWire(LinkedAccount account) => new() { VendorId = account.VendorId, Name = account.Name, Mask = account.Mask, MandateId = account.MandateId };

    private static LinkedAccount ToSdk(V1.LinkedAccount account) => new(account.VendorId, account.Name, account.Mask, account.MandateId);
}
