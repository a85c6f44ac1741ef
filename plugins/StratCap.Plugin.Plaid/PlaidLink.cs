using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.Plaid;

/// <summary>Plaid Link: a token for the page, and the exchange of what the page gave for the bank's access token.</summary>
internal static class PlaidLink
{
    internal static async Task<LinkStart> Begin(Connection connection, LinkRequest request, CancellationToken ct)
    {
        var answer = await new PlaidClient(connection).Post<LinkTokenAnswer>("/link/token/create", new
        {
            client_name = connection.Required("clientName"),
            language = "en",
            country_codes = new[] { "US" },
            user = new { client_user_id = request.HolderId },
            // A link that is repaired keeps its products; naming them is an error there.
            products = request.RepairOf is null ? Products(request.Purpose) : null,
            access_token = request.RepairOf is { } name ? new SecretRef(name) : (SecretRef?)null,
            webhook = connection.Text("webhookUrl"),
            redirect_uri = connection.Text("redirectUri"),
        }, ct);
        return new(answer.LinkToken, null, answer.Expiration);
    }

    internal static async Task<LinkResult> Complete(Connection connection, LinkRequest request, LinkAnswer answer, CancellationToken ct)
    {
        var client = new PlaidClient(connection);
        // After a repair the old token goes on: there is nothing to exchange.
        if (request.RepairOf is { } repaired) return await Linked(client, new SecretRef(repaired), new SecretRef(repaired), null, ct);
        if (answer.PageAnswer is not { Length: > 0 } publicToken) throw new ConnectorException(ErrorClass.Validation, "Plaid's page gave no public token.");
        var item = await client.Post<ExchangeAnswer>("/item/public_token/exchange", new { public_token = publicToken }, ct);
        var name = request.Purpose == LinkPurpose.Statements ? PlaidAccount.Own : PlaidAccount.TokenOf(item.ItemId);
        // The host has not stored the token yet, so that this one call carries it itself.
        return await Linked(client, name, item.AccessToken, item, ct);
    }

    private static async Task<LinkResult> Linked(PlaidClient client, SecretRef name, object token, ExchangeAnswer? item, CancellationToken ct)
    {
        var found = await client.Post<AccountsAnswer>("/accounts/get", new { access_token = token }, ct);
        var accounts = found.Accounts.Select(a => new LinkedAccount(new PlaidAccount(name, a.AccountId).VendorId, a.Name, a.Mask)).ToList();
        return new(VerdictState.Verified, item?.ItemId ?? found.Item?.ItemId, accounts, item is null ? null : new SecretToStore(name.Name, item.AccessToken));
    }

    private static string[] Products(LinkPurpose purpose) => purpose switch
    {
        LinkPurpose.Statements => ["transactions"],
        LinkPurpose.Verify => ["auth", "identity"],
        LinkPurpose.Payments => ["transfer", "identity"],
        _ => throw new ConnectorException(ErrorClass.Validation, "Plaid knows no such purpose of a link."),
    };
}
