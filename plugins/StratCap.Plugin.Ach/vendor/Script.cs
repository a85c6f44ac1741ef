using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Ach.Vendor;

/// <summary>
/// An originating bank (ODFI) in the United States that speaks by files alone: takes NACHA files to the letter of the file specifications, sends returns, and reports the account in BAI2.
/// </summary>
public sealed class Script : VendorScript, IFileBank
{
    private static readonly OwnAccount Fund = new("Harbour Fund I", new PartyAccount(AccountNumber: Account.Number, RoutingNumber: Odfi.Routing));
    private static readonly Party Entity = new("LP001", "Oak County Pension Fund", false, new PartyAccount(AccountNumber: "000123456789", RoutingNumber: "021000021"));
    private static readonly Party Person = new("LP002", "Zoe Miller", true, new PartyAccount(AccountNumber: "44-00002", RoutingNumber: "231380104", IsSavings: true));

    private readonly Account _account = new();
    private readonly Odfi _odfi = new();

    public override JsonObject Settings => new()
    {
        ["immediateDestination"] = Odfi.Routing,
        ["destinationName"] = "First Test Bank",
        ["odfi"] = Odfi.Routing,
        ["immediateOrigin"] = Odfi.Company,
        ["originName"] = "Harbour Partners GP",
        ["companyId"] = Odfi.Company,
    };

    public JsonObject OtherSettings
    {
        get
        {
            var settings = Settings;
            settings["companyName"] = "Cedar Ridge GP";
            return settings;
        }
    }

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>();

    /// <summary>BAI2 has no pages; so many lines stand for them.</summary>
    public override int PageSize => 50;

    /// <summary>Trace numbers: what returns quote.</summary>
    public override IReadOnlyList<string> Written => [.. _odfi.Taken.Select(t => t.Trace)];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. _odfi.Taken.Select(t => Amount.OfMinor(t.Cents, "USD"))];

    public IReadOnlyList<Amount> Booked => [.. _account.Lines.Select(l => Amount.OfMinor(l.SignedCents, "USD"))];

    public IReadOnlyList<string> StatementFormats { get; } = ["BAI2"];

    public IReadOnlyList<PaymentTerms> Terms { get; } =
    [
        new("CCD", PaymentDirection.Collect, Fund, Entity, "USD"),
        new("PPD", PaymentDirection.Collect, Fund, Person, "USD"),
        new("CCD", PaymentDirection.Pay, Fund, Entity, "USD"),
        new("CTX", PaymentDirection.Pay, Fund, Entity, "USD"),
    ];

    public override void Seed(int items)
    {
        _account.Lines.Clear();
        _odfi.Forget();
        for (var i = 0; i < items; i++) _account.Book();
    }

    public override string Add() => _account.Book().Reference;

    public BankFile Statement(string format, decimal closingOffBy = 0) => Bai2.Write(_account, new Amount(closingOffBy, "USD").Minor());

    public void Take(BankFile file) => _odfi.Take(file);

    public BankFile? Refusal(string reference) => _odfi.Return(reference);

    /// <summary>Nobody speaks to this bank over a network.</summary>
    public override VendorAnswer Answer(VendorRequest request) => VendorAnswer.Of(new { code = "not_found" }, 404);
}
