using Microsoft.AspNetCore.Http;

namespace StratCap.PluginHost;

/// <summary>What a write does outside the database: only once it is committed, and not when it was refused after all.</summary>
internal static class AfterCommit
{
    /// <summary>Does the work when the answer is out and was a success: a write that somebody overtook is told of by its status, and changed nothing.</summary>
    internal static void OnSuccess(this HttpResponse response, Func<Task> work) => response.OnCompleted(() => response.StatusCode < 300 ? work() : Task.CompletedTask);
}
