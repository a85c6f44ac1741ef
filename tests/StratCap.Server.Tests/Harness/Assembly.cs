using StratCap.Server.Tests.Harness;

[assembly: AssemblyFixture(typeof(House))]
