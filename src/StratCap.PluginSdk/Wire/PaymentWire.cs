using StratCap.PluginSdk.Payments;
using static StratCap.PluginSdk.Wire.WireValues;

namespace StratCap.PluginSdk.Wire;

/// <summary>Payments between the SDK and the wire.</summary>
internal static class PaymentWire
{
    internal static V1.PaymentOrder ToWire(this PaymentOrder order) => new()
    {
        Key = order.Key,
        ApprovalId = order.ApprovalId,
        Amount = order.Amount.ToWire(),
        ExecuteOn = Iso(order.ExecuteOn),
        Party = order.Party.ToWire(),
        Purpose = Shift<PaymentPurpose, V1.PaymentPurpose>(order.Purpose),
        Remittance = order.Remittance,
        Rail = order.Rail,
        TraceNumber = order.TraceNumber,
    };

    internal static PaymentOrder ToSdk(this V1.PaymentOrder? order) => order is null ? throw OutOfForm("an order") : new(
        order.Key, order.ApprovalId, order.Amount.ToSdk(), Day(order.ExecuteOn), order.Party.ToSdk(), Unshift<V1.PaymentPurpose, PaymentPurpose>(order.Purpose), order.Remittance, order.Rail,
        order.TraceNumber);

    internal static V1.Party ToWire(this Party party) => new()
    {
        Id = party.Id,
        Name = party.Name,
        IsPerson = party.IsPerson,
        Account = party.Account.ToWire(),
        Address = party.Address?.ToWire(),
        MandateId = party.MandateId,
        MandateSignedOn = IsoOrNull(party.MandateSignedOn),
    };

    internal static Party ToSdk(this V1.Party? party) => party is null ? throw OutOfForm("a party") : new(
        party.Id, party.Name, party.IsPerson, party.Account.ToSdk(), party.Address?.ToSdk(), party.MandateId, DayOrNull(party.MandateSignedOn));

    internal static V1.PostalAddress ToWire(this PostalAddress address) => new()
    {
        Street = address.Street,
        Building = address.Building,
        PostCode = address.PostCode,
        Town = address.Town,
        Country = address.Country,
    };

    internal static PostalAddress ToSdk(this V1.PostalAddress address) => new(address.Street, address.Building, address.PostCode, address.Town, address.Country);

    internal static V1.PaymentBatch ToWire(this PaymentBatch batch) => new()
    {
        Id = batch.Id,
        Direction = Shift<PaymentDirection, V1.PaymentDirection>(batch.Direction),
        Own = new() { Name = batch.Own.Name, Account = batch.Own.Account.ToWire(), Address = batch.Own.Address?.ToWire() },
        CreatedAt = Iso(batch.CreatedAt),
        SequenceOfDay = batch.SequenceOfDay,
        Orders = { batch.Orders.Select(ToWire) },
        Format = batch.Format,
    };

    internal static PaymentBatch ToSdk(this V1.PaymentBatch? batch) => batch?.Own is null ? throw OutOfForm("a batch") : new(
        batch.Id, Unshift<V1.PaymentDirection, PaymentDirection>(batch.Direction), new(batch.Own.Name, batch.Own.Account.ToSdk(), batch.Own.Address?.ToSdk()), Time(batch.CreatedAt),
        batch.SequenceOfDay, [.. batch.Orders.Select(ToSdk)], batch.Format);

    internal static V1.PaymentRef ToWire(this PaymentRef payment) => new() { Key = payment.Key, ExternalId = payment.ExternalId, SentOn = IsoOrNull(payment.SentOn) };

    internal static PaymentRef ToSdk(this V1.PaymentRef? payment) => payment is null ? throw OutOfForm("a payment") : new(payment.Key, payment.ExternalId, DayOrNull(payment.SentOn));

    internal static V1.PaymentUpdate ToWire(this PaymentUpdate update) => new()
    {
        EventId = update.EventId,
        Key = update.Key,
        ExternalId = update.ExternalId,
        State = Shift<PaymentState, V1.PaymentState>(update.State),
        Code = update.Code,
        Text = update.Text,
        On = IsoOrNull(update.On),
        Amount = update.Amount?.ToWire(),
        MayRetry = update.MayRetry,
        StopAccount = update.StopAccount,
        Corrected = update.Corrected?.ToWire(),
        BatchId = update.BatchId,
    };

    internal static PaymentUpdate ToSdk(this V1.PaymentUpdate update) => new(
        update.EventId, update.Key, update.ExternalId, Unshift<V1.PaymentState, PaymentState>(update.State), update.Code, update.Text, DayOrNull(update.On),
        update.Amount is { } amount ? amount.ToSdk() : null, update.MayRetry, update.StopAccount, update.Corrected is { } corrected ? corrected.ToSdk() : null, update.BatchId);

    internal static V1.PaymentUpdatePage ToWire(this Page<PaymentUpdate> page) => new() { Cursor = page.Cursor, Items = { page.Items.Select(ToWire) } };

    internal static Page<PaymentUpdate> ToSdk(this V1.PaymentUpdatePage page) => new([.. page.Items.Select(ToSdk)], page.Cursor);
}
