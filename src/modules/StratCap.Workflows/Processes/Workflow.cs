using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Workflows.Processes;

/// <summary>One process: a call on its way to cash, or a distribution on its way to payment.</summary>
internal sealed class Workflow : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public ProposalKind Kind { get; init; }
    public Guid FundId { get; init; }
    public Guid ProposalId { get; init; }
    public required string Title { get; init; }
    public decimal Amount { get; init; }
    public required string Currency { get; init; }

    /// <summary>What was submitted, as a hash; the approval holds for exactly this.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Due date of the call, payment date of the distribution.</summary>
    public DateOnly DueDate { get; set; }

    public Guid PreparedBy { get; init; }
    public Guid SubmittedBy { get; init; }
    public required string SubmittedByName { get; init; }
    public DateTimeOffset SubmittedAt { get; init; }
    public Guid? DecidedBy { get; set; }
    public string? DecidedByName { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public WorkflowState State { get; set; }
    public int StepCount { get; set; }

    /// <summary>Until when the present state may last, or null.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>The deadline passed and the wait goes on.</summary>
    public bool Overdue { get; set; }

    /// <summary>What is still to be received or paid, in the fund's currency; null before money moved.</summary>
    public decimal? Outstanding { get; set; }

    /// <summary>When the event was written that <see cref="Outstanding"/> comes from; an older one tells nothing new.</summary>
    public DateTimeOffset? OutstandingAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; set; }

    /// <summary>Whether a person had a hand in preparing it, and so may not decide on it.</summary>
    public bool IsMaker(Guid userId) => userId == PreparedBy || userId == SubmittedBy;

    /// <summary>Moves by the table and returns the step that was entered; null when the trigger means nothing now, or only tells of progress.</summary>
    /// <param name="why">The reason that a person or an event gave.</param>
    /// <param name="compensation">What is undone by it, in words, or null.</param>
    public WorkflowStep? Move(Trigger trigger, Actor by, DateTimeOffset at, WorkflowsOptions options, string? why, string? compensation)
    {
        if (Transitions.Next(Kind, State, trigger) is not { } next || next == State) return null;
        State = next;
        Overdue = false;
        Deadline = Waits.Deadline(next, DueDate, at, options);
        EndedAt = Transitions.IsEnd(next) ? at : null;
        return Step(by, at, why, compensation);
    }

    /// <summary>Marks the wait as overdue and returns the step that says so.</summary>
    public WorkflowStep MarkOverdue(Actor by, DateTimeOffset at)
    {
        Overdue = true;
        return Step(by, at, "The deadline passed; the wait goes on.", null);
    }

    /// <summary>The step for the state just entered.</summary>
    public WorkflowStep Step(Actor by, DateTimeOffset at, string? why, string? compensation)
    {
        Version++;
        return new WorkflowStep
        {
            WorkflowId = Id,
            Number = ++StepCount,
            State = State,
            Overdue = Overdue,
            EnteredAt = at,
            ActorId = by.Id,
            ActorName = by.Name,
            Why = why,
            Deadline = Deadline,
            Compensation = compensation,
        };
    }

    internal static void Map(EntityTypeBuilder<Workflow> e)
    {
        e.ToTable("workflows").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.Title).HasMaxLength(300);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.ContentHash).HasMaxLength(128);
        e.Property(x => x.SubmittedByName).HasMaxLength(200);
        e.Property(x => x.DecidedByName).HasMaxLength(200);
        // One open process for a proposal; a rejected one may be submitted again.
        e.HasIndex(x => new { x.TenantId, x.ProposalId }).IsUnique().HasFilter("ended_at is null").HasDatabaseName("ux_workflows_open");
        e.HasIndex(x => new { x.TenantId, x.ProposalId, x.Id }).HasDatabaseName("ix_workflows_proposal");
        e.HasIndex(x => new { x.TenantId, x.State, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.DueDate, x.Id });
        // For the sweep over all tenants.
        e.HasIndex(x => x.Deadline).HasFilter("ended_at is null and not overdue").HasDatabaseName("ix_workflows_deadline");
    }
}
