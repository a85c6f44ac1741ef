using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Entries;

/// <summary>A manual entry in lists.</summary>
/// <param name="Amount">Sum of its debits.</param>
/// <param name="Own">The caller prepared it himself: he may take it back, and not approve it.</param>
internal sealed record EntryRow(
    Guid EntryId, Guid FundId, string FundName, int Number, EntryState State, DateOnly Date, DateOnly? ReverseOn, string Memo, MoneyView Amount,
    string PreparedByName, DateTimeOffset PreparedAt, string? DecidedByName, DateTimeOffset? DecidedAt, string? DecidedBecause, bool Own)
{
    internal static EntryRow Of(ManualEntry e, string fundName, string currency, Guid caller) => new(
        e.Id, e.FundId, fundName, e.Number, e.State, e.Date, e.ReverseOn, e.Memo, MoneyView.Of(e.Amount, currency),
        e.PreparedByName, e.PreparedAt, e.DecidedByName, e.DecidedAt, e.DecidedBecause, e.PreparedBy == caller);
}

/// <summary>A manual entry with its lines, as it is to be approved.</summary>
/// <param name="ContentHash">Send it with the decision: an approval holds for exactly what has it.</param>
/// <param name="NetAssetValue">What the entry adds to the fund's net asset value, or takes from it; an accrual until it is taken back.</param>
internal sealed record EntryView(EntryRow Entry, string ContentHash, MoneyView NetAssetValue, IReadOnlyList<EntryLineView> Lines)
{
    internal static EntryView Of(ManualEntry e, FundBook book, Guid caller)
    {
        var lines = e.Payload.Lines;
        return new(
            EntryRow.Of(e, book.Name, book.Currency.Code, caller), e.ContentHash, MoneyView.Of(-lines.Where(l => l.IsOfPartners).Sum(l => l.Amount), book.Currency.Code),
            [.. lines.Select(l => EntryLineView.Of(l, book))]);
    }
}

/// <summary>A line of a manual entry.</summary>
/// <param name="Debit">Null when it is a credit.</param>
/// <param name="Credit">Null when it is a debit.</param>
/// <param name="InvestorId">The one partner whose line it is; null where it is shared by commitment, or the fund's.</param>
/// <param name="Parts">The first 500 partners' parts, in order of admission, signed as debits.</param>
internal sealed record EntryLineView(
    EntryAccount Account, MoneyView? Debit, MoneyView? Credit, bool ByCommitment, Guid? InvestorId, string? InvestorName, string? Category, IncomeKind? Income, IReadOnlyList<EntryPart> Parts)
{
    internal static EntryLineView Of(EntryLine line, FundBook book)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        string? Name(Guid? investor) => investor is { } id ? book.FindPartner(id)?.Name : null;
        var one = line.IsOfPartners && !line.ByCommitment ? line.Shares[0].InvestorId : (Guid?)null;
        return new(
            line.Account, line.Amount > 0 ? Money(line.Amount) : null, line.Amount < 0 ? Money(-line.Amount) : null, line.ByCommitment, one, Name(one), line.Category, line.Income,
            [.. line.Shares.Take(Paging.MaxSize).Select(s => new EntryPart(s.InvestorId, Name(s.InvestorId), Money(s.Amount)))]);
    }
}

/// <summary>A partner's part of a line.</summary>
internal sealed record EntryPart(Guid InvestorId, string? Name, MoneyView Amount);
