using System.Globalization;
using System.Runtime.CompilerServices;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.Sample;

/// <summary>Capabilities <c>pullAccounts</c>, <c>pullJournal</c>, <c>pushJournal</c>.</summary>
public sealed partial class SampleConnector
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(Connection connection, [EnumeratorCancellation] CancellationToken ct)
    {
        for (int? page = 1; page is { } number;)
        {
            var answer = await LedgerClient.Get<AccountPage>(connection, $"accounts?page={number}", ct);
            page = answer.Next;
            yield return new([.. answer.Accounts.Select(a => new LedgerAccount(a.Id, a.Number, a.Name, Kind(a.Kind), a.Currency, a.Active))], $"page:{number}");
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var from = connection.Text("startDate") is { } start ? "&from=" + Uri.EscapeDataString(start) : "";
        for (var more = true; more;)
        {
            var answer = await LedgerClient.Get<EntryPage>(connection, $"entries?after={Uri.EscapeDataString(cursor ?? "")}{from}", ct);
            (cursor, more) = (answer.Cursor, answer.More);
            yield return new([.. answer.Entries.Select(Read)], answer.Cursor);
        }
    }

    /// <inheritdoc/>
    public async Task<WriteOutcome> PostEntry(Connection connection, EntryToPost entry, CancellationToken ct)
    {
        if (entry.Problem() is { } problem) return problem;
        var body = new
        {
            date = entry.Date,
            reference = entry.Reference,
            memo = entry.Memo,
            lines = entry.Lines.Select(l => new { account = l.AccountId, side = l.Side == Side.Debit ? "debit" : "credit", amount = l.Amount.Plain(), currency = l.Amount.Currency, text = l.Text }),
        };
        return await LedgerClient.Post(connection, "entries", entry.Key, body, ct);
    }

    /// <inheritdoc/>
    public async Task<WriteOutcome.Accepted?> FindEntry(Connection connection, EntryToFind entry, CancellationToken ct)
    {
        var answer = await LedgerClient.Get<EntryPage>(connection, $"entries?reference={Uri.EscapeDataString(entry.Reference)}", ct);
        return answer.Entries.FirstOrDefault(e => e.Reference == entry.Reference) is { } found ? new(found.Id, found.Version) : null;
    }

    private static LedgerEntry Read(Entry entry) => new(
        entry.Id, entry.Version, entry.Deleted, entry.Date, entry.Number, entry.Reference, entry.Memo, entry.ChangedAt, null,
        [.. (entry.Lines ?? []).Select(l => new LedgerLine(l.Account, l.Side == "debit" ? Side.Debit : Side.Credit, new(Money(l.Amount), l.Currency), l.Text))]);

    private static decimal Money(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? amount : throw new ConnectorException(ErrorClass.Permanent, "The ledger gave an amount that is no decimal.");

    private static LedgerAccountKind Kind(string kind) => Enum.TryParse<LedgerAccountKind>(kind, ignoreCase: true, out var known) ? known : LedgerAccountKind.Other;

    private sealed record AccountPage(IReadOnlyList<Account> Accounts, int? Next);

    private sealed record Account(string Id, string? Number, string Name, string Kind, string? Currency, bool Active);

    private sealed record EntryPage(IReadOnlyList<Entry> Entries, string Cursor, bool More);

    private sealed record Entry(
        string Id, string? Version, bool Deleted, DateOnly? Date, string? Number, string? Reference, string? Memo, DateTimeOffset? ChangedAt, IReadOnlyList<Line>? Lines);

    private sealed record Line(string Account, string Side, string Amount, string Currency, string? Text);
}
