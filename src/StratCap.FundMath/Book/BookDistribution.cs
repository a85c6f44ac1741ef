namespace StratCap.FundMath.Book;

/// <summary>How far a distribution is paid.</summary>
public enum DistributionStatus
{
    /// <summary>Nothing was paid.</summary>
    Declared,

    /// <summary>A part was paid.</summary>
    PartlyPaid,

    /// <summary>All was paid.</summary>
    Paid,
}

/// <summary>A distribution of the book.</summary>
public sealed class BookDistribution
{
    internal BookDistribution(DistributionDeclared fact, DateOnly date, Guid factId)
    {
        DistributionId = fact.DistributionId;
        Number = fact.Number;
        Date = date;
        PaymentDate = fact.PaymentDate;
        DealId = fact.DealId;
        Amount = fact.Amount;
        CarriedInterest = fact.CarriedInterest;
        CarryRecipientId = fact.CarryRecipientId;
        Lines = fact.Lines;
        FactId = factId;
        IsTax = fact.Tax is not null;
        InKind = fact.InKind;
        LineByInvestor = fact.Lines.ToDictionary(l => l.InvestorId);
        PayableTotal = fact.Amount - fact.Lines.Sum(l => l.Withholding);
    }

    /// <summary>The distribution.</summary>
    public Guid DistributionId { get; }

    /// <summary>Its number within the fund.</summary>
    public int Number { get; }

    /// <summary>The distribution date: when the liability arises.</summary>
    public DateOnly Date { get; }

    /// <summary>When it is to be paid.</summary>
    public DateOnly PaymentDate { get; }

    /// <summary>The investment it comes from, or null.</summary>
    public Guid? DealId { get; }

    /// <summary>Whether it is a tax distribution: an advance.</summary>
    public bool IsTax { get; }

    /// <summary>What is handed over in kind, or null.</summary>
    public InKindAsset? InKind { get; }

    /// <summary>Sales of what was declined of it, in order of date.</summary>
    public IReadOnlyList<BookInKindSale> Sales => SaleList;

    /// <summary>Whether an investor declined what was distributed in kind and it is not sold yet.</summary>
    public bool IsHeldFor(Guid investorId) => InKind?.DeclinedBy.Contains(investorId) == true && SaleList.All(s => s.InvestorId != investorId) && PayableTo(investorId) > 0;

    /// <summary>All of it, carried interest included.</summary>
    public decimal Amount { get; }

    /// <summary>Carried interest of all lines.</summary>
    public decimal CarriedInterest { get; }

    /// <summary>Who receives the carried interest, or null when there is none.</summary>
    public Guid? CarryRecipientId { get; }

    /// <summary>The partners' lines.</summary>
    public IReadOnlyList<DistributionLine> Lines { get; }

    /// <summary>The fact that declared it.</summary>
    public Guid FactId { get; }

    /// <summary>All that is to be paid or handed over: the amount less withheld tax, with what sales for partners brought above its value.</summary>
    public decimal PayableTotal { get; private set; }

    /// <summary>Paid so far.</summary>
    public decimal Paid { get; internal set; }

    /// <summary>How far it is paid.</summary>
    public DistributionStatus Status => Paid == 0 && PayableTotal > 0 ? DistributionStatus.Declared
        : Paid < PayableTotal ? DistributionStatus.PartlyPaid : DistributionStatus.Paid;

    /// <summary>What an investor is to be paid: as an investor, and the carried interest if he is its recipient.</summary>
    public decimal PayableTo(Guid investorId) => OwnPayableTo(investorId) + (investorId == CarryRecipientId ? CarriedInterest : 0);

    /// <summary>What he was paid so far.</summary>
    public decimal PaidTo(Guid investorId) => PaidByInvestor.GetValueOrDefault(investorId);

    /// <summary>An investor's line, or null.</summary>
    public DistributionLine? LineOf(Guid investorId) => LineByInvestor.GetValueOrDefault(investorId);

    internal decimal OwnPayableTo(Guid investorId) => (LineByInvestor.TryGetValue(investorId, out var line) ? line.Payable : 0) + SaleList.Where(s => s.InvestorId == investorId).Sum(s => s.Proceeds - s.Value);

    internal List<BookInKindSale> SaleList { get; } = [];

    internal void Sell(SoldForPartner sale, DateOnly date, Guid factId)
    {
        SaleList.Add(new BookInKindSale(sale.SaleId, sale.InvestorId, date, sale.Proceeds, sale.Value, factId));
        PayableTotal += sale.Difference;
    }

    internal Dictionary<Guid, DistributionLine> LineByInvestor { get; }

    internal Dictionary<Guid, decimal> PaidByInvestor { get; } = [];
}

/// <summary>What a partner had declined of a distribution in kind was sold for him.</summary>
public sealed record BookInKindSale(Guid SaleId, Guid InvestorId, DateOnly Date, decimal Proceeds, decimal Value, Guid FactId);

/// <summary>What was taken from a defaulter.</summary>
public sealed record BookRemedy(Guid RemedyId, DateOnly Date, Guid CallId, Guid InvestorId, DefaultRemedyKind Remedy, decimal Amount, IReadOnlyList<Share> To, Guid FactId);

/// <summary>A management fee of the book.</summary>
public sealed record BookFee(Guid ChargeId, DateOnly Date, DateOnly PeriodFrom, DateOnly PeriodTo, decimal Amount, IReadOnlyList<Share> Shares, Guid FactId);

/// <summary>A reduction of a management fee.</summary>
public sealed record BookFeeReduction(
    Guid ReductionId, Guid ChargeId, DateOnly Date, FeeReductionKind Reduction, decimal Amount, IReadOnlyList<Share> Shares, Guid FactId);

/// <summary>Portfolio company fees, or organisation expenses above their cap, that are to be set off against management fees.</summary>
public sealed record BookFeeOffset(Guid OffsetId, DateOnly Date, string Category, decimal Amount, IReadOnlyList<Share> Shares, Guid FactId);

/// <summary>An expense of the book.</summary>
public sealed record BookExpense(Guid ChargeId, DateOnly Date, string Category, decimal Amount, IReadOnlyList<Share> Shares, Guid FactId);

/// <summary>A closing of the book.</summary>
public sealed record BookClosing(Guid ClosingId, int Number, string Name, DateOnly Date, Guid FactId);

/// <summary>Terms and the day from which they count.</summary>
public sealed record BookTerms(DateOnly From, Terms.FundTerms Terms, Guid FactId);

/// <summary>Interests that moved between partners: a transfer, or the equalisation of a closing.</summary>
public sealed record BookMove(Guid MoveId, DateOnly Date, Guid? FromId, Guid? ToId, Guid? ClosingId, Guid FactId);

/// <summary>Carried interest that its recipient paid back.</summary>
public sealed record BookClawback(Guid ClawbackId, int Number, DateOnly Date, Guid PayerId, decimal Amount, IReadOnlyList<DistributionLine> Lines, Guid FactId);

/// <summary>Distributions that partners are asked to return.</summary>
public sealed class BookGiveback
{
    internal BookGiveback(GivebackCalled fact, DateOnly date, Guid factId)
    {
        GivebackId = fact.GivebackId;
        Number = fact.Number;
        Date = date;
        DueDate = fact.DueDate;
        Reason = fact.Reason;
        Shares = fact.Shares;
        FactId = factId;
    }

    /// <summary>The giveback.</summary>
    public Guid GivebackId { get; }

    /// <summary>Its number within the fund.</summary>
    public int Number { get; }

    /// <summary>When it was asked for.</summary>
    public DateOnly Date { get; }

    /// <summary>The due date.</summary>
    public DateOnly DueDate { get; }

    /// <summary>What the fund owes.</summary>
    public string Reason { get; }

    /// <summary>Asked for, by partner.</summary>
    public IReadOnlyList<Share> Shares { get; }

    /// <summary>The fact that called it.</summary>
    public Guid FactId { get; }

    /// <summary>What an investor still has to return of it.</summary>
    public decimal OutstandingOf(Guid investorId) =>
        Shares.Where(s => s.InvestorId == investorId).Sum(s => s.Amount) - ReturnedByInvestor.GetValueOrDefault(investorId);

    internal Dictionary<Guid, decimal> ReturnedByInvestor { get; } = [];
}
