using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>What a transaction is.</summary>
public enum TransactionKind
{
    /// <summary>Commitment accepted; does not move the balance.</summary>
    Commitment,

    /// <summary>Capital call issued; does not move the balance.</summary>
    CapitalCall,

    /// <summary>A part of a capital call was withdrawn; does not move the balance.</summary>
    CallWithdrawn,

    /// <summary>Contribution received.</summary>
    Contribution,

    /// <summary>Distribution declared, to the partner as an investor.</summary>
    Distribution,

    /// <summary>Carried interest taken from a distribution.</summary>
    CarriedInterestPaid,

    /// <summary>Carried interest received; allocated and distributed, so it does not move the balance.</summary>
    CarriedInterestReceived,

    /// <summary>Distribution money paid out; does not move the balance.</summary>
    Payment,

    /// <summary>Declined of a distribution in kind and sold for the partner; does not move the balance.</summary>
    SoldInKind,

    /// <summary>Share of the management fee.</summary>
    ManagementFee,

    /// <summary>Waiver, rebate or offset of a management fee.</summary>
    FeeReduction,

    /// <summary>Portfolio company fees to be set off against management fees; does not move the balance.</summary>
    FeeOffset,

    /// <summary>Drawn on the subscription line in place of a call; does not move the balance.</summary>
    LineDraw,

    /// <summary>Repayment of the subscription line; does not move the balance.</summary>
    LineRepayment,

    /// <summary>Unfunded commitment expired or released; does not move the balance.</summary>
    UnfundedReleased,

    /// <summary>Share of an expense.</summary>
    Expense,

    /// <summary>Share of dividends and interest.</summary>
    Income,

    /// <summary>Share of a realised gain or loss.</summary>
    RealisedGain,

    /// <summary>Share of a change of unrealised gain.</summary>
    UnrealisedChange,

    /// <summary>Carried interest that came back by a clawback; what it is paid out as stands as a distribution.</summary>
    ClawbackReturned,

    /// <summary>Carried interest paid back; allocated and distributed the other way round, so it does not move the balance.</summary>
    ClawbackPaid,

    /// <summary>Distributions to be returned were called; does not move the balance.</summary>
    GivebackCall,

    /// <summary>Distributions returned.</summary>
    Giveback,

    /// <summary>An interest or a part of one that came from another partner, or went to one, with its history.</summary>
    PartnerTransfer,

    /// <summary>Interest of a later closing, paid or received; passes through the fund and does not move the balance.</summary>
    LateInterest,

    /// <summary>Interest on default, taken or received.</summary>
    DefaultInterest,

    /// <summary>Forfeited on default, or received from a defaulter.</summary>
    Forfeiture,

    /// <summary>A position that the investor disclosed; does not move the balance.</summary>
    PositionDisclosed,
}

/// <summary>A transaction of one investor.</summary>
/// <param name="Date">Effective date.</param>
/// <param name="Amount">As a reader expects it: money to the fund and charges negative for fees, expenses and carry, contributions and distributions positive.</param>
/// <param name="BalanceEffect">What it adds to the capital account; over a period they add up to closing less opening.</param>
/// <param name="FactId">The fact it comes from, or the reversal that takes it back.</param>
/// <param name="IsReversal">Whether it takes back what an earlier statement showed.</param>
public sealed record StatementTransaction(
    DateOnly Date, TransactionKind Kind, string Description, decimal Amount, decimal BalanceEffect, Guid FactId, bool IsReversal = false)
{
    /// <summary>The day whose rate it is converted at: its own, or, where it takes something back, the day of that.</summary>
    public DateOnly RateDay => TakenBackFrom ?? Date;

    /// <summary>Of a reversal: the day of what it takes back.</summary>
    internal DateOnly? TakenBackFrom { get; init; }

    /// <summary>Of a distribution, of what came back of one, or of what was shared anew of it: by tiers, distributed positive.</summary>
    internal DistributionLine? Tiers { get; init; }

    /// <summary>Of a fee reduction: which.</summary>
    internal FeeReductionKind? Reduction { get; init; }
}

/// <summary>Reads an investor's transactions out of facts; finds the facts of an investor once for all statements of a run.</summary>
internal sealed class StatementTransactions
{
    private readonly Dictionary<Guid, List<RecordedFact>> byInvestor = [];

    /// <summary>The reversal of a fact, by the fact's id.</summary>
    private readonly Dictionary<Guid, RecordedFact> reversals = [];

    private readonly FundBook closing;

    /// <param name="known">All facts that were known.</param>
    /// <param name="closing">The book at the end of the period.</param>
    internal StatementTransactions(IReadOnlyList<RecordedFact> known, FundBook closing)
    {
        this.closing = closing;
        foreach (var fact in known)
        {
            if (fact.Payload is FactReversed reversal)
                reversals[reversal.OriginalFactId] = fact;
            foreach (var investor in FactInvestors.Of(fact.Payload))
            {
                if (!byInvestor.TryGetValue(investor, out var facts))
                    byInvestor.Add(investor, facts = []);
                facts.Add(fact);
            }
        }
    }

    /// <summary>
    /// Facts that take effect within the days and count at their end; and reversals within them of facts that counted before their beginning. Both
    /// dates inclusive.
    /// </summary>
    internal List<StatementTransaction> Of(Guid investorId, DateOnly from, DateOnly to)
    {
        var result = new List<(long Sequence, StatementTransaction Transaction)>();
        foreach (var fact in byInvestor.GetValueOrDefault(investorId, []))
        {
            if (fact.EffectiveDate > to)
                continue;
            var reversal = reversals.GetValueOrDefault(fact.FactId);
            var isReversed = reversal is not null && reversal.EffectiveDate <= to;
            if (fact.EffectiveDate >= from && !isReversed)
                result.AddRange(Read(fact.Payload, closing, investorId, fact.EffectiveDate, fact.FactId).Select(t => (fact.Sequence, t)));
            else if (fact.EffectiveDate < from && isReversed && reversal!.EffectiveDate >= from)
                result.AddRange(Read(fact.Payload, closing, investorId, fact.EffectiveDate, fact.FactId).Select(t => (reversal.Sequence, Back(t, reversal))));
        }
        return [.. result.OrderBy(t => t.Transaction.Date).ThenBy(t => t.Sequence).Select(t => t.Transaction)];
    }

    private static StatementTransaction Back(StatementTransaction original, RecordedFact reversal) => new(
        reversal.EffectiveDate, original.Kind, $"Reversal of {Print.Date(original.Date)}, {original.Description}: {((FactReversed)reversal.Payload).Reason}",
        -original.Amount, -original.BalanceEffect, reversal.FactId, IsReversal: true)
    {
        Tiers = original.Tiers is { } tiers ? -tiers : null,
        Reduction = original.Reduction,
        TakenBackFrom = original.Date,
    };

    private static IEnumerable<StatementTransaction> Read(Fact fact, FundBook book, Guid investorId, DateOnly date, Guid factId)
    {
        StatementTransaction Make(TransactionKind kind, string text, decimal amount, decimal effect) => new(date, kind, text, amount, effect, factId);
        string DealName(Guid id) => book.FindDeal(id)?.Name is { Length: > 0 } name ? name : "Investment";
        switch (fact)
        {
            case CommitmentAccepted f when f.InvestorId == investorId:
                yield return Make(TransactionKind.Commitment, "Commitment accepted", f.Amount, 0);
                break;
            case CapitalCallIssued f when f.Shares.FirstOrDefault(s => s.InvestorId == investorId) is { } share:
                yield return Make(TransactionKind.CapitalCall, $"Capital call {f.Number}, due {Print.Date(f.DueDate)}", share.Total, 0);
                break;
            case ReceiptRecorded f when f.InvestorId == investorId:
                yield return Make(TransactionKind.Contribution, $"Contribution to capital call {book.FindCall(f.CallId)?.Number}", f.Total, f.Total);
                break;
            case ManagementFeeCharged f when Of(f.Shares, investorId) is var fee && fee != 0:
                yield return Make(TransactionKind.ManagementFee, $"Management fee {Print.Date(f.PeriodFrom)} to {Print.Date(f.PeriodTo.AddDays(-1))}", -fee, -fee);
                break;
            case FeeReduced f when Of(f.Shares, investorId) is var reduced && reduced != 0:
                yield return Make(TransactionKind.FeeReduction, $"{f.Reduction} of a management fee", reduced, reduced) with { Reduction = f.Reduction };
                break;
            case FeeOffsetRecognised f when Of(f.Shares, investorId) is var offset && offset != 0:
                yield return Make(TransactionKind.FeeOffset, $"To be set off: {f.Category}", offset, 0);
                break;
            case UnfundedReleased f when Of(f.Shares, investorId) is var released && released != 0:
                yield return Make(TransactionKind.UnfundedReleased, f.Reason, released, 0);
                break;
            case ExpenseCharged f when Of(f.Shares, investorId) is var expense && expense != 0:
                yield return Make(TransactionKind.Expense, f.Category, -expense, -expense);
                break;
            case ManualEntryRecorded f:
                foreach (var line in f.Lines.Where(l => Of(l.Shares, investorId) != 0))
                    yield return Make(line.Account == EntryAccount.Expenses ? TransactionKind.Expense : TransactionKind.Income, EntryText(f), -Of(line.Shares, investorId), -Of(line.Shares, investorId));
                break;
            case ValuationRecorded f when Of(f.ChangeShares, investorId) is var change && change != 0:
                yield return Make(TransactionKind.UnrealisedChange, $"Valuation of {DealName(f.DealId)}", change, change);
                break;
            case DistributionPaid f when f.InvestorId == investorId:
                yield return Make(TransactionKind.Payment, $"Payment of distribution {book.FindDistribution(f.DistributionId)?.Number}", f.Amount, 0);
                break;
            case PositionDisclosed f when f.InvestorId == investorId:
                yield return Make(TransactionKind.PositionDisclosed, $"Position disclosed: {f.Source}", f.RemainingValue ?? 0, 0);
                break;
            case InterestTransferred f when f.Lines.FirstOrDefault(l => l.InvestorId == investorId) is { } line:
                yield return Make(TransactionKind.PartnerTransfer, TransferText(f, investorId), line.Nav, line.Nav);
                break;
            case LineDrawn f when Of(f.Shares, investorId) is var drawn && drawn != 0:
                yield return Make(TransactionKind.LineDraw, "Drawn on the subscription line", drawn, 0);
                break;
            case LineRepaid f when Of(f.Shares, investorId) is var repaid && repaid != 0:
                yield return Make(TransactionKind.LineRepayment, "Repaid on the subscription line", repaid, 0);
                break;
            case CallShareWithdrawn f when f.InvestorId == investorId:
                yield return Make(TransactionKind.CallWithdrawn, $"Withdrawn of capital call {book.FindCall(f.CallId)?.Number}: {f.Reason}", -f.Total, 0);
                break;
            case ClawbackPaid f:
                foreach (var t in ReadClawback(f, investorId, Make))
                    yield return t;
                break;
            case GivebackCalled f when Of(f.Shares, investorId) is var asked && asked != 0:
                yield return Make(TransactionKind.GivebackCall, $"Giveback {f.Number}, due {Print.Date(f.DueDate)}: {f.Reason}", asked, 0);
                break;
            case GivebackReceived f when f.Line.InvestorId == investorId:
                yield return Make(TransactionKind.Giveback, $"Return of distributions for giveback {book.Givebacks.FirstOrDefault(g => g.GivebackId == f.GivebackId)?.Number}", f.Amount, f.Amount) with { Tiers = f.Line };
                break;
            case ClosingEqualised f:
                foreach (var t in ReadEqualisation(f, investorId, book, Make))
                    yield return t;
                break;
            case DefaultRemedied f when (f.InvestorId == investorId ? -f.Amount : Of(f.To, investorId)) is var remedy && remedy != 0:
                yield return f.Remedy == DefaultRemedyKind.Interest
                    ? Make(TransactionKind.DefaultInterest, $"Interest on default of capital call {book.FindCall(f.CallId)?.Number}", remedy, remedy)
                    : Make(TransactionKind.Forfeiture, $"Forfeiture on default of capital call {book.FindCall(f.CallId)?.Number}", remedy, remedy);
                break;
            case SoldForPartner f when f.InvestorId == investorId:
                yield return Make(TransactionKind.SoldInKind, $"Sale of what was declined of distribution {book.FindDistribution(f.DistributionId)?.Number}", f.Proceeds, 0);
                break;
            case ProceedsReceived f:
                foreach (var t in ReadProceeds(f, investorId, DealName(f.DealId), Make))
                    yield return t;
                break;
            case DistributionDeclared f:
                foreach (var t in f.InKind is { } asset ? ReadProceeds(asset.Realised(f.DealId!.Value, f.Amount), investorId, DealName(f.DealId.Value), Make) : [])
                    yield return t;
                foreach (var t in ReadDistribution(f, investorId, Make))
                    yield return t;
                break;
        }
    }

    private static string EntryText(ManualEntryRecorded fact) => fact.Reverses is null ? fact.Memo : $"Taken back: {fact.Memo}";

    // A statement names no other investor.
    private static string TransferText(InterestTransferred fact, Guid investorId) =>
        (fact.Part == fact.Whole ? "Interest" : "Part of the interest") + (investorId == fact.ToId ? " transferred from another partner" : " transferred to another partner");

    private static IEnumerable<StatementTransaction> ReadClawback(
        ClawbackPaid fact, Guid investorId, Func<TransactionKind, string, decimal, decimal, StatementTransaction> make)
    {
        if (fact.Lines.FirstOrDefault(l => l.InvestorId == investorId) is { } line)
        {
            yield return make(TransactionKind.ClawbackReturned, $"Clawback {fact.Number}", line.Distributed, line.Distributed);
            yield return make(TransactionKind.Distribution, $"Payment of clawback {fact.Number}", line.Distributed, -line.Distributed) with { Tiers = line };
        }
        if (fact.PayerId == investorId)
            yield return make(TransactionKind.ClawbackPaid, $"Clawback {fact.Number}", -fact.Amount, 0);
    }

    private static IEnumerable<StatementTransaction> ReadEqualisation(
        ClosingEqualised fact, Guid investorId, FundBook book, Func<TransactionKind, string, decimal, decimal, StatementTransaction> make)
    {
        var why = book.Closings.FirstOrDefault(c => c.ClosingId == fact.ClosingId) is { } closing ? $"Equalisation of {closing.Name}" : "Equalisation";
        if (fact.Lines.FirstOrDefault(l => l.InvestorId == investorId) is { } line)
        {
            (TransactionKind Kind, decimal Amount)[] moved =
            [
                (TransactionKind.Contribution, line.Contributed),
                (TransactionKind.ManagementFee, -line[Component.ManagementFees]),
                (TransactionKind.Expense, -line[Component.Expenses] - line[Component.EntryExpenses]),
                (TransactionKind.Income, line.Holdings.Sum(h => h.Part.Income) + line[Component.EntryIncome]),
                (TransactionKind.RealisedGain, line.Holdings.Sum(h => h.Part.SaleProceeds - h.Part.CostRealised)),
                (TransactionKind.UnrealisedChange, line.Holdings.Sum(h => h.Part.Carrying - h.Part.Cost)),
                (TransactionKind.CarriedInterestPaid, -line.Distributions.Where(d => !IsClawback(d)).Sum(d => d.Part.CarriedInterest)),
                (TransactionKind.ClawbackReturned, -line.Distributions.Where(IsClawback).Sum(d => d.Part.CarriedInterest)),
            ];
            bool IsClawback(LineMove move) => book.Clawbacks.Any(c => c.ClawbackId == move.DistributionId);
            if (line.Contributed != 0)
                yield return make(TransactionKind.CapitalCall, why, line.Contributed, 0);
            foreach (var (kind, amount) in moved.Where(m => m.Amount != 0))
                yield return make(kind, why, amount, amount);
            if (line.Distributions.Count > 0 && line.Distributions.Select(d => d.Part).Aggregate((a, b) => a + b) is { IsEmpty: false } tiers)
                yield return make(TransactionKind.Distribution, why, -tiers.Distributed, -tiers.Distributed) with { Tiers = tiers };
            if (line.CarryReceived != 0)
                yield return make(TransactionKind.CarriedInterestReceived, why, line.CarryReceived, 0);
        }
        if (Of(fact.Interest, investorId) is var interest && interest != 0)
            yield return make(TransactionKind.LateInterest, why, interest, 0);
    }

    private static IEnumerable<StatementTransaction> ReadProceeds(
        ProceedsReceived fact, Guid investorId, string deal, Func<TransactionKind, string, decimal, decimal, StatementTransaction> make)
    {
        var proceeds = Of(fact.ProceedsShares, investorId);
        if (fact.Proceeding == ProceedsKind.Income)
        {
            if (proceeds != 0)
                yield return make(TransactionKind.Income, $"Income from {deal}", proceeds, proceeds);
            yield break;
        }
        var gain = proceeds - Of(fact.CostShares, investorId);
        if (gain != 0)
            yield return make(TransactionKind.RealisedGain, $"Realisation of {deal}", gain, gain);
        var unrealised = Of(fact.CostShares, investorId) - Of(fact.CarryingShares, investorId);
        if (unrealised != 0)
            yield return make(TransactionKind.UnrealisedChange, $"Unrealised gain of {deal} that was realised", unrealised, unrealised);
    }

    private static IEnumerable<StatementTransaction> ReadDistribution(
        DistributionDeclared fact, Guid investorId, Func<TransactionKind, string, decimal, decimal, StatementTransaction> make)
    {
        if (fact.Lines.FirstOrDefault(l => l.InvestorId == investorId) is { } line)
        {
            yield return make(TransactionKind.Distribution, $"{Words(fact)} {fact.Number}", line.Distributed, -line.Distributed) with { Tiers = line };
            if (line.CarriedInterest != 0)
                yield return make(TransactionKind.CarriedInterestPaid, $"Carried interest on distribution {fact.Number}", -line.CarriedInterest, -line.CarriedInterest);
        }
        if (fact.CarryRecipientId == investorId && fact.CarriedInterest != 0)
            yield return make(TransactionKind.CarriedInterestReceived, $"Carried interest of distribution {fact.Number}", fact.CarriedInterest, 0);
    }

    private static string Words(DistributionDeclared fact) => fact switch
    {
        { Tax: not null } => "Tax distribution",
        { InKind: not null } => "Distribution in kind",
        _ => "Distribution",
    };

    private static decimal Of(IReadOnlyList<Share> shares, Guid investorId)
    {
        foreach (var share in shares)
        {
            if (share.InvestorId == investorId)
                return share.Amount;
        }
        return 0;
    }
}
