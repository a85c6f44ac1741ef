using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace StratCap.Server.Demo;

/// <summary>
/// How money moves: payees' accounts that one person enters and another confirms, a connection to the bank's files, and the bank's statement on which the distribution's payments left. Without
/// the plugin for bank files there is no statement, and this says so.
/// </summary>
/// <param name="firm">Whose fund it is.</param>
/// <param name="fund">The fund, with a paid distribution.</param>
/// <param name="payees">Investors by name; the last but one stays unconfirmed, the last has no account yet.</param>
/// <param name="say">Takes a line per step.</param>
internal sealed class MoneyJob(DemoFirm firm, string fund, IReadOnlyList<(string Name, string Id)> payees, Action<string> say)
{
    private const string Plugin = "stratcap.swift";
    private const string Bank = "Second Harbor Bank, New York", RoutingNumber = "021000021", OwnAccount = "004417790210";
    private const decimal Proceeds = 96_000_000m, OpeningBalance = 1_500_000m, Fee = 25m;

    private static readonly string[] LeftOut = ["Blue Mesa Insurance Company", "Meridian Fund of Funds IV, L.P."];

    private DemoClient Accountant => firm.Accountant;

    public async Task Run(string distribution)
    {
        foreach (var (payee, place) in payees.SkipLast(1).Select((p, n) => (p, n))) await Enter(payee, place, confirmed: place < payees.Count - 2);
        say($"{Accountant.Who}: enters the bank accounts of {payees.Count - 1} investors and verifies them; {firm.Cfo.Who} confirms all but one");
        if (await Connected() is not { } connection)
        {
            say($"{firm.Admin.Who}: finds no connector for bank files here: the bank's statement is left out");
            return;
        }
        await Import(connection, await Accountant.All($"/payments/instructions?distributionId={distribution}&size=100"));
    }

    private async Task Enter((string Name, string Id) payee, int place, bool confirmed)
    {
        var entered = await Accountant.Post($"/payments/investors/{payee.Id}/accounts", new
        {
            holder = payee.Name,
            bank = Bank,
            accountNumber = NumberOf(place),
            routingNumber = RoutingNumber,
            isPerson = payee.Name.StartsWith("Dr.", StringComparison.Ordinal),
            address = new { town = "New York", country = "US" },
        }, "payee:" + payee.Name);
        var path = $"/payments/payee-accounts/{Text(entered["data"]!["account"]!, "payeeAccountId")}";
        await Accountant.Post(path + "/verification", new { evidence = "Called back on the number in the subscription documents." }, "payee:verify:" + payee.Name);
        if (confirmed) await firm.Cfo.Post(path + "/decision", new { confirm = true }, "payee:confirm:" + payee.Name);
    }

    /// <summary>The firm's connection to its bank's files; null where the plugin for them is not there.</summary>
    private async Task<string?> Connected()
    {
        if (!(await firm.Admin.All("/plugins")).Exists(p => Text(p, "plugin") == Plugin)) return null;
        await firm.Admin.Put($"/plugins/{Plugin}", new { }, "plugin:enable");
        var made = await firm.Admin.Post("/plugins/connections", new { plugin = Plugin, name = "First Harbor Bank, files", settings = new { initiatingParty = "Cedar Ridge Capital" } }, "connection:bank-files");
        say($"{firm.Admin.Who}: connects the bank's files: statements come in, payment files go out");
        return Text(made["data"]!["connection"]!, "connectionId");
    }

    private async Task Import(string connection, List<JsonNode> instructions)
    {
        var (name, content) = ("first-harbor-2026-04-20.xml", Encoding.UTF8.GetBytes(Statement(instructions).ToString()));
        var imported = (await Accountant.Post($"/payments/funds/{fund}/statements", new { connectionId = connection, fileName = name, content }, "statement"))["data"]!;
        say($"{Accountant.Who}: {name} imported: {imported["newLines"]} lines, {imported["booked"]} of them are payments that quote their reference; the rest wait to be explained");
    }

    /// <summary>The bank's statement (camt.053) of the day on which the distribution was paid. Two payments quote nothing: the bank left their references out.</summary>
    private static XDocument Statement(List<JsonNode> instructions)
    {
        var payments = instructions.ConvertAll(i => (Amount: decimal.Parse(Text(i["amount"]!, "amount"), CultureInfo.InvariantCulture), Payee: Text(i, "payeeName"), Reference: Text(i, "reference")));
        var closing = OpeningBalance + Proceeds - Fee - payments.Sum(p => p.Amount);
        XNamespace camt = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
        XElement Balance(string code, decimal amount, string day) => new(camt + "Bal",
            new XElement(camt + "Tp", new XElement(camt + "CdOrPrtry", new XElement(camt + "Cd", code))), Money(amount), Direction(amount), new XElement(camt + "Dt", new XElement(camt + "Dt", day)));
        XElement Money(decimal amount) => new(camt + "Amt", new XAttribute("Ccy", "USD"), Math.Abs(amount).ToString("0.00", CultureInfo.InvariantCulture));
        XElement Direction(decimal amount) => new(camt + "CdtDbtInd", amount < 0 ? "DBIT" : "CRDT");
        XElement Entry(int number, decimal amount, string? party, string? reference, string text) => new(camt + "Ntry",
            Money(amount), Direction(amount), new XElement(camt + "Sts", new XElement(camt + "Cd", "BOOK")),
            new XElement(camt + "BookgDt", new XElement(camt + "Dt", "2026-04-20")), new XElement(camt + "ValDt", new XElement(camt + "Dt", "2026-04-20")),
            new XElement(camt + "AcctSvcrRef", FormattableString.Invariant($"FHB20260420{number:000}")),
            new XElement(camt + "NtryDtls", new XElement(camt + "TxDtls",
                new XElement(camt + "Refs", new XElement(camt + "EndToEndId", reference ?? "NOTPROVIDED")),
                party is null ? null : new XElement(camt + "RltdPties", new XElement(camt + (amount < 0 ? "Cdtr" : "Dbtr"), new XElement(camt + "Pty", new XElement(camt + "Nm", party)))),
                new XElement(camt + "RmtInf", new XElement(camt + "Ustrd", text)))));
        return new(new XElement(camt + "Document", new XElement(camt + "BkToCstmrStmt",
            new XElement(camt + "GrpHdr", new XElement(camt + "MsgId", "FHB-20260420"), new XElement(camt + "CreDtTm", "2026-04-20T22:00:00Z")),
            new XElement(camt + "Stmt",
                new XElement(camt + "Id", "FHB-2026-77"),
                new XElement(camt + "Acct", new XElement(camt + "Id", new XElement(camt + "Othr", new XElement(camt + "Id", OwnAccount))), new XElement(camt + "Ccy", "USD")),
                Balance("OPBD", OpeningBalance, "2026-04-17"), Balance("CLBD", closing, "2026-04-20"),
                Entry(1, Proceeds, "Alder Industrial Holdings", null, "Closing payment, sale of shares"),
                payments.Select((p, n) => Entry(n + 2, -p.Amount, p.Payee, LeftOut.Contains(p.Payee) ? null : p.Reference, "Distribution 1")),
                Entry(payments.Count + 2, -Fee, null, null, "Charges, wires of the day")))));
    }

    /// <summary>The account number of the payee at a place.</summary>
    private static string NumberOf(int place) => FormattableString.Invariant($"70{place:00}4415{place * 37 % 100:00}");

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? throw new DemoFailedException($"No '{name}' in {node.ToJsonString()}");
}
