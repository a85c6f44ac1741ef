using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Book;

/// <summary>
/// Asks the other partners for what is in default of a call (ILPA Model LPA 6.6): purpose by purpose in proportion to what each was called for it, never above his
/// unfunded commitment nor above a part of what he was called first. What they cannot carry stays uncovered; nobody covers another's management fee.
/// </summary>
public static class CoverCall
{
    /// <summary>Makes the call.</summary>
    /// <param name="book">The book as of the notice.</param>
    /// <param name="callId">The call that is in default.</param>
    /// <param name="newCallId">The id of the cover call.</param>
    /// <param name="ofOriginal">The part of his original call that a partner may be asked for in addition: 0.5 is 50 %, cut to the minor unit.</param>
    /// <exception cref="FundRuleException"><c>book.call.unknown</c>; <c>cover.nothing_in_default</c>; <c>cover.nobody_can</c>.</exception>
    public static CapitalCallIssued Make(FundBook book, Guid callId, Guid newCallId, DateOnly dueDate, decimal ofOriginal = 0.5m)
    {
        var call = book.FindCall(callId) ?? throw new FundRuleException("book.call.unknown", "The call is not issued at that date: issue it first.");
        var unpaid = call.Lines.Where(l => l.IsInDefault).ToList();
        if (unpaid.Count == 0)
            throw new FundRuleException("cover.nothing_in_default", "Nobody is in default of that call: record the default first.");
        decimal[] room = [.. call.Lines.Select(l => l.Default is null ? Room(book, l, ofOriginal) : 0)];
        List<(CallPurpose Purpose, decimal[] Parts)> covered = [];
        for (var p = 0; p < call.Purposes.Count; p++)
        {
            var parts = Parts(book, call, p, unpaid.Sum(l => l.Amounts[p] - l.Received[p]), room);
            if (parts.Sum() > 0)
                covered.Add((call.Purposes[p] with { Amount = parts.Sum(), Description = $"Cover of call {call.Number}: {call.Purposes[p].Description}" }, parts));
        }
        return covered.Count > 0
            ? new CapitalCallIssued(newCallId, book.NextCallNumber, dueDate, [.. covered.Select(c => c.Purpose)], Shares(call, covered))
            : throw new FundRuleException("cover.nobody_can", "Nobody can be asked for more of that call: its shortfall stays uncovered.");
    }

    private static decimal Room(FundBook book, BookCallLine line, decimal ofOriginal) => Math.Min(
        Math.Max(0, book.Partner(line.InvestorId).Unfunded), Math.Round(ofOriginal * line.Total, book.Currency.MinorUnits, MidpointRounding.ToZero));

    private static decimal[] Parts(FundBook book, BookCall call, int purpose, decimal missing, decimal[] room)
    {
        if (call.Purposes[purpose].Kind == CallPurposeKind.ManagementFee)
            return new decimal[room.Length];
        decimal[] weights = [.. call.Lines.Select((l, i) => room[i] > 0 ? l.Amounts[purpose] : 0)];
        var possible = Math.Min(missing, room.Where((_, i) => weights[i] > 0).Sum());
        var parts = CappedSplit.Split(possible, weights, room, book.Currency.MinorUnits);
        for (var i = 0; i < room.Length; i++)
            room[i] -= parts[i];
        return parts;
    }

    private static CallShare[] Shares(BookCall call, List<(CallPurpose Purpose, decimal[] Parts)> covered) =>
    [
        .. call.Lines
            .Select((l, i) => new CallShare(l.InvestorId, [.. covered.Select(c => c.Parts[i])]))
            .Where(s => s.Total > 0),
    ];
}
