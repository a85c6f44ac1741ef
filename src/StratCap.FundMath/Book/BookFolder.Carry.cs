using StratCap.FundMath.Carry;

namespace StratCap.FundMath.Book;

/// <summary>Carried interest among its holders.</summary>
internal sealed partial class BookFolder
{
    /// <summary>Decimals of points.</summary>
    internal const int PointDecimals = 10;

    /// <summary>Sequence of the last fact that set points: what was shared out before it did not know of it.</summary>
    private long carryPointsSequence;

    /// <summary>Sequence of the last fact that said what is vested: who left before it did not know of it.</summary>
    private long carryVestingSequence;

    private void SetCarryPlan(CarryPlanSet fact, Entry entry)
    {
        CheckCarryPlan(fact, entry);
        foreach (var holder in book.CarryHolderList)
            holder.Points = 0;
        foreach (var (id, name, points, vesting) in fact.Holders)
        {
            var holder = CarryHolderOrNew(id);
            (holder.Name, holder.Points, holder.Vesting) = (name, points, vesting);
            holder.VestingFactList.RemoveAll(f => book.CarryPlanList.Any(p => p.FactId == f));
            holder.VestingFactList.Add(entry.FactId);
        }
        if (fact.House is { } house)
        {
            var holder = CarryHolderOrNew(house.HolderId);
            (holder.Name, holder.IsHouse, holder.Points) = (house.Name, true, 1 - fact.Holders.Sum(h => h.Points));
        }
        book.CarryPlanList.Add(new BookCarryPlan(entry.EffectiveDate, fact, entry.FactId));
        carryPointsSequence = Math.Max(carryPointsSequence, entry.Sequence);
        carryVestingSequence = Math.Max(carryVestingSequence, entry.Sequence);
    }

    private void CheckCarryPlan(CarryPlanSet fact, Entry entry)
    {
        if (book.CarryPlanList.Any(p => p.From == entry.EffectiveDate))
            throw Refuse("book.carry.date_taken", $"There is already a carry plan from {Print.Date(entry.EffectiveDate)} on: reverse that first, or let the new one count from another day.");
        if (fact.Holders.Count == 0)
            throw Refuse("book.carry.nobody", "Name at least one holder of carried interest.");
        var ids = fact.Holders.Select(h => h.HolderId).Concat(fact.House is { } house ? [house.HolderId] : []).ToList();
        if (ids.Distinct().Count() != ids.Count)
            throw Refuse("book.carry.repeated_holder", "A holder stands twice in the carry plan.");
        if (fact.Holders.Select(h => h.Name).Concat(fact.House is { } named ? [named.Name] : []).Any(string.IsNullOrWhiteSpace))
            throw Refuse("book.carry.name_missing", "Give every holder of carried interest, and the house, a name.");
        if (fact.Holders.Any(h => h.Points is <= 0 or > 1 || decimal.Round(h.Points, PointDecimals) != h.Points))
            throw Refuse("book.carry.points_out_of_range", $"Give points above 0 and at most 1, with at most {PointDecimals} decimals: 0.25 is 25 %.");
        var points = fact.Holders.Sum(h => h.Points);
        if (points > 1 || (points < 1 && fact.House is null))
            throw Refuse("book.carry.points_sum", FormattableString.Invariant($"The holders' points add up to {points} and not to 1: name the house that has the rest, or change them."));
        if (fact.Forfeited == ForfeitedCarry.ToHouse && fact.House is null)
            throw Refuse("book.carry.house_missing", "Name the house that gets what leavers forfeit.");
        if (fact.House is { } known && book.FindCarryHolder(known.HolderId) is { IsHouse: false })
            throw Refuse("book.carry.house_is_holder", "The house is a holder of an earlier plan: give it an id of its own.");
        if (fact.Holders.Any(h => book.FindCarryHolder(h.HolderId) is { IsHouse: true }))
            throw Refuse("book.carry.house_is_holder", "A holder is the house of an earlier plan: give it an id of its own.");
        foreach (var holder in fact.Holders)
            holder.Vesting.Check();
    }

    private void AllocateCarry(CarryAllocated fact, Entry entry)
    {
        if (book.CarryPlanList.Count == 0)
            throw Refuse("book.carry.no_plan", "There is no carry plan on that date: set one first.");
        if (entry.Sequence < carryPointsSequence)
            throw Refuse("book.carry.points_changed", "Carried interest was shared out before these points were known: reverse that first, and it is shared out anew.");
        if (book.CarryAllocationList.Any(a => a.SourceId == fact.SourceId))
            throw Refuse("book.carry.already_allocated", "That carried interest is already shared out: reverse that first.");
        var number = CheckCarrySource(fact, entry);
        CheckCarryShares(fact.Shares, fact.Amount);
        if (fact.Shares.Any(s => s.Amount < 0 && CarryHolderOf(s.HolderId).Kept + s.Amount < 0))
            throw Refuse("book.carry.exceeds_kept", "A holder would give back more carried interest than it has.");
        book.CarryAllocationList.Add(new BookCarryAllocation(entry.EffectiveDate, fact.SourceId, number, fact.Amount, fact.Shares, entry.FactId));
        var kind = fact.Amount > 0 ? CarryEntryKind.Allocated : CarryEntryKind.GivenBack;
        foreach (var share in fact.Shares.Where(s => s.Amount != 0))
            CarryHolderOf(share.HolderId).Add(new BookCarryEntry(entry.EffectiveDate, kind, number, Math.Abs(share.Amount), entry.FactId));
    }

    /// <summary>The number of the distribution or clawback, whose day and amount it must have.</summary>
    private int CheckCarrySource(CarryAllocated fact, Entry entry)
    {
        var (date, number, amount) = book.FindDistribution(fact.SourceId) is { } distribution
            ? (distribution.Date, distribution.Number, distribution.CarriedInterest)
            : book.ClawbackList.Find(c => c.ClawbackId == fact.SourceId) is { } clawback
                ? (clawback.Date, clawback.Number, -clawback.Amount)
                : throw Refuse("book.carry.source_unknown", "No distribution or clawback with that carried interest stands in the book at that date: record it first.");
        var isPart = amount < 0 && fact.Amount < 0 && fact.Amount > amount;
        if (fact.Amount == 0 || date != entry.EffectiveDate || (fact.Amount != amount && !isPart))
            throw Refuse("book.carry.source_differs", FormattableString.Invariant($"The carried interest is {amount} on {Print.Date(date)} and not {fact.Amount} on {Print.Date(entry.EffectiveDate)}."));
        return number;
    }

    private void CheckCarryShares(IReadOnlyList<CarryShare> shares, decimal total)
    {
        foreach (var share in shares)
        {
            CarryHolderOf(share.HolderId);
            RequirePayable(share.Amount, "shares of carried interest");
            if (share.Amount != 0 && Math.Sign(share.Amount) != Math.Sign(total))
                throw Refuse("book.shares.negative", "A share of carried interest has the wrong sign.");
        }
        if (shares.Select(s => s.HolderId).Distinct().Count() != shares.Count)
            throw Refuse("book.carry.repeated_holder", "A holder stands twice among the shares of carried interest.");
        if (shares.Sum(s => s.Amount) != total)
            throw Refuse("book.shares.sum_differs", FormattableString.Invariant($"The shares of carried interest add up to {shares.Sum(s => s.Amount)} and not to {total}."));
    }

    private void AccelerateCarry(CarryAccelerated fact, Entry entry)
    {
        var holder = LeavableCarryHolder(fact.HolderId, fact.Reason);
        if (holder.AcceleratedOn is not null)
            throw Refuse("book.carry.already_vested", $"{holder.Name} is already vested in full.");
        holder.AcceleratedOn = entry.EffectiveDate;
        carryVestingSequence = Math.Max(carryVestingSequence, entry.Sequence);
        holder.VestingFactList.Add(entry.FactId);
    }

    private void LeaveCarry(CarryHolderLeft fact, Entry entry)
    {
        var holder = LeavableCarryHolder(fact.HolderId, fact.Reason);
        if (entry.Sequence < carryVestingSequence)
            throw Refuse("book.carry.vesting_changed", $"{holder.Name} left before this plan or vesting was known: reverse the leaving first, and record it anew.");
        if (fact.Vested < 0 || fact.Forfeited < 0 || fact.Vested + fact.Forfeited != holder.Kept)
            throw Refuse("book.carry.basis_differs", FormattableString.Invariant($"{holder.Name} has {holder.Kept} of carried interest on that date and not {fact.Vested + fact.Forfeited}: work the leaving out again, or reverse it first."));
        CheckCarryShares(fact.To, fact.Forfeited);
        if (fact.To.Any(s => s.HolderId == fact.HolderId))
            throw Refuse("book.carry.leaver_keeps", "What a leaver forfeits goes to others.");
        if (fact.Points.Any(p => p.Points < 0) || fact.Points.Select(p => p.HolderId).Distinct().Count() != fact.Points.Count || fact.Points.Sum(p => p.Points) != 1)
            throw Refuse("book.carry.points_sum", "The points after a leaving are not negative, name each holder once and add up to 1.");
        foreach (var (id, points) in fact.Points)
            CarryHolderOf(id).Points = points;
        holder.LeftOn = entry.EffectiveDate;
        holder.VestingFactList.Add(entry.FactId);
        if (fact.Forfeited != 0)
            holder.Add(new BookCarryEntry(entry.EffectiveDate, CarryEntryKind.Forfeited, 0, fact.Forfeited, entry.FactId));
        foreach (var share in fact.To.Where(s => s.Amount != 0))
            CarryHolderOf(share.HolderId).Add(new BookCarryEntry(entry.EffectiveDate, CarryEntryKind.FromLeaver, 0, share.Amount, entry.FactId));
        carryPointsSequence = Math.Max(carryPointsSequence, entry.Sequence);
        carryVestingSequence = Math.Max(carryVestingSequence, entry.Sequence);
    }

    private BookCarryHolder LeavableCarryHolder(Guid holderId, string reason)
    {
        var holder = CarryHolderOf(holderId);
        if (string.IsNullOrWhiteSpace(reason))
            throw Refuse("book.carry.reason_missing", "Say why the vesting of a holder changes.");
        if (holder.IsHouse)
            throw Refuse("book.carry.house_is_vested", "The house is always vested and does not leave.");
        return holder.LeftOn is null ? holder : throw Refuse("book.carry.already_left", $"{holder.Name} has already left.");
    }

    private BookCarryHolder CarryHolderOf(Guid id) => book.FindCarryHolder(id)
        ?? throw Refuse("book.carry.holder_unknown", "No carry plan knows that holder at that date: set a plan with it first.");

    private BookCarryHolder CarryHolderOrNew(Guid id)
    {
        if (book.FindCarryHolder(id) is { } known)
            return known;
        var holder = new BookCarryHolder(id);
        book.CarryHolderList.Add(holder);
        return holder;
    }
}
