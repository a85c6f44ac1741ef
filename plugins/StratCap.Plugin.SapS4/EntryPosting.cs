using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SapS4;

/// <summary>Posts by the SOAP service. It answers 200 for a refusal too: the log in the answer decides; a fault of the client's was refused unread.</summary>
internal sealed class EntryPosting(Connection connection, OData odata)
{
    internal const int MaxItems = 999;

    private const string Service = "/sap/bc/srt/scs_ext/sap/journalentrycreaterequestconfi";
    private const string Action = "http://sap.com/xi/SAPSCORE/SFIN/JournalEntryCreateRequestConfirmation_In/JournalEntryCreateRequestConfirmation_InRequest";
    private const int ErrorSeverity = 3;

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Sfin = "http://sap.com/xi/SAPSCORE/SFIN";

    // In the order of the schema, which is fixed.
    private static readonly string[] BeforeAssignment = ["AssignmentReference", "TradingPartner"];
    private static readonly string[] Assignment = ["ProfitCenter", "Segment", "CostCenter", "WBSElement", "FunctionalArea"];

    internal async Task<WriteOutcome> Post(EntryToPost entry, CancellationToken ct)
    {
        if (Problem(entry) is { } problem) return problem;
        if (await new EntryReading(connection, odata).Find(entry.Reference, ct) is { } there) return there;
        var answer = await Send(Envelope(entry), ct);
        if (answer is null) return new WriteOutcome.Uncertain("SAP did not answer, or not to the end.");
        if (answer.StatusClass is ErrorClass.Auth or ErrorClass.RateLimited && OData.Refusal(answer, null, connection.Clock) is { } refusal) throw refusal;
        return Outcome(answer);
    }

    /// <summary>The message as it goes out, its body valid against SAP's schema.</summary>
    internal XElement Message(EntryToPost entry)
    {
        var now = connection.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        XElement Header() => new("MessageHeader", new XElement("ID", entry.Reference), new XElement("CreationDateTime", now));
        return new(Sfin + "JournalEntryBulkCreateRequest", new XAttribute(XNamespace.Xmlns + "sfin", Sfin), Header(), new XElement("JournalEntryCreateRequest", Header(), JournalEntry(entry)));
    }

    private static WriteOutcome.Rejected? Problem(EntryToPost entry)
    {
        if (entry.Problem() is { } problem) return problem;
        if (entry.Lines.Count > MaxItems) return new("entry.too_many_lines", $"A document of SAP has {MaxItems} items at most.", "lines");
        if (entry.Lines.FirstOrDefault(l => l.AccountId.Length > 10) is not null) return new("entry.account_malformed", "An account of SAP has ten characters at most.", "lines");
        var unknown = entry.Lines.SelectMany(l => l.Dimensions?.Keys ?? []).FirstOrDefault(name => !BeforeAssignment.Contains(name) && !Assignment.Contains(name));
        return unknown is null ? null : new("entry.dimension_unknown", $"The connector posts no dimension '{unknown}' to SAP.", unknown);
    }

    private XElement JournalEntry(EntryToPost entry)
    {
        var date = entry.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new("JournalEntry",
            new XElement("OriginalReferenceDocumentType", "BKPFF"),
            new XElement("OriginalReferenceDocument", entry.Reference),
            new XElement("BusinessTransactionType", "RFBU"),
            new XElement("AccountingDocumentType", connection.Text("documentType") ?? "SA"),
            new XElement("DocumentReferenceID", entry.Reference),
            string.IsNullOrWhiteSpace(entry.Memo) ? null : new XElement("DocumentHeaderText", PlainBody.Carried(entry.Memo, 25)),
            new XElement("CreatedByUser", connection.Required("createdByUser")),
            new XElement("CompanyCode", connection.Required("companyCode")),
            new XElement("DocumentDate", date),
            new XElement("PostingDate", date),
            entry.ReversesExternalId is { Length: <= 20 } reversed ? new XElement("Reference1InDocumentHeader", reversed) : null,
            entry.Lines.Select(Item));
    }

    // A credit is a negative amount and H, both.
    private static XElement Item(LedgerLine line, int index)
    {
        var assigned = Assignment.Where(name => line.Dimensions?.ContainsKey(name) == true).Select(name => new XElement(name, line.Dimensions![name])).ToList();
        return new("Item",
            new XElement("ReferenceDocumentItem", (index + 1).ToString(CultureInfo.InvariantCulture)),
            new XElement("GLAccount", line.AccountId),
            new XElement("AmountInTransactionCurrency", new XAttribute("currencyCode", line.Amount.Currency), (line.Side == Side.Credit ? "-" : "") + line.Amount.Plain()),
            new XElement("DebitCreditCode", line.Side == Side.Debit ? "S" : "H"),
            string.IsNullOrWhiteSpace(line.Text) ? null : new XElement("DocumentItemText", PlainBody.Carried(line.Text, 50)),
            BeforeAssignment.Where(name => line.Dimensions?.ContainsKey(name) == true).Select(name => new XElement(name, line.Dimensions![name])),
            assigned.Count == 0 ? null : new XElement("AccountAssignment", assigned));
    }

    private string Envelope(EntryToPost entry) => new XElement(Soap + "Envelope", new XAttribute(XNamespace.Xmlns + "soapenv", Soap), new XElement(Soap + "Header"), new XElement(Soap + "Body", Message(entry))).ToString(SaveOptions.DisableFormatting);

    /// <summary>Sends with a token against forgery; a token that the system has dropped meanwhile is fetched once more, for then nothing was done.</summary>
    private async Task<VendorAnswer?> Send(string envelope, CancellationToken ct)
    {
        var answer = await Send(envelope, await Forgery.Token(connection, odata.Root, ct), ct);
        if (!Forgery.IsDropped(answer)) return answer;
        answer = await Send(envelope, await Forgery.Token(connection, odata.Root, ct), ct);
        return Forgery.IsDropped(answer) ? throw new ConnectorException(ErrorClass.Transient, "SAP dropped the session twice over; nothing was posted.") : answer;
    }

    private async Task<VendorAnswer?> Send(string envelope, Forgery token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, odata.Root + Service) { Content = PlainBody.Xml(envelope, "text/xml") };
        request.Headers.TryAddWithoutValidation("Authorization", "Basic {{basic:user,password}}");
        request.Headers.TryAddWithoutValidation("SOAPAction", $"\"{Action}\"");
        token.PutOn(request);
        return await connection.Tell(request, ct);
    }

    private WriteOutcome Outcome(VendorAnswer answer)
    {
        var envelope = Parse(answer.Body);
        var confirmation = envelope?.Descendants(Sfin + "JournalEntryBulkCreateConfirmation").FirstOrDefault();
        if (confirmation is null && ClientFault(envelope) is { } fault) return fault;
        if (!answer.IsSuccess || confirmation is null)
            return answer.StatusClass is ErrorClass.Validation or ErrorClass.NotFound or ErrorClass.Conflict
                ? new WriteOutcome.Rejected(((int)answer.Status).ToString(CultureInfo.InvariantCulture), "SAP does not take the message.")
                : new WriteOutcome.Uncertain("SAP answered without a confirmation.");
        var made = confirmation.Element("JournalEntryCreateConfirmation")?.Element("JournalEntryCreateConfirmation");
        var document = made?.Element("AccountingDocument")?.Value;
        var isThere = document is not null && document.Any(c => c != '0');
        var worst = confirmation.Descendants("Log").Elements("Item").OrderByDescending(i => Severity(i.Element("SeverityCode"))).FirstOrDefault();
        var failed = confirmation.Descendants("MaximumLogItemSeverityCode").Concat(confirmation.Descendants("SeverityCode")).Any(s => Severity(s) >= ErrorSeverity);
        return (isThere, failed) switch
        {
            (true, false) => new WriteOutcome.Accepted($"{made!.Element("CompanyCode")?.Value}/{made.Element("FiscalYear")?.Value}/{document}"),
            (false, true) => new WriteOutcome.Rejected(worst?.Element("TypeID")?.Value ?? "sap.refused", "SAP: " + PlainBody.Carried(worst?.Element("Note")?.Value ?? "refused without saying why.", 200)),
            _ => new WriteOutcome.Uncertain("SAP's confirmation contradicts itself."),
        };
    }

    /// <summary>The refusal of a message that SAP could not work on; null when there is none. A fault of the server's says nothing of what it did before.</summary>
    private static WriteOutcome.Rejected? ClientFault(XElement? envelope)
    {
        var fault = envelope?.Element(Soap + "Body")?.Element(Soap + "Fault");
        // A qualified name; what follows a dot says more of the same.
        if (fault?.Element("faultcode")?.Value.Trim().Split(':')[^1].Split('.')[0] != "Client") return null;
        return new("soap.client", "SAP: " + PlainBody.Carried(fault.Element("faultstring")?.Value ?? "does not take the message.", 200));
    }

    private static int Severity(XElement? code) => int.TryParse(code?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var severity) ? severity : 0;

    private static XElement? Parse(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
