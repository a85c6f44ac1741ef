using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Camt;

/// <summary>
/// Reads camt.052 (within the day), camt.053 (statement) and camt.054 (notification), any version, with or without a business header around them. A balance counts as booked when it is OPBD or
/// PRCD, CLBD, or ITBD between pages; entries with the status BOOK alone count against it.
/// </summary>
internal sealed class CamtReader
{
    private readonly TransactionIds ids = new();

    public static StatementFile Read(XmlTree root)
    {
        var reader = new CamtReader();
        var messages = root.Find(name => PartOf(name) is not null).ToList();
        if (messages.Count == 0) throw Refusal.OfFile(root.Line, "there is no camt.052, camt.053 or camt.054 in it.");
        var statements = messages.SelectMany(m => m.All(PartOf(m.Name)!.Value.Part).Select(part => reader.Of(m, part))).ToList();
        if (statements.Count == 0) throw Refusal.OfFile(messages[0].Line, "the message has no statement.");
        return new StatementFile(FormatOf(messages[0]), statements);
    }

    private static (string Format, string Part)? PartOf(string name) => name switch
    {
        "BkToCstmrStmt" => ("camt.053", "Stmt"),
        "BkToCstmrAcctRpt" => ("camt.052", "Rpt"),
        "BkToCstmrDbtCdtNtfctn" => ("camt.054", "Ntfctn"),
        _ => null,
    };

    private static string FormatOf(XmlTree message)
    {
        var kind = PartOf(message.Name)!.Value.Format;
        var version = message.Space[(message.Space.LastIndexOf(':') + 1)..];
        return version.StartsWith(kind, StringComparison.Ordinal) && version.Length < 20 ? version : kind;
    }

    private Statement Of(XmlTree message, XmlTree part)
    {
        var account = part.Text("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id") ?? "";
        if (account.Length is 0 or > 70) throw Refusal.OfFile(part.Line, "the statement names no account of at most 70 characters.");
        var page = part.Text("StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb") ?? message.Text("GrpHdr/MsgPgntn/PgNb") ?? "1";
        var problems = new List<string>();
        var entries = part.All("Ntry").SelectMany(n => CamtEntry.Of(n, account, page == "1" ? null : page, ids, problems)).ToList();
        var balances = part.All("Bal").Select(CamtBalance.Of).ToList();
        var opening = First(balances, "OPBD") ?? First(balances, "PRCD") ?? First(balances, "ITBD");
        var closing = balances.LastOrDefault(b => b.Code == "CLBD") ?? balances.LastOrDefault(b => b.Code == "ITBD" && b != opening);
        decimal? difference = null;
        if (opening is not null && closing is not null) difference = closing.Value - opening.Value - Booked(entries);
        Tell(problems, message, opening, closing, difference);
        Summary(problems, part, entries);
        var currency = part.Text("Acct/Ccy") ?? opening?.Currency ?? closing?.Currency ?? entries.FirstOrDefault()?.Amount.Currency;
        return new Statement(
            IdOf(part, page), account, currency, opening?.Value, opening?.On, closing?.Value, closing?.On, entries, difference, problems);
    }

    private static string IdOf(XmlTree part, string page)
    {
        var id = part.Text("Id") ?? throw Refusal.OfFile(part.Line, "the statement has no id.");
        return page == "1" ? id : $"{id}/{page}";
    }

    private static CamtBalance? First(List<CamtBalance> balances, string code) => balances.FirstOrDefault(b => b.Code == code);

    private static decimal Booked(IEnumerable<BankTransaction> entries) => entries.Where(e => e.Status == BankStatus.Booked && e.BatchId is null).Sum(e => e.Amount.Value);

    private static void Tell(List<string> problems, XmlTree message, CamtBalance? opening, CamtBalance? closing, decimal? difference)
    {
        if (message.Name == "BkToCstmrStmt" && opening is null) problems.Add("There is no opening balance.");
        if (message.Name == "BkToCstmrStmt" && closing is null) problems.Add("There is no closing balance.");
        if (opening is not null && closing is not null && opening.Currency != closing.Currency) problems.Add("The opening and the closing balance are in two currencies.");
        if (difference is { } d && d != 0) problems.Add(string.Create(CultureInfo.InvariantCulture, $"The closing balance less the opening balance and the booked lines is {d}, and should be zero."));
    }

    /// <summary>Compares the bank's own counts and sums with the entries, where it gives them.</summary>
    private static void Summary(List<string> problems, XmlTree part, List<BankTransaction> entries)
    {
        var lines = entries.Where(e => e.BatchId is null).ToList();
        void Compare(string element, List<BankTransaction> counted)
        {
            if (part.At($"TxsSummry/{element}") is not { } said) return;
            if (said.Text("NbOfNtries") is { } number && number != counted.Count.ToString(CultureInfo.InvariantCulture)) problems.Add($"The bank's own count ({element}) does not agree with the lines.");
            if (said.At("Sum") is { } sum && sum.Number() != counted.Sum(e => Math.Abs(e.Amount.Value))) problems.Add($"The bank's own sum ({element}) does not agree with the lines.");
        }
        Compare("TtlNtries", lines);
        Compare("TtlCdtNtries", [.. lines.Where(l => l.Amount.Value > 0)]);
        Compare("TtlDbtNtries", [.. lines.Where(l => l.Amount.Value < 0)]);
    }
}

/// <summary>A balance, signed.</summary>
internal sealed record CamtBalance(string? Code, decimal Value, string Currency, DateOnly? On)
{
    public static CamtBalance Of(XmlTree node)
    {
        var (value, currency) = (node.At("Amt") ?? throw Refusal.OfFile(node.Line, "a balance has no amount.")).Amount();
        return new CamtBalance(node.Text("Tp/CdOrPrtry/Cd", "Tp/Cd"), Direction.Of(node) * value, currency, node.At("Dt")?.Day());
    }
}

internal static class Direction
{
    /// <summary>1 for CRDT, -1 for DBIT.</summary>
    public static int Of(XmlTree node) => node.Text("CdtDbtInd") switch
    {
        "CRDT" => 1,
        "DBIT" => -1,
        _ => throw Refusal.OfFile(node.Line, "whether it is a credit or a debit (CdtDbtInd) is not said."),
    };
}
