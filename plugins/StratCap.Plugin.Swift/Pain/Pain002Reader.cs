using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Swift.Pain;

/// <summary>
/// Reads pain.002, any version, with or without a namespace. The lowest level that says anything wins: a bank may accept the group and refuse every payment in it. What is said of a group, or
/// of a payment information, and not of each of its payments, becomes an answer for the batch.
/// </summary>
internal static class Pain002Reader
{
    public static List<PaymentUpdate> Read(XmlTree root)
    {
        var reports = root.Find(name => name == "CstmrPmtStsRpt").ToList();
        if (reports.Count == 0) throw Refusal.OfFile(root.Line, "there is no pain.002 in it.");
        return [.. reports.SelectMany(r => new Report(r).Updates())];
    }

    private sealed class Report(XmlTree report)
    {
        private readonly string message = report.Text("GrpHdr/MsgId") ?? throw Refusal.OfFile(report.Line, "the report has no id.");
        private readonly DateOnly? day = XmlTree.DayOf(report.Text("GrpHdr/CreDtTm"));
        private readonly XmlTree group = report.At("OrgnlGrpInfAndSts") ?? throw Refusal.OfFile(report.Line, "the report does not name the file that it answers.");
        private readonly TransactionIds ids = new();

        public List<PaymentUpdate> Updates()
        {
            var updates = new List<PaymentUpdate>();
            var instructions = report.All("OrgnlPmtInfAndSts").ToList();
            foreach (var instruction in instructions) updates.AddRange(Of(instruction));
            if (instructions.Count == 0 && group.Text("GrpSts") is not null) updates.Add(OfBatch(group, "GrpSts"));
            return updates.Count > 0 ? updates : throw Refusal.OfFile(report.Line, "the report says no status.");
        }

        private List<PaymentUpdate> Of(XmlTree instruction)
        {
            var payments = instruction.All("TxInfAndSts").ToList();
            var updates = payments.Select(p => OfPayment(instruction, p)).ToList();
            if (!ListsAll(instruction, payments.Count))
            {
                if (instruction.Text("PmtInfSts") is not null) updates.Add(OfBatch(instruction, "PmtInfSts"));
                else if (group.Text("GrpSts") is not null) updates.Add(OfBatch(group, "GrpSts"));
            }
            return updates;
        }

        /// <summary>Whether each payment of the instruction has its own answer. Where the bank gives no number, a list counts as whole unless all were refused: then it may name the faulty ones alone.</summary>
        private bool ListsAll(XmlTree instruction, int listed)
        {
            if (listed == 0) return false;
            var number = instruction.Text("OrgnlNbOfTxs") ?? group.Text("OrgnlNbOfTxs");
            if (number is null) return instruction.Text("PmtInfSts") != "RJCT" && group.Text("GrpSts") != "RJCT";
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var total) && listed >= total;
        }

        private PaymentUpdate OfPayment(XmlTree instruction, XmlTree payment)
        {
            var (level, element) = payment.Text("TxSts") is not null ? (payment, "TxSts") : instruction.Text("PmtInfSts") is not null ? (instruction, "PmtInfSts") : (group, "GrpSts");
            var key = payment.Text("OrgnlEndToEndId") is { } id && id != "NOTPROVIDED" ? id : null;
            var amount = payment.At("OrgnlTxRef/Amt/InstdAmt")?.Amount();
            var external = payment.Text("AcctSvcrRef", "ClrSysRef");
            if (key is null && external is null && payment.Text("OrgnlInstrId") is null) throw Refusal.OfFile(payment.Line, "a payment's status does not say which payment.");
            return Of(level, element, key ?? payment.Text("OrgnlInstrId"), external) with
            {
                On = XmlTree.DayOf(payment.Text("AccptncDtTm")) ?? day,
                Amount = amount is var (value, currency) ? new Amount(value, currency) : null,
            };
        }

        private PaymentUpdate OfBatch(XmlTree level, string element) => Of(level, element, null, null);

        private PaymentUpdate Of(XmlTree level, string element, string? key, string? external)
        {
            var batch = group.Text("OrgnlMsgId") ?? throw Refusal.OfFile(group.Line, "the report does not name the file that it answers.");
            var status = level.Text(element) ?? throw Refusal.OfFile(level.Line, "a status is missing.");
            var reasons = level.All("StsRsnInf").ToList();
            var codes = reasons.Select(r => r.Text("Rsn/Cd", "Rsn/Prtry")).Where(c => c is not null);
            var texts = reasons.SelectMany(r => r.All("AddtlInf")).Select(t => t.Value).Where(t => t.Length > 0);
            return new PaymentUpdate(
                $"pain.002-{ids.Next(message, batch, key, external, element, status)}", key, external, StateOf(status, level), codes.FirstOrDefault() ?? status,
                string.Join(' ', texts) is { Length: > 0 } text ? text : status, day, null, BatchId: batch);
        }

        private static PaymentState StateOf(string status, XmlTree level) => status switch
        {
            "RCVD" or "ACTC" or "ACCP" or "ACSP" or "ACFC" or "ACWC" or "ACWP" or "PATC" or "PDNG" or "PART" => PaymentState.Pending,
            "ACSC" or "ACCC" => PaymentState.Settled,
            "RJCT" => PaymentState.Failed,
            "CANC" => PaymentState.Cancelled,
            _ => throw Refusal.OfFile(level.Line, "the status is not known; to guess whether money moved is worse than to ask."),
        };
    }
}
