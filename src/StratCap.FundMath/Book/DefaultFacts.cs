using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>
/// A partner did not pay his part of a call by its due date and was given notice (ILPA Model LPA 6.6). Moves no money: a receipt cures it, a withdrawal ends it, and
/// <see cref="Book.CoverCall"/> asks the others.
/// </summary>
/// <param name="CureBy">The last day to pay without remedies.</param>
public sealed record CallDefaulted(Guid DefaultId, Guid CallId, Guid InvestorId, DateOnly CureBy) : Fact;

/// <summary>
/// What a partner had not yet paid of a call is asked of him no longer: he is in default, or was excused after the notice (ILPA Model LPA 6.6, 6.7). His unfunded
/// commitment is restored.
/// </summary>
/// <param name="Amounts">One for each purpose of the call, in its order; none above what is still due.</param>
/// <param name="Reason">Such as "Default".</param>
public sealed record CallShareWithdrawn(Guid WithdrawalId, Guid CallId, Guid InvestorId, IReadOnlyList<decimal> Amounts, string Reason) : Fact
{
    /// <summary>What is withdrawn.</summary>
    [JsonIgnore]
    public decimal Total => Amounts.Sum();
}

/// <summary>What is taken from a defaulter.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DefaultRemedyKind>))]
public enum DefaultRemedyKind
{
    /// <summary>Interest on what was overdue.</summary>
    Interest,

    /// <summary>A part of his capital account.</summary>
    Forfeiture,
}

/// <summary>
/// A part of a defaulter's capital account went to the other partners (ILPA Model LPA 6.6). No cash moves; later distributions give him so much less and them so much more.
/// <see cref="Book.DefaultRemedies"/> makes it.
/// </summary>
/// <param name="CallId">The call that he did not pay in time.</param>
/// <param name="To">Who gets it; sums to the amount.</param>
public sealed record DefaultRemedied(Guid RemedyId, Guid CallId, Guid InvestorId, DefaultRemedyKind Remedy, decimal Amount, IReadOnlyList<Share> To) : Fact;
