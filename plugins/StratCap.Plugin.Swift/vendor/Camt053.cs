using System.Globalization;
using System.Text;
using System.Xml.Linq;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Vendor;

/// <summary>Writes camt.053.001.08 (ISO 20022, Bank-to-Customer Statement), as its schema and message definition say.</summary>
internal static class Camt053
{
    private static readonly XNamespace Iso = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

    internal static BankFile Write(Account account, decimal closingOffBy)
    {
        var statement = new XElement(
            Iso + "Stmt", Text("Id", "STMT-2026-015"), Text("CreDtTm", "2026-01-15T22:00:00Z"),
            new XElement(Iso + "Acct", new XElement(Iso + "Id", Text("IBAN", Account.Iban)), Text("Ccy", Account.Currency)),
            Balance("OPBD", Account.Opening), Balance("CLBD", account.Closing + closingOffBy), account.Lines.Select(Entry));
        var message = new XElement(Iso + "BkToCstmrStmt", new XElement(Iso + "GrpHdr", Text("MsgId", "STMT-2026-015"), Text("CreDtTm", "2026-01-15T22:00:00Z")), statement);
        var xml = new XDocument(new XDeclaration("1.0", "UTF-8", null), new XElement(Iso + "Document", message));
        return new BankFile("statement.xml", Encoding.UTF8.GetBytes(xml.Declaration + "\n" + xml.ToString(SaveOptions.DisableFormatting)));
    }

    private static XElement Balance(string code, decimal signed) => new(
        Iso + "Bal", new XElement(Iso + "Tp", new XElement(Iso + "CdOrPrtry", Text("Cd", code))), Amount(signed), Direction(signed), new XElement(Iso + "Dt", Text("Dt", Iso8601(Account.Day))));

    private static XElement Entry(Line line) => new(
        Iso + "Ntry", Amount(line.Signed), Direction(line.Signed), new XElement(Iso + "Sts", Text("Cd", "BOOK")),
        new XElement(Iso + "BookgDt", Text("Dt", Iso8601(Account.Day))), new XElement(Iso + "ValDt", Text("Dt", Iso8601(Account.Day))), Text("AcctSvcrRef", line.Reference),
        new XElement(Iso + "BkTxCd", new XElement(Iso + "Domn", Text("Cd", "PMNT"), new XElement(Iso + "Fmly", Text("Cd", line.Signed > 0 ? "RCDT" : "ICDT"), Text("SubFmlyCd", "DMCT")))),
        new XElement(Iso + "NtryDtls", new XElement(Iso + "TxDtls", new XElement(Iso + "Refs", Text("EndToEndId", line.EndToEndId)), Amount(line.Signed), Direction(line.Signed))));

    private static XElement Amount(decimal signed) => new(Iso + "Amt", new XAttribute("Ccy", Account.Currency), Math.Abs(signed).ToString("0.00", CultureInfo.InvariantCulture));

    private static XElement Direction(decimal signed) => Text("CdtDbtInd", signed < 0 ? "DBIT" : "CRDT");

    private static XElement Text(string name, string text) => new(Iso + name, text);

    private static string Iso8601(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
