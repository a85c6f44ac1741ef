using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Swift.Vendor;

/// <summary>
/// The bank's desk for payments. A file is taken whole or not at all: valid by its schema, its counts and sums those of its payments, a MsgId never seen before unless the file is the very same.
/// (Duplicate checks by MsgId: the banks' guides to pain.001; counts and sums: ISO 20022 message definition, rules on NbOfTxs and CtrlSum.)
/// </summary>
internal sealed class PaymentDesk
{
    private static readonly Dictionary<string, XmlSchemaSet> Schemas = [];
    private readonly Dictionary<string, byte[]> _files = [];

    internal List<TakenPayment> Taken { get; } = [];

    internal void Forget()
    {
        _files.Clear();
        Taken.Clear();
    }

    internal void Take(BankFile file)
    {
        var document = Parse(file);
        var message = document.Root!.Elements().Single();
        var id = Value(message, "GrpHdr/MsgId");
        if (_files.TryGetValue(id, out var known))
        {
            if (!file.Content.Span.SequenceEqual(known)) throw new FileRefusedException($"MsgId {id} was used for another file.");
            return;
        }
        var format = document.Root.Name.NamespaceName.Split(':')[^1];
        var payments = message.Elements().Where(Named("PmtInf")).SelectMany(i => Payments(i, id, format)).ToList();
        Agree(message.Elements().Single(Named("GrpHdr")), payments, "the file");
        if (payments.Select(p => p.EndToEndId).Distinct(StringComparer.Ordinal).Count() != payments.Count) throw new FileRefusedException("Two payments have the same EndToEndId.");
        _files[id] = file.Content.ToArray();
        Taken.AddRange(payments);
    }

    /// <summary>A pain.002.001.10 that refuses one payment: the account is closed (AC04).</summary>
    internal BankFile? Refuse(string endToEndId) => Taken.Find(t => t.EndToEndId == endToEndId) is { } payment ? Pain002.Refuse(payment, Taken.Count(t => t.InstructionId == payment.InstructionId)) : null;

    private static List<TakenPayment> Payments(XElement instruction, string message, string format)
    {
        var payments = instruction.Elements().Where(e => e.Name.LocalName is "CdtTrfTxInf" or "DrctDbtTxInf").Select(p =>
        {
            var amount = p.Descendants().First(Named("InstdAmt"));
            return new TakenPayment(
                message, format, Value(instruction, "PmtInfId"), Value(p, "PmtId/EndToEndId"),
                new Amount(decimal.Parse(amount.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), amount.Attribute("Ccy")!.Value));
        }).ToList();
        Agree(instruction, payments, "a payment information");
        if (payments.Find(p => !p.Amount.FitsCurrency) is { } odd) throw new FileRefusedException($"{odd.EndToEndId} has more decimals than {odd.Amount.Currency}.");
        return payments;
    }

    private static void Agree(XElement part, List<TakenPayment> payments, string what)
    {
        if (Value(part, "NbOfTxs") != payments.Count.ToString(CultureInfo.InvariantCulture)) throw new FileRefusedException($"NbOfTxs of {what} is not the number of its payments.");
        if (decimal.Parse(Value(part, "CtrlSum"), CultureInfo.InvariantCulture) != payments.Sum(p => p.Amount.Value)) throw new FileRefusedException($"CtrlSum of {what} is not the sum of its payments.");
    }

    private static XDocument Parse(BankFile file)
    {
        try
        {
            using var stream = new MemoryStream(file.Content.ToArray());
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var document = XDocument.Load(reader);
            document.Validate(SchemaOf(document.Root!.Name.NamespaceName.Split(':')[^1]), (_, e) => throw new FileRefusedException($"It is not valid by its schema: {e.Message}"));
            return document;
        }
        catch (XmlException e)
        {
            throw new FileRefusedException($"It is no XML: {e.Message}");
        }
    }

    private static XmlSchemaSet SchemaOf(string format)
    {
        if (format is not ("pain.001.001.03" or "pain.001.001.09" or "pain.008.001.08")) throw new FileRefusedException("The bank takes pain.001.001.03, pain.001.001.09 and pain.008.001.08.");
        if (Schemas.TryGetValue(format, out var known)) return known;
        using var xsd = typeof(PaymentDesk).Assembly.GetManifestResourceStream(format + ".xsd")!;
        using var reader = XmlReader.Create(xsd);
        var schemas = new XmlSchemaSet();
        schemas.Add(null, reader);
        return Schemas[format] = schemas;
    }

    private static string Value(XElement from, string path) =>
        path.Split('/').Aggregate((XElement?)from, (at, name) => at?.Elements().FirstOrDefault(Named(name)))?.Value ?? throw new FileRefusedException($"{from.Name.LocalName} has no {path}.");

    private static Func<XElement, bool> Named(string name) => e => e.Name.LocalName == name;
}

/// <summary>A payment that the bank took.</summary>
internal sealed record TakenPayment(string MessageId, string Format, string InstructionId, string EndToEndId, Amount Amount);

/// <summary>Writes pain.002.001.10 (ISO 20022, Customer Payment Status Report).</summary>
internal static class Pain002
{
    private static readonly XNamespace Iso = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10";

    internal static BankFile Refuse(TakenPayment payment, int of)
    {
        var report = new XElement(
            Iso + "CstmrPmtStsRpt",
            new XElement(Iso + "GrpHdr", Text("MsgId", "RJ" + payment.EndToEndId), Text("CreDtTm", "2026-01-15T09:00:00Z")),
            new XElement(Iso + "OrgnlGrpInfAndSts", Text("OrgnlMsgId", payment.MessageId), Text("OrgnlMsgNmId", payment.Format)),
            // The report names the one payment that is refused, and says of the others that some were taken (PART).
            new XElement(
                Iso + "OrgnlPmtInfAndSts", Text("OrgnlPmtInfId", payment.InstructionId), Text("OrgnlNbOfTxs", of.ToString(CultureInfo.InvariantCulture)), Text("PmtInfSts", of == 1 ? "RJCT" : "PART"),
                new XElement(
                    Iso + "TxInfAndSts", Text("OrgnlInstrId", payment.EndToEndId), Text("OrgnlEndToEndId", payment.EndToEndId), Text("TxSts", "RJCT"),
                    new XElement(Iso + "StsRsnInf", new XElement(Iso + "Rsn", Text("Cd", "AC04"))))));
        var xml = new XDocument(new XElement(Iso + "Document", report));
        return new BankFile("answer.xml", Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml.ToString(SaveOptions.DisableFormatting)));
    }

    private static XElement Text(string name, string text) => new(Iso + name, text);
}
