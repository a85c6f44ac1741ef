using System.Globalization;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Fin;

/// <summary>A statement line (field 61). C and RD come in, D and RC go out; R marks a reversal, E one that is expected. The third letter of the currency may follow the mark.</summary>
internal sealed partial record FinLine(
    int Line, string Value, string Entry, string Mark, decimal Amount, string Type, string CustomerReference, string? BankReference, string Supplementary, List<string> Information)
{
    public static FinLine Of(FinField field)
    {
        var match = Form().Match(field.First);
        if (!match.Success) throw Refusal.OfFile(field.Line, "the statement line (field 61) is malformed.");
        string Part(string name) => match.Groups[name].Value;
        var rest = Part("rest").TrimEnd();
        var slashes = rest.IndexOf("//", StringComparison.Ordinal);
        return new FinLine(
            field.Line, Part("value"), Part("entry").Trim(), Part("mark"), Number(Part("amount"), field.Line), Part("type"), (slashes < 0 ? rest : rest[..slashes]).Trim(),
            slashes < 0 ? null : rest[(slashes + 2)..].Trim(), string.Join('\n', field.Lines.Skip(1)).Trim(), []);
    }

    public BankTransaction ToBank(string account, string currency, string? number, bool isInterim, TransactionIds ids, List<string> problems)
    {
        var value = Day(Value);
        if (value is null) problems.Add($"Line {Line}: the value date does not exist.");
        var booked = Booked(value);
        if (booked is null && Entry.Length > 0 && value is not null) problems.Add($"Line {Line}: the entry date does not exist.");
        var signed = Mark is "C" or "RD" or "EC" ? Amount : -Amount;
        var information = string.Join('\n', Information).TrimEnd();
        var details = FinInformation.Of(information);
        var reference = BankReference is { Length: > 0 } and not "NONREF" ? BankReference : null;
        var plain = signed.ToString("0.00###", CultureInfo.InvariantCulture);
        // Without the bank's own reference the statement's number tells equal lines of two statements apart.
        var id = reference is null
            ? ids.Next(account, Value, Entry, plain, currency, Mark, Type, CustomerReference, number, details.EndToEndId)
            : ids.Next(account, Value, Entry, plain, currency, Mark, reference);
        return new BankTransaction(
            id, account, Amount == 0 ? BankStatus.Information : isInterim || Mark[0] == 'E' ? BankStatus.Pending : BankStatus.Booked, booked, value, new Amount(signed, currency), Mark[0] == 'R',
            details.EndToEndId, reference, CustomerReference is "NONREF" or "" ? null : CustomerReference, details.Name, details.Account, details.Text ?? (Supplementary.Length > 0 ? Supplementary : null), Type);
    }

    /// <summary>The entry date has no year: it is the day nearest to the value date.</summary>
    private DateOnly? Booked(DateOnly? value)
    {
        if (Entry.Length != 4 || value is not { } near) return null;
        return new[] { near.Year - 1, near.Year, near.Year + 1 }
            .Select(year => DateOnly.TryParseExact($"{year:0000}{Entry}", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (DateOnly?)day : null)
            .Where(day => day is not null).MinBy(day => Math.Abs(day!.Value.DayNumber - near.DayNumber));
    }

    /// <summary>YYMMDD: years to 79 are of this century. Null when there is no such day.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact((string.CompareOrdinal(text, "80") < 0 ? "20" : "19") + text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>An amount with a comma for decimals; the comma may be missing or the last.</summary>
    public static decimal Number(string text, int line)
    {
        var number = decimal.Parse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return number < 1_000_000_000_000_000m ? number : throw Refusal.OfFile(line, "the amount is too large.");
    }

    [GeneratedRegex(@"^(?<value>\d{6})(?<entry>\d{4}| {4})?(?<mark>RC|RD|EC|ED|C|D)[A-Z]?(?<amount>\d{1,18}(?:,\d{0,5})?)(?<type>[A-Z][A-Z0-9]{3})(?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
