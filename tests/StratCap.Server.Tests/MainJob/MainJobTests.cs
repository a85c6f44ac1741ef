using System.Globalization;
using System.Text.Json.Nodes;
using MimeKit;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.MainJob;

/// <summary>The main job from end to end over HTTP, with its figures worked out again by other arithmetic than the kernel's.</summary>
public sealed class MainJobTests(MainJobDone done) : IClassFixture<MainJobDone>
{
    private const decimal Called = 61_575_000.00m;
    private const decimal Distributed = 96_000_000.00m;

    [Fact]
    public async Task SecondRun_GoesOnFromWhatIsThere_AddsNoFactAndNoMail()
    {
        done.FactsAfterFirst.ShouldBeGreaterThan(100);
        (await done.Facts()).ShouldBe(done.FactsAfterFirst);
        done.Mails().Length.ShouldBe((int)done.MailsAfterFirst);
        done.Second.Count.ShouldBe(done.First.Count(l => !l.Contains("is refused", StringComparison.Ordinal) && !l.EndsWith(": approves", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Verify_AfterTheJob_IsClean() => (await Operations.Verify(done.House.Services, TestContext.Current.CancellationToken)).ShouldBe(0);

    [Fact]
    public async Task Call_LineByLine_SumsToThePurposesAndToTheCall()
    {
        var (api, fund) = await Fund();
        var call = (await api.All($"/api/v1/funds/{fund}/capital-calls")).ShouldHaveSingleItem();
        call.Text("state").ShouldBe("Received");
        call.Money("amount").ShouldBe(Called);
        call.Money("received").ShouldBe(Called);
        var one = (await api.Get($"/api/v1/funds/{fund}/capital-calls/{call.Text("id")}")).Ok()["data"]!;
        var purposes = one["purposes"]!.AsArray().Select(p => p!.Money("amount")).ToArray();
        purposes.ShouldBe([60_000_000m, 1_175_000m, 400_000m]);
        one["purposes"]!.AsArray().Select(p => p!.Text("base")).ShouldBe(["RemainingCommitments", "LimitedPartnerSpecific", "Commitments"]);

        var lines = await api.All($"/api/v1/funds/{fund}/capital-calls/{call.Text("id")}/lines?size=5");
        lines.Count.ShouldBe(13);
        foreach (var line in lines)
        {
            Parts(line).Sum().ShouldBe(line.Money("total"));
            (line.Money("unfundedBefore") - line.Money("total")).ShouldBe(line.Money("unfundedAfter"));
        }
        for (var i = 0; i < purposes.Length; i++) lines.Sum(l => Parts(l)[i]).ShouldBe(purposes[i]);
        lines.Sum(l => l.Money("total")).ShouldBe(Called);
    }

    [Fact]
    public async Task Call_EachPart_IsItsBaseShareToTheCent_AndTheGeneralPartnerBearsNoFee()
    {
        var (api, fund) = await Fund();
        var call = (await api.All($"/api/v1/funds/{fund}/capital-calls"))[0].Text("id");
        var lines = await api.All($"/api/v1/funds/{fund}/capital-calls/{call}/lines");
        var all = lines.Sum(l => l.Money("commitment"));
        all.ShouldBe(240_000_001m);
        var limited = lines.Where(l => l.Text("kind") == "LimitedPartner").ToList();
        var general = lines.Single(l => l.Text("kind") == "GeneralPartner");
        limited.Count.ShouldBe(12);
        Parts(general)[1].ShouldBe(0);
        foreach (var line in lines)
        {
            // Nothing was called before, so remaining commitments are commitments.
            Math.Abs(Parts(line)[0] - 60_000_000m * line.Money("commitment") / all).ShouldBeLessThan(0.01m);
            Math.Abs(Parts(line)[2] - 400_000m * line.Money("commitment") / all).ShouldBeLessThan(0.01m);
        }
        foreach (var line in limited)
            Math.Abs(Parts(line)[1] - 1_175_000m * line.Money("commitment") / limited.Sum(l => l.Money("commitment"))).ShouldBeLessThan(0.01m);
    }

    [Fact]
    public async Task Distribution_TierByTier_SumsOverThePartnersAndToTheAmount()
    {
        var (api, fund) = await Fund();
        var distribution = (await api.All($"/api/v1/funds/{fund}/distributions")).ShouldHaveSingleItem();
        (distribution.Text("state"), distribution.Money("amount"), distribution.Money("paid")).ShouldBe(("Paid", Distributed, Distributed));
        var tiers = (await api.Get($"/api/v1/funds/{fund}/distributions/{distribution.Text("id")}")).Ok()["data"]!["tiers"]!;
        var lines = await api.All($"/api/v1/funds/{fund}/distributions/{distribution.Text("id")}/lines?size=4");

        lines.Count.ShouldBe(13);
        string[] names = ["returnOfCapital", "preferredReturn", "catchUp", "residualSplit", "carriedInterest"];
        foreach (var name in names) lines.Sum(l => l.Money(name)).ShouldBe(tiers.Money(name), name);
        names.Sum(tiers.Money).ShouldBe(Distributed);
        foreach (var line in lines) names.Sum(line.Money).ShouldBe(line.Money("apportioned"));
        lines.Sum(l => l.Money("apportioned")).ShouldBe(Distributed);
    }

    [Fact]
    public async Task CarriedInterest_AfterFullCatchUp_IsAFifthOfTheLimitedPartnersProfit()
    {
        var (api, fund) = await Fund();
        var call = (await api.All($"/api/v1/funds/{fund}/capital-calls"))[0].Text("id");
        var paid = (await api.All($"/api/v1/funds/{fund}/capital-calls/{call}/lines")).ToDictionary(l => l.Text("investorId"), l => l.Money("total"));
        var distribution = (await api.All($"/api/v1/funds/{fund}/distributions"))[0].Text("id");
        var lines = await api.All($"/api/v1/funds/{fund}/distributions/{distribution}/lines");
        var limited = lines.Where(l => l.Text("kind") == "LimitedPartner").ToList();

        lines.Single(l => l.Text("kind") == "GeneralPartner").Money("carriedInterest").ShouldBe(0);
        foreach (var line in limited)
        {
            var profit = line.Money("apportioned") - paid[line.Text("investorId")];
            // Enough for the whole catch-up at 80 %: preferred return times four thirds.
            profit.ShouldBeGreaterThan(line.Money("preferredReturn") * 4 / 3);
            Math.Abs(line.Money("carriedInterest") - profit / 5).ShouldBeLessThanOrEqualTo(0.01m, line.Text("name"));
            line.Money("returnOfCapital").ShouldBe(paid[line.Text("investorId")]);
        }
        var carry = limited.Sum(l => l.Money("carriedInterest"));
        Math.Abs(carry - limited.Sum(l => l.Money("apportioned") - paid[l.Text("investorId")]) / 5).ShouldBeLessThanOrEqualTo(0.12m);
    }

    [Fact]
    public async Task PreferredReturn_OfWhoPaidInTime_IsEightPercentCompoundedOverTheDays()
    {
        var (api, fund) = await Fund();
        var distribution = (await api.All($"/api/v1/funds/{fund}/distributions"))[0].Text("id");
        var lines = await api.All($"/api/v1/funds/{fund}/distributions/{distribution}/lines");
        // The last two of the list paid in parts or late; the others on 20 June 2024. The distribution is of 10 April 2026.
        var inTime = lines.Take(lines.Count - 2).Where(l => l.Text("kind") == "LimitedPartner").ToList();
        inTime.Count.ShouldBe(10);
        var growth = (decimal)(Math.Pow(1.08, 659 / 365.0) - 1);
        foreach (var line in inTime)
            Math.Abs(line.Money("preferredReturn") - line.Money("returnOfCapital") * growth).ShouldBeLessThan(0.011m, line.Text("name"));
        var late = lines[^1];
        var fewerDays = (decimal)(Math.Pow(1.08, 641 / 365.0) - 1);
        Math.Abs(late.Money("preferredReturn") - late.Money("returnOfCapital") * fewerDays).ShouldBeLessThan(0.011m);
    }

    [Fact]
    public void VerificationPacks_OneForEachLimitedPartner_HoldByThemselves()
    {
        var files = Directory.GetFiles(Path.Combine(done.House.Folder, "packs"), "*.json");
        files.Length.ShouldBe(12);
        foreach (var file in files) FundMath.Verification.SealedPack.Verify(File.ReadAllText(file)).Findings.ShouldBeEmpty(file);
    }

    [Fact]
    public async Task CallNotices_InTheMailFolder_HoldTheFieldsOfANotice()
    {
        var (api, fund) = await Fund();
        var call = (await api.All($"/api/v1/funds/{fund}/capital-calls"))[0].Text("id");
        var lines = await api.All($"/api/v1/funds/{fund}/capital-calls/{call}/lines");
        var mails = Notices("capital-call-1.pdf");
        mails.Count.ShouldBe(13);
        foreach (var line in lines)
        {
            var notice = mails.Values.Single(m => Holds(m, line.Text("name")));
            string[] fields =
            [
                "Cedar Ridge Partners Fund I, L.P.", "Capital call no. 1", "20 June 2024", "3 June 2024", Print(line.Money("total")),
                "Unfunded commitment before this notice" + Print(line.Money("unfundedBefore")), "Unfunded commitment after this notice" + Print(line.Money("unfundedAfter")),
                "Acquisition of Alder Industrial Holdings", "Management fee, third quarter 2024", "Organisation expenses", "60,000,000.00", "1,175,000.00", "400,000.00",
                .. Parts(line).Select(Print),
            ];
            foreach (var field in fields) Holds(notice, field).ShouldBeTrue($"{line.Text("name")}: '{field}' is not in the notice");
        }
    }

    [Fact]
    public async Task DistributionNotices_InTheMailFolder_HoldTiersAndPayment()
    {
        var (api, fund) = await Fund();
        var distribution = (await api.All($"/api/v1/funds/{fund}/distributions"))[0].Text("id");
        var lines = await api.All($"/api/v1/funds/{fund}/distributions/{distribution}/lines");
        var mails = Notices("distribution-1.pdf");
        mails.Count.ShouldBe(13);
        foreach (var line in lines)
        {
            var notice = mails.Values.Single(m => Holds(m, line.Text("name")));
            foreach (var field in (string[])["Distribution no. 1", "20 April 2026", Print(line.Money("apportioned")), Print(line.Money("returnOfCapital")), Print(line.Money("preferredReturn")), Print(line.Money("payable"))])
                Holds(notice, field).ShouldBeTrue($"{line.Text("name")}: '{field}' is not in the notice");
        }
    }

    [Fact]
    public async Task DisclosedPositions_GiveMultiplesBesideThePlansOwn()
    {
        var api = await done.Accountant(MainJobDone.Tpg);
        var compared = 0;
        foreach (var fund in await api.All("/api/v1/funds?size=100"))
            foreach (var position in (await api.All($"/api/v1/funds/{fund.Text("id")}/positions")).Select(p => p["position"]!))
            {
                if (position["paidIn"] is null || position["distributed"] is null || position["residualValue"] is null || position["tvpi"] is null) continue;
                var tvpi = Math.Round((position.Money("distributed") + position.Money("residualValue")) / position.Money("paidIn"), 4, MidpointRounding.AwayFromZero);
                position.Decimal("tvpi").ShouldBe(tvpi);
                if (position["reportedMultiple"] is null) continue;
                Math.Abs(position.Decimal("multipleDifference") - (tvpi - position.Decimal("reportedMultiple"))).ShouldBeLessThanOrEqualTo(0.0001m);
                compared++;
            }
        compared.ShouldBeGreaterThan(5);
    }

    private async Task<(Api Api, string Fund)> Fund()
    {
        var api = await done.Cfo(MainJobDone.Cedar);
        return (api, (await api.All("/api/v1/funds")).ShouldHaveSingleItem().Text("id"));
    }

    private static decimal[] Parts(JsonNode line) => [.. line["amounts"]!.AsArray().Select(Answers.Amount)];

    private static string Print(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);

    private Dictionary<string, string> Notices(string file)
    {
        var texts = new Dictionary<string, string>();
        foreach (var path in done.Mails())
        {
            var mail = MimeMessage.Load(path, TestContext.Current.CancellationToken);
            var attachment = mail.Attachments.OfType<MimePart>().ShouldHaveSingleItem(path);
            if (attachment.FileName != file) continue;
            using var content = new MemoryStream();
            attachment.Content!.DecodeTo(content, TestContext.Current.CancellationToken);
            texts[path] = Tight(Documents.PdfText(content.ToArray()));
        }
        return texts;
    }

    /// <summary>Where a line breaks is the page's matter: text is compared without white space.</summary>
    private static bool Holds(string tight, string field) => tight.Contains(Tight(field), StringComparison.Ordinal);

    private static string Tight(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
