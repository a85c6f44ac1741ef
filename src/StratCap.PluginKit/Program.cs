using System.Runtime.Versioning;
using StratCap.PluginHost.Packages;
using StratCap.PluginKit;
using StratCap.PluginKit.Scaffolding;

[assembly: SupportedOSPlatform("linux")]

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    return await Verbs.Run(args, Console.Out, stop.Token);
}
catch (KitRefusal e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (PackageRefused e)
{
    Console.Error.WriteLine(e.File is null ? e.Message : $"{e.File}: {e.Message}");
    return 1;
}
