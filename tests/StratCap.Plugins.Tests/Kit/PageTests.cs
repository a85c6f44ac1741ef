using System.Text.RegularExpressions;

namespace StratCap.Plugins.Tests.Kit;

/// <summary>The partner's page, followed to the letter: each of its commands, as it stands there, in another folder.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task ThePage_LeadsFromNothingToASignedPlugin()
    {
        var folder = Directory.CreateTempSubdirectory("stratcap-page").FullName;
        try
        {
            var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "etc", "docs", "plugins.md"), TestContext.Current.CancellationToken);
            var commands = Command().Matches(page).Select(m => m.Groups["words"].Value.Trim().Replace("/tmp/partner", folder, StringComparison.Ordinal)).ToList();
            commands.Count.ShouldBe(6);
            // The platform has its key before any partner comes.
            await PartnersDesk.Run(Path.Combine(Checkout.Root, "stratcap"), folder, ["plugin", "key", Path.Combine(folder, "platform.pem")]);
            var said = new List<string>();
            foreach (var command in commands) said.Add(await PartnersDesk.Run(Path.Combine(Checkout.Root, "stratcap"), folder, command.Split(' ')));
            said[2].ShouldContain(" 0 failed");
            said[4].ShouldContain("is signed");
            said[5].ShouldContain("is counter-signed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^\./stratcap (?<words>plugin .*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
