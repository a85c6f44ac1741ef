using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Accounts;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Statements;

/// <summary>A statement as the bank gave it; one that does not add up is kept as such and never corrected.</summary>
internal sealed class BankStatement : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public Guid ConnectionId { get; init; }
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string FileHash { get; init; }

    /// <summary>Its place in the file, from 1.</summary>
    public int Place { get; init; }

    public required string Format { get; init; }

    /// <summary>The statement's own id or number.</summary>
    public required string Reference { get; init; }

    /// <summary>The account as the statement writes it, all but its end hidden.</summary>
    public required string AccountMask { get; init; }

    /// <summary>The fund's account that it is of, by the version that was confirmed first; null when it came before there was a confirmed one.</summary>
    public Guid? OwnAccountId { get; init; }

    public string? Currency { get; init; }
    public decimal? Opening { get; init; }

    /// <summary>The opening balance's day; where the bank does not say, that of the first line, or of the closing balance. Null where there is none of these.</summary>
    public DateOnly? OpeningOn { get; init; }

    public decimal? Closing { get; init; }
    public DateOnly? ClosingOn { get; init; }

    /// <summary>Closing less opening and lines; null when a balance is missing.</summary>
    public decimal? Difference { get; init; }

    /// <summary>What was on the account at the end of each day with a booked line and of the last one, in order; empty when a balance is missing.</summary>
    public IReadOnlyList<DayBalance> Days { get; init; } = [];

    public string? Problems { get; init; }
    public int Lines { get; init; }

    /// <summary>Lines that no earlier statement had brought.</summary>
    public int NewLines { get; init; }

    public Guid ImportedBy { get; init; }
    public required string ImportedByName { get; init; }
    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>Whether it has both balances and they agree with its lines, and nothing else is wrong with it.</summary>
    public bool AddsUp => Difference == 0 && Problems is null;

    /// <summary>The balance at the end of a day that is not before its first; null when it cannot be said.</summary>
    public decimal? At(DateOnly day)
    {
        if (day >= ClosingOn) return day == ClosingOn ? Closing : null;
        return Days.Count == 0 ? null : Days.LastOrDefault(d => d.On <= day)?.Balance ?? Opening;
    }

    internal static void Map(EntityTypeBuilder<BankStatement> e)
    {
        e.ToTable("bank_statements").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.FileName).HasMaxLength(200);
        e.Property(x => x.FileHash).HasMaxLength(64);
        e.Property(x => x.Format).HasMaxLength(40);
        e.Property(x => x.Reference).HasMaxLength(100);
        e.Property(x => x.AccountMask).HasMaxLength(34);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.Problems).HasMaxLength(2000);
        e.Property(x => x.ImportedByName).HasMaxLength(200);
        e.Ignore(x => x.AddsUp);
        e.Property(x => x.Days).HasColumnType("jsonb").HasConversion(
            days => JsonSerializer.Serialize(days, JsonSerializerOptions.Default), text => JsonSerializer.Deserialize<List<DayBalance>>(text, JsonSerializerOptions.Default)!,
            // They never change.
            new ValueComparer<IReadOnlyList<DayBalance>>((one, other) => ReferenceEquals(one, other), days => days.Count, days => days));
        e.HasOne<ReceivingAccount>().WithMany().HasForeignKey(x => new { x.TenantId, x.OwnAccountId });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.FileHash, x.Place }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
    }
}

/// <summary>What was on an account at the end of a day.</summary>
/// <param name="Balance">Booked, in the statement's currency.</param>
internal sealed record DayBalance(DateOnly On, decimal Balance)
{
    /// <summary>The balances at the ends of days: the closing one less what was booked later. What has no day, or one behind the last, is of the last.</summary>
    public static IReadOnlyList<DayBalance> Of(Statement read)
    {
        if (read is not { Opening: not null, Closing: { } balance, ClosingOn: { } end }) return [];
        var booked = Booked(read).ToLookup(t => DayOf(t) < end ? DayOf(t)!.Value : end, t => t.Amount.Value);
        var days = new List<DayBalance>();
        foreach (var on in booked.Select(d => d.Key).Append(end).Distinct().OrderDescending())
        {
            days.Add(new(on, balance));
            balance -= booked[on].Sum();
        }
        days.Reverse();
        return days;
    }

    /// <summary>The day with whose beginning a statement begins.</summary>
    public static DateOnly? Begin(Statement read) => read.OpeningOn ?? Booked(read).Select(DayOf).Append(read.ClosingOn).Min();

    private static IEnumerable<BankTransaction> Booked(Statement read) => read.Transactions.Where(t => t is { Status: BankStatus.Booked, BatchId: null });

    private static DateOnly? DayOf(BankTransaction t) => t.BookedOn ?? t.ValueOn;
}
