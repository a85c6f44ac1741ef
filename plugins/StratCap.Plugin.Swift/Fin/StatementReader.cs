using System.Globalization;
using System.Text.RegularExpressions;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Fin;

/// <summary>
/// Reads MT940 and MT950 (statements) and MT942 (what moved within the day). What MT942 tells is pending: MT940 books it. Pages (60F/62M, 60M/62F) are statements of their own, each tied to its
/// own two balances. One reader serves one file, so that equal lines on two pages get two ids.
/// </summary>
internal sealed partial class StatementReader
{
    private static readonly string[] Known = ["20", "21", "25", "25P", "28", "28C", "60F", "60M", "61", "86", "62F", "62M", "64", "65", "34F", "13D", "13", "90D", "90C", "NS"];
    private readonly TransactionIds ids = new();
    private readonly Dictionary<string, FinBalance> pageEnds = [];

    public Statement Of(FinMessage message, string type)
    {
        var problems = new List<string>();
        foreach (var field in message.Fields.Where(f => !Known.Contains(f.Tag))) problems.Add($"Line {field.Line}: the field {field.Tag} is not known and was passed over.");
        var account = message.One("25", "25P")?.First.Trim() is { Length: > 0 and <= 70 } named
            ? named
            : throw Refusal.OfFile(message.Line, "the statement names no account (field 25) of at most 70 characters.");
        var opening = Balance(message.One("60F", "60M"), problems);
        var closing = Balance(message.One("62F", "62M"), problems);
        var currency = opening?.Currency ?? closing?.Currency ?? FloorCurrency(message) ?? throw Refusal.OfFile(message.Line, "the statement says no currency.");
        var number = message.One("28", "28C")?.First.Trim();
        var lines = Lines(message).Select(l => l.ToBank(account, currency, number, type == "942", ids, problems)).ToList();
        decimal? difference = opening is not null && closing is not null ? closing.Value - opening.Value - lines.Where(l => l.Status == BankStatus.Booked).Sum(l => l.Amount.Value) : null;
        if (type != "942") Tell(problems, opening, closing, difference);
        Chain(message, account, opening, closing, problems);
        Sums(message, lines, problems);
        return new Statement(
            string.IsNullOrEmpty(number) ? message.Fields[0].First.Trim() : number, account, currency, opening?.Value, opening?.On, closing?.Value, closing?.On, lines, difference, problems);
    }

    /// <summary>A page begins with the balance that the page before it in the file ended with.</summary>
    private void Chain(FinMessage message, string account, FinBalance? opening, FinBalance? closing, List<string> problems)
    {
        if (message.One("60M") is not null && pageEnds.Remove(account, out var end) && end.Value != opening?.Value) problems.Add("The page does not begin with the balance that the page before it ended with.");
        if (message.One("62M") is not null && closing is not null) pageEnds[account] = closing;
    }

    private static void Tell(List<string> problems, FinBalance? opening, FinBalance? closing, decimal? difference)
    {
        if (opening is null) problems.Add("There is no opening balance.");
        if (closing is null) problems.Add("There is no closing balance.");
        if (opening?.Currency is { } a && closing?.Currency is { } b && a != b) problems.Add("The opening and the closing balance are in two currencies.");
        if (difference is { } d && d != 0) problems.Add(string.Create(CultureInfo.InvariantCulture, $"The closing balance less the opening balance and the lines is {d}, and should be zero."));
    }

    /// <summary>Each field 61 with the fields 86 that follow it; a field 86 after a balance belongs to the statement.</summary>
    private static List<FinLine> Lines(FinMessage message)
    {
        var lines = new List<FinLine>();
        FinLine? open = null;
        foreach (var field in message.Fields)
        {
            if (field.Tag == "61") lines.Add(open = FinLine.Of(field));
            else if (field.Tag == "86") open?.Information.Add(field.Text);
            else open = null;
        }
        return lines;
    }

    /// <summary>MT942's own counts and sums (90D, 90C), where it has them.</summary>
    private static void Sums(FinMessage message, List<BankTransaction> lines, List<string> problems)
    {
        foreach (var (tag, sign) in new[] { ("90D", -1), ("90C", 1) })
        {
            if (message.One(tag) is not { } field) continue;
            var match = Sum().Match(field.First);
            if (!match.Success) throw Refusal.OfFile(field.Line, $"the field {tag} is malformed.");
            var counted = lines.Where(l => Math.Sign(l.Amount.Value) == sign).ToList();
            if (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) != counted.Count || FinLine.Number(match.Groups[3].Value, field.Line) != Math.Abs(counted.Sum(l => l.Amount.Value)))
                problems.Add($"The bank's own count or sum ({tag}) does not agree with the lines.");
        }
    }

    private static FinBalance? Balance(FinField? field, List<string> problems)
    {
        if (field is null) return null;
        var match = BalanceForm().Match(field.First.TrimEnd());
        if (!match.Success) throw Refusal.OfFile(field.Line, $"the balance {field.Tag} is malformed.");
        var on = FinLine.Day(match.Groups[2].Value);
        if (on is null) problems.Add($"Line {field.Line}: the balance's day does not exist.");
        var currency = match.Groups[3].Value;
        return new FinBalance((match.Groups[1].Value == "C" ? 1 : -1) * FinLine.Number(match.Groups[4].Value, field.Line), currency.Length > 0 ? currency : null, on);
    }

    private static string? FloorCurrency(FinMessage message) =>
        message.Fields.FirstOrDefault(f => f.Tag == "34F") is { } floor && FloorForm().Match(floor.First) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"^([CD])(\d{6})([A-Z]{3})?(\d{1,18}(?:,\d{0,5})?)$")]
    private static partial Regex BalanceForm();

    [GeneratedRegex(@"^[A-Z]{3}")]
    private static partial Regex FloorForm();

    [GeneratedRegex(@"^(\d{1,6})([A-Z]{3})(\d{1,18}(?:,\d{0,5})?)\s*$")]
    private static partial Regex Sum();

    private sealed record FinBalance(decimal Value, string? Currency, DateOnly? On);
}
