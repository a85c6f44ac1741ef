using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker.Services;

internal sealed class PortalService(RunningCalls calls) : V1.Portal.PortalBase
{
    public override Task StreamInvestors(V1.StreamRequest request, IServerStreamWriter<V1.PortalInvestorPage> responseStream, ServerCallContext context) =>
        calls.Stream<IPortal, Page<PortalInvestor>, V1.PortalInvestorPage>(
            request.Call, context, responseStream, (portal, connection, ct) => portal.StreamInvestors(connection, request.Cursor, ct), PortalWire.ToWire);

    public override Task<V1.WriteOutcome> UpsertInvestor(V1.UpsertInvestorRequest request, ServerCallContext context) =>
        calls.Run<IPortal, V1.WriteOutcome>(request.Call, context, async (portal, connection, ct) => (await portal.UpsertInvestor(connection, request.Key, request.Investor.ToSdk(), ct)).ToWire());

    public override Task<V1.WriteOutcome> PublishDocument(V1.PublishDocumentRequest request, ServerCallContext context) =>
        calls.Run<IPortal, V1.WriteOutcome>(request.Call, context, async (portal, connection, ct) => (await portal.PublishDocument(connection, request.Key, request.Document.ToSdk(), ct)).ToWire());

    public override Task<V1.WriteOutcome> PublishEvent(V1.PublishEventRequest request, ServerCallContext context) =>
        calls.Run<IPortal, V1.WriteOutcome>(request.Call, context, async (portal, connection, ct) => (await portal.PublishEvent(connection, request.Key, request.CapitalEvent.ToSdk(), ct)).ToWire());
}

internal sealed class WebhooksService(RunningCalls calls) : V1.Webhooks.WebhooksBase
{
    public override Task<V1.WebhookVerdict> Verify(V1.WebhookRequest request, ServerCallContext context) =>
        calls.Run<IWebhooks, V1.WebhookVerdict>(request.Call, context, async (hooks, connection, ct) => (await hooks.VerifyWebhook(connection, request.Delivery.ToSdk(), ct)).ToWire());

    public override Task<V1.ProviderEvents> Parse(V1.WebhookRequest request, ServerCallContext context) =>
        calls.Run<IWebhooks, V1.ProviderEvents>(
            request.Call, context, async (hooks, connection, ct) => new() { Items = { (await hooks.ParseWebhook(connection, request.Delivery.ToSdk(), ct)).Select(e => e.ToWire()) } });
}
