using System.Globalization;
using System.Text;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Ach.Nacha;

/// <summary>
/// Writes CCD, PPD and CTX files: one batch per class and purpose, traces ascending, as NACHA's file specifications say. Names are cut to their field as is the custom; whatever else does not fit is refused.
/// </summary>
internal static class NachaWriter
{
    private const int BlockingFactor = 10;
    private const int AddendaText = 80;
    private const long MostCentsPerEntry = 9_999_999_999;
    private const long MostCentsPerFile = 999_999_999_999;

    public static BankFile Write(AchSettings settings, PaymentBatch batch)
    {
        if (batch.Orders.Count == 0) throw Refusal.OfBatch("it has no orders.");
        if (batch.Orders.Select(o => o.ExecuteOn).Distinct().Count() > 1) throw Refusal.OfBatch("its orders are for more than one day.");
        var entries = batch.Orders.Select(order => AchEntry.Of(settings, batch, order)).OrderBy(e => e.Trace, StringComparer.Ordinal).ToList();
        for (var i = 1; i < entries.Count; i++)
            if (entries[i].Trace == entries[i - 1].Trace) throw Refusal.OfOrder(entries[i].Key, "its trace number is another order's too.");
        if (entries.Sum(e => (decimal)e.Cents) > MostCentsPerFile) throw Refusal.OfBatch("its sum is larger than a file can say.");
        return new BankFile($"{batch.Id}.ach", Encoding.ASCII.GetBytes(string.Concat(Lines(settings, batch, entries).Select(line => line + settings.LineEnding))));
    }

    private static List<string> Lines(AchSettings settings, PaymentBatch batch, List<AchEntry> entries)
    {
        var lines = new List<string> { FileHeader(settings, batch) };
        var totals = new List<NachaTotals>();
        foreach (var group in entries.GroupBy(e => (e.Class, e.Purpose)).OrderBy(g => g.Key.Class, StringComparer.Ordinal).ThenBy(g => g.Key.Purpose))
            totals.Add(Batch(lines, settings, batch, group.Key.Class, group.Key.Purpose, [.. group], number: totals.Count + 1));
        var sum = totals.Aggregate((a, b) => a + b);
        var blocks = (lines.Count + BlockingFactor) / BlockingFactor;
        lines.Add($"9{Number(totals.Count, 6)}{Number(blocks, 6)}{Number(sum.Count, 8)}{Number(sum.Hash, 10)}{Number(sum.Debits, 12)}{Number(sum.Credits, 12)}".PadRight(94));
        while (lines.Count % BlockingFactor != 0) lines.Add(new string('9', 94));
        return lines;
    }

    private static string FileHeader(AchSettings settings, PaymentBatch batch)
    {
        const string Modifiers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        if (batch.SequenceOfDay < 1 || batch.SequenceOfDay > Modifiers.Length) throw Refusal.OfBatch("a day has at most 36 files.");
        var created = batch.CreatedAt.ToOffset(settings.UtcOffset).ToString("yyMMddHHmm", CultureInfo.InvariantCulture);
        return $"101 {settings.ImmediateDestination}{settings.ImmediateOrigin}{created}{Modifiers[batch.SequenceOfDay - 1]}094101{Text(settings.DestinationName, 23)}{Text(settings.OriginName, 23)}{Text("", 8)}";
    }

    private static NachaTotals Batch(List<string> lines, AchSettings settings, PaymentBatch batch, string kind, PaymentPurpose purpose, List<AchEntry> entries, int number)
    {
        var serviceClass = batch.Direction == PaymentDirection.Pay ? "220" : "225";
        var effective = batch.Orders[0].ExecuteOn.ToString("yyMMdd", CultureInfo.InvariantCulture);
        var company = settings.CompanyName ?? LatinText.ToAscii(batch.Own.Name) ?? throw Refusal.OfBatch("the name of our account is not in Latin letters.");
        lines.Add($"5{serviceClass}{Text(company, 16)}{Text("", 20)}{Text(settings.CompanyId, 10)}{kind}{Text(settings.Descriptions[purpose], 10)}{Text("", 6)}{effective}{Text("", 3)}1{settings.Odfi}{Number(number, 7)}");
        var totals = default(NachaTotals);
        foreach (var entry in entries)
        {
            var records = Entry(entry);
            lines.AddRange(records);
            var pays = batch.Direction == PaymentDirection.Pay;
            totals += new NachaTotals(records.Count, long.Parse(entry.Rdfi, CultureInfo.InvariantCulture), pays ? 0 : entry.Cents, pays ? entry.Cents : 0);
        }
        lines.Add($"8{serviceClass}{Number(totals.Count, 6)}{Number(totals.Hash, 10)}{Number(totals.Debits, 12)}{Number(totals.Credits, 12)}{Text(settings.CompanyId, 10)}{Text("", 19)}{Text("", 6)}{settings.Odfi}{Number(number, 7)}");
        return totals;
    }

    private static List<string> Entry(AchEntry entry)
    {
        var addenda = entry.Remittance.Chunk(AddendaText).Select(chunk => new string(chunk)).ToList();
        var name = entry.Class == "CTX" ? $"{Number(addenda.Count, 4)}{Text(entry.Name, 16)}{Text("", 2)}" : Text(entry.Name, 22);
        var lines = new List<string>
        {
            $"6{entry.Code}{entry.Rdfi}{entry.CheckDigit}{Text(entry.Account, 17)}{Number(entry.Cents, 10)}{Text(entry.PartyId, 15)}{name}{Text("", 2)}{(addenda.Count > 0 ? 1 : 0)}{entry.Trace}",
        };
        for (var i = 0; i < addenda.Count; i++) lines.Add($"705{Text(addenda[i], AddendaText)}{Number(i + 1, 4)}{entry.Trace[8..]}");
        return lines;
    }

    private static string Text(string text, int width) => (text.Length > width ? text[..width] : text).PadRight(width);

    private static string Number(long number, int width)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
        return digits.Length == width ? digits : throw Refusal.OfBatch("it is larger than a file can say.");
    }

    /// <summary>One order as a file's entry, all of it checked.</summary>
    private sealed record AchEntry(
        string Key, string Class, PaymentPurpose Purpose, string Code, string Rdfi, char CheckDigit, string Account, long Cents, string PartyId, string Name, string Trace, string Remittance)
    {
        public static AchEntry Of(AchSettings settings, PaymentBatch batch, PaymentOrder order)
        {
            var party = order.Party;
            var remittance = Latin(order, order.Remittance ?? "", "its text").Trim();
            if (remittance.Length > 140) throw Refusal.OfOrder(order.Key, "its text has more than 140 characters.");
            if (order.Amount.Currency != "USD") throw Refusal.OfOrder(order.Key, "ACH carries US dollars alone.");
            if (order.Amount.Value is <= 0 or > MostCentsPerEntry / 100m) throw Refusal.OfOrder(order.Key, "an entry is above zero and at most 99,999,999.99.");
            if (decimal.Round(order.Amount.Value, 2) != order.Amount.Value) throw Refusal.OfOrder(order.Key, "an amount has at most two decimal places.");
            if (!AccountNumbers.IsRouting(party.Account.RoutingNumber)) throw Refusal.OfOrder(order.Key, "the routing number's check digit does not fit.");
            var account = party.Account.AccountNumber ?? "";
            if (account.Length is 0 or > 17 || !account.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ')) throw Refusal.OfOrder(order.Key, "an account number has 1 to 17 letters, digits, dashes.");
            if (party.Id.Length > 15) throw Refusal.OfOrder(order.Key, "the party's id has more than 15 characters.");
            if (order.TraceNumber is not (> 0 and <= 9_999_999)) throw Refusal.OfOrder(order.Key, "a trace number from 1 to 9,999,999 is wanted.");
            return new AchEntry(
                order.Key, ClassOf(batch, order, remittance), order.Purpose, $"{(party.Account.IsSavings ? '3' : '2')}{(batch.Direction == PaymentDirection.Pay ? '2' : '7')}",
                party.Account.RoutingNumber![..8], party.Account.RoutingNumber[8], account, order.Amount.Minor(), Latin(order, party.Id, "the party's id"), Latin(order, party.Name, "the party's name"),
                settings.Odfi + Number(order.TraceNumber.Value, 7), remittance);
        }

        /// <summary>PPD for people; for entities CCD, or CTX where one addenda cannot hold the text. A class that was asked for and does not fit is refused: a person's account debited as CCD comes back as R05.</summary>
        private static string ClassOf(PaymentBatch batch, PaymentOrder order, string remittance)
        {
            var asked = order.Rail ?? batch.Format;
            if (asked is not (null or "CCD" or "PPD" or "CTX")) throw Refusal.OfOrder(order.Key, "the classes written are CCD, PPD and CTX.");
            var kind = asked ?? (order.Party.IsPerson ? "PPD" : remittance.Length > AddendaText ? "CTX" : "CCD");
            if (order.Party.IsPerson != (kind == "PPD")) throw Refusal.OfOrder(order.Key, "PPD is for people, CCD and CTX are for entities.");
            if (kind != "CTX" && remittance.Length > AddendaText) throw Refusal.OfOrder(order.Key, $"{kind} carries at most 80 characters of text.");
            return kind;
        }

        private static string Latin(PaymentOrder order, string text, string what) =>
            LatinText.ToAscii(text) ?? throw Refusal.OfOrder(order.Key, $"{what} has characters without a Latin form.");
    }
}
