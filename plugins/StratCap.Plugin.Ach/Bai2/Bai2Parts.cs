using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Ach.Bai2;

/// <summary>A group: one originator's accounts on one day.</summary>
/// <param name="IsRemoved">The bank takes back what it reported before (group status 2).</param>
/// <param name="IsPending">Interim data (as-of-date modifier 1 or 3): the final report brings it again.</param>
internal sealed record Bai2Group(DateOnly? AsOf, string AsOfRaw, string Currency, bool IsRemoved, bool IsPending, string? Problem)
{
    public static Bai2Group Of(Bai2Record record)
    {
        var fields = record.Fields();
        string Field(int i) => fields.ElementAtOrDefault(i) ?? "";
        var status = Field(2);
        if (status == "4") throw Refusal.OfFile(record.Line, "the group is a test (status 4), which is not read.");
        if (status is not ("1" or "2" or "3")) throw Refusal.OfFile(record.Line, "the group's status is 1, 2 or 3.");
        var asOf = Bai2Record.Day(Field(3));
        var problem = status == "3" ? "The bank corrects an earlier report with this one." : asOf is null ? $"Line {record.Line}: the group's day does not exist." : null;
        return new Bai2Group(asOf, Field(3), CurrencyOf(Field(5), "USD", record.Line), status == "2", Field(6) is "1" or "3", problem);
    }

    public static string CurrencyOf(string field, string otherwise, int line) =>
        field.Length == 0 ? otherwise : field.Length == 3 && field.All(char.IsAsciiLetterUpper) ? field : throw Refusal.OfFile(line, "a currency has three capitals.");
}

/// <summary>An account with the ledger balances of its day (types 010 and 015).</summary>
/// <param name="Sum">The algebraic sum of its summaries, in minor units.</param>
internal sealed record Bai2Account(string Account, string Currency, decimal? Opening, decimal? Closing, decimal Sum)
{
    public static Bai2Account Of(Bai2Record record, Bai2Group group)
    {
        var fields = record.Fields();
        if (fields[0].Length is 0 or > 70) throw Refusal.OfFile(record.Line, "the account has no number of at most 70 characters.");
        var currency = Bai2Group.CurrencyOf(fields.ElementAtOrDefault(1) ?? "", group.Currency, record.Line);
        decimal? opening = null, closing = null;
        var sum = 0m;
        for (var i = 2; i < fields.Length;)
        {
            var type = fields[i];
            if (type.Length == 0 && fields.Skip(i).All(f => f.Length == 0)) break;
            if (type.Length != 3 || !type.All(char.IsAsciiDigit)) throw Refusal.OfFile(record.Line, "a summary's type has three digits.");
            var amount = fields.ElementAtOrDefault(i + 1) is { Length: > 0 } text ? Bai2Record.Integer(text, record.Line, "a summary's amount") : (decimal?)null;
            sum += amount ?? 0;
            if (type == "010") opening = amount;
            if (type == "015") closing = amount;
            i += 3;
            i = Bai2Funds.Skip(fields, i, record.Line, out _);
        }
        return new Bai2Account(fields[0], currency, Units(opening, currency), Units(closing, currency), sum);
    }

    public static decimal? Units(decimal? minor, string currency)
    {
        if (minor is not { } value) return null;
        for (var i = 0; i < Amount.MinorUnits(currency); i++) value /= 10;
        return value;
    }
}

/// <summary>When money can be used: a type and, by type, more fields.</summary>
internal static class Bai2Funds
{
    /// <summary>The place of the field after the funds' fields, which begin at <paramref name="at"/>.</summary>
    public static int Skip(IReadOnlyList<string> fields, int at, int line, out string? valueDay)
    {
        valueDay = null;
        switch (fields.ElementAtOrDefault(at))
        {
            case null or "" or "0" or "1" or "2" or "Z":
                return at + 1;
            case "S":
                return at + 4;
            case "V":
                valueDay = fields.ElementAtOrDefault(at + 1);
                return at + 3;
            case "D":
                var pairs = Bai2Record.Integer(fields.ElementAtOrDefault(at + 1), line, "the number of distributions");
                return pairs is >= 0 and <= 100 ? at + 2 + 2 * (int)pairs : throw Refusal.OfFile(line, "the number of distributions is at most 100.");
            default:
                throw Refusal.OfFile(line, "the funds' type is none of BAI2's.");
        }
    }
}

/// <summary>A transaction. Its type says the direction: 100-399 and 920-959 credits, 400-699 and 960-999 debits; loans (7xx) and 890 move nothing here.</summary>
/// <param name="Minor">As written, without direction.</param>
/// <param name="Direction">1, -1, or 0 where none can be told.</param>
internal sealed record Bai2Transaction(int Line, string Type, decimal Minor, int Direction, string? ValueDay, string BankReference, string CustomerReference, string Text)
{
    /// <summary>Where one physical line ends and the next begins: a comma between fields, but a blank within the text.</summary>
    private const char Join = '\u0001';

    public static Bai2Transaction Of(Bai2Record record)
    {
        var whole = string.Join(Join, record.Parts);
        var fields = whole.Split(',', Join).Select(f => f.Trim()).ToArray();
        var type = fields[0];
        if (type.Length != 3 || !type.All(char.IsAsciiDigit)) throw Refusal.OfFile(record.Line, "a transaction's type has three digits.");
        var minor = fields.ElementAtOrDefault(1) is { Length: > 0 } amount || type != "890" ? Bai2Record.Integer(fields.ElementAtOrDefault(1), record.Line, "the amount") : 0;
        var next = Bai2Funds.Skip(fields, 2, record.Line, out var valueDay);
        return new Bai2Transaction(
            record.Line, type, minor, DirectionOf(type), valueDay, fields.ElementAtOrDefault(next) ?? "", fields.ElementAtOrDefault(next + 1) ?? "", TextAfter(whole, next + 2));
    }

    public BankTransaction ToBank(Bai2Group group, Bai2Account account, TransactionIds ids)
    {
        var amount = Bai2Account.Units(Direction == 0 ? Minor : Minor * Direction, account.Currency)!.Value;
        var hasReference = BankReference.Any(c => c is not ('0' or ' '));
        var plain = amount.ToString(CultureInfo.InvariantCulture);
        var id = ids.Next(account.Account, group.AsOfRaw, Type, plain, account.Currency, hasReference ? BankReference : null, hasReference ? null : CustomerReference, hasReference ? null : Text);
        var status = group.IsRemoved ? BankStatus.Removed : Direction == 0 || Minor == 0 ? BankStatus.Information : group.IsPending ? BankStatus.Pending : BankStatus.Booked;
        return new BankTransaction(
            id, account.Account, status, group.AsOf, Bai2Record.Day(ValueDay), new Amount(amount, account.Currency), BankReference: Some(BankReference), CustomerReference: Some(CustomerReference),
            Text: Some(Text), Code: Type);
    }

    private static int DirectionOf(string type) => int.Parse(type, CultureInfo.InvariantCulture) switch
    {
        >= 100 and < 400 or >= 920 and < 960 => 1,
        >= 400 and < 700 or >= 960 => -1,
        _ => 0,
    };

    private static string TextAfter(string whole, int fields)
    {
        var from = 0;
        for (var i = 0; i < fields; i++)
        {
            var next = whole.AsSpan(from).IndexOfAny(',', Join);
            if (next < 0) return "";
            from += next + 1;
        }
        return string.Join(' ', whole[from..].Split(Join).Select(t => t.Trim())).Trim();
    }

    private static string? Some(string text) => text.Length > 0 ? text : null;
}
