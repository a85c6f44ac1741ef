using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.SapS4.Vendor;

/// <summary>The SOAP service "Journal Entry - Post (Synchronous)": takes a message that is valid by its schema, behind a token against forgery, and answers 200 for a refusal too. It knows no key.</summary>
internal sealed partial class PostingService(Ledger ledger, Sessions sessions)
{
    internal const string Path = "/sap/bc/srt/scs_ext/sap/journalentrycreaterequestconfi";

    // Entries dated before are in a closed period.
    private const string OpenFrom = "2025-01-01";

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Sfin = "http://sap.com/xi/SAPSCORE/SFIN";

    private static readonly XmlSchemaSet Known = Schema();

    /// <summary>The two messages of the service, reduced to what is used.</summary>
    internal static XmlSchemaSet Schema()
    {
        using var text = typeof(PostingService).Assembly.GetManifestResourceStream("journal-entry-post.reduced.xsd")!;
        using var reader = XmlReader.Create(text);
        var set = new XmlSchemaSet();
        set.Add(null, reader);
        set.Compile();
        return set;
    }

    internal static string Envelope(XElement body) => new XElement(Soap + "Envelope", new XElement(Soap + "Header"), new XElement(Soap + "Body", body)).ToString();

    /// <summary>An answer of the service, valid by its schema.</summary>
    internal static XElement Confirmation(string document, string year, string? type, string? note)
    {
        XElement Header() => new("MessageHeader", new XElement("CreationDateTime", "2026-11-26T12:00:00Z"));
        var log = new XElement("Log", new XElement("MaximumLogItemSeverityCode", note is null ? "1" : "3"), note is null ? null : new XElement("Item", new XElement("TypeID", type), new XElement("SeverityCode", "3"), new XElement("Note", note)));
        var made = new XElement("JournalEntryCreateConfirmation", new XElement("AccountingDocument", document), new XElement("CompanyCode", Ledger.CompanyCode), new XElement("FiscalYear", year));
        var confirmation = new XElement(Sfin + "JournalEntryBulkCreateConfirmation", Header(), new XElement("JournalEntryCreateConfirmation", Header(), made, log), new XElement("Log"));
        return Fault(confirmation) is { } fault ? throw new InvalidOperationException(fault) : confirmation;
    }

    internal VendorAnswer Answer(VendorRequest request)
    {
        var session = SessionCookie().Match(request.Headers.GetValueOrDefault("cookie", "")).Groups[1].Value;
        if (!sessions.Holds(session, request.Headers.GetValueOrDefault("x-csrf-token")))
            return new(403, "CSRF token validation failed"u8.ToArray(), "text/plain", new Dictionary<string, string> { ["X-CSRF-Token"] = "Required" });
        if (!request.Headers.GetValueOrDefault("soapaction", "").Contains("JournalEntryCreateRequestConfirmation_In", StringComparison.Ordinal)) return Refused("No operation of this service");
        var message = XDocument.Parse(request.Text).Descendants(Sfin + "JournalEntryBulkCreateRequest").SingleOrDefault();
        if (message is null) return Refused("No message of this service");
        if (Fault(message) is { } fault) return Refused(fault);
        return Say(200, Confirmation(message.Element("JournalEntryCreateRequest")!.Element("JournalEntry")!));
    }

    private static VendorAnswer Say(int status, XElement body) => new(status, Encoding.UTF8.GetBytes(Envelope(body)), "text/xml;charset=utf-8");

    // SAP's services tell by a fault of the client's what they cannot read.
    private static VendorAnswer Refused(string why) => Say(500, new XElement(Soap + "Fault", new XElement("faultcode", "soap-env:Client"), new XElement("faultstring", why)));

    private static string? Fault(XElement message)
    {
        string? fault = null;
        new XDocument(message).Validate(Known, (_, e) => fault ??= e.Message);
        return fault;
    }

    private XElement Confirmation(XElement entry)
    {
        var amounts = entry.Elements("Item").Select(i => decimal.Parse(i.Element("AmountInTransactionCurrency")!.Value, CultureInfo.InvariantCulture)).ToArray();
        if (amounts.Sum() != 0) return Confirmation("0000000000", "0000", "609(F5)", "Balance in transaction currency");
        if (string.CompareOrdinal(entry.Element("PostingDate")!.Value, OpenFrom) < 0) return Confirmation("0000000000", "0000", "201(F5)", "Posting period 012 2024 is not open");
        return Confirmation(Book(entry, amounts), "2026", null, null);
    }

    private string Book(XElement entry, decimal[] amounts)
    {
        var currency = entry.Element("Item")!.Element("AmountInTransactionCurrency")!.Attribute("currencyCode")!.Value;
        var number = ledger.Add(ledger.Today, amounts, currency, entry.Element("PostingDate")!.Value, reference: entry.Element("DocumentReferenceID")!.Value);
        foreach (var (row, item) in ledger.Of(number).Zip(entry.Elements("Item")))
        {
            row["GLAccount"] = item.Element("GLAccount")!.Value;
            row["DocumentItemText"] = item.Element("DocumentItemText")?.Value ?? "";
            row["AccountingDocumentHeaderText"] = entry.Element("DocumentHeaderText")?.Value ?? "";
            row["CostCenter"] = item.Element("AccountAssignment")?.Element("CostCenter")?.Value ?? "";
            row["AssignmentReference"] = item.Element("AssignmentReference")?.Value ?? "";
        }
        ledger.Posted.Add(number);
        return number;
    }

    [GeneratedRegex(@"SAP_SESSIONID_X=(\w+)")]
    private static partial Regex SessionCookie();
}
