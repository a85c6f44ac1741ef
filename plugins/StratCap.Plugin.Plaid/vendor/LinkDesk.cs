using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Plaid.Vendor;

/// <summary>Plaid Link and what Plaid shows of linked banks: a token for the page, the holder's agreement there, one exchange of what the page gave, accounts, numbers, and how well a name fits.</summary>
internal sealed class LinkDesk(string ownToken)
{
    private const int LongestName = 30, GoodFit = 100, BadFit = 12;
    private const string AccountId = "acc1";

    private readonly HashSet<string> _pages = [];
    private readonly Dictionary<string, string> _waiting = [];
    private readonly Dictionary<string, string> _items = new() { [ownToken] = "ItemOwn" };

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whose accounts the banks hold.</summary>
    internal string Holder { get; set; } = "Oak County Pension Fund";

    /// <summary>Where the account's verification stands; null: the bank itself showed it.</summary>
    internal string? Status { get; set; }

    /// <summary>Access tokens of banks that need the holder's renewed consent.</summary>
    internal HashSet<string> LoginRequired { get; } = [];

    internal bool Knows(string token) => _items.ContainsKey(token);

    /// <summary>The id of a linked bank, as webhooks name it.</summary>
    internal string ItemOf(string token) => _items[token];

    /// <summary>The holder agrees at the page; what the page gives.</summary>
    internal string Agree(string linkToken)
    {
        if (!_pages.Remove(linkToken)) throw new InvalidOperationException("No page was opened with that token.");
        var number = (_items.Count + _waiting.Count).ToString(CultureInfo.InvariantCulture);
        _waiting["public-sandbox-" + number] = number;
        return "public-sandbox-" + number;
    }

    /// <summary>Null: the path is none of Link's.</summary>
    internal VendorAnswer? Answer(string path, JsonObject body) => path switch
    {
        "/link/token/create" => Open(body),
        "/item/public_token/exchange" => Exchange(body["public_token"]?.ToString() ?? ""),
        "/accounts/get" or "/auth/get" or "/identity/match" => Show(path, body),
        _ => null,
    };

    private VendorAnswer Open(JsonObject body)
    {
        if (body["client_name"]?.ToString() is not { Length: > 0 and <= LongestName } || body["language"] is null || body["country_codes"] is not JsonArray || body["user"]?["client_user_id"] is null) return PlaidAnswer.Error("INVALID_REQUEST", "MISSING_FIELDS");
        // Products are chosen once: naming them again where a link is repaired is an error.
        if (body["products"] is null == body["access_token"] is null) return PlaidAnswer.Error("INVALID_REQUEST", "INVALID_FIELD");
        var token = "link-sandbox-" + (_pages.Count + _items.Count + _waiting.Count).ToString(CultureInfo.InvariantCulture);
        _pages.Add(token);
        return PlaidAnswer.Of(new() { ["link_token"] = token, ["expiration"] = Clock.GetUtcNow().AddHours(4).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) });
    }

    private VendorAnswer Exchange(string publicToken)
    {
        if (!_waiting.Remove(publicToken, out var number)) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_PUBLIC_TOKEN");
        var (token, item) = ($"access-sandbox-party-{number}-7c1e", $"Item{number}Aa");
        _items[token] = item;
        return PlaidAnswer.Of(new() { ["access_token"] = token, ["item_id"] = item });
    }

    private VendorAnswer Show(string path, JsonObject body)
    {
        var token = body["access_token"]!.ToString();
        if (LoginRequired.Contains(token)) return PlaidAnswer.Error("ITEM_ERROR", "ITEM_LOGIN_REQUIRED");
        var account = new JsonObject
        {
            ["account_id"] = AccountId,
            ["name"] = "Operating",
            ["mask"] = "0000",
            ["type"] = "depository",
            ["subtype"] = "checking",
            ["balances"] = new JsonObject { ["current"] = 100.10m, ["iso_currency_code"] = "USD" },
        };
        if (Status is not null) account["verification_status"] = Status;
        if (path == "/identity/match") account["legal_name"] = new JsonObject { ["score"] = body["user"]?["legal_name"]?.ToString() == Holder ? GoodFit : BadFit };
        var answer = new JsonObject { ["accounts"] = new JsonArray(account), ["item"] = new JsonObject { ["item_id"] = _items[token] } };
        if (path == "/auth/get") answer["numbers"] = new JsonObject { ["ach"] = new JsonArray(new JsonObject { ["account_id"] = AccountId, ["account"] = "1111222233330000", ["routing"] = "011401533" }) };
        return PlaidAnswer.Of(answer);
    }
}
