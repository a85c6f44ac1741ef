using System.Globalization;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>A statement as the API shows it.</summary>
/// <param name="AddsUp">False: its lines are for people to explain.</param>
internal sealed record StatementView(
    Guid StatementId, Guid FundId, string FileName, string Format, string Reference, string AccountMask, string? Currency, MoneyView? Opening, MoneyView? Closing, DateOnly? ClosingOn, MoneyView? Difference, bool AddsUp,
    string? Problems, int Lines, int NewLines, string ImportedByName, DateTimeOffset ImportedAt)
{
    public static StatementView Of(BankStatement s) => new(
        s.Id, s.FundId, s.FileName, s.Format, s.Reference, s.AccountMask, s.Currency, Money(s.Opening, s), Money(s.Closing, s), s.ClosingOn, Money(s.Difference, s), s.AddsUp, s.Problems, s.Lines, s.NewLines,
        s.ImportedByName, s.ImportedAt);

    private static MoneyView? Money(decimal? amount, BankStatement s) => amount is { } value && s.Currency is { } currency ? BankLineView.Money(value, currency) : null;
}

/// <summary>A line of the bank's.</summary>
/// <param name="StatementId">The statement that told it last; null when a feed did.</param>
/// <param name="FeedId">The feed that told it last; null when a statement did.</param>
internal sealed record BankLineView(
    Guid LineId, Guid? StatementId, Guid? FeedId, DateOnly? BookedOn, DateOnly? ValueOn, MoneyView Amount, LineState State, MoneyView Left, BankStatus Status, bool IsReversal, string? Counterparty, string? CounterpartyMask,
    string? EndToEndId, string? BankReference, string? CustomerReference, string? Text, string? Code, bool ForPeople, int Version)
{
    public static BankLineView Of(BankLine l) => new(
        l.Id, l.StatementId, l.FeedId, l.BookedOn, l.ValueOn, Money(l.Amount, l.Currency), l.State, Money(l.Left, l.Currency), l.Status, l.IsReversal, l.Counterparty, l.CounterpartyMask, l.EndToEndId, l.BankReference,
        l.CustomerReference, l.Text, l.Code, l.ForPeople, l.Version);

    /// <summary>An amount of the bank's with the places of its currency, or with more where the bank gave more.</summary>
    public static MoneyView Money(decimal amount, string currency)
    {
        var places = Currency.IsCode(currency) ? new Currency(currency).MinorUnits : 0;
        return new((amount + new decimal(0, 0, 0, false, (byte)places)).ToString(CultureInfo.InvariantCulture), currency);
    }
}

/// <summary>What a part of a line is for.</summary>
/// <param name="Who">Investor or payee; null where there is none.</param>
/// <param name="CanBeUndone">Whether a person may take it back.</param>
internal sealed record MatchView(
    Guid MatchId, MatchTarget Target, string? Who, MatchState State, MoneyView Amount, MatchOutcome Outcome, MatchRule Rule, Guid? CallId, Guid? InvestorId, Guid? InstructionId, string? Reason, string ByName, DateTimeOffset At,
    string? EndedByName, DateTimeOffset? EndedAt, string? EndedBecause, bool CanBeUndone)
{
    public static MatchView Of(LineMatch m, string currency, string? who) => new(
        m.Id, m.Target, who, m.State, BankLineView.Money(m.Amount, currency), m.Outcome, m.Rule, m.CallId, m.InvestorId, m.InstructionId, m.Reason, m.ByName, m.At, m.EndedByName, m.EndedAt, m.EndedBecause, m.CanBeUndone);
}

/// <summary>What a line may be for, to be agreed to by a person.</summary>
internal sealed record ProposalView(MatchTarget Target, string Who, MoneyView Amount, MatchOutcome Outcome, MatchRule Rule, Guid? CallId, Guid? InvestorId, Guid? InstructionId)
{
    public static ProposalView Of(Proposal p, string currency) => new(p.Target, p.Who, BankLineView.Money(p.Amount, currency), p.Outcome, p.Rule, p.CallId, p.InvestorId, p.InstructionId);
}

/// <summary>A line with what was said of it, and what may be.</summary>
internal sealed record LineDetails(BankLineView Line, IReadOnlyList<MatchView> Matches, IReadOnlyList<ProposalView> Proposals)
{
    /// <summary>200 with entity tag and link.</summary>
    public Answer<LineDetails> Answered(Guid fundId) => ((Answer<LineDetails>)this).Tagged(Line.Version).Linked(("lines", $"/api/v1/payments/funds/{fundId}/bank-lines"));
}
