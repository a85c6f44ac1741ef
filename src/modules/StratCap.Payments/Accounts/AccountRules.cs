using System.Text.RegularExpressions;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Accounts;

/// <summary>A fund's bank account as it is entered: an IBAN, or an account number with its routing number.</summary>
internal sealed record AccountRequest(
    string Holder, string Bank, string? Iban = null, string? AccountNumber = null, string? RoutingNumber = null, string? Bic = null, string ReferenceRule = AccountRules.Reference)
{
    /// <summary>Without the blanks by which people group digits, in capitals.</summary>
    public AccountRequest Plain() => this with { Holder = (Holder ?? "").Trim(), Bank = (Bank ?? "").Trim(), Iban = Digits(Iban), AccountNumber = Digits(AccountNumber), RoutingNumber = Digits(RoutingNumber), Bic = Digits(Bic), ReferenceRule = (ReferenceRule ?? AccountRules.Reference).Trim() };

    private static string? Digits(string? text) => string.IsNullOrWhiteSpace(text) ? null : string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}

/// <summary>What counts as a bank account: the check digits catch a slip of the pen.</summary>
internal static partial class AccountRules
{
    public const int NameLength = 140;
    public const int ReasonLength = 500;
    public const string Reference = "Call {call} {investor}";

    /// <summary>What is wrong with it, or null.</summary>
    public static Refusal? Problem(AccountRequest account)
    {
        foreach (var (field, text) in ((string, string)[])[("holder", account.Holder), ("bank", account.Bank), ("referenceRule", account.ReferenceRule)])
            if (text.Length is 0 or > NameLength || text.Any(char.IsControl)) return Refusal.Field(field, $"Write 1 to {NameLength} characters on one line.");
        if (Placeholder().Matches(account.ReferenceRule).FirstOrDefault(m => m.Value is not ("{call}" or "{investor}")) is { } unknown)
            return Refusal.Field("referenceRule", $"'{unknown.Value}' stands for nothing: {{call}} and {{investor}} do.");
        if ((account.Iban is null) == (account.AccountNumber is null && account.RoutingNumber is null)) return Refusal.Field("iban", "Give either an IBAN, or an account number with its routing number.");
        if (account.Iban is { } iban && !IsIban(iban)) return Refusal.Field("iban", "The check digits of this IBAN do not fit: compare it with the bank's letter.");
        if (account.Iban is null && !Account().IsMatch(account.AccountNumber ?? "")) return Refusal.Field("accountNumber", "An account number has 4 to 34 letters and digits.");
        if (account.Iban is null && !IsRouting(account.RoutingNumber ?? "")) return Refusal.Field("routingNumber", "The check digit of this routing number does not fit: compare it with the bank's letter.");
        return account.Bic is { } bic && !BicForm().IsMatch(bic) ? Refusal.Field("bic", "A BIC has 8 or 11 letters and digits, such as 'DEUTDEFF'.") : null;
    }

    /// <summary>ISO 13616: letters are numbers from 10 on, and the whole leaves 1 when divided by 97 (ISO 7064).</summary>
    internal static bool IsIban(string iban) =>
        IbanForm().IsMatch(iban) && (iban[4..] + iban[..4]).Aggregate(0, (rest, c) => char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97) == 1;

    /// <summary>ABA routing transit number: weights 3, 7, 1; the sum is a multiple of ten.</summary>
    internal static bool IsRouting(string number) =>
        number.Length == 9 && number.All(char.IsAsciiDigit) && number.Any(c => c != '0') && number.Select((c, i) => (c - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1)).Sum() % 10 == 0;

    /// <summary>What to write into a transfer: banks take 140 characters (ISO 20022 Ustrd).</summary>
    internal static string ReferenceOf(string rule, int call, string investor)
    {
        var text = rule.Replace("{call}", call.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{investor}", investor, StringComparison.Ordinal);
        return text.Length > NameLength ? text[..NameLength] : text;
    }

    /// <summary>All but the last four characters hidden, and of a short number at least half.</summary>
    internal static string? Masked(string? number) => number is null ? null : number[^Math.Min(4, number.Length / 2)..].PadLeft(number.Length, '•');

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IbanForm();

    [GeneratedRegex("^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BicForm();

    [GeneratedRegex("^[A-Z0-9-]{4,34}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Account();

    [GeneratedRegex(@"\{[^}]*\}?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
