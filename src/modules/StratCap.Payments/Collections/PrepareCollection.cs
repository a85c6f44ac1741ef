using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;
using StratCap.Payments.Outside;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;
using StratCap.PluginSdk.Payments;
using ConnectionInfo = StratCap.Contracts.Plugins.ConnectionInfo;

namespace StratCap.Payments.Collections;

/// <summary>Gathers what investors owe of an issued capital call into a run of debits: of each the whole of what is still due, under his mandate.</summary>
internal static class PrepareCollection
{
    private const int MaxDebits = 5_000;
    private const int MostNamed = 10;

    /// <param name="ExecuteOn">Today or later, not before the call is due.</param>
    /// <param name="InvestorIds">Between 1 and 5,000; null: everybody who owes something and can be debited.</param>
    /// <param name="Rail">Which of the plugin's rails; null: its only one.</param>
    /// <param name="Format">For a file, such as <c>pain.008.001.08</c>; null: the connection's own.</param>
    internal sealed record Request(Guid FundId, Guid CallId, Guid ConnectionId, DateOnly ExecuteOn, IReadOnlyList<Guid>? InvestorIds = null, string? Rail = null, string? Format = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/collections", Handle)
        .Writes<PaymentsDbContext>(Permissions.PaymentPrepare)
        .WithName("PrepareCollection")
        .WithSummary("Gather debits of a capital call into a run")
        .WithDescription("A run like others: somebody else releases it. Refused when somebody who is named cannot be debited (422 payments.collection.not_collectable), or nobody can (422 payments.collection.nobody): nothing is gathered then.");

    private static async Task<Answer<PaymentRunView>> Handle(
        Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Invalid(request, DateOnly.FromDateTime(now.UtcDateTime)) is { } invalid) return invalid;
        // What is due stands still until this is saved: neither a line nor another run takes it meanwhile.
        await Reconciler.Lock(db, request.FundId, ct);
        if (await books.Facts(request.FundId, ct) is not { Count: > 0 } facts || FundBook.Fold(facts).FindCall(request.CallId) is not { } call) return Refusal.NotFound("capital call");
        if (request.ExecuteOn < call.DueDate) return Refusal.Field("executeOn", FormattableString.Invariant($"The call is due on {call.DueDate:yyyy-MM-dd}: nobody is debited before."));
        var (connection, method) = await Choose(connectors, request, ct);
        if (connection is null) return Refusal.NotFound("connection");
        var (own, noOwn) = await RunChecks.Own(db, request.FundId, now, ct);
        if (own is null) return noOwn!;
        var (chosen, refused) = Choose(request, (await Collectables.Of(db, request.FundId, request.CallId, facts, connection.Id, options.Value, now, ct))!);
        if (refused is not null) return refused;

        var currency = FundFacts.Currency(facts);
        var run = PrepareRun.Run(
            new(request.FundId, PaymentDirection.Collect, connection, method, request.ExecuteOn, request.Rail, request.Format), chosen.Count, chosen.Sum(c => c.Due), currency, own, PrepareRun.FundName(facts), actor.Value, now);
        db.Runs.Add(run);
        foreach (var (debit, place) in chosen.Select((c, n) => (c, n + 1)))
        {
            var instruction = Instruction(request, call, debit, currency, now);
            instruction.Gather(connection.PluginId.Length > 100 ? connection.PluginId[..100] : connection.PluginId);
            db.Instructions.Add(instruction);
            db.RunPayments.Add(PrepareRun.Payment(run, instruction, debit.Account!, place, FormattableString.Invariant($"Capital call {call.Number}"), debit.Mandate!.Id));
        }
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.collection.prepare", ("payment_run", run.Id), null, PaymentRunView.Of(run));
        return Answer<PaymentRunView>.Created(PaymentRunView.Of(run), $"/api/v1/payments/runs/{run.Id}").Tagged(run.Version);
    }

    private static Refusal? Invalid(Request request, DateOnly today)
    {
        if (request.InvestorIds is { } ids && (ids.Count is 0 or > MaxDebits || ids.Distinct().Count() != ids.Count)) return Refusal.Field("investorIds", $"Name each investor once, between 1 and {MaxDebits} of them, or nobody for all.");
        return PrepareRun.Invalid(request.ExecuteOn, request.Rail, request.Format, today);
    }

    private static async Task<(ConnectionInfo?, RunMethod)> Choose(IConnectors connectors, Request request, CancellationToken ct)
    {
        if (request.Format is null && await connectors.Find(request.ConnectionId, PaymentRun.Capability(RunMethod.Interface, PaymentDirection.Collect), request.FundId, ct) is { } rail) return (rail, RunMethod.Interface);
        return (await connectors.Find(request.ConnectionId, PaymentRun.Capability(RunMethod.File, PaymentDirection.Collect), request.FundId, ct), RunMethod.File);
    }

    /// <summary>Who is debited, or why that cannot be.</summary>
    private static (List<Collectable> Chosen, Refusal? Refused) Choose(Request request, List<Collectable> all)
    {
        if (request.InvestorIds is not { } ids)
        {
            var able = all.FindAll(c => c.Problem is null);
            if (able.Count > MaxDebits) return ([], Refusal.Rule("payments.run.too_many", $"A run has at most {MaxDebits} debits: name the investors in several runs."));
            return able.Count > 0 ? (able, null) : ([], Refusal.Rule("payments.collection.nobody", $"Nobody can be debited for this call. {Named(all)}"));
        }
        var named = ids.ToHashSet();
        var chosen = all.FindAll(c => named.Contains(c.InvestorId));
        if (chosen.Count != named.Count) return ([], Refusal.NotFound("call of this investor"));
        var problems = chosen.FindAll(c => c.Problem is not null);
        return problems.Count == 0 ? (chosen, null) : ([], Refusal.Rule("payments.collection.not_collectable", $"{problems.Count} of {chosen.Count} cannot be debited. {Named(problems)}"));
    }

    private static string Named(List<Collectable> who)
    {
        var more = who.Count > MostNamed ? $" And {who.Count - MostNamed} more." : "";
        return string.Join("; ", who.Take(MostNamed).Select(c => $"{c.Name}: {c.Problem}")) + "." + more;
    }

    private static PaymentInstruction Instruction(Request request, BookCall call, Collectable debit, string currency, DateTimeOffset at)
    {
        var id = Guid.CreateVersion7();
        return new PaymentInstruction
        {
            Id = id,
            FundId = request.FundId,
            CallId = call.CallId,
            DeclaredFactId = call.FactId,
            InvestorId = debit.InvestorId,
            PayeeName = debit.Name.Length > 300 ? debit.Name[..300] : debit.Name,
            Kind = PaymentKind.Collection,
            Amount = debit.Due,
            Currency = currency,
            DeclaredOn = call.NoticeDate,
            PaymentDate = call.DueDate,
            Attempt = debit.Presentation,
            Rail = PaymentInstruction.Manual,
            Reference = "SC" + id.ToString("N"),
            PreparedAt = at,
        };
    }
}
