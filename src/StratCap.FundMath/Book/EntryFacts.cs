using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>
/// What a line of a manual entry stands for. Cash is not among them, nor what calls, distributions, investments, fees and the subscription line move: those have facts of their own.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<EntryAccount>))]
public enum EntryAccount
{
    /// <summary>Owed to the fund, or paid in advance; the fund's as a whole.</summary>
    OtherReceivables,

    /// <summary>Owed by the fund, or received in advance; the fund's as a whole.</summary>
    OtherPayables,

    /// <summary>Income that comes from no investment, such as interest of a bank.</summary>
    OtherIncome,

    /// <summary>Expenses of the fund, the management fee apart.</summary>
    Expenses,
}

/// <summary>A line of a manual entry.</summary>
/// <param name="Amount">Debit positive, credit negative; never zero.</param>
/// <param name="Shares">Of income and expenses, each partner's part, which sum to the amount; of the others none.</param>
/// <param name="ByCommitment">Shared out among all partners by commitment; else the shares were given. Later partners share in the first, and not in the second.</param>
/// <param name="Category">Of expenses, such as "Audit", in the words of the ILPA reporting template. Of other lines, what kind they are in the firm's own words, by which its chart of accounts tells them apart, or null: no figure depends on it.</param>
/// <param name="Income">Of income, what it is; else null.</param>
public sealed record EntryLine(
    EntryAccount Account, decimal Amount, IReadOnlyList<Share> Shares, bool ByCommitment,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Category = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IncomeKind? Income = null)
{
    /// <summary>Whether it goes to the partners' capital accounts.</summary>
    [JsonIgnore]
    public bool IsOfPartners => Account is EntryAccount.OtherIncome or EntryAccount.Expenses;
}

/// <summary>
/// A person recognised income or expenses, or moved them between partners or periods, and another approved it. Moves no money. <see cref="ManualEntries"/> makes its lines.
/// </summary>
/// <param name="Memo">What it is for.</param>
/// <param name="Lines">At least two; they sum to nothing.</param>
/// <param name="ReverseOn">Of an accrual, the day on which its mirror takes effect; later than its own.</param>
/// <param name="Reverses">Of such a mirror, the accrual's entry.</param>
public sealed record ManualEntryRecorded(
    Guid EntryId, string Memo, IReadOnlyList<EntryLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? ReverseOn = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Reverses = null) : Fact;
