using System.Globalization;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Fin;

/// <summary>
/// Reads archived payment messages for looking up: MT103 from the beneficiary's account, MT101 from the orderer's. They are for information: an order or a message between banks books nothing.
/// </summary>
internal static partial class PaymentArchive
{
    public static List<Statement> Of(FinMessage message, string type)
    {
        var reference = message.Fields[0].First.Trim();
        var payments = type == "103" ? [Transfer(message, reference)] : Orders(message, reference);
        List<string> problems = message.IsRefused ? ["The network did not take this message (451:1)."] : [];
        return [.. payments.GroupBy(p => (p.AccountId, p.Amount.Currency)).Select(g => new Statement(reference, g.Key.AccountId, g.Key.Currency, null, null, null, null, [.. g], null, problems))];
    }

    private static BankTransaction Transfer(FinMessage message, string reference)
    {
        var field = message.One("32A") ?? throw Refusal.OfFile(message.Line, "the transfer has no amount (field 32A).");
        var match = DatedAmount().Match(field.First.TrimEnd());
        if (!match.Success) throw Refusal.OfFile(field.Line, "the amount (field 32A) is malformed.");
        var beneficiary = FinParty.Of(message.Fields, "59");
        var orderer = FinParty.Of(message.Fields, "50");
        return Payment(
            message, reference, beneficiary, orderer, FinLine.Number(match.Groups[3].Value, field.Line), match.Groups[2].Value, FinLine.Day(match.Groups[1].Value), message.One("70")?.Text);
    }

    private static List<BankTransaction> Orders(FinMessage message, string reference)
    {
        var first = message.Fields.FindIndex(f => f.Tag == "21");
        if (first < 0) throw Refusal.OfFile(message.Line, "the request holds no order (field 21).");
        var (head, orders) = (message.Fields[..first], new List<BankTransaction>());
        var day = FinLine.Day(head.Find(f => f.Tag == "30")?.First.Trim() ?? "");
        for (var from = first; from < message.Fields.Count;)
        {
            var to = message.Fields.FindIndex(from + 1, f => f.Tag == "21");
            var part = message.Fields[from..(to < 0 ? message.Fields.Count : to)];
            var field = part.Find(f => f.Tag == "32B") ?? throw Refusal.OfFile(part[0].Line, "an order has no amount (field 32B).");
            var match = PlainAmount().Match(field.First.TrimEnd());
            if (!match.Success) throw Refusal.OfFile(field.Line, "the amount (field 32B) is malformed.");
            var orderer = FinParty.Of(part, "50") ?? FinParty.Of(head, "50");
            var remittance = part.Find(f => f.Tag == "70")?.Text;
            orders.Add(Payment(
                message, $"{reference}/{part[0].First.Trim()}", orderer, FinParty.Of(part, "59"), -FinLine.Number(match.Groups[2].Value, field.Line), match.Groups[1].Value, day, remittance) with
            { CustomerReference = part[0].First.Trim() });
            from += part.Count;
        }
        return orders;
    }

    private static BankTransaction Payment(FinMessage message, string reference, FinParty? own, FinParty? other, decimal signed, string currency, DateOnly? day, string? text)
    {
        if (own?.Account is not { } account) throw Refusal.OfFile(message.Line, "the payment names no account of the side that it is read from.");
        var id = TransactionIds.Of(string.Create(CultureInfo.InvariantCulture, $"{account}\n{reference}\n{signed}\n{currency}\n{day:yyyyMMdd}"));
        return new BankTransaction(
            id, account, BankStatus.Information, null, day, new Amount(signed, currency), BankReference: reference, Counterparty: other?.Name, CounterpartyAccount: other?.Account, Text: text);
    }

    [GeneratedRegex(@"^(\d{6})([A-Z]{3})(\d{1,18}(?:,\d{0,5})?)$")]
    private static partial Regex DatedAmount();

    [GeneratedRegex(@"^([A-Z]{3})(\d{1,18}(?:,\d{0,5})?)$")]
    private static partial Regex PlainAmount();

    /// <summary>A party's field (50a, 59a): a line with the account after a slash, then the name.</summary>
    private sealed record FinParty(string? Account, string? Name)
    {
        public static FinParty? Of(List<FinField> fields, string tag)
        {
            // An instructing party (50C, 50L) has no account and is not the orderer.
            var named = fields.FindAll(f => f.Tag.StartsWith(tag, StringComparison.Ordinal));
            if ((named.Find(f => f.First.StartsWith('/')) ?? named.FirstOrDefault()) is not { } field) return null;
            var account = field.First.StartsWith('/') ? field.First.TrimStart('/').Trim() : null;
            var name = field.Lines.Skip(account is null ? 0 : 1).FirstOrDefault()?.Trim();
            return new FinParty(string.IsNullOrEmpty(account) ? null : account, string.IsNullOrEmpty(name) ? null : name);
        }
    }
}
