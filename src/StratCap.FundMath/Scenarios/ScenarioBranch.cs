using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Scenarios;

/// <summary>
/// A branch of a fund's book: the recorded facts and, behind them, hypothetical ones. Each step is worked out on the book as of its own day with the steps before
/// it, by the calculations that make real facts, and goes through the rules of any fact. The recorded facts stay as they are; the hypothetical ones belong
/// to no stored book. The same facts and steps always give the same branch, to the hash.
/// </summary>
public sealed class ScenarioBranch
{
    private readonly List<RecordedFact> facts;

    // Ids count on over the branch: what is not recorded needs no more than to be told apart, and to come out the same again.
    private int ids;

    private ScenarioBranch(IReadOnlyList<RecordedFact> recorded) => facts = [.. recorded];

    /// <summary>Grows a branch.</summary>
    /// <param name="recorded">The book as it is known; not empty.</param>
    /// <param name="name">For refusals.</param>
    /// <param name="steps">In the order in which they are told; each may be dated before the one before it.</param>
    /// <param name="until">The day to which the branch will be folded: a step after it would change nothing.</param>
    /// <returns>The recorded facts and the hypothetical ones, chained.</returns>
    /// <exception cref="FundRuleException">
    /// <c>scenario.step_after_day</c>, <c>scenario.nothing_held</c>, or the rule that refuses a step's facts; the sentence names branch and step.
    /// </exception>
    public static IReadOnlyList<RecordedFact> Grow(IReadOnlyList<RecordedFact> recorded, string name, IReadOnlyList<ScenarioStep> steps, DateOnly until)
    {
        var branch = new ScenarioBranch(recorded);
        for (var i = 0; i < steps.Count; i++)
        {
            try
            {
                branch.Take(steps[i], until);
            }
            catch (FundRuleException refusal)
            {
                throw new FundRuleException(refusal.Code, FormattableString.Invariant($"Branch '{name}', step {i + 1} ({steps[i].Name} of {steps[i].Date:yyyy-MM-dd}): {refusal.Message}"));
            }
        }
        return branch.facts;
    }

    private void Take(ScenarioStep step, DateOnly until)
    {
        if (step.Date > until || step is CallStep call && call.DueDate > until)
            throw new FundRuleException("scenario.step_after_day", FormattableString.Invariant($"It is after {until:yyyy-MM-dd}, the day of the calculation, and would change nothing: date it earlier."));
        switch (step)
        {
            case ExitStep exit:
                Sell(exit);
                break;
            case ValuationStep valuation:
                Record(valuation.Date, FactShares.ForValuation(At(valuation.Date), valuation.DealId, valuation.FairValue, "Scenario", level: 3));
                break;
            case ClosingStep closing:
                Close(closing);
                break;
            case TermsStep terms:
                terms.Terms.Validate();
                Record(terms.Date, new TermsSet(terms.Terms));
                break;
            case CallStep called:
                Call(called);
                break;
            case TransferStep transfer:
                if (transfer.ToInvestor is { } name)
                    Record(transfer.Date, Admission(transfer.ToInvestorId, name));
                Record(transfer.Date, InterestTransfer.Make(At(transfer.Date), NewId(), transfer.FromInvestorId, transfer.ToInvestorId, transfer.Fraction));
                break;
        }
    }

    private void Sell(ExitStep exit)
    {
        var book = At(exit.Date);
        var cost = exit.Cost ?? book.Deal(exit.DealId).Cost;
        if (cost <= 0)
            throw new FundRuleException("scenario.nothing_held", "The fund holds none of that investment on that day: choose another investment or day.");
        Record(exit.Date, FactShares.ForProceeds(book, exit.DealId, ProceedsKind.Realisation, exit.Proceeds, cost));
    }

    private void Close(ClosingStep closing)
    {
        var id = NewId();
        var before = FundBook.Fold(facts);
        // Together: the rules fold the whole book for each recording, and a closing may have many commitments.
        IEnumerable<Fact> held = [new ClosingHeld(id, before.NextClosingNumber, "Scenario"), .. closing.Commitments.SelectMany(c => Joining(id, c))];
        Record([.. held.Select(f => (f, closing.Date))]);
        if (before.Calls.Count > 0)
            Record(closing.Date, ClosingEqualisation.Make(facts, NewId(), id, closing.Date, closing.Interest));
    }

    private static IEnumerable<Fact> Joining(Guid closingId, HypotheticalCommitment commitment)
    {
        if (commitment.Investor is { } name)
            yield return Admission(commitment.InvestorId, name);
        yield return new CommitmentAccepted(commitment.InvestorId, closingId, commitment.Amount);
    }

    private static InvestorAdmitted Admission(Guid investorId, string name) => new(investorId, name, PartnerKind.LimitedPartner);

    private void Call(CallStep call)
    {
        var run = CapitalCallAllocation.Run(At(call.Date), new CapitalCallRequest(call.Date, call.DueDate, call.Purposes), explain: false);
        var issued = run.ToFact(NewId(), FundBook.Fold(facts).NextCallNumber);
        Record(call.Date, issued);
        Record([.. issued.Shares.Where(s => s.Total != 0).Select(s => ((Fact)new ReceiptRecorded(NewId(), issued.CallId, s.InvestorId, s.Amounts), call.DueDate))]);
    }

    private FundBook At(DateOnly date) => FundBook.Fold(facts, date);

    private void Record(DateOnly date, Fact fact) => Record([(fact, date)]);

    private void Record(IReadOnlyList<(Fact Fact, DateOnly Date)> added)
    {
        BookRules.Check(facts, added);
        foreach (var (fact, date) in added)
        {
            var last = facts[^1];
            facts.Add(FactHash.Chain(last, last.TenantId, last.FundId, NewId(), date, last.RecordedAt, Guid.Empty, "scenario", fact).Fact);
        }
    }

    private Guid NewId() => new(++ids, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0x5c]);
}
