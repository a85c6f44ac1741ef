using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Payees;

/// <summary>The keyed hash of an account that arrives from another installation: of the same number, under this one's key, so that a payer and an account entered again are recognised.</summary>
internal sealed class ArrivingPayees(Seal seal) : IArrivingRows
{
    public string Table => "payments.payee_accounts";

    public IReadOnlyList<string> Columns => ["number_hash"];

    public void Arrive(JsonObject row)
    {
        var numbers = JsonSerializer.Deserialize<PayeeNumbers>(row["sealed_numbers"]!.GetValue<string>(), ApiJson.Options)!;
        var linkedOver = row["linked_over"]?.GetValue<string>();
        row["number_hash"] = (numbers.Iban ?? numbers.AccountNumber) is { } whole ? PayeeNumbers.Hash(whole, seal) : PayeeNumbers.HashOfLinked(Guid.Parse(linkedOver!), row["sealed_vendor_id"]!.GetValue<string>(), seal);
    }
}
