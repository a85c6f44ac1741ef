using StratCap.FundMath.Carry;

namespace StratCap.FundMath.Book;

/// <summary>A plan by which carried interest is shared out, and the day from which it counts.</summary>
public sealed record BookCarryPlan(DateOnly From, CarryPlanSet Plan, Guid FactId);

/// <summary>Carried interest of a distribution, or of a clawback (negative), that was shared out among its holders.</summary>
public sealed record BookCarryAllocation(DateOnly Date, Guid SourceId, int Number, decimal Amount, IReadOnlyList<CarryShare> Shares, Guid FactId);

/// <summary>What moved a holder's carried interest.</summary>
public enum CarryEntryKind
{
    /// <summary>Of a distribution.</summary>
    Allocated,

    /// <summary>From a leaver.</summary>
    FromLeaver,

    /// <summary>Lost on leaving.</summary>
    Forfeited,

    /// <summary>Paid back by a clawback.</summary>
    GivenBack,
}

/// <summary>A movement of a holder's carried interest.</summary>
/// <param name="Number">Of the distribution or clawback; 0 for a leaver.</param>
/// <param name="Amount">Always positive; the kind tells the direction.</param>
public sealed record BookCarryEntry(DateOnly Date, CarryEntryKind Kind, int Number, decimal Amount, Guid FactId)
{
    /// <summary>What it adds to what the holder has.</summary>
    public decimal Signed => Kind is CarryEntryKind.Allocated or CarryEntryKind.FromLeaver ? Amount : -Amount;
}

/// <summary>A holder of carried interest, or the house, and what came to it. Cumulative, in the fund's currency.</summary>
public sealed class BookCarryHolder
{
    internal BookCarryHolder(Guid holderId) => HolderId = holderId;

    /// <summary>The holder.</summary>
    public Guid HolderId { get; }

    /// <summary>As the last plan that knows it says.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Whether it is the house.</summary>
    public bool IsHouse { get; internal set; }

    /// <summary>Part of the next carried interest; 0 when the plan in force does not know it.</summary>
    public decimal Points { get; internal set; }

    /// <summary>How it vests.</summary>
    public Vesting Vesting { get; internal set; } = new FullVesting();

    /// <summary>From when all is vested, or null.</summary>
    public DateOnly? AcceleratedOn { get; internal set; }

    /// <summary>When it left, or null.</summary>
    public DateOnly? LeftOn { get; internal set; }

    /// <summary>What moved its carried interest, in order of date.</summary>
    public IReadOnlyList<BookCarryEntry> Entries => EntryList;

    /// <summary>Facts that say how it vests: the last plan, the acceleration, the leaving.</summary>
    public IReadOnlyList<Guid> VestingFacts => VestingFactList;

    /// <summary>Sum of the movements of a kind.</summary>
    public decimal this[CarryEntryKind kind] => EntryList.Where(e => e.Kind == kind).Sum(e => e.Amount);

    /// <summary>What it has: allocated and from leavers, less forfeited and given back.</summary>
    public decimal Kept { get; private set; }

    internal List<BookCarryEntry> EntryList { get; } = [];

    internal List<Guid> VestingFactList { get; } = [];

    internal Fraction VestedPartOn(DateOnly date) => IsHouse || LeftOn is not null || AcceleratedOn <= date ? 1 : Vesting.PartOn(date);

    /// <summary>What is vested of what it has, rounded half away from zero.</summary>
    internal decimal VestedOn(DateOnly date, Currency currency) => (VestedPartOn(date) * Kept).Round(currency.MinorUnits);

    internal void Add(BookCarryEntry entry)
    {
        EntryList.Add(entry);
        Kept += entry.Signed;
    }
}
