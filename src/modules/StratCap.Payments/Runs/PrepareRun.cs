using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;
using StratCap.Payments.Outside;
using StratCap.Payments.Payees;
using StratCap.PluginSdk.Payments;
using ConnectionInfo = StratCap.Contracts.Plugins.ConnectionInfo;

namespace StratCap.Payments.Runs;

/// <summary>Gathers a fund's prepared instructions into a run over one connection, when every payee may be paid.</summary>
internal static class PrepareRun
{
    private const int MaxPayments = 5_000;

    /// <param name="DistributionId">All of a distribution's prepared instructions; or null and they are named.</param>
    /// <param name="InstructionIds">Between 1 and 5,000.</param>
    /// <param name="ExecuteOn">Today or later.</param>
    /// <param name="Rail">Which of the plugin's rails; null: its only one.</param>
    /// <param name="Format">For a file, such as <c>pain.001.001.09</c>; null: the connection's own.</param>
    internal sealed record Request(Guid FundId, Guid ConnectionId, DateOnly ExecuteOn, Guid? DistributionId = null, IReadOnlyList<Guid>? InstructionIds = null, string? Rail = null, string? Format = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/runs", Handle)
        .Writes<PaymentsDbContext>(Permissions.PaymentPrepare)
        .WithName("PrepareRun")
        .WithSummary("Gather payments into a run")
        .WithDescription("Refused when a payee has no confirmed, verified account whose cooling-off is over (422 payments.run.not_payable): nothing is gathered then.");

    private static async Task<Answer<PaymentRunView>> Handle(
        Request request, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Invalid(request, DateOnly.FromDateTime(now.UtcDateTime)) is { } invalid) return invalid;
        if (await books.Facts(request.FundId, ct) is not { Count: > 0 } facts) return Refusal.NotFound("fund");
        var (connection, method) = await Choose(connectors, request, ct);
        if (connection is null) return Refusal.NotFound("connection");
        var instructions = await Lock(db, request, ct);
        if (Problem(request, instructions) is { } problem) return problem;
        var (own, noOwn) = await RunChecks.Own(db, request.FundId, now, ct);
        if (own is null) return noOwn!;
        var (payees, notPayable) = await RunChecks.Payees(db, instructions, request.ConnectionId, options.Value, now, ct);
        if (notPayable is not null) return notPayable;

        var run = Run(
            new(request.FundId, PaymentDirection.Pay, connection, method, request.ExecuteOn, request.Rail, request.Format), instructions.Count, instructions.Sum(i => i.Amount), instructions[0].Currency, own, FundName(facts), actor.Value, now);
        db.Runs.Add(run);
        var titles = Titles(facts);
        foreach (var (instruction, place) in instructions.Select((i, n) => (i, n + 1)))
        {
            db.RunPayments.Add(Payment(run, instruction, payees[instruction.Id], place, titles.GetValueOrDefault(instruction.DistributionId!.Value, "Distribution"), null));
            instruction.Gather(connection.PluginId.Length > 100 ? connection.PluginId[..100] : connection.PluginId);
        }
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.prepare", ("payment_run", run.Id), null, PaymentRunView.Of(run));
        return Answer<PaymentRunView>.Created(PaymentRunView.Of(run), $"/api/v1/payments/runs/{run.Id}").Tagged(run.Version);
    }

    private static Refusal? Invalid(Request request, DateOnly today)
    {
        if ((request.DistributionId is null) == (request.InstructionIds is null)) return Refusal.Field("instructionIds", "Name a distribution, or the instructions one by one: one of both.");
        if (request.InstructionIds is { } ids && (ids.Count is 0 or > MaxPayments || ids.Distinct().Count() != ids.Count)) return Refusal.Field("instructionIds", $"Name each instruction once, between 1 and {MaxPayments} of them.");
        return Invalid(request.ExecuteOn, request.Rail, request.Format, today);
    }

    /// <summary>What is wrong with the day, rail or format of a run, or null.</summary>
    internal static Refusal? Invalid(DateOnly executeOn, string? rail, string? format, DateOnly today)
    {
        if (executeOn < today || executeOn > today.AddDays(366)) return Refusal.Field("executeOn", "Money moves today or later, within a year.");
        foreach (var (field, text) in ((string, string?)[])[("rail", rail), ("format", format)])
            if (text is { Length: 0 or > 40 } || text?.Any(char.IsControl) == true) return Refusal.Field(field, "Write at most 40 characters.");
        return null;
    }

    private static async Task<(ConnectionInfo?, RunMethod)> Choose(IConnectors connectors, Request request, CancellationToken ct)
    {
        if (request.Format is null && await connectors.Find(request.ConnectionId, "pay", request.FundId, ct) is { } rail) return (rail, RunMethod.Interface);
        return (await connectors.Find(request.ConnectionId, "paymentFiles", request.FundId, ct), RunMethod.File);
    }

    private static async Task<List<PaymentInstruction>> Lock(PaymentsDbContext db, Request request, CancellationToken ct)
    {
        var ids = request.InstructionIds?.ToArray() ?? [];
        return await db.Instructions.FromSql($"""
            select * from payments.payment_instructions where tenant_id = {db.TenantId} and fund_id = {request.FundId}
              and (id = any({ids}) or (distribution_id = {request.DistributionId} and state = 'Prepared')) order by id for update
            """).AsTracking().ToListAsync(ct);
    }

    private static Refusal? Problem(Request request, List<PaymentInstruction> instructions)
    {
        if (request.InstructionIds is { } ids && instructions.Count != ids.Count) return Refusal.NotFound("payment instruction");
        if (instructions.Count == 0) return Refusal.NotFound("payment instruction");
        if (instructions.Count > MaxPayments) return Refusal.Rule("payments.run.too_many", $"A run has at most {MaxPayments} payments: name the instructions in several runs.");
        if (instructions.Find(i => i.State != InstructionState.Prepared) is { } other) return Refusal.Conflict("payments.instruction.not_prepared", $"The instruction for {other.PayeeName} is {other.State}: only prepared ones can be gathered.");
        return instructions.Select(i => i.Currency).Distinct().Count() == 1 ? null : Refusal.Rule("payments.run.one_currency", "A run has one currency.");
    }

    /// <summary>How a run moves money.</summary>
    internal sealed record Way(Guid FundId, PaymentDirection Direction, ConnectionInfo Connection, RunMethod Method, DateOnly ExecuteOn, string? Rail, string? Format);

    /// <summary>A run that waits for its release.</summary>
    /// <param name="own">The fund's account.</param>
    internal static PaymentRun Run(Way way, int count, decimal amount, string currency, ReceivingAccount own, string fundName, Actor by, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7();
        return new PaymentRun
        {
            Id = id,
            FundId = way.FundId,
            FundName = fundName,
            Reference = "SR" + id.ToString("N"),
            ConnectionId = way.Connection.Id,
            ConnectionName = way.Connection.Name.Length > 200 ? way.Connection.Name[..200] : way.Connection.Name,
            Method = way.Method,
            Direction = way.Direction,
            Rail = way.Rail,
            Format = way.Format,
            ExecuteOn = way.ExecuteOn,
            Count = count,
            Amount = amount,
            Currency = currency,
            OwnAccountId = own.Id,
            OriginatingBank = RunChecks.OriginatingBank(own),
            ByHouse = way.Method == RunMethod.File && way.Connection.HasFolder,
            FolderMark = way.Connection.FolderMark,
            PreparedBy = by.Id,
            PreparedByName = by.Name,
            PreparedAt = now,
        };
    }

    /// <summary>One of a run's payments.</summary>
    /// <param name="payee">Whose account is paid to or debited.</param>
    /// <param name="mandateId">Of a debit.</param>
    internal static RunPayment Payment(PaymentRun run, PaymentInstruction instruction, PayeeLife payee, int place, string title, Guid? mandateId)
    {
        var id = Guid.CreateVersion7();
        return new RunPayment
        {
            Id = id,
            RunId = run.Id,
            ConnectionId = run.ConnectionId,
            FundId = run.FundId,
            Position = place,
            InstructionId = instruction.Id,
            Attempt = instruction.Attempt,
            Key = "SP" + id.ToString("N"),
            Amount = instruction.Amount,
            Currency = instruction.Currency,
            InvestorId = instruction.InvestorId,
            PayeeName = instruction.PayeeName,
            PayeeAccountId = payee.Account.Id,
            PayeeMask = payee.Account.Mask,
            MandateId = mandateId,
            Remittance = Remittance($"{(instruction.Kind == PaymentKind.CarriedInterest ? "Carried interest, " : "")}{title} {run.FundName}"),
            OriginatingBank = run.OriginatingBank,
        };
    }

    internal static string FundName(IReadOnlyList<RecordedFact> facts)
    {
        var name = facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Name;
        return name.Length > 300 ? name[..300] : name;
    }

    private static Dictionary<Guid, string> Titles(IReadOnlyList<RecordedFact> facts) =>
        facts.Select(f => f.Payload).OfType<DistributionDeclared>().GroupBy(d => d.DistributionId).ToDictionary(g => g.Key, g => FormattableString.Invariant($"Distribution {g.Last().Number}"));

    /// <summary>In the letters that banks carry (SWIFT character set x), at most 140.</summary>
    internal static string Remittance(string text)
    {
        var plain = string.Concat(text.Normalize(System.Text.NormalizationForm.FormD).Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' or '-' or '?' or ':' or '(' or ')' or '.' or ',' or '\'' or '+'));
        return (plain.Length > 140 ? plain[..140] : plain).Trim();
    }
}
