using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Valuations;

/// <summary>A key input of a valuation.</summary>
/// <param name="Name">Such as "EV/EBITDA"; at most 100 characters.</param>
/// <param name="Low">Lower end of the range that was looked at; with <paramref name="High"/> or not at all.</param>
/// <param name="Unit">Such as "x" or "%"; at most 20 characters.</param>
/// <param name="Unobservable">Whether no market shows it.</param>
internal sealed record ValuationInputView(string Name, decimal Value, decimal? Low = null, decimal? High = null, string? Unit = null, bool Unobservable = false)
{
    internal ValuationInput ToInput() => new(Name?.Trim() ?? "", Value, Low, High, string.IsNullOrWhiteSpace(Unit) ? null : Unit.Trim(), Unobservable);

    internal static IReadOnlyList<ValuationInputView> Of(ValuationBasis? basis) => [.. (basis?.Inputs ?? []).Select(i => new ValuationInputView(i.Name, i.Value, i.Low, i.High, i.Unit, i.Unobservable))];
}

/// <summary>An investment that is held on a day, with its last value before, and the value that is proposed.</summary>
/// <param name="Currency">The investment's own.</param>
/// <param name="Cost">Of what is held, in the fund's currency.</param>
/// <param name="Before">What it is carried at before, in the fund's currency: its last value, or cost.</param>
/// <param name="ValuedOn">Day of the last value; null while it is carried at cost.</param>
/// <param name="Proposed">Null where the round leaves it as it is.</param>
internal sealed record ValuationLineView(
    Guid DealId, string Name, string Currency, MoneyView Cost, MoneyView Before, DateOnly? ValuedOn, int? LevelBefore, ValuationMethod? MethodBefore, string? MethodologyBefore,
    IReadOnlyList<ValuationInputView> InputsBefore, ProposedValueView? Proposed)
{
    internal static ValuationLineView Of(FundBook book, BookDeal deal, ValuationRecorded? proposed)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new(
            deal.DealId, deal.Name, deal.Foreign?.Currency ?? book.Currency.Code, Money(deal.Cost), Money(deal.FairValue), deal.ValuedOn, deal.Level, deal.Basis?.Method, deal.Methodology,
            ValuationInputView.Of(deal.Basis), proposed is null ? null : ProposedValueView.Of(book, deal, proposed));
    }

    /// <summary>Every investment that is held, in the book's order.</summary>
    internal static IReadOnlyList<ValuationLineView> Of(FundBook book, IReadOnlyList<ValuationRecorded> proposed) =>
        [.. book.Deals.Where(d => d.InvestedOn is not null && d.IsHeld).Select(d => Of(book, d, proposed.FirstOrDefault(p => p.DealId == d.DealId)))];
}

/// <summary>A document on which a value rests, as it was when the round was drafted.</summary>
/// <param name="Sha256">Of the version's bytes, lower-case hex.</param>
internal sealed record EvidenceView(Guid DocumentId, int Version, string Title, string Sha256);

/// <param name="OwnValue">In the investment's own currency.</param>
/// <param name="FairValue">In the fund's.</param>
/// <param name="Change">Fair value less what it was carried at, in the fund's currency.</param>
/// <param name="ChangePart">Of what it was carried at; 0.1 is 10 %. Null where that is nothing.</param>
internal sealed record ProposedValueView(
    MoneyView OwnValue, MoneyView FairValue, MoneyView Change, decimal? ChangePart, int Level, ValuationMethod Method, string Methodology, IReadOnlyList<ValuationInputView> Inputs,
    IReadOnlyList<EvidenceView> Evidence)
{
    internal static ProposedValueView Of(FundBook book, BookDeal deal, ValuationRecorded fact)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new(
            fact.Foreign is { } own ? MoneyView.Of(own.Amount, own.Currency) : Money(fact.FairValue), Money(fact.FairValue), Money(fact.Change),
            deal.FairValue == 0 ? null : decimal.Round(fact.Change / deal.FairValue, 6), fact.Level, fact.Basis!.Method, fact.Methodology, ValuationInputView.Of(fact.Basis),
            [.. (fact.Basis.Evidence ?? []).Select(e => new EvidenceView(e.DocumentId, e.Version, e.Title, e.Sha256))]);
    }
}

/// <summary>A valuation round: what every investment that is held on its day was carried at, and is to be.</summary>
/// <param name="State">Draft, Submitted or Recorded.</param>
/// <param name="Before">What is valued was carried at, in all.</param>
/// <param name="NotValued">How many investments that are held then it leaves as they are.</param>
/// <param name="ReturnedBecause">Why it came back to its maker, if it did.</param>
internal sealed record ValuationRoundView(
    Guid Id, Guid FundId, int Number, string State, DateOnly Date, MoneyView Before, MoneyView FairValue, MoneyView Change, int NotValued, IReadOnlyList<ValuationLineView> Lines,
    string? ReturnedBecause, Guid PreparedBy, string ContentHash)
{
    internal static string StateOf(ProposalState state) => state == ProposalState.Done ? "Recorded" : state.ToString();

    /// <param name="facts">The fund's book, of which it reads what was there when the round was drafted.</param>
    internal static ValuationRoundView Of(Proposal proposal, IReadOnlyList<RecordedFact> facts)
    {
        var (book, values) = (BookOf(proposal, facts), ValuesOf(proposal));
        var lines = ValuationLineView.Of(book, values);
        var change = values.Sum(v => v.Change);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new(
            proposal.Id, proposal.FundId, proposal.Number, StateOf(proposal.State), proposal.EffectiveDate, Money(proposal.Amount - change), Money(proposal.Amount), Money(change),
            lines.Count(l => l.Proposed is null), lines, proposal.ReturnedBecause, proposal.PreparedBy, proposal.ContentHash);
    }

    internal static FundBook BookOf(Proposal proposal, IReadOnlyList<RecordedFact> facts) => FundBook.Fold(facts.Take((int)proposal.ComputedOn), proposal.EffectiveDate);

    internal static IReadOnlyList<ValuationRecorded> ValuesOf(Proposal proposal) => [.. ProposedFact.Read(proposal.Fact).Cast<ValuationRecorded>()];
}
