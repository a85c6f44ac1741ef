using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Plaid;

/// <summary>
/// Plaid Transfer, US dollars: an authorization under our key, then the transfer under the authorization's id. Both calls give their first answer when they are repeated
/// (the key for 48 hours), so that one order makes one transfer.
/// </summary>
internal static class PlaidTransfers
{
    private const int ListPage = 25;

    // The host's word for an answer that it cut off: the order had left.
    private const string AnswerTooLarge = "egress.too_large";

    internal static async Task<WriteOutcome> Send(Connection connection, PaymentOrder order, string type, CancellationToken ct)
    {
        var network = order.Rail ?? connection.Text("network") ?? "ach";
        if (PlaidLimits.Refuse(order, network, connection.Clock) is { } refused) return refused;
        return await Outcome(async () =>
        {
            var client = new PlaidClient(connection);
            var account = PlaidAccount.Of(order.Party.Account);
            var authorization = await Authorize(client, account, order, type, network, ct);
            if (Refusal(authorization, account, order, type) is { } no) return no;
            var made = await client.Post<TransferAnswer>("/transfer/create", new
            {
                access_token = account.Token,
                account_id = account.AccountId,
                authorization_id = authorization.Id,
                amount = order.Amount.Plain(),
                description = Description(order.Purpose),
                metadata = new { key = order.Key, approval = Ascii(order.ApprovalId) },
            }, ct);
            return new WriteOutcome.Accepted(made.Transfer.Id);
        });
    }

    internal static Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct) => Outcome(async () =>
    {
        var client = new PlaidClient(connection);
        var id = payment.ExternalId ?? (await Find(client, payment, ct))?.Id;
        if (id is null) return new WriteOutcome.Rejected("plaid.not_found", "Plaid has no transfer under that key.");
        await client.Post<DoneAnswer>("/transfer/cancel", new { transfer_id = id }, ct);
        return new WriteOutcome.Accepted(id);
    });

    internal static async Task<PaymentUpdate?> Status(Connection connection, PaymentRef payment, CancellationToken ct)
    {
        var client = new PlaidClient(connection);
        var transfer = payment.ExternalId is null ? await Find(client, payment, ct) : await Get(client, payment.ExternalId, ct);
        if (transfer is null) return null;
        var code = transfer.FailureReason?.FailureCode ?? transfer.FailureReason?.AchReturnCode;
        return new(
            PlaidTransferEvents.IdOf(transfer.Id, transfer.Status), transfer.Metadata?.GetValueOrDefault("key"), transfer.Id, PlaidTransferEvents.State(transfer.Status), code,
            transfer.FailureReason?.Description, null, PlaidTransferEvents.Amount(transfer.Amount), PlaidTransferEvents.MayRetry(code), PlaidTransferEvents.StopAccount(code));
    }

    private static async Task<AuthorizationData> Authorize(PlaidClient client, PlaidAccount account, PaymentOrder order, string type, string network, CancellationToken ct)
    {
        var answer = await client.Post<AuthorizationAnswer>("/transfer/authorization/create", new
        {
            access_token = account.Token,
            account_id = account.AccountId,
            type,
            network,
            amount = order.Amount.Plain(),
            ach_class = network is "ach" or "same-day-ach" ? order.Party.IsPerson ? "ppd" : "ccd" : null,
            wire_details = network == "wire" && order.Remittance is { } text ? new { message_to_beneficiary = text } : null,
            user = new { legal_name = order.Party.Name },
            idempotency_key = order.Key,
        }, ct);
        return answer.Authorization;
    }

    private static WriteOutcome.Rejected? Refusal(AuthorizationData authorization, PlaidAccount account, PaymentOrder order, string type)
    {
        var proposed = authorization.ProposedTransfer;
        // A key used before gives the first authorization whatever is sent now: another order must not go out under it.
        if (PlaidTransferEvents.Amount(proposed.Amount) != order.Amount || proposed.Type != type || (proposed.AccountId ?? account.AccountId) != account.AccountId)
            return new("plaid.key_reused", "Plaid knows that key from another order; nothing was sent.", "key");
        return authorization.Decision switch
        {
            "approved" => null,
            "declined" => new(authorization.DecisionRationale?.Code ?? "declined", authorization.DecisionRationale?.Description ?? "Plaid declined the transfer."),
            "user_action_required" => new("user_action_required", "The account's holder must sign in to his bank again (link repair) before Plaid decides."),
            _ => new("plaid.decision_unknown", $"Plaid answered with a decision that is not known here: {authorization.Decision}; nothing was sent."),
        };
    }

    private static async Task<TransferData?> Get(PlaidClient client, string id, CancellationToken ct)
    {
        try
        {
            return (await client.Post<TransferAnswer>("/transfer/get", new { transfer_id = id }, ct)).Transfer;
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.NotFound)
        {
            return null;
        }
    }

    /// <summary>Looks through all transfers of those days for our key; without a day, through all.</summary>
    private static async Task<TransferData?> Find(PlaidClient client, PaymentRef payment, CancellationToken ct)
    {
        for (var offset = 0; ; offset += ListPage)
        {
            var page = await client.Post<TransfersAnswer>("/transfer/list", new
            {
                start_date = payment.SentOn is { } from ? Midnight(from.AddDays(-1)) : null,
                end_date = payment.SentOn is { } to ? Midnight(to.AddDays(4)) : null,
                count = ListPage,
                offset,
            }, ct);
            if (page.Transfers.FirstOrDefault(t => t.Metadata?.GetValueOrDefault("key") == payment.Key) is { } found) return found;
            if (page.Transfers.Count < ListPage) return null;
        }
    }

    private static async Task<WriteOutcome> Outcome(Func<Task<WriteOutcome>> write)
    {
        try
        {
            return await write();
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Transient || e.VendorCode == AnswerTooLarge)
        {
            return new WriteOutcome.Uncertain(e.Message);
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Validation or ErrorClass.NotFound or ErrorClass.Conflict or ErrorClass.Permanent)
        {
            return new WriteOutcome.Rejected(e.VendorCode ?? "plaid.refused", e.Message);
        }
    }

    private static string Midnight(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00Z";

    /// <summary>At most ten characters: it stands in the ACH entry's description field.</summary>
    private static string Description(PaymentPurpose purpose) => purpose switch
    {
        PaymentPurpose.CapitalCall => "Cap call",
        PaymentPurpose.Distribution => "Distrib",
        _ => "Payment",
    };

    private static string Ascii(string text) => string.Concat(text.Where(char.IsAscii));
}
