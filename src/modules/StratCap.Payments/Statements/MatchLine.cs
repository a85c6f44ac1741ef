using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Statements;

/// <summary>A person says what a line is for, in parts if need be, or takes that back with a reason.</summary>
internal static class MatchLine
{
    private const int MaxParts = 500;
    private const int ReasonLength = 500;

    /// <param name="Target">Receipt (callId, investorId, amount), Payment or PaymentReturned (instructionId), Fee or Other (amount, reason).</param>
    internal sealed record Part(MatchTarget Target, decimal? Amount = null, Guid? CallId = null, Guid? InvestorId = null, Guid? InstructionId = null, string? Reason = null);

    internal sealed record Request(IReadOnlyList<Part> Parts);

    /// <param name="Reason">Why, in 1 to 500 characters.</param>
    internal sealed record UndoRequest(string Reason);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapPost("/bank-lines/{lineId:guid}/matches", Match)
            .Writes<PaymentsDbContext>(Permissions.BankReconcile)
            .WithName("MatchBankLine")
            .WithSummary("Say what a bank line is for")
            .WithDescription("All parts or none. A line is never explained by more than its amount, a payment never by two lines.");
        payments.MapPost("/bank-lines/{lineId:guid}/matches/{matchId:guid}/undo", Undo)
            .Writes<PaymentsDbContext>(Permissions.BankReconcile)
            .WithName("UndoBankLineMatch")
            .WithSummary("Take back what was said of a bank line")
            .WithDescription("A receipt is reversed in the book first: until then the line stays explained, and when the book does not allow it, so it remains. A match that settled a payment cannot be taken back: the bank's own line says when money came back.");
    }

    private static async Task<Answer<LineDetails>> Match(
        Guid lineId, Request request, HttpContext http, PaymentsDbContext db, IFundBooks books, [FromServices] IInvestorRegister register, Reconciler reconciler, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (request.Parts is not { Count: > 0 and <= MaxParts } || request.Parts.Contains(null!)) return Refusal.Field("parts", $"Say in 1 to {MaxParts} parts what the line is for.");
        if (await Locked(db, lineId, ct) is not { } line) return Refusal.NotFound("bank line");
        if (http.Stale(line.Version) is { } stale) return stale;
        if (line.State is LineState.NotBooked or LineState.Matched) return Refusal.Conflict("payments.line.explained", line.State == LineState.Matched ? "All of this line is explained already." : "Nothing is booked of this line.");
        if (await Expected.Of(db, books, line.FundId, clock.GetUtcNow(), ct) is not { } expected) return Refusal.NotFound("fund");
        var proposals = new List<(Proposal Proposal, string? Reason)>();
        foreach (var part in request.Parts)
        {
            var (proposal, refused) = Read(part, line, expected, options.Value.FeeAtMost);
            if (refused is not null) return refused;
            proposals.Add((proposal!, part.Reason?.Trim()));
        }
        if (Together(line, proposals.ConvertAll(p => p.Proposal)) is { } problem) return problem;
        foreach (var (proposal, _) in proposals)
            if (!await Reconciler.Holds(db, proposal, ct)) return Refusal.Conflict("payments.match.payment_changed", $"A bank has just told something else of the payment to {proposal.Who}: read the line again.");
        foreach (var (proposal, reason) in proposals) await reconciler.Match(db, line, proposal, reason, ct);
        return (await ReadLines.Details(db, books, register, line, options.Value, clock.GetUtcNow(), ct) with { Proposals = [] }).Answered(line.FundId);
    }

    private static (Proposal? Proposal, Refusal? Refused) Read(Part part, BankLine line, Expected expected, decimal feeAtMost)
    {
        if (part.Reason?.Length > ReasonLength) return (null, Refusal.Field("reason", $"A reason has at most {ReasonLength} characters."));
        if (part.Amount <= 0) return (null, Refusal.Field("amount", "A part is a positive amount."));
        switch (part.Target)
        {
            case MatchTarget.Receipt:
                if (line.Amount < 0) return (null, Refusal.Rule("payments.match.direction", "Money went out with this line: it is no receipt."));
                if (line.Currency != expected.Currency || line.On is null) return (null, Refusal.Rule("payments.match.currency", "The line is in another currency than the fund, or has no date: record its receipt by hand."));
                if (expected.Dues.Find(d => d.CallId == part.CallId && d.InvestorId == part.InvestorId) is not { } due) return (null, Refusal.NotFound("call of this investor"));
                if (part.Amount is not { } amount || amount > due.Outstanding) return (null, Refusal.Rule("payments.match.exceeds_due", FormattableString.Invariant($"{due.Outstanding} is still due of {due.InvestorName}: match that at most, and say what the rest is.")));
                return (new(MatchTarget.Receipt, due.CallId, due.InvestorId, null, null, due.InvestorName, amount, Matcher.Outcome(amount, due.Outstanding, feeAtMost), MatchRule.ByHand, true), null);
            case MatchTarget.Payment or MatchTarget.PaymentReturned:
                return Payment(part, line, expected);
            case MatchTarget.Fee or MatchTarget.Other when part.Amount is { } said:
                if (part.Target == MatchTarget.Other && string.IsNullOrWhiteSpace(part.Reason)) return (null, Refusal.Field("reason", "Say what it is."));
                return (new(part.Target, null, null, null, null, "", said, part.Target == MatchTarget.Fee ? MatchOutcome.BankFee : MatchOutcome.Said, MatchRule.ByHand, true), null);
            default:
                return (null, Refusal.Field("parts", "A part is a receipt, a payment, a payment that came back, a fee or something else, with its amount."));
        }
    }

    private static (Proposal?, Refusal?) Payment(Part part, BankLine line, Expected expected)
    {
        var leaves = part.Target == MatchTarget.Payment;
        var found = expected.Payments.Find(p => p.InstructionId == part.InstructionId);
        if ((leaves != (found?.Collects ?? false)) != line.Amount < 0)
            return (null, Refusal.Rule("payments.match.direction", "A payment goes out, and one that came back comes in; a debit comes in, and one that went back goes out: this line goes the other way."));
        if (line.Currency != expected.Currency || line.On is null) return (null, Refusal.Rule("payments.match.currency", "The line is in another currency than the fund, or has no date."));
        if (found is not { } payment) return (null, Refusal.NotFound("payment instruction"));
        if (!(leaves ? payment.CanLeave : payment.CanComeBack)) return (null, Refusal.Conflict("payments.match.payment_seen", $"The payment to {payment.PayeeName} is matched already, or is not out."));
        if (part.Amount is { } amount && amount != payment.Amount) return (null, Refusal.Rule("payments.match.payment_amount", FormattableString.Invariant($"The payment to {payment.PayeeName} is {payment.Amount}: it is matched whole.")));
        return (new(part.Target, null, null, payment.InstructionId, payment.PaymentId, payment.PayeeName, payment.Amount, leaves ? MatchOutcome.Full : MatchOutcome.Reversed, MatchRule.ByHand, true), null);
    }

    private static Refusal? Together(BankLine line, List<Proposal> parts)
    {
        if (parts.Sum(p => p.Amount) > line.Left) return Refusal.Rule("payments.match.exceeds_line", FormattableString.Invariant($"{line.Left} of this line is left to explain."));
        var keys = parts.Where(p => p.Target is not (MatchTarget.Fee or MatchTarget.Other)).Select(p => (p.Target, p.CallId, p.InvestorId, p.InstructionId)).ToList();
        return keys.Distinct().Count() == keys.Count ? null : Refusal.Field("parts", "Name each receipt and each payment once.");
    }

    private static async Task<Answer<LineDetails>> Undo(
        Guid lineId, Guid matchId, UndoRequest request, HttpContext http, PaymentsDbContext db, IFundBooks books, [FromServices] IInvestorRegister register, Reconciler reconciler, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > ReasonLength) return Refusal.Field("reason", $"Say why, in 1 to {ReasonLength} characters.");
        if (await Locked(db, lineId, ct) is not { } line || await db.Matches.AsTracking().SingleOrDefaultAsync(m => m.LineId == lineId && m.Id == matchId, ct) is not { } match) return Refusal.NotFound("match");
        if (http.Stale(line.Version) is { } stale) return stale;
        if (!match.IsLive) return Refusal.Conflict("payments.match.ended", $"This match is {match.State} already.");
        if (match.IsBeingTakenBack) return Refusal.Conflict("payments.match.being_taken_back", $"{match.EndedByName} takes this match back already; the book has not answered yet.");
        if (match.Settled || match.Target == MatchTarget.ReceiptReversed) return Refusal.Rule("payments.match.settled", "This match moved a payment or took a receipt back: only the bank's own next line, or a reversal in the book, undoes that.");
        if (match.Target == MatchTarget.Receipt) reconciler.TakeBack(db, line, match, request.Reason.Trim());
        else reconciler.Undo(db, line, match, MatchState.Undone, actor.Value.Name, request.Reason.Trim());
        return (await ReadLines.Details(db, books, register, line, options.Value, clock.GetUtcNow(), ct)).Answered(line.FundId);
    }

    /// <summary>A line, locked with all lines of its fund.</summary>
    private static async Task<BankLine?> Locked(PaymentsDbContext db, Guid lineId, CancellationToken ct)
    {
        if (await db.Lines.AsNoTracking().Where(l => l.Id == lineId).Select(l => (Guid?)l.FundId).SingleOrDefaultAsync(ct) is not { } fundId) return null;
        await Reconciler.Lock(db, fundId, ct);
        return await db.Lines.AsTracking().SingleAsync(l => l.Id == lineId, ct);
    }
}
