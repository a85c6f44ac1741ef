using StratCap.PluginSdk.Ledgers;
using static StratCap.PluginSdk.Wire.WireValues;

namespace StratCap.PluginSdk.Wire;

/// <summary>General ledgers between the SDK and the wire.</summary>
internal static class LedgerWire
{
    internal static V1.LedgerAccount ToWire(this LedgerAccount account) => new()
    {
        Id = account.Id,
        Number = account.Number,
        Name = account.Name,
        Kind = Shift<LedgerAccountKind, V1.LedgerAccountKind>(account.Kind),
        Currency = account.Currency,
        Active = account.Active,
    };

    internal static LedgerAccount ToSdk(this V1.LedgerAccount account) =>
        new(account.Id, account.Number, account.Name, Unshift<V1.LedgerAccountKind, LedgerAccountKind>(account.Kind), account.Currency, account.Active);

    internal static V1.LedgerAccountPage ToWire(this Page<LedgerAccount> page) => new() { Cursor = page.Cursor, Items = { page.Items.Select(ToWire) } };

    internal static Page<LedgerAccount> ToSdk(this V1.LedgerAccountPage page) => new([.. page.Items.Select(ToSdk)], page.Cursor);

    internal static V1.LedgerEntry ToWire(this LedgerEntry entry) => new()
    {
        Id = entry.Id,
        Revision = entry.Revision,
        Deleted = entry.Deleted,
        Date = IsoOrNull(entry.Date),
        Number = entry.Number,
        Reference = entry.Reference,
        Memo = entry.Memo,
        ModifiedAt = entry.ModifiedAt is { } modified ? Iso(modified) : null,
        ReversedById = entry.ReversedById,
        Lines = { entry.Lines.Select(ToWire) },
    };

    internal static LedgerEntry ToSdk(this V1.LedgerEntry entry) => new(
        entry.Id, entry.Revision, entry.Deleted, DayOrNull(entry.Date), entry.Number, entry.Reference, entry.Memo, entry.ModifiedAt is { } modified ? Time(modified) : null, entry.ReversedById,
        [.. entry.Lines.Select(ToSdk)]);

    internal static V1.LedgerEntryPage ToWire(this Page<LedgerEntry> page) => new() { Cursor = page.Cursor, Items = { page.Items.Select(ToWire) } };

    internal static Page<LedgerEntry> ToSdk(this V1.LedgerEntryPage page) => new([.. page.Items.Select(ToSdk)], page.Cursor);

    internal static V1.LedgerLine ToWire(this LedgerLine line)
    {
        var wire = new V1.LedgerLine
        {
            AccountId = line.AccountId,
            Side = Shift<Side, V1.Side>(line.Side),
            Amount = line.Amount.ToWire(),
            Text = line.Text,
            HasDimensions = line.Dimensions is not null,
        };
        if (line.Dimensions is { } dimensions) wire.Dimensions.Add(dimensions.ToDictionary());
        return wire;
    }

    internal static LedgerLine ToSdk(this V1.LedgerLine line) =>
        new(line.AccountId, Unshift<V1.Side, Side>(line.Side), line.Amount.ToSdk(), line.Text, line.HasDimensions ? Copy(line.Dimensions) : null);

    internal static V1.EntryToPost ToWire(this EntryToPost entry) => new()
    {
        Key = entry.Key,
        Date = Iso(entry.Date),
        Reference = entry.Reference,
        Memo = entry.Memo,
        Lines = { entry.Lines.Select(ToWire) },
        ReversesExternalId = entry.ReversesExternalId,
    };

    internal static EntryToPost ToSdk(this V1.EntryToPost entry) =>
        new(entry.Key, Day(entry.Date), entry.Reference, entry.Memo, [.. entry.Lines.Select(ToSdk)], entry.ReversesExternalId);

    internal static V1.EntryToFind ToWire(this EntryToFind entry) => new() { Key = entry.Key, Reference = entry.Reference, Date = Iso(entry.Date) };

    internal static EntryToFind ToSdk(this V1.EntryToFind entry) => new(entry.Key, entry.Reference, Day(entry.Date));
}
