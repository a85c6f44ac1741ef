using System.Globalization;
using System.Text;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugin.Ach.Bai2;

/// <summary>
/// Reads BAI2 (Cash Management Balance Reporting Specifications, version 2): file 01, groups 02, accounts 03, transactions 16, continuations 88, controls 49, 98 and 99. A file that does not end
/// with its control is refused; controls that do not agree are told as problems. Amounts stand in minor units of the group's or the account's currency.
/// </summary>
internal sealed class Bai2Reader
{
    private readonly List<Bai2Record> records;
    private readonly TransactionIds ids = new();
    private readonly List<Statement> statements = [];
    private string file = "";
    private int at;

    private Bai2Reader(List<Bai2Record> records) => this.records = records;

    public static StatementFile Read(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var reader = new Bai2Reader(Bai2Record.Read(Decode(content.Span), ct));
        reader.File(ct);
        return new StatementFile("BAI2", reader.statements);
    }

    /// <summary>UTF-8 where the bytes are that, else Latin-1: the text of a line is the bank's own matter.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private void File(CancellationToken ct)
    {
        var first = at;
        var header = Take("01", "a file begins with 01").Fields();
        file = $"{header.ElementAtOrDefault(0)}-{header.ElementAtOrDefault(2)}-{header.ElementAtOrDefault(4)}";
        var (sum, groups) = (0m, 0);
        while (Peek == "02")
        {
            ct.ThrowIfCancellationRequested();
            sum += Group();
            groups++;
        }
        var control = Take("99", "a group or the file's control 99 is expected");
        if (at < records.Count) throw Refusal.OfFile(records[at].Line, "something follows the file's control.");
        Compare(0, "file", control, sum, groups, "groups", Physical(first, at));
    }

    private decimal Group()
    {
        var (first, firstStatement) = (at, statements.Count);
        var record = Take("02", "a group begins with 02");
        var group = Bai2Group.Of(record);
        var (sum, accounts) = (0m, 0);
        while (Peek == "03")
        {
            sum += Account(group);
            accounts++;
        }
        var control = Take("98", "an account or the group's control 98 is expected");
        Compare(firstStatement, "group", control, sum, accounts, "accounts", Physical(first, at));
        return sum;
    }

    private decimal Account(Bai2Group group)
    {
        var first = at;
        var summary = Bai2Account.Of(Take("03", "an account begins with 03"), group);
        var (lines, problems, sum) = (new List<BankTransaction>(), new List<string>(), summary.Sum);
        if (group.Problem is { } problem) problems.Add(problem);
        while (Peek == "16")
        {
            var line = Bai2Transaction.Of(Take("16", "a transaction is expected"));
            sum += line.Minor;
            lines.Add(line.ToBank(group, summary, ids));
            if (line.Direction == 0) problems.Add($"Line {line.Line}: a transaction of type {line.Type} moves no money that can be signed; it is kept for information.");
        }
        var control = Take("49", "a transaction or the account's control 49 is expected");
        var booked = lines.Where(l => l.Status == BankStatus.Booked).Sum(l => l.Amount.Value);
        decimal? difference = summary.Opening is { } opening && summary.Closing is { } closing && !group.IsPending ? closing - opening - booked : null;
        if (difference is { } d && d != 0) problems.Add($"Opening balance and lines make {d.ToString(CultureInfo.InvariantCulture)} less than the closing balance.");
        statements.Add(new Statement(
            $"{file}-{statements.Count + 1}", summary.Account, summary.Currency, summary.Opening, null, summary.Closing, summary.Closing is null ? null : group.AsOf, lines, difference, problems));
        Compare(statements.Count - 1, "account", control, sum, null, "", Physical(first, at));
        return sum;
    }

    /// <summary>Compares a control with what was read; what differs is told on every statement that it covers.</summary>
    private void Compare(int firstStatement, string what, Bai2Record control, decimal sum, int? parts, string partsName, int physical)
    {
        var fields = control.Fields();
        var problems = new List<string>();
        if (Bai2Record.Integer(fields.ElementAtOrDefault(0), control.Line, "the control total") != sum) problems.Add($"The control total of the {what} does not agree with its amounts.");
        if (parts is { } p && Bai2Record.Integer(fields.ElementAtOrDefault(1), control.Line, "the count") != p) problems.Add($"The {what} says another number of {partsName} than it has.");
        if (Bai2Record.Integer(fields.ElementAtOrDefault(parts is null ? 1 : 2), control.Line, "the number of records") != physical) problems.Add($"The {what} says another number of records than it has.");
        if (problems.Count == 0) return;
        for (var i = firstStatement; i < statements.Count; i++) statements[i] = statements[i] with { Problems = [.. statements[i].Problems, .. problems] };
    }

    private int Physical(int from, int to) => records.Skip(from).Take(to - from).Sum(r => r.PhysicalLines);

    private string? Peek => at < records.Count ? records[at].Type : null;

    private Bai2Record Take(string type, string wanted)
    {
        if (at >= records.Count) throw Refusal.OfFile(records.Count == 0 ? 1 : records[^1].Line, $"the file ends where {wanted}.");
        return records[at].Type == type ? records[at++] : throw Refusal.OfFile(records[at].Line, $"{wanted}.");
    }
}
