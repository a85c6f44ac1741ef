using StratCap.Foundation.Tenancy;

namespace StratCap.Server.Messaging;

/// <summary>What an operator of the platform may see and do about messages.</summary>
internal static class MessagingAdmin
{
    /// <summary>Maps the operators' endpoints below the API's group.</summary>
    public static void MapMessagingAdmin(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/platform/messages").WithTags("Platform");
        ListFailedMessages.Map(messages);
        ReplayFailedMessage.Map(messages);
    }

    /// <summary>The tenant to show: none for an event that carried none.</summary>
    public static Guid? TenantOf(Guid owner) => owner == PlatformTenant.Id ? null : owner;

    /// <summary>Whether an operator asks. A firm's own administrator may hold any permission's name, and sees no other firm's messages all the same.</summary>
    public static bool IsPlatformScope(this MessagingDbContext db) => db.TenantId == PlatformTenant.Id;
}
