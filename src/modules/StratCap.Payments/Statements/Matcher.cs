namespace StratCap.Payments.Statements;

/// <summary>An investor's part of a call, paid or not: one who has paid is known by his reference too, so that it is not taken for another's.</summary>
/// <param name="Reference">What he was told to write into the transfer.</param>
/// <param name="AccountHashes">Keyed hashes of accounts known to be his.</param>
internal sealed record Due(Guid CallId, Guid InvestorId, string InvestorName, decimal Outstanding, string Reference, IReadOnlySet<string> AccountHashes);

/// <summary>A payment of ours that a line may be, or a debit.</summary>
/// <param name="PaymentId">Its id in the book; of a debit, the receipt's.</param>
/// <param name="CallId">The call that a debit collects; null of what is paid.</param>
/// <param name="Reference">The instruction's, the same for each attempt.</param>
/// <param name="Key">That of the attempt that is out or has settled; null without one.</param>
/// <param name="RunReference">The run's, which a bank quotes that books the run as one line.</param>
/// <param name="IsAlone">No earlier attempt can be meant: what each of them sent out is on a statement. Otherwise nothing but its own key, or its run, says for sure that this one is meant.</param>
/// <param name="CanLeave">It is to be paid, on its way, or paid and not yet seen on a statement. A debit moves money in, and is never seen before a bank has it.</param>
/// <param name="CanComeBack">It is paid, or a bank has it.</param>
internal sealed record OpenPayment(
    Guid InstructionId, Guid PaymentId, Guid? CallId, Guid InvestorId, string PayeeName, decimal Amount, string Reference, string? Key, string? RunReference, bool IsAlone, bool CanLeave, bool CanComeBack, IReadOnlySet<string> AccountHashes)
{
    public bool Collects => CallId is not null;

    /// <summary>What bank and statement quote.</summary>
    public IReadOnlyList<string> References => Key is null ? [Reference] : [Reference, Key];
}

/// <summary>Attempts that were refused, came back or were taken back. A line that quotes one is not the next attempt's, and what became of its money only people can tell.</summary>
/// <param name="Keys">By letters and digits alone, as <paramref name="RunReferences"/> too: a fund has ever more of both, so that a line's own words are looked up in them.</param>
internal sealed record EndedAttempts(HashSet<string> Keys, HashSet<string> RunReferences)
{
    /// <summary>Made of keys and references as they were given out.</summary>
    public static EndedAttempts Of(IEnumerable<string> keys, IEnumerable<string> runReferences) =>
        new(keys.Select(Matcher.Plain).ToHashSet(StringComparer.Ordinal), runReferences.Select(Matcher.Plain).ToHashSet(StringComparer.Ordinal));
}

/// <summary>What a line may be for.</summary>
/// <param name="Sure">Booked without a person.</param>
internal sealed record Proposal(
    MatchTarget Target, Guid? CallId, Guid? InvestorId, Guid? InstructionId, Guid? PaymentId, string Who, decimal Amount, MatchOutcome Outcome, MatchRule Rule, bool Sure);

/// <summary>
/// Says what a line may be for, surest first: its reference as given out; the reference by letters and digits alone; the amount from a known account; and, for people only, the amount with a
/// name that is like. Where two are as good as each other, neither is sure.
/// </summary>
internal static class Matcher
{
    private const decimal LikeEnough = 0.6m;
    private const int ShortestReference = 5;

    /// <param name="feeAtMost">What banks on the way may have charged, in the line's currency.</param>
    public static IReadOnlyList<Proposal> Propose(BankLine line, Expected expected, decimal feeAtMost)
    {
        if (line.State is LineState.NotBooked or LineState.Matched) return [];
        if (Quotes(line, expected.Ended.Keys)) return [];
        var proposals = line.Amount > 0 ? Incoming(line, expected, feeAtMost) : Outgoing(line, expected.Payments);
        if (!Quotes(line, expected.Ended.RunReferences)) return proposals;
        // The run's line may be that of an attempt of it that has ended: a payment's own key alone is surer than that.
        return proposals.ConvertAll(p => p with { Sure = p.Sure && expected.Payments.Any(o => o.InstructionId == p.InstructionId && QuotesKey(line, o)) });
    }

    private static List<Proposal> Incoming(BankLine line, Expected expected, decimal feeAtMost)
    {
        var (dues, payments) = (expected.Dues, expected.Payments);
        if (GoingBack(line, payments.Where(p => !p.Collects)) is { Count: > 0 } back) return back;
        var debits = payments.Where(p => p.Collects && p.CanLeave).ToList();
        if (ByReference(line, debits) is { Count: > 0 } collected) return collected;

        var (named, rule) = Named(line, dues);
        if (named.Count > 0)
            return
            [
                .. named.Where(d => d.Outstanding > 0).Select(d => Of(line, d, feeAtMost, rule, named.Count == 1 && line.Left <= d.Outstanding)),
                // The investor may have paid beside his debit, or this is the debit, of which the bank tells no more than that.
                .. debits.Where(p => p.Amount == line.Left && named.Any(d => d.CallId == p.CallId && d.InvestorId == p.InvestorId)).Select(p => Of(p, MatchTarget.Payment, MatchOutcome.Full, rule, false)),
            ];
        return ByAmount(line, dues, debits, expected.Unseen, feeAtMost);
    }

    /// <summary>What comes in without any reference: a part of a call, or a debit; also one that has ended, and then people say.</summary>
    private static List<Proposal> ByAmount(BankLine line, IReadOnlyList<Due> dues, List<OpenPayment> debits, HashSet<(Guid InvestorId, decimal Amount)> unseen, decimal feeAtMost)
    {
        var owed = dues.Where(d => d.Outstanding > 0 && d.Outstanding == line.Left).ToList();
        var debited = debits.FindAll(p => p.Amount == line.Left);
        bool IsKnown(IReadOnlySet<string> accounts) => line.CounterpartyHash is { } hash && accounts.Contains(hash);
        var (knownOwed, knownDebited) = (owed.FindAll(d => IsKnown(d.AccountHashes)), debited.FindAll(p => IsKnown(p.AccountHashes)));
        var known = knownOwed.Count + knownDebited.Count;
        if (known > 0)
            return
            [
                .. knownOwed.Select(d => Of(line, d, feeAtMost, MatchRule.AmountAndAccount, known == 1 && !unseen.Contains((d.InvestorId, line.Left)))),
                // The investor may have sent the same himself while his debit was out.
                .. knownDebited.Select(p => Of(p, MatchTarget.Payment, MatchOutcome.Full, MatchRule.AmountAndAccount, false)),
            ];
        return
        [
            .. owed.Select(d => (Like: Likeness(line.Counterparty, d.InvestorName), Proposal: Of(line, d, feeAtMost, MatchRule.AmountAndName, false)))
                .Concat(debited.Select(p => (Like: Likeness(line.Counterparty, p.PayeeName), Proposal: Of(p, MatchTarget.Payment, MatchOutcome.Full, MatchRule.AmountAndName, false))))
                .Where(p => p.Like >= LikeEnough).OrderByDescending(p => p.Like).Select(p => p.Proposal),
        ];
    }

    /// <summary>A payment that comes back, a debit that goes back: the line quotes it.</summary>
    private static List<Proposal> GoingBack(BankLine line, IEnumerable<OpenPayment> payments)
    {
        var back = payments.Where(p => p.CanComeBack && p.Amount == line.Left && Quoted(line, p.References) is not null).ToList();
        return back.ConvertAll(p => Of(p, MatchTarget.PaymentReturned, MatchOutcome.Reversed, Quoted(line, p.References)!.Value, back.Count == 1 && IsMeant(line, p)));
    }

    /// <summary>Money of ours that moves as it was ordered: the line quotes it, or the run that the bank books as one line.</summary>
    private static List<Proposal> ByReference(BankLine line, List<OpenPayment> open)
    {
        var named = open.Where(p => p.Amount == line.Left && Quoted(line, p.References) is not null).ToList();
        if (named.Count > 0) return named.ConvertAll(p => Of(p, MatchTarget.Payment, MatchOutcome.Full, Quoted(line, p.References)!.Value, named.Count == 1 && IsMeant(line, p)));
        foreach (var run in open.Where(p => p.RunReference is not null).GroupBy(p => p.RunReference!, StringComparer.Ordinal))
            if (run.Sum(p => p.Amount) == line.Left && Quoted(line, [run.Key]) is { } rule)
                return [.. run.Select(p => Of(p, MatchTarget.Payment, MatchOutcome.Full, rule, true))];
        return [];
    }

    private static List<Proposal> Outgoing(BankLine line, IReadOnlyList<OpenPayment> payments)
    {
        if (GoingBack(line, payments.Where(p => p.Collects)) is { Count: > 0 } back) return back;
        var open = payments.Where(p => !p.Collects && p.CanLeave).ToList();
        if (ByReference(line, open) is { Count: > 0 } paid) return paid;
        var amount = open.Where(p => p.Amount == line.Left).ToList();
        var known = amount.Where(p => line.CounterpartyHash is { } hash && p.AccountHashes.Contains(hash)).ToList();
        if (known.Count > 0) return known.ConvertAll(p => Of(p, MatchTarget.Payment, MatchOutcome.Full, MatchRule.AmountAndAccount, known.Count == 1 && p.IsAlone));
        return [.. amount.Select(p => (Payment: p, Like: Likeness(line.Counterparty, p.PayeeName))).Where(p => p.Like >= LikeEnough).OrderByDescending(p => p.Like)
            .Select(p => Of(p.Payment, MatchTarget.Payment, MatchOutcome.Full, MatchRule.AmountAndName, false))];
    }

    /// <summary>Whether a line that quotes a payment means this attempt of it.</summary>
    private static bool IsMeant(BankLine line, OpenPayment p) => p.IsAlone || QuotesKey(line, p);

    private static bool QuotesKey(BankLine line, OpenPayment p) => p.Key is { } key && Quoted(line, [key]) is not null;

    private static Proposal Of(OpenPayment p, MatchTarget target, MatchOutcome outcome, MatchRule rule, bool sure) => new(target, null, null, p.InstructionId, p.PaymentId, p.PayeeName, p.Amount, outcome, rule, sure);

    private static Proposal Of(BankLine line, Due due, decimal feeAtMost, MatchRule rule, bool sure)
    {
        var amount = Math.Min(line.Left, due.Outstanding);
        return new(MatchTarget.Receipt, due.CallId, due.InvestorId, null, null, due.InvestorName, amount, Outcome(line.Left, due.Outstanding, feeAtMost), rule, sure);
    }

    /// <summary>How an amount compares with what is due.</summary>
    public static MatchOutcome Outcome(decimal amount, decimal due, decimal feeAtMost) =>
        amount == due ? MatchOutcome.Full : amount > due ? MatchOutcome.Over : due - amount <= feeAtMost ? MatchOutcome.ShortByFee : MatchOutcome.Partial;

    /// <summary>Whose references the line quotes; the longest win, so that investor 1 does not take what investor 10 paid.</summary>
    private static (IReadOnlyList<Due> Dues, MatchRule Rule) Named(BankLine line, IReadOnlyList<Due> dues)
    {
        foreach (var rule in (MatchRule[])[MatchRule.Reference, MatchRule.NormalisedReference])
        {
            var quoted = dues.Where(d => Quoted(line, [d.Reference]) is { } found && found <= rule).ToList();
            if (quoted.Count == 0) continue;
            var longest = quoted.Max(d => Plain(d.Reference).Length);
            return (quoted.FindAll(d => Plain(d.Reference).Length == longest), rule);
        }
        return ([], default);
    }

    /// <summary>Whether a line quotes one of many references by letters and digits alone, however many they are.</summary>
    private static bool Quotes(BankLine line, HashSet<string> references)
    {
        if (references.Count == 0) return false;
        var (known, lengths) = (references.GetAlternateLookup<ReadOnlySpan<char>>(), references.Select(r => r.Length).Distinct().ToList());
        foreach (var field in Fields(line).Select(Plain))
            foreach (var length in lengths)
                for (var at = 0; at + length <= field.Length; at++)
                    if (known.Contains(field.AsSpan(at, length))) return true;
        return false;
    }

    private static IEnumerable<string> Fields(BankLine line) =>
        ((string?[])[line.EndToEndId, line.CustomerReference, line.BankReference, line.Text]).Where(f => !string.IsNullOrWhiteSpace(f)).Select(f => f!);

    /// <summary>How a line quotes one of some references; null when it does not.</summary>
    private static MatchRule? Quoted(BankLine line, IReadOnlyList<string> references)
    {
        var fields = Fields(line).ToList();
        if (references.Any(r => Plain(r).Length >= ShortestReference && fields.Any(f => Holds(f.Trim(), r.Trim())))) return MatchRule.Reference;
        return references.Any(r => Plain(r) is { Length: >= ShortestReference } plain && fields.Any(f => Holds(Plain(f), plain))) ? MatchRule.NormalisedReference : null;
    }

    /// <summary>Whether a text holds a reference that does not go on beyond it: "Call 1" is not in "Call 12".</summary>
    private static bool Holds(string text, string reference)
    {
        for (var at = text.IndexOf(reference, StringComparison.Ordinal); at >= 0; at = text.IndexOf(reference, at + 1, StringComparison.Ordinal))
        {
            var end = at + reference.Length;
            if ((at == 0 || !char.IsDigit(text[at - 1]) || !char.IsDigit(reference[0])) && (end == text.Length || !char.IsDigit(text[end]) || !char.IsDigit(reference[^1]))) return true;
        }
        return false;
    }

    /// <summary>Letters and digits alone, in capitals.</summary>
    internal static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>How alike two names are, 0 to 1: pairs of neighbouring letters that both have (Dice).</summary>
    internal static decimal Likeness(string? one, string? other)
    {
        var (a, b) = (Pairs(one), Pairs(other));
        if (a.Count == 0 || b.Count == 0) return 0;
        var total = a.Count + b.Count;
        var common = a.Count(b.Remove);
        return 2m * common / total;
    }

    private static List<string> Pairs(string? name)
    {
        var plain = Plain(name ?? "");
        return plain.Length < 2 ? [] : [.. Enumerable.Range(0, plain.Length - 1).Select(i => plain.Substring(i, 2))];
    }
}
