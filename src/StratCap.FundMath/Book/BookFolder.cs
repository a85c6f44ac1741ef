namespace StratCap.FundMath.Book;

/// <summary>A fact on its way into a book. Candidates are not recorded yet.</summary>
/// <param name="Candidate">Place among the candidates, or -1 for a recorded fact.</param>
internal readonly record struct Entry(DateOnly EffectiveDate, long Sequence, Guid FactId, Fact Payload, int Candidate);

/// <summary>
/// Folds facts into a book, one at a time. Each step first checks the rules and only then adds, so that a refused fact leaves nothing behind.
/// Folding never computes shares: they are frozen in the facts.
/// </summary>
internal sealed partial class BookFolder
{
    private readonly FundBook book = new();

    /// <summary>Admissions of the whole book, for disclosures that are dated before the admission was.</summary>
    private readonly Dictionary<Guid, Entry> admissions;

    private readonly HashSet<Guid> usedIds = [];

    private readonly HashSet<(Guid Investor, DateOnly Date)> disclosures = [];

    /// <summary>Where the lines of partners' distribution histories come from, by their id.</summary>
    private readonly Dictionary<Guid, (DateOnly Date, int Number, bool IsClawback)> lineOrigins = [];

    private readonly Dictionary<Guid, decimal> lineRepaidByCall = [];

    private bool hasMoves;

    private BookFolder(IEnumerable<Entry> all)
    {
        admissions = [];
        foreach (var entry in all)
        {
            if (entry.Payload is InvestorAdmitted admitted)
                admissions.TryAdd(admitted.InvestorId, entry);
        }
    }

    internal static FundBook Fold(IEnumerable<RecordedFact> facts, DateOnly? asOf, DateTimeOffset? recordedAt)
    {
        var (known, last) = Known(facts, recordedAt);
        var folder = new BookFolder(known);
        var counting = Counting(known, asOf ?? DateOnly.MaxValue);
        foreach (var entry in counting)
            folder.Apply(entry);
        return folder.Finish(last, asOf ?? (counting.Count == 0 ? DateOnly.MinValue : counting[^1].EffectiveDate), recordedAt);
    }

    /// <summary>
    /// The facts that were known at a time. They must be one fund's, from the first on without a gap: a lost, repeated or foreign row would give
    /// figures that look right.
    /// </summary>
    internal static (List<Entry> Known, RecordedFact? Last) Known(IEnumerable<RecordedFact> facts, DateTimeOffset? recordedAt)
    {
        var known = new List<Entry>(facts.TryGetNonEnumeratedCount(out var count) ? count : 16);
        RecordedFact? last = null;
        foreach (var fact in facts)
        {
            if (recordedAt is { } time && fact.RecordedAt > time)
                continue;
            if (last is not null && (fact.TenantId != last.TenantId || fact.FundId != last.FundId))
                throw Refuse("book.facts.foreign", "The facts are of more than one fund: read one fund's book at a time.");
            known.Add(new Entry(fact.EffectiveDate, fact.Sequence, fact.FactId, fact.Payload, -1));
            if (last is null || fact.Sequence > last.Sequence)
                last = fact;
        }
        var seen = new bool[known.Count];
        foreach (var entry in known)
        {
            if (entry.Sequence < 1 || entry.Sequence > known.Count || seen[entry.Sequence - 1])
                throw Refuse("book.facts.incomplete", "A fact of the book is missing or stands twice: read the whole book, and verify its chain.");
            seen[entry.Sequence - 1] = true;
        }
        return (known, last);
    }

    /// <summary>Folds entries and tells of each that is refused; what it says decides whether folding goes on.</summary>
    internal static void Fold(IReadOnlyList<Entry> all, DateOnly asOf, Action<Entry, FundRuleException> onRefusal)
    {
        var folder = new BookFolder(all);
        foreach (var entry in Counting(all, asOf))
        {
            try
            {
                folder.Apply(entry);
            }
            catch (FundRuleException refusal)
            {
                onRefusal(entry, refusal);
            }
        }
    }

    /// <summary>Folds what a book says when its facts are told differently, each against the book as it stands before it, and what is left to say at the end.</summary>
    internal static FundBook Retell(IReadOnlyList<Entry> entries, Func<FundBook, Entry, IEnumerable<Entry>> told, Func<IEnumerable<Entry>> atEnd)
    {
        var folder = new BookFolder(entries);
        foreach (var entry in entries)
        {
            folder.book.AsOf = entry.EffectiveDate;
            foreach (var one in told(folder.book, entry))
                folder.Apply(one);
        }
        foreach (var one in atEnd())
            folder.Apply(one);
        return folder.book;
    }

    /// <summary>The entries that count on a date: effective by then, not reversed by then; by effective date, then sequence. Closes of quarters move no figure, nor the day of the last fact.</summary>
    internal static List<Entry> Counting(IReadOnlyList<Entry> known, DateOnly asOf)
    {
        HashSet<Guid>? reversed = null;
        foreach (var entry in known)
        {
            if (entry.Payload is FactReversed reversal && entry.EffectiveDate <= asOf)
                (reversed ??= []).Add(reversal.OriginalFactId);
        }
        var counting = new List<Entry>(known.Count);
        foreach (var entry in known)
        {
            if (entry.Payload is FactReversed or PeriodClosed or PeriodReopened || (entry.EffectiveDate > asOf && entry.Payload is not FundEstablished))
                continue;
            if (reversed is null || !reversed.Contains(entry.FactId))
                counting.Add(entry);
        }
        counting.Sort(static (a, b) => Rank(a) != Rank(b) ? Rank(a) - Rank(b)
            : a.EffectiveDate != b.EffectiveDate ? a.EffectiveDate.CompareTo(b.EffectiveDate) : a.Sequence.CompareTo(b.Sequence));
        return counting;
    }

    private static int Rank(Entry entry) => entry.Payload is FundEstablished ? 0 : 1;

    private FundBook Finish(RecordedFact? last, DateOnly asOf, DateTimeOffset? recordedAt)
    {
        if (last is not null)
        {
            book.TenantId = last.TenantId;
            book.FundId = last.FundId;
            book.LastSequence = last.Sequence;
            book.LastHash = last.Hash;
        }
        book.AsOf = asOf;
        book.RecordedAt = recordedAt ?? last?.RecordedAt ?? DateTimeOffset.MinValue;
        return book;
    }

    private void Apply(Entry entry)
    {
        if (!book.IsEstablished && entry.Payload is not FundEstablished)
            throw Refuse("book.not_established", "Establish the fund before anything else is recorded.");
        RequireKnowledgeOfMoves(entry);
        switch (entry.Payload)
        {
            case FundEstablished f: Establish(f); break;
            case TermsSet f: SetTerms(f, entry); break;
            case InvestorAdmitted f: Admit(f, entry); break;
            case ClosingHeld f: HoldClosing(f, entry); break;
            case CommitmentAccepted f: AcceptCommitment(f, entry); break;
            case FeeReduced f: ReduceFee(f, entry); break;
            case FeeOffsetRecognised f: RecogniseOffset(f, entry); break;
            case UnfundedReleased f: ReleaseUnfunded(f); break;
            case LineDrawn f: DrawLine(f, entry); break;
            case LineRepaid f: RepayLine(f, entry); break;
            case CallDefaulted f: Default(f, entry); break;
            case CallShareWithdrawn f: WithdrawShare(f); break;
            case ClawbackPaid f: PayClawback(f, entry); break;
            case GivebackCalled f: CallGiveback(f, entry); break;
            case GivebackReceived f: ReceiveGiveback(f, entry); break;
            case InterestTransferred f: Transfer(f, entry); break;
            case ClosingEqualised f: Equalise(f, entry); break;
            case DefaultRemedied f: Remedy(f, entry); break;
            case SoldForPartner f: SellForPartner(f, entry); break;
            case CarryPlanSet f: SetCarryPlan(f, entry); break;
            case CarryAllocated f: AllocateCarry(f, entry); break;
            case CarryAccelerated f: AccelerateCarry(f, entry); break;
            case CarryHolderLeft f: LeaveCarry(f, entry); break;
            case PositionDisclosed f: Disclose(f, entry); break;
            case CapitalCallIssued f: IssueCall(f, entry); break;
            case ReceiptRecorded f: RecordReceipt(f, entry); break;
            case InvestmentMade f: Invest(f, entry); break;
            case ValuationRecorded f: Value(f, entry); break;
            case ProceedsReceived f: ReceiveProceeds(f, entry); break;
            case ManagementFeeCharged f: ChargeFee(f, entry); break;
            case ExpenseCharged f: ChargeExpense(f, entry); break;
            case DistributionDeclared f: DeclareDistribution(f, entry); break;
            case DistributionPaid f: PayDistribution(f, entry); break;
            case ManualEntryRecorded f: RecordEntry(f, entry); break;
            default: throw Refuse("book.fact.unknown_kind", "This version of the book does not know that kind of fact.");
        }
    }

    private static FundRuleException Refuse(string code, string message) => new(code, message);

    private void Move(PartnerAccount partner, Component component, decimal amount) => partner.Add(component, amount);

    private void Total(Component component, decimal amount) => book.Total.Add(component, amount);

    private void RequireUnused(Guid id, string what)
    {
        if (usedIds.Contains(id))
            throw Refuse("book.id.used", $"The id of the {what} is already used in the book: give a new one.");
    }

    private void RequirePayable(decimal amount, string what)
    {
        if (!book.Currency.IsPayable(amount))
            throw Refuse("book.amount.not_payable", $"Give the {what} with at most {book.Currency.MinorUnits} decimals, as {book.Currency.Code} pays.");
    }

    private void RequirePositive(decimal amount, string what)
    {
        RequirePayable(amount, what);
        if (amount <= 0)
            throw Refuse("book.amount.not_positive", $"Give the {what} as a positive amount.");
    }

    /// <summary>Shares of known partners, each once, payable, summing to the total; negative only where a change is shared out.</summary>
    private void RequireShares(IReadOnlyList<Share> shares, decimal total, string what, bool mayBeNegative = false)
    {
        var sum = 0m;
        var seen = shares.Count > 1 ? new HashSet<Guid>(shares.Count) : null;
        foreach (var share in shares)
        {
            book.Partner(share.InvestorId);
            if (seen is not null && !seen.Add(share.InvestorId))
                throw Refuse("book.shares.repeated_investor", $"An investor stands twice among the shares of the {what}.");
            RequirePayable(share.Amount, $"shares of the {what}");
            if (share.Amount < 0 && !mayBeNegative)
                throw Refuse("book.shares.negative", $"A share of the {what} is negative.");
            sum += share.Amount;
        }
        if (sum != total)
            throw Refuse("book.shares.sum_differs", FormattableString.Invariant($"The shares of the {what} add up to {sum} and not to {total}."));
    }
}
