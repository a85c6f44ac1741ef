using System.Globalization;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Swift.Pain;

/// <summary>
/// Writes pain.001 (versions .03 and .09) and pain.008.001.08. A file holds one payment information, named like the file, so that an answer for either speaks of the same orders. MsgId is the
/// batch's id and EndToEndId the order's key: a file sent twice is seen as such by the bank.
/// </summary>
internal static class PainWriter
{
    public static BankFile Write(SwiftSettings settings, PaymentBatch batch)
    {
        if (batch.Orders.Count == 0) throw Refusal.OfBatch("it has no orders.");
        if (batch.Id.Length is 0 or > 35 || !batch.Id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) throw Refusal.OfBatch("its id has 1 to 35 letters, digits and dashes.");
        if (batch.Orders.Select(o => o.ExecuteOn).Distinct().Count() > 1) throw Refusal.OfBatch("its orders are for more than one day.");
        if (batch.Orders.Select(o => o.Rail).Distinct().Count() > 1) throw Refusal.OfBatch("its orders ask for more than one rail.");
        var format = FormatOf(settings, batch);
        var level = LevelOf(settings, batch, format);
        var orders = batch.Orders.Select(o => PainOrder.Of(o, level == "SEPA")).ToList();
        if (orders.GroupBy(o => o.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Refusal.OfOrder(twice.Key, "its key stands twice in the batch.");
        using var xml = new PainXml(format);
        if (format == SwiftSettings.Debit08) Debits(xml, settings, batch, orders);
        else Credits(xml, settings, batch, orders, format, level);
        return new BankFile($"{batch.Id}.xml", xml.Bytes());
    }

    private static string FormatOf(SwiftSettings settings, PaymentBatch batch)
    {
        var pays = batch.Direction == PaymentDirection.Pay;
        var format = batch.Format ?? (pays ? settings.CreditFormat : SwiftSettings.Debit08);
        return format switch
        {
            SwiftSettings.Credit09 or SwiftSettings.Credit03 when pays => format,
            SwiftSettings.Debit08 when !pays => format,
            _ => throw Refusal.OfBatch(pays ? $"money goes out by {SwiftSettings.Credit09} or {SwiftSettings.Credit03}." : $"debits are written as {SwiftSettings.Debit08}."),
        };
    }

    private static string LevelOf(SwiftSettings settings, PaymentBatch batch, string format)
    {
        var level = batch.Orders[0].Rail ?? (format == SwiftSettings.Debit08 ? "SEPA" : settings.ServiceLevel);
        if (level is not ("URGP" or "NURG" or "SEPA")) throw Refusal.OfBatch("the rails are URGP, NURG and SEPA.");
        return format == SwiftSettings.Debit08 && level != "SEPA" ? throw Refusal.OfBatch("debits are written for SEPA alone.") : level;
    }

    private static void Credits(PainXml xml, SwiftSettings settings, PaymentBatch batch, List<PainOrder> orders, string format, string level) => xml.In("CstmrCdtTrfInitn", () =>
    {
        Header(xml, settings, batch, orders);
        xml.In("PmtInf", () =>
        {
            Instruction(xml, settings, batch, orders, "TRF", () => xml.Text("SvcLvl/Cd", level));
            xml.Day(format == SwiftSettings.Credit03 ? "ReqdExctnDt" : "ReqdExctnDt/Dt", batch.Orders[0].ExecuteOn);
            Own(xml, batch, "Dbtr", level == "SEPA");
            xml.Text("ChrgBr", level == "SEPA" ? "SLEV" : settings.Charges);
            foreach (var order in orders) Credit(xml, order, format);
        });
    });

    private static void Credit(PainXml xml, PainOrder order, string format) => xml.In("CdtTrfTxInf", () =>
    {
        Ids(xml, order, withUetr: format == SwiftSettings.Credit09);
        xml.In("Amt", () => xml.Amount("InstdAmt", order.Plain, order.Currency));
        if (order.Account is not { Bic: null, RoutingNumber: null }) xml.Bank("CdtrAgt", order.Account);
        xml.Party("Cdtr", order.Name, order.Address);
        xml.Account("CdtrAcct", order.Account);
        xml.Text("RmtInf/Ustrd", order.Remittance);
    });

    private static void Debits(PainXml xml, SwiftSettings settings, PaymentBatch batch, List<PainOrder> orders) => xml.In("CstmrDrctDbtInitn", () =>
    {
        var creditor = settings.CreditorId ?? throw Refusal.OfSetting("creditorId", "is needed for SEPA debits.");
        Header(xml, settings, batch, orders);
        xml.In("PmtInf", () =>
        {
            Instruction(xml, settings, batch, orders, "DD", () =>
            {
                xml.Text("SvcLvl/Cd", "SEPA");
                xml.Text("LclInstrm/Cd", settings.DebitScheme);
                xml.Text("SeqTp", settings.DebitSequence);
            });
            xml.Day("ReqdColltnDt", batch.Orders[0].ExecuteOn);
            Own(xml, batch, "Cdtr", isSepa: true);
            xml.Text("ChrgBr", "SLEV");
            xml.In("CdtrSchmeId", () => xml.In("Id", () => xml.In("PrvtId", () => xml.In("Othr", () =>
            {
                xml.Text("Id", creditor);
                xml.Text("SchmeNm/Prtry", "SEPA");
            }))));
            foreach (var order in orders) Debit(xml, order);
        });
    });

    private static void Debit(PainXml xml, PainOrder order) => xml.In("DrctDbtTxInf", () =>
    {
        Exception Refuse(string why) => Refusal.OfOrder(order.Key, why);
        var mandate = PainOrder.Latin(order.Party.MandateId, 35, "the mandate's id", Refuse) ?? throw Refuse("a debit needs the mandate that the payer gave.");
        var signedOn = order.Party.MandateSignedOn ?? throw Refuse("a debit needs the day on which the mandate was signed.");
        Ids(xml, order, withUetr: true);
        xml.Amount("InstdAmt", order.Plain, order.Currency);
        xml.In("DrctDbtTx", () => xml.In("MndtRltdInf", () =>
        {
            xml.Text("MndtId", mandate);
            xml.Day("DtOfSgntr", signedOn);
        }));
        xml.Bank("DbtrAgt", order.Account with { RoutingNumber = null });
        xml.Party("Dbtr", order.Name, order.Address);
        xml.Account("DbtrAcct", order.Account);
        xml.Text("RmtInf/Ustrd", order.Remittance);
    });

    private static void Header(PainXml xml, SwiftSettings settings, PaymentBatch batch, List<PainOrder> orders) => xml.In("GrpHdr", () =>
    {
        xml.Text("MsgId", batch.Id);
        xml.Text("CreDtTm", batch.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture));
        Totals(xml, orders);
        xml.In("InitgPty", () =>
        {
            xml.Text("Nm", settings.InitiatingParty);
            xml.Text("Id/OrgId/Othr/Id", settings.InitiatingPartyId);
        });
    });

    private static void Instruction(PainXml xml, SwiftSettings settings, PaymentBatch batch, List<PainOrder> orders, string method, Action type)
    {
        xml.Text("PmtInfId", batch.Id);
        xml.Text("PmtMtd", method);
        if (settings.BookAsOne is { } asOne) xml.Text("BtchBookg", asOne ? "true" : "false");
        Totals(xml, orders);
        xml.In("PmtTpInf", type);
    }

    private static void Totals(PainXml xml, List<PainOrder> orders)
    {
        xml.Text("NbOfTxs", orders.Count.ToString(CultureInfo.InvariantCulture));
        xml.Text("CtrlSum", orders.Sum(o => decimal.Parse(o.Plain, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
    }

    private static void Own(PainXml xml, PaymentBatch batch, string name, bool isSepa)
    {
        static Exception Refuse(string why) => Refusal.OfBatch($"our own account: {why}");
        var account = PainOrder.AccountOf(batch.Own.Account, isSepa, Refuse);
        xml.Party(name, PainOrder.Latin(batch.Own.Name, isSepa ? 70 : 140, "the name", Refuse) ?? throw Refuse("it has no name."), PainAddress.Of(batch.Own.Address, Refuse));
        xml.Account($"{name}Acct", account);
        xml.Bank($"{name}Agt", account);
    }

    private static void Ids(PainXml xml, PainOrder order, bool withUetr) => xml.In("PmtId", () =>
    {
        xml.Text("InstrId", order.Key);
        xml.Text("EndToEndId", order.Key);
        if (withUetr) xml.Text("UETR", order.Uetr());
    });
}
