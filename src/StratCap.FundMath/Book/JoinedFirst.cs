using StratCap.FundMath.Allocation;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Book;

/// <summary>
/// The book told again as if every partner had been admitted and had committed on the day of the first commitment: the same calls, investments, values, proceeds,
/// charges and distributions, shared out among all of them. Who was there paid when he paid; who was not, on the due date.
/// </summary>
/// <param name="realised">Investments that stay with those who had joined by the day given: later partners are excused from them.</param>
internal sealed class JoinedFirst(IReadOnlyList<RecordedFact> facts, DateOnly date, IReadOnlyDictionary<Guid, DateOnly> realised)
{
    private readonly List<(DateOnly Due, Fact Payment)> due = [];

    private readonly Dictionary<(Guid Call, Guid Investor), List<ReceiptRecorded>> receipts = [];

    private readonly Dictionary<(Guid Distribution, Guid Investor), List<DistributionPaid>> payments = [];

    private ILookup<Guid, (DateOnly Date, decimal Amount)> commitments = Array.Empty<Guid>().ToLookup(id => id, _ => (default(DateOnly), 0m));

    internal FundBook Retell()
    {
        var counting = BookFolder.Counting(BookFolder.Known(facts, recordedAt: null).Known, date);
        foreach (var receipt in counting.Select(e => e.Payload).OfType<ReceiptRecorded>())
        {
            if (!receipts.TryGetValue((receipt.CallId, receipt.InvestorId), out var same))
                receipts.Add((receipt.CallId, receipt.InvestorId), same = []);
            same.Add(receipt);
        }
        foreach (var payment in counting.Select(e => e.Payload).OfType<DistributionPaid>())
        {
            if (!payments.TryGetValue((payment.DistributionId, payment.InvestorId), out var same))
                payments.Add((payment.DistributionId, payment.InvestorId), same = []);
            same.Add(payment);
        }
        var first = counting.Where(e => e.Payload is CommitmentAccepted).Select(e => e.EffectiveDate).DefaultIfEmpty(date).Min();
        var entries = counting
            .Where(e => e.Payload is not ClosingEqualised)
            .Select(e => IsJoining(e.Payload) && e.EffectiveDate > first ? e with { EffectiveDate = first } : e)
            .OrderBy(e => e.Payload is FundEstablished ? 0 : 1).ThenBy(e => e.EffectiveDate).ThenBy(e => IsJoining(e.Payload) ? 0 : 1)
            .ToList();
        commitments = counting.Where(e => e.Payload is CommitmentAccepted).ToLookup(e => ((CommitmentAccepted)e.Payload).InvestorId, e => (e.EffectiveDate, ((CommitmentAccepted)e.Payload).Amount));
        return BookFolder.Retell(entries, Next, () => Due(_ => true));
    }

    /// <summary>What is due before an entry, then the entry, told on the book that has all of it.</summary>
    private IEnumerable<Entry> Next(FundBook book, Entry entry)
    {
        foreach (var one in Due(d => IsBefore(d, entry)))
            yield return one;
        foreach (var one in Told(book, entry))
            yield return one;
    }

    private static bool IsJoining(Fact fact) => fact is InvestorAdmitted or CommitmentAccepted or ClosingHeld;

    private static bool IsBefore(DateOnly day, Entry entry) => day < entry.EffectiveDate || (day == entry.EffectiveDate && entry.Payload is InterestTransferred);

    /// <summary>Receipts on due dates and payments on theirs, taken off the list.</summary>
    private List<Entry> Due(Predicate<DateOnly> isWanted)
    {
        var now = due.Where(d => isWanted(d.Due)).OrderBy(d => d.Due).ToList();
        due.RemoveAll(d => isWanted(d.Due));
        return [.. now.Select(d => new Entry(d.Due, long.MaxValue, Guid.Empty, d.Payment, -1))];
    }

    private IEnumerable<Entry> Told(FundBook book, Entry entry) => entry.Payload switch
    {
        CapitalCallIssued f => Told(book, entry, f),
        ReceiptRecorded f => Told(book, f) is { } receipt ? [entry with { Payload = receipt }] : [],
        InvestmentMade f => [entry with { Payload = FactShares.ForInvestment(book, f.DealId, f.Name, f.Cost) with { Foreign = f.Foreign } }],
        ValuationRecorded f => [entry with { Payload = FactShares.ForValuation(book, f.DealId, f.FairValue, f.Methodology, f.Level) with { Foreign = f.Foreign } }],
        ProceedsReceived f => [entry with { Payload = FactShares.ForProceeds(book, f.DealId, f.Proceeding, f.Proceeds, f.Cost, f.CarryingValue) with { Foreign = f.Foreign, Income = f.Income } }],
        ExpenseCharged f => [entry with { Payload = FactShares.ForExpense(book, f.ChargeId, f.Category, f.Amount) }],
        ManagementFeeCharged f => [entry with { Payload = FactShares.ForManagementFee(book, f.ChargeId, f.PeriodFrom, f.PeriodTo, FeeOfAll(book, f.PeriodFrom, f.PeriodFrom, f.PeriodTo, f.Amount)) }],
        ManualEntryRecorded f => [entry with { Payload = ManualEntries.Again(book, f) }],
        LineDrawn f => [entry with { Payload = SubscriptionLine.Draw(book, f.DrawId, f.Amount) }],
        LineRepaid f => [entry with { Payload = SubscriptionLine.Repay(book, f.RepaymentId, f.Amount, f.CallId) }],
        DistributionDeclared f => [entry with { Payload = Told(book, entry, f) }],
        DistributionPaid f => Told(book, f) is { } payment ? [entry with { Payload = payment }] : [],
        InterestTransferred f => [entry with { Payload = InterestTransfer.Make(book, f.MoveId, f.FromId, f.ToId, f.Part, f.Whole) }],
        _ => [entry],
    };

    private List<Entry> Told(FundBook book, Entry entry, CapitalCallIssued fact)
    {
        var purposes = fact.Purposes.Select((p, i) => new CapitalCallPurposeRequest(
            p.Kind, Amount(book, entry, fact, p), p.DealId, p.Description, [.. Excused(book, entry, fact, i).Union(JoinedAfter(p.DealId))], p.InsideCommitment, p.Base));
        var call = CapitalCallAllocation.Run(book, new CapitalCallRequest(entry.EffectiveDate, fact.DueDate, [.. purposes]), explain: false).ToFact(fact.CallId, fact.Number);
        foreach (var share in call.Shares)
        {
            if (!receipts.ContainsKey((fact.CallId, share.InvestorId)))
                due.Add((fact.DueDate < date ? fact.DueDate : date, new ReceiptRecorded(NewId(fact.CallId, share.InvestorId), fact.CallId, share.InvestorId, share.Amounts)));
        }
        return [entry with { Payload = call }];
    }

    /// <summary>The same amount from the same deal on the same day, run through everybody's tiers.</summary>
    private DistributionDeclared Told(FundBook book, Entry entry, DistributionDeclared fact)
    {
        var recipient = fact.CarryRecipientId ?? book.Partners.FirstOrDefault(p => !p.IsLimitedPartner)?.InvestorId;
        var told = DistributionRun.Run(book, new DistributionRequest(entry.EffectiveDate, fact.Amount, fact.DealId, recipient), explain: false).ToFact(fact.DistributionId, fact.Number, fact.PaymentDate);
        foreach (var investor in told.Lines.Where(l => l.Payable > 0).Select(l => l.InvestorId).Append(told.CarryRecipientId ?? Guid.Empty).Distinct().Where(i => i != Guid.Empty && !payments.ContainsKey((fact.DistributionId, i))))
        {
            var amount = told.Lines.Where(l => l.InvestorId == investor).Sum(l => l.Payable) + (investor == told.CarryRecipientId ? told.CarriedInterest : 0);
            due.Add((fact.PaymentDate < date ? fact.PaymentDate : date, new DistributionPaid(NewId(fact.DistributionId, investor), fact.DistributionId, investor, amount)));
        }
        return told;
    }

    /// <summary>A payment's part of what the partner is to be paid now, in the proportion in which he was paid then.</summary>
    private DistributionPaid? Told(FundBook book, DistributionPaid fact)
    {
        var same = payments[(fact.DistributionId, fact.InvestorId)];
        var amount = Split(book, book.FindDistribution(fact.DistributionId)!.PayableTo(fact.InvestorId), [.. same.Select(p => p.Amount)], [])[same.IndexOf(fact)];
        return amount == 0 ? null : fact with { Amount = amount };
    }

    private decimal Amount(FundBook book, Entry entry, CapitalCallIssued fact, CallPurpose purpose)
    {
        if (purpose.Kind != CallPurposeKind.ManagementFee || purpose.Base != AllocationBase.LimitedPartnerSpecific)
            return purpose.Amount;
        var (from, to) = ManagementFee.PeriodAround(fact.DueDate, book.TermsAt(entry.EffectiveDate).ManagementFee.Value.Frequency);
        return FeeOfAll(book, entry.EffectiveDate, from, to, purpose.Amount);
    }

    /// <summary>A fee as the terms give it for those who were there is as the terms give it for all; another is raised in proportion.</summary>
    private decimal FeeOfAll(FundBook book, DateOnly workedOutOn, DateOnly from, DateOnly to, decimal amount)
    {
        var there = ManagementFee.For(FundBook.Fold(facts, workedOutOn), from, to, explain: false);
        var all = ManagementFee.For(book, from, to, explain: false);
        return amount == there.Amount ? all.Amount
            : there.ByPartner.Sum() is var sum && sum == 0 ? amount : book.Currency.Round(amount * (all.ByPartner.Sum() / sum));
    }

    private IEnumerable<Guid> JoinedAfter(Guid? dealId) => dealId is { } deal && realised.TryGetValue(deal, out var day)
        ? commitments.Where(c => c.Min(one => one.Date) > day).Select(c => c.Key)
        : [];

    /// <summary>Who was there and took no part in a new investment of which he would have borne something was excused, and stays so.</summary>
    private IReadOnlyList<Guid> Excused(FundBook book, Entry entry, CapitalCallIssued fact, int purpose)
    {
        if (fact.Purposes[purpose].Kind != CallPurposeKind.Investment)
            return [];
        var amounts = fact.Shares.ToDictionary(s => s.InvestorId, s => s.Amounts[purpose]);
        var there = book.Partners.Select(p => (p.InvestorId, Commitment: commitments[p.InvestorId].Where(c => c.Date <= entry.EffectiveDate).Sum(c => c.Amount))).Where(p => p.Commitment > 0).ToList();
        var sum = there.Sum(p => p.Commitment);
        return [.. there
            .Where(p => amounts.GetValueOrDefault(p.InvestorId) == 0 && fact.Purposes[purpose].Amount * (p.Commitment / sum) >= book.Currency.MinorUnit)
            .Select(p => p.InvestorId)];
    }

    /// <summary>A receipt's part of what the partner owes of the call now, in the proportion in which he paid then.</summary>
    private ReceiptRecorded? Told(FundBook book, ReceiptRecorded fact)
    {
        if (book.FindCall(fact.CallId)?.LineOf(fact.InvestorId) is not { } line)
            return null;
        var same = receipts[(fact.CallId, fact.InvestorId)];
        var place = same.IndexOf(fact);
        decimal[] amounts = [.. line.Amounts.Select((amount, p) => Split(book, amount, [.. same.Select(r => r.Amounts[p])], [.. same.Select(r => r.Total)])[place])];
        return amounts.Sum() == 0 ? null : fact with { Amounts = amounts };
    }

    private static decimal[] Split(FundBook book, decimal amount, decimal[] weights, decimal[] otherwise) =>
        LargestRemainder.Split(amount, weights.Any(w => w > 0) ? weights : otherwise, book.Currency.MinorUnits);

    private static Guid NewId(Guid call, Guid investor)
    {
        Span<byte> bytes = stackalloc byte[32];
        call.TryWriteBytes(bytes);
        investor.TryWriteBytes(bytes[16..]);
        return new Guid(System.Security.Cryptography.SHA256.HashData(bytes)[..16]);
    }
}
