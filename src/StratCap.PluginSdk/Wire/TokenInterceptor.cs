using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace StratCap.PluginSdk.Wire;

/// <summary>Lets only calls with the worker's token in.</summary>
internal sealed class TokenInterceptor(string token) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Ask(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Ask(context);
        return continuation(request, responseStream, context);
    }

    private void Ask(ServerCallContext context)
    {
        var given = context.RequestHeaders.GetValue(WireValues.Token) ?? "";
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token)))
            throw new RpcException(new Status(StatusCode.Unauthenticated, "The token is not this worker's."));
    }

    /// <summary>The caller's side: puts the token on every call.</summary>
    internal static CallInvoker Put(CallInvoker invoker, string token) => invoker.Intercept(metadata =>
    {
        metadata.Add(WireValues.Token, token);
        return metadata;
    });
}
