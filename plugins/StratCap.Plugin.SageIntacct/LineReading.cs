using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SageIntacct;

/// <summary>What both interfaces read and write alike.</summary>
internal static class LineReading
{
    /// <param name="account">The account's number.</param>
    /// <param name="type"><c>debit</c> or <c>1</c>, <c>credit</c> or <c>-1</c>.</param>
    /// <param name="amount">In the line's own currency; a negative debit is a credit.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="text">Its text.</param>
    /// <param name="dimensions">By the REST names.</param>
    internal static LedgerLine Line(string account, string? type, string? amount, string currency, string? text, Dictionary<string, string> dimensions)
    {
        if (!decimal.TryParse(amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            throw new ConnectorException(ErrorClass.Permanent, "Intacct gave a journal line without an amount.");
        var side = (type, value >= 0) switch
        {
            ("debit" or "1", true) or ("credit" or "-1", false) => Side.Debit,
            ("credit" or "-1", true) or ("debit" or "1", false) => Side.Credit,
            _ => throw new ConnectorException(ErrorClass.Permanent, "Intacct gave a journal line that is neither debit nor credit."),
        };
        return new(account, side, new(Math.Abs(value), currency), string.IsNullOrEmpty(text) ? null : text, dimensions.Count == 0 ? null : dimensions);
    }

    /// <summary>Intacct asks for a title; a reversal names what it reverses.</summary>
    internal static string Title(EntryToPost entry) =>
        (entry.Memo ?? entry.Reference) + (entry.ReversesExternalId is { } reversed ? $" (reverses entry {reversed})" : "");
}

/// <summary>Intacct tells the statement of an account and its normal side, not whether it is a debt or capital.</summary>
internal static class AccountKinds
{
    internal static LedgerAccountKind Of(string? type, string? normalBalance) => (type?.ToUpperInvariant(), normalBalance?.ToUpperInvariant()) switch
    {
        ("INCOMESTATEMENT", "DEBIT") => LedgerAccountKind.Expense,
        ("INCOMESTATEMENT", "CREDIT") => LedgerAccountKind.Revenue,
        ("INCOMESTATEMENT", _) => LedgerAccountKind.ProfitAndLoss,
        ("BALANCESHEET", "DEBIT") => LedgerAccountKind.Asset,
        ("BALANCESHEET", _) => LedgerAccountKind.BalanceSheet,
        _ => LedgerAccountKind.Other,
    };
}
