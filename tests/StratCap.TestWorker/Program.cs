using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StratCap.TestWorker;

// A worker in a process of its own: it runs until it is killed, by a test or by its own handler.
// Arguments: the database, the broker or '-', and at which moment to die: 'never', 'in-handler' (before its commit), 'after-commit' (before the broker hears of it).
// With 'pay' in front it is a sender of payments instead.
if (args[0] == "pay")
{
    await PayingWorker.Run(args[1..]);
    return;
}
var settings = new Dictionary<string, string?>
{
    ["ConnectionStrings:PostgreSQL"] = args[0],
    ["ConnectionStrings:RabbitMQ"] = args[1] == "-" ? null : args[1],
};
var dies = new Dying(args[2]);
await using var app = Worker.Build(settings, services => services.ConfigureDbContext<EchoDbContext>(options => options.AddInterceptors(dies)));
app.Services.GetRequiredService<Behaviour>().Echo = dies.InHandler;
await app.StartAsync();
Console.WriteLine("ready");
await Console.In.ReadToEndAsync();

/// <summary>Kills this process with SIGKILL, as a power cut would, at the chosen moment of handling.</summary>
internal sealed class Dying(string moment) : DbTransactionInterceptor
{
    private volatile bool _handling;

    public async Task InHandler(Told what, CancellationToken ct)
    {
        _handling = true;
        if (moment == "in-handler") Now();
        await Task.CompletedTask;
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (moment == "after-commit" && _handling) Now();
        return Task.CompletedTask;
    }

    /// <summary>SIGKILL, as a power cut would: the system takes the process before the call comes back.</summary>
    internal static void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        throw new UnreachableException("The process outlived SIGKILL.");
    }
}
