using System.Globalization;
using System.Text.Json;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Plaid;

/// <summary>Whether a linked account is one that money can be sent to, and whose it is.</summary>
internal static class PlaidVerification
{
    internal static async Task<AccountVerdict> Verify(Connection connection, AccountToVerify asked, CancellationToken ct)
    {
        var named = PlaidAccount.Of(asked.Account);
        var client = new PlaidClient(connection);
        var options = new { account_ids = new[] { named.AccountId } };
        var auth = await client.Post<AuthAnswer>("/auth/get", new { access_token = named.Token, options }, ct);
        var account = auth.Accounts.FirstOrDefault(a => a.AccountId == named.AccountId);
        if (account is null) return Failed(named, null, "The bank shows no such account any more.");
        if (account.VerificationStatus is { } status && Unverified(status) is { } unverified) return unverified with { Mask = Mask(account), VendorId = named.VendorId };
        if (auth.Numbers.Ach?.Any(a => a.AccountId == named.AccountId) != true) return Failed(named, account, "The account cannot take ACH or wires.");

        var match = await client.Post<AccountsAnswer>("/identity/match", new { access_token = named.Token, user = new { legal_name = asked.HolderName }, options }, ct);
        if (match.Accounts.FirstOrDefault(a => a.AccountId == named.AccountId)?.LegalName?.Score is not { } score) return Failed(named, account, "The bank does not say whose account it is.");
        var least = LeastScore(connection);
        return score >= least
            ? new(VerdictState.Verified, score, Mask(account), null, named.VendorId)
            : Failed(named, account, string.Create(CultureInfo.InvariantCulture, $"The holder's name at the bank fits by {score} of 100; {least} is asked for.")) with { NameScore = score };
    }

    private static AccountVerdict? Unverified(string status) => status switch
    {
        "pending_automatic_verification" or "pending_manual_verification" or "unsent" => new(VerdictState.Pending, null, null, "The bank's micro-deposits are on their way, or wait to be confirmed.", null),
        "verification_expired" or "verification_failed" or "database_insights_fail" or "database_insights_pass_with_caution" =>
            new(VerdictState.Failed, null, null, "The account's numbers could not be verified.", null),
        _ => null,
    };

    private static AccountVerdict Failed(PlaidAccount named, AccountData? account, string text) => new(VerdictState.Failed, null, account is null ? null : Mask(account), text, named.VendorId);

    private static string? Mask(AccountData account) => account.Mask is { Length: > 4 } mask ? mask[^4..] : account.Mask;

    private static int LeastScore(Connection connection) =>
        connection.Settings.TryGetProperty("nameScoreAtLeast", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var least) ? least : 70;
}
