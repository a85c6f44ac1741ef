using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker.Services;

internal sealed class PaymentsService(RunningCalls calls) : V1.Payments.PaymentsBase
{
    public override Task<V1.WriteOutcome> Pay(V1.OrderRequest request, ServerCallContext context) =>
        calls.Run<IPaymentRail, V1.WriteOutcome>(request.Call, context, async (rail, connection, ct) => (await rail.Pay(connection, request.Order.ToSdk(), ct)).ToWire());

    public override Task<V1.WriteOutcome> Collect(V1.OrderRequest request, ServerCallContext context) =>
        calls.Run<IPaymentRail, V1.WriteOutcome>(request.Call, context, async (rail, connection, ct) => (await rail.Collect(connection, request.Order.ToSdk(), ct)).ToWire());

    public override Task<V1.WriteOutcome> Cancel(V1.PaymentRequest request, ServerCallContext context) =>
        calls.Run<IPaymentRail, V1.WriteOutcome>(request.Call, context, async (rail, connection, ct) => (await rail.Cancel(connection, request.Payment.ToSdk(), ct)).ToWire());

    public override Task<V1.StatusAnswer> GetStatus(V1.PaymentRequest request, ServerCallContext context) =>
        calls.Run<IPaymentRail, V1.StatusAnswer>(
            request.Call, context, async (rail, connection, ct) => new() { Found = (await rail.GetStatus(connection, request.Payment.ToSdk(), ct))?.ToWire() });

    public override Task StreamUpdates(V1.StreamRequest request, IServerStreamWriter<V1.PaymentUpdatePage> responseStream, ServerCallContext context) =>
        calls.Stream<IPaymentRail, Page<PaymentUpdate>, V1.PaymentUpdatePage>(
            request.Call, context, responseStream, (rail, connection, ct) => rail.StreamUpdates(connection, request.Cursor, ct), PaymentWire.ToWire);

    public override Task<V1.BankFile> WriteOrders(V1.WriteOrdersRequest request, ServerCallContext context) =>
        calls.Run<IPaymentFiles, V1.BankFile>(request.Call, context, async (files, connection, ct) => (await files.WriteOrders(connection, request.Batch.ToSdk(), ct)).ToWire());

    public override Task<V1.PaymentUpdates> ReadAnswers(V1.FileRequest request, ServerCallContext context) =>
        calls.Run<IPaymentFiles, V1.PaymentUpdates>(
            request.Call, context, async (files, connection, ct) => new() { Items = { (await files.ReadAnswers(connection, request.File.ToSdk(), ct)).Select(u => u.ToWire()) } });
}
