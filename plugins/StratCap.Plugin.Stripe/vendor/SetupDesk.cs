using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Stripe.Vendor;

/// <summary>How a bank account comes to Stripe: customers, SetupIntents that the holder confirms at Stripe's page, and methods of payment that hang on their customer from then on.</summary>
internal sealed class SetupDesk
{
    private readonly Dictionary<string, (string Body, VendorAnswer Answer)> _firstAnswers = [];
    private readonly Dictionary<string, JsonObject> _setups = [];
    private readonly Dictionary<string, JsonObject> _methods = [];
    private int _customers = 1;

    internal SetupDesk()
    {
        Method("pm_1", "cus_1");
        Method("pm_waiting", null);
        Method("pm_blocked", "cus_1")["us_bank_account"]!["status_details"] = new JsonObject { ["blocked"] = new JsonObject { ["reason"] = "debit_not_authorized" } };
    }

    /// <summary>The holder confirms at Stripe's page.</summary>
    internal void Confirm(string setupId)
    {
        var setup = _setups[setupId];
        var method = $"pm_of_{setupId}";
        (setup["status"], setup["mandate"], setup["payment_method"]) = ("succeeded", $"mandate_of_{setupId}", Method(method, setup["customer"]!.ToString()).DeepClone());
    }

    /// <summary>Null: this desk has no such path.</summary>
    internal VendorAnswer? Answer(VendorRequest request) => (request.Method, request.Path.Trim('/').Split('/')) switch
    {
        ("POST", ["v1", "customers"]) => Once(request, form => new JsonObject { ["id"] = string.Create(CultureInfo.InvariantCulture, $"cus_{++_customers}"), ["object"] = "customer", ["name"] = form["name"] }),
        ("POST", ["v1", "setup_intents"]) => Once(request, Setup),
        ("GET", ["v1", "setup_intents", var id]) => Found(_setups, id),
        ("GET", ["v1", "payment_methods", var id]) => Found(_methods, id),
        _ => null,
    };

    private JsonObject Setup(Dictionary<string, string> form)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"seti_{_setups.Count + 1}");
        return _setups[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "setup_intent",
            ["client_secret"] = $"{id}_secret_{Guid.NewGuid():N}",
            ["status"] = "requires_payment_method",
            ["customer"] = form["customer"],
            ["metadata"] = new JsonObject { ["key"] = form["metadata[key]"] },
        };
    }

    private JsonObject Method(string id, string? customer) => _methods[id] = new JsonObject
    {
        ["id"] = id,
        ["object"] = "payment_method",
        ["type"] = "us_bank_account",
        ["customer"] = customer,
        ["us_bank_account"] = new JsonObject { ["last4"] = "6789", ["bank_name"] = "STRIPE TEST BANK", ["status_details"] = null },
    };

    private VendorAnswer Once(VendorRequest request, Func<Dictionary<string, string>, JsonObject> make)
    {
        var key = request.Headers["idempotency-key"];
        if (_firstAnswers.TryGetValue(key, out var first)) return first.Body == request.Text ? first.Answer : StripeDesk.Error(400, "idempotency_error");
        var answer = VendorAnswer.Of(make(StripeDesk.Form(request)).DeepClone());
        _firstAnswers[key] = (request.Text, answer);
        return answer;
    }

    private static VendorAnswer Found(Dictionary<string, JsonObject> all, string id) => all.TryGetValue(id, out var found) ? VendorAnswer.Of(found.DeepClone()) : StripeDesk.Error(404, "invalid_request_error", "resource_missing");
}
