using System.Globalization;
using System.Text;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Swift.Vendor;

/// <summary>Writes MT940 (SWIFT, Customer Statement Message) as banks hand it out: bare fields, a message for each page, tied to the next by intermediate balances (60M, 62M).</summary>
internal static class Mt940
{
    internal static BankFile Write(Account account, int linesOfAPage, decimal closingOffBy)
    {
        var text = new StringBuilder();
        var pages = Math.Max(1, (account.Lines.Count + linesOfAPage - 1) / linesOfAPage);
        var balance = Account.Opening;
        for (var page = 1; page <= pages; page++)
        {
            Field(text, "20", "STMT2026015");
            Field(text, "25", Account.Iban);
            Field(text, "28C", string.Create(CultureInfo.InvariantCulture, $"15/{page}"));
            Field(text, page == 1 ? "60F" : "60M", Balance(balance));
            foreach (var line in account.Lines.Skip((page - 1) * linesOfAPage).Take(linesOfAPage))
            {
                balance += line.Signed;
                Field(text, "61", $"{Day}0115{(line.Signed < 0 ? "D" : "C")}{Number(line.Signed)}NTRF{line.EndToEndId}//{line.Reference}");
                Field(text, "86", $"EREF+{line.EndToEndId}");
            }
            Field(text, page == pages ? "62F" : "62M", Balance(page == pages ? balance + closingOffBy : balance));
            text.Append("-\r\n");
        }
        return new BankFile("statement.sta", Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static string Day => Account.Day.ToString("yyMMdd", CultureInfo.InvariantCulture);

    private static void Field(StringBuilder text, string tag, string value) => text.Append(':').Append(tag).Append(':').Append(value).Append("\r\n");

    private static string Balance(decimal signed) => $"{(signed < 0 ? "D" : "C")}{Day}{Account.Currency}{Number(signed)}";

    private static string Number(decimal signed) => Math.Abs(signed).ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
}
