namespace StratCap.Ingestion.Positions;

/// <summary>A rule that a row of positions can break.</summary>
/// <param name="Code">Stable and dotted.</param>
/// <param name="Outcome">What breaking it does to the row.</param>
/// <param name="Meaning">The rule in a sentence.</param>
internal sealed record PositionRule(string Code, RowState Outcome, string Meaning);

/// <summary>Every rule for rows of positions. A test shows a row that breaks each.</summary>
internal static class PositionRules
{
    public static readonly PositionRule ColumnCount = Refuse("position.column_count", "The row has as many fields as the header.");
    public static readonly PositionRule Quotes = Refuse("position.quotes_malformed", "Quotes stand around whole fields and are doubled inside (RFC 4180).");
    public static readonly PositionRule FieldTooLong = Refuse("position.field_too_long", "No field is longer than the limit.");
    public static readonly PositionRule NameTooLong = Refuse("position.name_too_long", "Names have at most 200 characters.");
    public static readonly PositionRule ControlCharacter = Refuse("position.control_character", "Names hold no control or invisible formatting characters.");
    public static readonly PositionRule FundMissing = Refuse("position.fund_missing", "The fund is named.");
    public static readonly PositionRule InvestorMissing = Refuse("position.investor_missing", "The investor is named.");
    public static readonly PositionRule AsOfMissing = Refuse("position.as_of_missing", "The as-of date is given.");
    public static readonly PositionRule CommitmentMissing = Refuse("position.commitment_missing", "The commitment is given.");
    public static readonly PositionRule DateUnreadable = Refuse("position.date_unreadable", "Dates are written 2025-03-31.");
    public static readonly PositionRule DateOutOfRange = Refuse("position.date_out_of_range", "The as-of date lies in 1900 or later.");
    public static readonly PositionRule DateInFuture = Refuse("position.date_in_future", "The as-of date is not after the day of the import.");
    public static readonly PositionRule NumberUnreadable = Refuse("position.number_unreadable", "Numbers are plain digits with a decimal point.");
    public static readonly PositionRule AmountOutOfRange = Refuse("position.amount_out_of_range", "Amounts lie below 100 trillion.");
    public static readonly PositionRule CommitmentNegative = Refuse("position.commitment_negative", "The commitment is not negative.");
    public static readonly PositionRule CalledNegative = Refuse("position.called_negative", "The amount called is not negative.");
    public static readonly PositionRule DistributedNegative = Refuse("position.distributed_negative", "The amount distributed is not negative.");
    public static readonly PositionRule CalledWithoutCommitment = Refuse("position.called_without_commitment", "Nothing is called on a commitment of zero.");
    public static readonly PositionRule VintageOutOfRange = Refuse("position.vintage_out_of_range", "The vintage lies between 1900 and the year after the as-of date.");
    public static readonly PositionRule CurrencyUnknown = Refuse("position.currency_unknown", "The currency is a three-letter ISO 4217 code.");
    public static readonly PositionRule IrrImpossible = Refuse("position.irr_impossible", "No rate of return lies below -100 %.");
    public static readonly PositionRule Contradiction = Refuse("position.contradicts_row", "A fund, an investor and a date stand in the file once.");
    public static readonly PositionRule ConflictsWithBook = Refuse("position.conflicts_with_book", "The book holds no other figures for the same fund, investor and date.");
    public static readonly PositionRule RefusedByBook = Refuse("position.refused_by_book", "The fund's book takes the position.");

    public static readonly PositionRule CalledExceedsCommitment = Flag("position.called_exceeds_commitment", "The amount called is within the commitment, unless distributions were recalled or fees stand outside it.");
    public static readonly PositionRule NotDisclosed = Flag("position.not_disclosed", "Called, distributed and remaining value are disclosed.");
    public static readonly PositionRule RemainingNegative = Flag("position.remaining_value_negative", "The remaining value is not negative, unless liabilities exceed assets, as in a young fund.");
    public static readonly PositionRule IrrUnusual = Flag("position.irr_unusual", "A net IRR above 100 % a year is rare: it may be per cent where a fraction is meant.");
    public static readonly PositionRule MultipleUnusual = Flag("position.multiple_unusual", "The reported multiple lies between 0 and 100.");
    public static readonly PositionRule MultipleDiffers = Flag("position.multiple_differs", "The reported multiple is (distributed + remaining value) / called, to the last decimal that it shows.");
    public static readonly PositionRule RoundedToMinorUnit = Flag("position.rounded_to_minor_unit", "Amounts are whole in the currency's smallest unit, but for the noise of binary fractions.");
    public static readonly PositionRule CommitmentZero = Flag("position.commitment_zero", "The commitment is more than zero.");
    public static readonly PositionRule VintageDiffers = Flag("position.vintage_differs", "All rows of a fund name one vintage.");
    public static readonly PositionRule FundUnderAnotherName = Flag("position.fund_under_another_name", "A fund stands under one name.");
    public static readonly PositionRule RepeatedInFile = Flag("position.repeated_in_file", "A row stands in the file once; a repetition adds nothing.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PositionRule> All { get; } =
    [
        ColumnCount, Quotes, FieldTooLong, NameTooLong, ControlCharacter, FundMissing, InvestorMissing, AsOfMissing, CommitmentMissing,
        DateUnreadable, DateOutOfRange, DateInFuture, NumberUnreadable, AmountOutOfRange, CommitmentNegative, CalledNegative, DistributedNegative,
        CalledWithoutCommitment, VintageOutOfRange, CurrencyUnknown, IrrImpossible, Contradiction, ConflictsWithBook, RefusedByBook,
        CalledExceedsCommitment, NotDisclosed, RemainingNegative, IrrUnusual, MultipleUnusual, MultipleDiffers, RoundedToMinorUnit,
        CommitmentZero, VintageDiffers, FundUnderAnotherName, RepeatedInFile,
    ];

    private static readonly HashSet<string> Refusing = [.. All.Where(r => r.Outcome == RowState.Refused).Select(r => r.Code)];

    /// <summary>Whether a code refuses its row.</summary>
    public static bool Refuses(string code) => Refusing.Contains(code);

    private static PositionRule Refuse(string code, string meaning) => new(code, RowState.Refused, meaning);

    private static PositionRule Flag(string code, string meaning) => new(code, RowState.Flagged, meaning);
}
