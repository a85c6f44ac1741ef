using StratCap.Server.Embedded;
using StratCap.Testing;

// A process to be killed by a test: it starts a server, prints one line about it, and waits until its input ends.
switch (args)
{
    case ["postgres"]:
        Console.WriteLine(await PostgresServer.CreateDatabaseAsync());
        await Console.In.ReadToEndAsync();
        break;
    case ["rabbit"]:
        Console.WriteLine(await (await RabbitMqServer.SharedAsync()).CreateVhostAsync());
        await Console.In.ReadToEndAsync();
        break;
    case ["embedded", var folder]:
        await using (var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder }))
        {
            Console.WriteLine($"{postgres.StartedHere}|{postgres.AdminConnectionString}");
            await Console.In.ReadToEndAsync();
        }
        break;
    default:
        Console.Error.WriteLine("Say 'postgres', 'rabbit' or 'embedded FOLDER'.");
        return 2;
}
return 0;
