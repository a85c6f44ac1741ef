using System.Globalization;
using System.Text;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Ach.Vendor;

/// <summary>The fund's account in the bank's books.</summary>
internal sealed class Account
{
    internal const string Number = "998877";
    internal const long OpeningCents = 25_000_025;

    internal List<Line> Lines { get; } = [];

    internal long ClosingCents => OpeningCents + Lines.Sum(l => l.SignedCents);

    /// <summary>Books one line more: every third goes out, so that signs are told apart.</summary>
    internal Line Book()
    {
        var number = Lines.Count + 1;
        var line = new Line("FT" + number.ToString("00000000", CultureInfo.InvariantCulture), (number % 3 == 0 ? -1 : 1) * (1_000L + (number * 101L % 97_700)));
        Lines.Add(line);
        return line;
    }
}

/// <summary>A booked line.</summary>
/// <param name="Reference">The bank's, unique for ever.</param>
/// <param name="SignedCents">From the account's side.</param>
internal sealed record Line(string Reference, long SignedCents);

/// <summary>
/// Writes BAI2 (Cash Management Balance Reporting Specifications, version 2): one file, one group of the previous day, one account with its ledger balances (010, 015), credits as 142 (ACH credit
/// received) and debits as 455 (preauthorised ACH debit). Control totals are sums without signs of direction; counts are of records, continuations included.
/// </summary>
internal static class Bai2
{
    internal static BankFile Write(Account account, long closingOffByCents)
    {
        var closing = account.ClosingCents + closingOffByCents;
        var total = Account.OpeningCents + closing + account.Lines.Sum(l => Math.Abs(l.SignedCents));
        var text = new StringBuilder();
        void Record(FormattableString record) => text.Append(FormattableString.Invariant(record)).Append('\n');
        Record($"01,{Odfi.Routing},{Odfi.Company},260116,0600,1,80,,2/");
        Record($"02,{Odfi.Company},{Odfi.Routing},1,260115,,USD,2/");
        Record($"03,{Account.Number},USD,010,{Account.OpeningCents},,,015,{closing},,/");
        foreach (var line in account.Lines) Record($"16,{(line.SignedCents < 0 ? "455" : "142")},{Math.Abs(line.SignedCents)},0,{line.Reference},CALL-3,Oak County/");
        Record($"49,{total},{account.Lines.Count + 2}/");
        Record($"98,{total},1,{account.Lines.Count + 4}/");
        Record($"99,{total},1,{account.Lines.Count + 6}/");
        return new BankFile("report.bai", Encoding.ASCII.GetBytes(text.ToString()));
    }
}
