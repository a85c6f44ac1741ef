using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Camt;

/// <summary>One <c>Ntry</c>: a line of the account, with its parts when the bank booked several payments as one.</summary>
internal static class CamtEntry
{
    private const string NotProvided = "NOTPROVIDED";

    public static List<BankTransaction> Of(XmlTree entry, string account, string? page, TransactionIds ids, List<string> problems)
    {
        var (value, currency) = (entry.At("Amt") ?? throw Refusal.OfFile(entry.Line, "a line has no amount.")).Amount();
        var details = entry.All("NtryDtls").SelectMany(d => d.All("TxDtls")).ToList();
        var single = details.Count == 1 ? details[0] : null;
        var line = Describe(entry, single, Direction.Of(entry) * value, currency, account, problems);
        line = line with { Id = IdOf(line, single, page, ids) };
        if (Amount.MinorUnits(currency) is var places && decimal.Round(value, places) != value) problems.Add($"Line {entry.Line}: the amount has more decimals than {currency} has.");
        return details.Count > 1 ? [line, .. Parts(entry, details, line, problems)] : [line];
    }

    /// <summary>
    /// The bank's own reference with day and amount (banks give a return the reference of what it returns); else the payers' references, and the page, since two pages may hold equal lines.
    /// </summary>
    private static string IdOf(BankTransaction line, XmlTree? single, string? page, TransactionIds ids)
    {
        var amount = line.Amount.Value.ToString("0.00###", CultureInfo.InvariantCulture);
        var day = line.BookedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var reversal = line.IsReversal ? "reversal" : null;
        return line.BankReference is { } reference
            ? ids.Next(line.AccountId, day, amount, line.Amount.Currency, reversal, reference)
            : ids.Next(line.AccountId, day, amount, line.Amount.Currency, reversal, line.EndToEndId, single?.Text("Refs/InstrId"), single?.Text("Refs/TxId"), page);
    }

    private static BankTransaction Describe(XmlTree entry, XmlTree? detail, decimal signed, string currency, string account, List<string> problems) => new(
        "", account, StatusOf(entry, problems), DayOf(entry, "BookgDt", problems), DayOf(entry, "ValDt", problems), new Amount(signed, currency), IsReversal(entry),
        Unless(detail?.Text("Refs/EndToEndId"), NotProvided), entry.Text("AcctSvcrRef") ?? detail?.Text("Refs/AcctSvcrRef"),
        detail?.Text("Refs/InstrId", "Refs/PmtInfId") ?? entry.Text("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId"),
        Party(detail, signed), PartyAccount(detail, signed), (detail is null ? null : Remittance(detail)) ?? entry.Text("AddtlNtryInf"), Code(entry));

    private static List<BankTransaction> Parts(XmlTree entry, List<XmlTree> details, BankTransaction line, List<string> problems)
    {
        var parts = new List<BankTransaction>();
        foreach (var detail in details)
        {
            if ((detail.At("Amt") ?? detail.At("AmtDtls/TxAmt/Amt") ?? detail.At("AmtDtls/InstdAmt/Amt")) is not { } amount)
            {
                problems.Add($"Line {entry.Line}: the bank lists the payments of a batch without their amounts, so that they are left out.");
                return [];
            }
            var (value, currency) = amount.Amount();
            var signed = (detail.At("CdtDbtInd") is null ? Math.Sign(line.Amount.Value) : Direction.Of(detail)) * value;
            parts.Add(line with
            {
                Id = $"{line.Id}-{parts.Count + 1}",
                BatchId = line.Id,
                Amount = new Amount(signed, currency),
                EndToEndId = Unless(detail.Text("Refs/EndToEndId"), NotProvided),
                BankReference = detail.Text("Refs/AcctSvcrRef"),
                CustomerReference = detail.Text("Refs/InstrId", "Refs/PmtInfId"),
                Counterparty = Party(detail, signed),
                CounterpartyAccount = PartyAccount(detail, signed),
                Text = Remittance(detail),
            });
        }
        if (parts.Any(p => p.Amount.Currency != line.Amount.Currency) || parts.Sum(p => p.Amount.Value) != line.Amount.Value)
            problems.Add($"Line {entry.Line}: the payments of a batch do not add up to its line.");
        return parts;
    }

    private static BankStatus StatusOf(XmlTree entry, List<string> problems)
    {
        switch (entry.Text("Sts/Cd", "Sts/Prtry", "Sts"))
        {
            case "BOOK": return BankStatus.Booked;
            case "PDNG" or "FUTR": return BankStatus.Pending;
            case "INFO": return BankStatus.Information;
            case null: throw Refusal.OfFile(entry.Line, "a line has no status.");
            default:
                problems.Add($"Line {entry.Line}: the line's status is not known; it counts as not booked.");
                return BankStatus.Pending;
        }
    }

    private static bool IsReversal(XmlTree entry) => entry.Text("RvslInd") switch
    {
        "true" or "1" => true,
        null or "false" or "0" => false,
        _ => throw Refusal.OfFile(entry.Line, "whether it is a reversal (RvslInd) is not said in a known way."),
    };

    private static DateOnly? DayOf(XmlTree entry, string name, List<string> problems)
    {
        if (entry.At(name) is not { } node) return null;
        var day = node.Day();
        if (day is null) problems.Add($"Line {node.Line}: the day does not exist.");
        return day;
    }

    private static string? Code(XmlTree entry)
    {
        if (entry.Text("BkTxCd/Domn/Cd") is not { } domain) return entry.Text("BkTxCd/Prtry/Cd");
        return $"{domain}/{entry.Text("BkTxCd/Domn/Fmly/Cd")}/{entry.Text("BkTxCd/Domn/Fmly/SubFmlyCd")}";
    }

    /// <summary>Who is on the other side: the debtor of what comes in, the creditor of what goes out.</summary>
    private static string? Party(XmlTree? detail, decimal signed) =>
        signed >= 0 ? detail?.Text("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm") : detail?.Text("RltdPties/Cdtr/Pty/Nm", "RltdPties/Cdtr/Nm");

    private static string? PartyAccount(XmlTree? detail, decimal signed) =>
        signed >= 0 ? detail?.Text("RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id") : detail?.Text("RltdPties/CdtrAcct/Id/IBAN", "RltdPties/CdtrAcct/Id/Othr/Id");

    private static string? Remittance(XmlTree detail)
    {
        var information = detail.All("RmtInf").ToList();
        var lines = information.SelectMany(r => r.All("Ustrd")).Select(u => u.Value)
            .Concat(information.SelectMany(r => r.All("Strd")).SelectMany(s => new[] { s.Text("CdtrRefInf/Ref"), s.Text("AddtlRmtInf") })).Where(t => !string.IsNullOrEmpty(t));
        return string.Join('\n', lines) is { Length: > 0 } text ? text : detail.Text("AddtlTxInf");
    }

    private static string? Unless(string? text, string nothing) => text == nothing ? null : text;
}
