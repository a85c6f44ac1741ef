using StratCap.FundMath.Book;

namespace StratCap.FundMath.Ilpa;

/// <summary>
/// The dated flows of partners together, each with its type. Their sum is kept whatever the method: all net flows and fees, expenses and carried interest, charged and accrued, are all gross flows.
/// </summary>
internal sealed class PerformanceFlows
{
    private readonly FundBook book;

    private readonly IReadOnlyList<PartnerAccount> partners;

    private readonly Dictionary<(DateOnly Date, IlpaFlowType Type), (decimal Amount, HashSet<Guid> Facts)> flows = [];

    private PerformanceFlows(FundBook book, IReadOnlyList<PartnerAccount> partners) => (this.book, this.partners) = (book, partners);

    /// <param name="accruedCarry">Of these partners.</param>
    internal static IReadOnlyList<IlpaFlow> Of(FundBook book, IReadOnlyList<PartnerAccount> partners, decimal accruedCarry, IlpaMethod method)
    {
        var made = new PerformanceFlows(book, partners);
        var unpaid = 0m;
        foreach (var partner in partners)
            unpaid += made.Move(partner, method);
        if (method == IlpaMethod.Granular)
            made.Accrue();
        else
            made.GrossUp();
        made.Add(book.AsOf, IlpaFlowType.DistributionPayable, unpaid);
        made.Add(book.AsOf, IlpaFlowType.UnrealisedCarry, accruedCarry);
        made.Add(book.AsOf, IlpaFlowType.FacilityBalance, partners.Sum(p => p.Borrowed));
        made.Add(book.AsOf, IlpaFlowType.NetAssetValue, partners.Sum(p => p.Nav) - accruedCarry);
        return [.. made.flows.Where(f => f.Value.Amount != 0).OrderBy(f => f.Key.Date).ThenBy(f => f.Key.Type).Select(f => new IlpaFlow(f.Key.Date, f.Key.Type, f.Value.Amount, [.. f.Value.Facts]))];
    }

    /// <summary>A partner's movements.</summary>
    /// <returns>What is declared and not yet paid to him.</returns>
    private decimal Move(PartnerAccount partner, IlpaMethod method)
    {
        var lines = partner.Distributions.ToDictionary(d => d.DistributionId, d => new Parts(d.Line));
        var unpaid = partner.Distributed;
        foreach (var flow in partner.CashFlows)
        {
            switch (flow.Kind)
            {
                case CashFlowKind.Contribution:
                    Contribute(flow, method);
                    break;
                case CashFlowKind.Distribution or CashFlowKind.Withholding:
                    unpaid -= flow.Amount;
                    foreach (var (type, amount) in lines.TryGetValue(flow.SourceId, out var parts) ? parts.Take(flow.Amount) : [(IlpaFlowType.GainOrLoss, flow.Amount)])
                        Add(flow.Date, type, amount, flow.FactId);
                    break;
                case CashFlowKind.Giveback:
                    unpaid += flow.Amount;
                    Add(flow.Date, IlpaFlowType.DistributionReturned, -flow.Amount, flow.FactId);
                    break;
                case CashFlowKind.SaleDifference:
                    unpaid += flow.Amount;
                    break;
                case CashFlowKind.LineDraw:
                    Add(flow.Date, IlpaFlowType.FacilityDrawdown, -flow.Amount, flow.FactId);
                    break;
                case CashFlowKind.LineRepayment:
                    Add(flow.Date, IlpaFlowType.SyntheticDistribution, flow.Amount, flow.FactId);
                    break;
                default:
                    break;
            }
        }
        foreach (var distribution in partner.Distributions)
            Add(PaidOn(distribution), IlpaFlowType.CarriedInterest, distribution.Line.CarriedInterest, distribution.FactId);
        return unpaid;
    }

    private DateOnly PaidOn(PartnerDistribution distribution) =>
        book.FindDistribution(distribution.DistributionId) is { } known && known.PaymentDate < book.AsOf ? known.PaymentDate
        : book.FindDistribution(distribution.DistributionId) is null ? distribution.Date : book.AsOf;

    /// <summary>Money that arrived counts on the call's due date, so that who pays early or late changes nothing.</summary>
    private void Contribute(CashFlow flow, IlpaMethod method)
    {
        var call = book.FindCall(flow.SourceId)!;
        var due = call.DueDate < book.AsOf ? call.DueDate : book.AsOf;
        for (var p = 0; p < flow.ByPurpose.Count; p++)
            Add(due, method == IlpaMethod.Granular ? IlpaFlowTypes.Of(call.Purposes[p].Kind) : IlpaFlowType.CallTotal, -flow.ByPurpose[p], flow.FactId);
    }

    /// <summary>Itemised calls leave fees and expenses out of gross returns: what was charged above those calls is in no capital account, what was called above them is.</summary>
    private void Accrue()
    {
        decimal Sum(Component component) => partners.Sum(p => p[component]);
        var line = Sum(Component.LineCosts) - Sum(Component.ContributedLineCosts);
        var all = partners.Sum(p => p.FeesCharged - p.FeesReduced + p.ExpensesCharged) - Sum(Component.ContributedManagementFee) - Sum(Component.ContributedExpenses);
        Add(book.AsOf, IlpaFlowType.AccruedFacilityCosts, line);
        Add(book.AsOf, IlpaFlowType.AccruedFeesAndExpenses, all - line);
    }

    /// <summary>Fees and expenses on the days on which they were charged, and what moved of them between partners on the day of the move; what was charged before the first call counts on its due date.</summary>
    private void GrossUp()
    {
        var first = book.Calls.Count == 0 ? DateOnly.MinValue : book.Calls.Min(c => c.DueDate);
        first = first < book.AsOf ? first : book.AsOf;
        var ids = partners.Select(p => p.InvestorId).ToHashSet();
        void Charge(DateOnly date, IlpaFlowType type, IReadOnlyList<Share> shares, int sign, Guid factId) =>
            Add(date < first ? first : date, type, sign * shares.Where(s => ids.Contains(s.InvestorId)).Sum(s => s.Amount), factId);
        static IlpaFlowType Of(string category) => LineCosts.Are(category) ? IlpaFlowType.GrossUpFacilityCosts : IlpaFlowType.GrossUpExpenses;
        foreach (var fee in book.Fees)
            Charge(fee.Date, IlpaFlowType.GrossUpManagementFees, fee.Shares, 1, fee.FactId);
        foreach (var reduction in book.FeeReductions)
            Charge(reduction.Date, IlpaFlowType.GrossUpManagementFees, reduction.Shares, -1, reduction.FactId);
        foreach (var expense in book.Expenses)
            Charge(expense.Date, Of(expense.Category), expense.Shares, 1, expense.FactId);
        foreach (var (entry, line) in ManualEntries.Of(book, EntryAccount.Expenses))
            Charge(entry.Date, Of(line.Category!), line.Shares, 1, entry.FactId);
        foreach (var move in partners.SelectMany(p => p.Moves))
        {
            var (day, line) = (move.Date < first ? first : move.Date, move.Moved[Component.LineCosts]);
            Add(day, IlpaFlowType.GrossUpManagementFees, move.Moved.FeesCharged - move.Moved.FeesReduced, move.FactId);
            Add(day, IlpaFlowType.GrossUpFacilityCosts, line, move.FactId);
            Add(day, IlpaFlowType.GrossUpExpenses, move.Moved.ExpensesCharged - line, move.FactId);
        }
    }

    private void Add(DateOnly date, IlpaFlowType type, decimal amount, Guid? factId = null)
    {
        if (amount == 0)
            return;
        var (sum, facts) = flows.GetValueOrDefault((date, type), (0, []));
        if (factId is { } id)
            facts.Add(id);
        flows[(date, type)] = (sum + amount, facts);
    }

    /// <summary>What a line of a distribution is; payments in parts fill capital first, then capital that may be called again.</summary>
    private sealed class Parts
    {
        private decimal capital;

        private decimal recallable;

        internal Parts(DistributionLine line)
        {
            recallable = Math.Min(line.Recallable, Math.Max(0, line.ReturnOfCapital));
            capital = Math.Max(0, line.ReturnOfCapital) - recallable;
        }

        internal IEnumerable<(IlpaFlowType Type, decimal Amount)> Take(decimal paid)
        {
            var first = Math.Min(capital, Math.Max(0, paid));
            var second = Math.Min(recallable, Math.Max(0, paid - first));
            (capital, recallable) = (capital - first, recallable - second);
            return [(IlpaFlowType.ReturnOfCapital, first), (IlpaFlowType.RecallableReturnOfCapital, second), (IlpaFlowType.GainOrLoss, paid - first - second)];
        }
    }
}
