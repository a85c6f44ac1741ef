using Microsoft.AspNetCore.SignalR;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Server.Push;

/// <summary>Where browsers listen. They cannot call anything: a connection is put into its user's group and one for each permission that he holds in his tenant.</summary>
internal sealed class LiveHub(IPermissionSource permissions, CurrentTenant tenant, LiveConnections connections) : Hub
{
    public const string Path = "/hubs/live";

    /// <summary>The message a browser hears: what changed, and the data of it.</summary>
    public const string Changed = "changed";

    /// <summary>The group of a tenant's users who hold a permission.</summary>
    public static string Group(Guid tenantId, string permission) => $"{tenantId:N}:{permission}";

    /// <summary>The group of one user's browsers.</summary>
    public static string Group(Guid tenantId, Guid userId) => $"{tenantId:N}@{userId:N}";

    public override async Task OnConnectedAsync()
    {
        // The tenant comes from the verified token, not from the flow of the request: a connection outlives its request.
        if (!Guid.TryParse(Context.User?.FindFirst(PrincipalExtensions.TenantClaim)?.Value, out var tenantId) || tenantId == Guid.Empty)
        {
            Context.Abort();
            return;
        }
        var userId = Context.User!.ActorId();
        using (tenant.Use(tenantId))
        {
            var held = await permissions.Of(userId, Context.ConnectionAborted);
            await Groups.AddToGroupAsync(Context.ConnectionId, Group(tenantId, userId), Context.ConnectionAborted);
            foreach (var permission in held) await Groups.AddToGroupAsync(Context.ConnectionId, Group(tenantId, permission), Context.ConnectionAborted);
            connections.Add(new LiveConnection(Context, tenantId, userId, held));
        }
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
