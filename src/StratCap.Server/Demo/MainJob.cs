namespace StratCap.Server.Demo;

/// <summary>The main job, through the public API as the named users. Run again, it goes on from what is there.</summary>
internal sealed class MainJob(HttpClient http, string platformHost, string demoFolder, string packs, Action<string> say)
{
    /// <summary>Runs it; returns the sign-ins of the people in it.</summary>
    public async Task<IReadOnlyList<(string Host, string Email, string Role)>> Run()
    {
        var people = new DemoPeople(http, platformHost);
        var platform = await people.Operator();
        var real = await people.Firm(platform, "TPG", "tpg", "#1b365d");
        say($"{platform.Who}: provisioned TPG, a firm from the public pension data");
        var plan = await new RealDataJob(real, Path.Combine(demoFolder, "positions-tpg.csv"), say).Run();
        var adviser = await people.Investor(real.Admin, real.Domain, DemoPeople.AdviserEmail, DemoPeople.AdviserName, plan);
        say($"{adviser.Who}: advises a plan at TPG and sees its {(await adviser.All("/portal/me/funds")).Count} interests, there as one user and at Cedar Ridge Capital as another");
        var cedar = await people.Firm(platform, "Cedar Ridge Capital", "cedar-ridge", "#2f5d50");
        say($"{platform.Who}: provisioned Cedar Ridge Capital");
        await new FundLifeJob(cedar, people, say, packs).Run();
        return people.SignIns;
    }
}
