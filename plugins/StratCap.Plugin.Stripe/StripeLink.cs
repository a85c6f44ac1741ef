using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using Stripe;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// Mandates over US bank accounts by SetupIntents: at once through the holder's bank (Financial Connections), else by micro-deposits
/// (https://docs.stripe.com/payments/ach-direct-debit/set-up-payment).
/// </summary>
internal static class StripeLink
{
    internal static async Task<LinkStart> Begin(Connection connection, LinkRequest request, CancellationToken ct)
    {
        if (request.Purpose == LinkPurpose.Statements) throw new ConnectorException(ErrorClass.Validation, "Stripe reads no statements of other banks.");
        var setup = await StripeCalls.Ask(connection, async client =>
        {
            var customer = await client.V1.Customers.CreateAsync(
                new CustomerCreateOptions { Name = request.HolderName, Email = request.HolderEmail, Metadata = new() { ["holder"] = request.HolderId } },
                new RequestOptions { IdempotencyKey = request.Key + "-customer" }, ct);
            return await client.V1.SetupIntents.CreateAsync(Setup(request, customer.Id), new RequestOptions { IdempotencyKey = request.Key + "-setup" }, ct);
        }, ct);
        return new(setup.ClientSecret, setup.Id, null);
    }

    internal static async Task<LinkResult> Complete(Connection connection, LinkRequest request, LinkAnswer answer, CancellationToken ct)
    {
        if (answer.Reference is not { } id || !id.StartsWith("seti_", StringComparison.Ordinal)) throw new ConnectorException(ErrorClass.Validation, "The link's reference is none of Stripe's.");
        var setup = await StripeCalls.Ask(connection, async client =>
        {
            if (answer.Proof is { } proof) await client.V1.SetupIntents.VerifyMicrodepositsAsync(id, Proof(proof), cancellationToken: ct);
            return await client.V1.SetupIntents.GetAsync(id, new SetupIntentGetOptions { Expand = ["payment_method"] }, cancellationToken: ct);
        }, ct);
        if (setup.Metadata?.GetValueOrDefault("key") != request.Key) throw new ConnectorException(ErrorClass.Validation, "The link's reference belongs to another link.");
        return setup.Status switch
        {
            "succeeded" => new(VerdictState.Verified, null, [Linked(setup)]),
            "requires_action" or "processing" => new(VerdictState.Pending, null, [], Text: "Stripe sent micro-deposits: the holder confirms what his statement shows."),
            _ => new(VerdictState.Failed, null, [], Text: $"The account was not linked: {setup.LastSetupError?.Code ?? setup.Status}."),
        };
    }

    /// <summary>A method that hangs on its customer went through its mandate's verification. Stripe does not compare the holder's name.</summary>
    internal static async Task<AccountVerdict> Verify(Connection connection, AccountToVerify asked, CancellationToken ct)
    {
        var account = StripeAccount.Of(asked.Account);
        var method = await StripeCalls.Ask(connection, client => client.V1.PaymentMethods.GetAsync(account.Method, cancellationToken: ct), ct);
        var (bank, mask) = (method.UsBankAccount, method.UsBankAccount?.Last4);
        if (bank is null) return new(VerdictState.Failed, null, null, "It is no bank account.", account.VendorId);
        if (bank.StatusDetails?.Blocked is { } blocked) return new(VerdictState.Failed, null, mask, $"Stripe debits it no more: {blocked.Reason}.", account.VendorId);
        return method.CustomerId == account.Owner
            ? new(VerdictState.Verified, null, mask, "The account is open; Stripe does not compare the holder's name.", account.VendorId)
            : new(VerdictState.Pending, null, mask, "The holder has not confirmed the account yet.", account.VendorId);
    }

    private static SetupIntentCreateOptions Setup(LinkRequest request, string customer) => new()
    {
        AllowedPaymentMethodTypes = ["us_bank_account"],
        Customer = customer,
        Usage = "off_session",
        Metadata = new() { ["key"] = request.Key, ["holder"] = request.HolderId },
        PaymentMethodOptions = new()
        {
            UsBankAccount = new() { VerificationMethod = "automatic", FinancialConnections = new() { Permissions = ["payment_method"] } },
        },
    };

    private static LinkedAccount Linked(SetupIntent setup) => new(
        new StripeAccount(setup.CustomerId, setup.PaymentMethodId).VendorId, setup.PaymentMethod?.UsBankAccount?.BankName ?? "Bank account", setup.PaymentMethod?.UsBankAccount?.Last4, setup.MandateId);

    private static SetupIntentVerifyMicrodepositsOptions Proof(string proof)
    {
        if (proof.StartsWith("SM", StringComparison.OrdinalIgnoreCase)) return new() { DescriptorCode = proof.ToUpperInvariant() };
        var cents = proof.Split(',').Select(p => long.TryParse(p.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var c) ? c : (long?)null).ToList();
        return cents.Count == 2 && cents.All(c => c is > 0 and < 100) ? new() { Amounts = cents }
            : throw new ConnectorException(ErrorClass.Validation, "The proof is the code from the statement (SM…), or the two amounts in cents with a comma between.");
    }
}
