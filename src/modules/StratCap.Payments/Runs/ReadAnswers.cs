using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>Reads a bank's file of answers (pain.002, ACH returns and changes); each event in it is taken once, also when the file comes again.</summary>
internal static class ReadAnswers
{
    /// <param name="Content">The file's bytes, at most 2.5 MB.</param>
    internal sealed record Request(string FileName, byte[] Content);

    /// <param name="Read">Events in the file.</param>
    /// <param name="New">Those of them that were taken now.</param>
    /// <param name="Unknown">Those that mean no payment of ours.</param>
    internal sealed record Response(int Read, int New, int Unknown);

    internal sealed record Line(Guid EventId, Guid ConnectionId, Guid? PaymentId, Guid? RunId, string? PaymentKey, string? ExternalId, PaymentState State, string? Code, string? Text, DateOnly? On, string? Problem, DateTimeOffset TakenAt)
    {
        public static Line Of(ProviderEvent e) => new(e.Id, e.ConnectionId, e.PaymentId, e.RunId, e.PaymentKey, e.ExternalId, e.State, e.Code, e.Text, e.On, e.Problem, e.TakenAt);
    }

    internal static readonly Listing<ProviderEvent> List = new Listing<ProviderEvent>("payment-events")
        .By("takenAt", e => e.Id).By("state", e => e.State).Unique(e => e.Id).Usually("-takenAt").Searched(e => e.PaymentKey, e => e.ExternalId, e => e.Code, e => e.Text, e => e.Problem);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapPost("/connections/{bankConnectionId:guid}/answers", Handle)
            .Writes<PaymentsDbContext>(Permissions.BankReconcile)
            .WithName("ReadAnswers")
            .WithSummary("Take in a bank's file of answers");
        payments.MapGet("/events", Events)
            .Lists(List, Line.Of)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListPaymentEvents")
            .WithSummary("What banks told of payments, newest first")
            .WithDescription("Filter by paymentRunId; with problems=true those only that a person must look at.");
    }

    private static async Task<Answer<Response>> Handle(
        Guid bankConnectionId, Request request, PaymentsDbContext db, [FromServices] IConnectors connectors, PaymentUpdates updates, Audit audit, CancellationToken ct)
    {
        if (UploadedFile.Problem(request.FileName, request.Content) is { } problem) return problem;
        if (await connectors.Find(bankConnectionId, "paymentFiles", null, ct) is null) return Refusal.NotFound("connection");
        IReadOnlyList<PaymentUpdate> read;
        try
        {
            read = await connectors.Payments(bankConnectionId).ReadAnswers(new BankFile(request.FileName, request.Content), ct);
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        return await Take(db, bankConnectionId, new BankFile(request.FileName, request.Content), read, updates, audit, ct);
    }

    /// <summary>Takes in what was read of a file, whoever brought it.</summary>
    internal static async Task<Response> Take(PaymentsDbContext db, Guid connectionId, BankFile file, IReadOnlyList<PaymentUpdate> read, PaymentUpdates updates, Audit audit, CancellationToken ct)
    {
        await PaymentUpdates.Lock(db, connectionId, ct);
        var news = await updates.TakeAll(db, connectionId, await PaymentUpdates.Spread(db, connectionId, read, ct), ct);
        var answer = new Response(read.Count, news, db.ProviderEvents.Local.Count(e => e.PaymentId is null));
        audit.Record(db, "payments.answers.read", ("connection", connectionId), null, new { FileName = UploadedFile.Shown(file.Name), Hash = FileHash.Of(file.Content.Span), answer.Read, answer.New, answer.Unknown });
        return answer;
    }

    private static Task<Answer<IReadOnlyList<Line>>> Events(PaymentsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, Guid? paymentRunId = null, bool problems = false)
    {
        IQueryable<ProviderEvent> found = db.ProviderEvents;
        if (paymentRunId is not null) found = found.Where(e => e.RunId == paymentRunId);
        // An event that stands a second time, with its payment, is no problem any more.
        if (problems) found = found.Where(e => e.Problem != null && !(e.PaymentId == null && db.ProviderEvents.Any(k => k.ConnectionId == e.ConnectionId && k.EventId == e.EventId && k.PaymentId != null)));
        return List.Show(found, asked, Line.Of, ct);
    }
}
