using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Swift.Vendor;

/// <summary>
/// A bank that speaks ISO 20022 and SWIFT by files alone: hands out camt.053.001.08 and MT940 of one account, takes pain.001 and pain.008 that are valid by their schemas and agree with their own
/// totals, keeps MsgIds for its duplicate check, and says no in pain.002.001.10.
/// </summary>
public sealed class Script : VendorScript, IFileBank
{
    private static readonly PostalAddress Town = new("Rue du Fosse", "12", "L-1536", "Luxembourg", "LU");
    private static readonly Party Investor = new(
        "LP001", "Oak County Pension Fund", false, new PartyAccount(Iban: "DE89370400440532013000", Bic: "COBADEFFXXX"), Town, "MANDATE-1", new DateOnly(2025, 1, 31));
    private static readonly OwnAccount Fund = new("Harbour Fund I", new PartyAccount(Iban: Account.Iban, Bic: "NWBKGB2LXXX"), Town);

    private readonly Account _account = new();
    private readonly PaymentDesk _desk = new();

    public override JsonObject Settings => new() { ["initiatingParty"] = "Harbour Partners GP", ["initiatingPartyId"] = "CUST-1", ["creditorId"] = "DE98ZZZ09999999999", ["batchBooking"] = "EACH" };

    public JsonObject OtherSettings => new() { ["initiatingParty"] = "Cedar Ridge GP", ["charges"] = "DEBT" };

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>();

    /// <summary>Lines of one message MT940, which has 2,000 characters at most.</summary>
    public override int PageSize => 20;

    public override IReadOnlyList<string> Written => [.. _desk.Taken.Select(t => t.EndToEndId)];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. _desk.Taken.Select(t => t.Amount)];

    public IReadOnlyList<Amount> Booked => [.. _account.Lines.Select(l => new Amount(l.Signed, Account.Currency))];

    public IReadOnlyList<string> StatementFormats { get; } = ["camt.053.001.08", "MT940"];

    public IReadOnlyList<PaymentTerms> Terms { get; } =
    [
        new("pain.001.001.09", PaymentDirection.Pay, Fund, Investor, "USD"),
        new("pain.001.001.03", PaymentDirection.Pay, Fund, Investor, "GBP"),
        new("pain.008.001.08", PaymentDirection.Collect, Fund, Investor, "EUR"),
    ];

    public override void Seed(int items)
    {
        _account.Lines.Clear();
        _desk.Forget();
        for (var i = 0; i < items; i++) _account.Book();
    }

    public override string Add() => _account.Book().Reference;

    public BankFile Statement(string format, decimal closingOffBy = 0) =>
        format == "MT940" ? Mt940.Write(_account, PageSize, closingOffBy) : Camt053.Write(_account, closingOffBy);

    public void Take(BankFile file) => _desk.Take(file);

    public BankFile? Refusal(string reference) => _desk.Refuse(reference);

    /// <summary>Nobody speaks to this bank over a network.</summary>
    public override VendorAnswer Answer(VendorRequest request) => VendorAnswer.Of(new { code = "not_found" }, 404);
}
