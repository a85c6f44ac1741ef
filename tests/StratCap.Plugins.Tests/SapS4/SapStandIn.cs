using System.Text.Json.Nodes;
using System.Xml.Linq;
using System.Xml.Schema;
using StratCap.Plugin.SapS4.Vendor;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.SapS4;

/// <summary>The system that the kit judges the connector with, on a day that the tests set. What SAP's own mock server does as well is tried against that too (<see cref="SapPeerTests"/>).</summary>
internal sealed class SapStandIn : ScriptStandIn
{
    public const string User = SapVendor.User;
    public const string Password = SapVendor.Password;

    private readonly SapVendor system;

    public SapStandIn()
        : this(new SapVendor())
    {
    }

    private SapStandIn(SapVendor system)
        : base(system)
    {
        this.system = system;
        Today = new(2026, 11, 26);
    }

    public DateOnly Today
    {
        get => system.Ledger.Today;
        set => system.Ledger.Today = value;
    }

    public List<JsonObject> Items => system.Ledger.Items;

    public List<JsonObject> Accounts => system.Ledger.Accounts;

    public List<JsonObject> Texts => system.Ledger.Texts;

    public int PageCap
    {
        get => system.OData.PageCap;
        set => system.OData.PageCap = value;
    }

    public bool NextLinks
    {
        get => system.OData.NextLinks;
        set => system.OData.NextLinks = value;
    }

    public bool Unsigned
    {
        set => system.Ledger.Unsigned = value;
    }

    public int SessionsToDrop
    {
        set => system.Sessions.ToDrop = value;
    }

    public static XmlSchemaSet Schema() => PostingService.Schema();

    public static string Envelope(XElement body) => PostingService.Envelope(body);

    public static XElement Confirmation(string document, string year, string? type, string? note) => PostingService.Confirmation(document, year, type, note);

    public static string Wire(DateOnly day) => Ledger.Wire(day);

    public string Add(DateOnly created, decimal[] amounts, string currency = "USD", string posted = "2026-01-15", string category = "", string reference = "", string year = "2026") =>
        system.Ledger.Add(created, amounts, currency, posted, category, reference, year);

    public IEnumerable<JsonObject> Of(string number) => system.Ledger.Of(number);
}
