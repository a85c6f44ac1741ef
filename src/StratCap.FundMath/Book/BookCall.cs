namespace StratCap.FundMath.Book;

/// <summary>How far a call is paid.</summary>
public enum CallStatus
{
    /// <summary>Nothing was received.</summary>
    Issued,

    /// <summary>A part was received.</summary>
    PartlyReceived,

    /// <summary>All was received.</summary>
    Received,
}

/// <summary>A default of a part of a call.</summary>
public sealed record CallDefault(DateOnly Date, DateOnly CureBy, Guid FactId);

/// <summary>A partner's part of a call.</summary>
public sealed class BookCallLine
{
    private readonly decimal[] amounts;

    internal BookCallLine(CallShare share)
    {
        InvestorId = share.InvestorId;
        amounts = [.. share.Amounts];
        Total = share.Total;
        ReceivedByPurpose = new decimal[share.Amounts.Count];
    }

    /// <summary>The investor.</summary>
    public Guid InvestorId { get; }

    /// <summary>Asked for and not withdrawn, by purpose.</summary>
    public IReadOnlyList<decimal> Amounts => amounts;

    /// <summary>Asked for and not withdrawn.</summary>
    public decimal Total { get; private set; }

    /// <summary>The notice of default, or null.</summary>
    public CallDefault? Default { get; internal set; }

    /// <summary>Whether notice of default was given and something is still due.</summary>
    public bool IsInDefault => Default is not null && Outstanding > 0;

    /// <summary>Received, by purpose.</summary>
    public IReadOnlyList<decimal> Received => ReceivedByPurpose;

    /// <summary>Received.</summary>
    public decimal ReceivedTotal { get; internal set; }

    /// <summary>Still due.</summary>
    public decimal Outstanding => Total - ReceivedTotal;

    /// <summary>Value date of the last receipt.</summary>
    public DateOnly? LastReceivedOn { get; internal set; }

    internal decimal[] ReceivedByPurpose { get; }

    internal void Withdraw(IReadOnlyList<decimal> withdrawn)
    {
        for (var p = 0; p < amounts.Length; p++)
            amounts[p] -= withdrawn[p];
        Total -= withdrawn.Sum();
    }

    /// <summary>Splits a receipt over the purposes: fills them in the call's order. A receipt above what is due is refused by the rules when recorded.</summary>
    /// <param name="amount">What arrived.</param>
    /// <returns>One amount for each purpose; what exceeds the due amounts is added to the last, so that the sum is always the receipt.</returns>
    public IReadOnlyList<decimal> SplitReceipt(decimal amount)
    {
        var parts = new decimal[Amounts.Count];
        var left = amount;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Math.Min(left, Amounts[i] - ReceivedByPurpose[i]);
            left -= parts[i];
        }
        parts[^1] += left;
        return parts;
    }
}

/// <summary>A capital call of the book.</summary>
public sealed class BookCall
{
    internal BookCall(CapitalCallIssued fact, DateOnly noticeDate, Guid factId)
    {
        CallId = fact.CallId;
        Number = fact.Number;
        NoticeDate = noticeDate;
        DueDate = fact.DueDate;
        Purposes = fact.Purposes;
        FactId = factId;
        Amount = fact.Purposes.Sum(p => p.Amount);
        LineByInvestor = new Dictionary<Guid, BookCallLine>(fact.Shares.Count);
        var lines = new BookCallLine[fact.Shares.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new BookCallLine(fact.Shares[i]);
            LineByInvestor.Add(lines[i].InvestorId, lines[i]);
        }
        Lines = lines;
    }

    /// <summary>The call.</summary>
    public Guid CallId { get; }

    /// <summary>Its number within the fund.</summary>
    public int Number { get; }

    /// <summary>The notice date: when the debt arises and the unfunded commitment falls.</summary>
    public DateOnly NoticeDate { get; }

    /// <summary>The due date.</summary>
    public DateOnly DueDate { get; }

    /// <summary>What it is for, with the amounts for which it was issued.</summary>
    public IReadOnlyList<CallPurpose> Purposes { get; }

    /// <summary>The fact that issued it.</summary>
    public Guid FactId { get; }

    /// <summary>All purposes, less what was withdrawn.</summary>
    public decimal Amount { get; internal set; }

    /// <summary>Received so far.</summary>
    public decimal Received { get; internal set; }

    /// <summary>Still due.</summary>
    public decimal Outstanding => Amount - Received;

    /// <summary>How far it is paid.</summary>
    public CallStatus Status => Received == 0 ? CallStatus.Issued : Outstanding > 0 ? CallStatus.PartlyReceived : CallStatus.Received;

    /// <summary>The partners' parts, in the fact's order.</summary>
    public IReadOnlyList<BookCallLine> Lines { get; }

    /// <summary>Whether something is due after the due date.</summary>
    public bool IsOverdueAt(DateOnly date) => Outstanding > 0 && date > DueDate;

    /// <summary>A partner's part, or null.</summary>
    public BookCallLine? LineOf(Guid investorId) => LineByInvestor.GetValueOrDefault(investorId);

    internal Dictionary<Guid, BookCallLine> LineByInvestor { get; }
}
