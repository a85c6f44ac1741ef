using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.FundMath.Verification;

namespace StratCap.Server.Demo;

/// <summary>Second half of the main job: a fund's life under the ILPA Model LPA's whole-of-fund terms, from two closings to a paid distribution and statements that tie.</summary>
/// <param name="firm">Whose fund it is.</param>
/// <param name="people">Invites those who look for its investors.</param>
/// <param name="say">Takes a line per step.</param>
/// <param name="packs">Where the investors' verification packs are laid; null lays none.</param>
internal sealed class FundLifeJob(DemoFirm firm, DemoPeople people, Action<string> say, string? packs = null)
{
    private const string Oak = "Oak County Employees' Retirement System";
    private const string Harbor = "Harbor State Teachers' Pension Fund";
    private const string Northfield = "Northfield University Endowment";

    private static readonly Guid Deal = new("0192f0c0-0000-7000-8000-00000000d001");

    private static readonly (string Name, decimal Commitment, int Closing)[] Investors =
    [
        ("Cedar Ridge GP, LLC", 5_000_000m, 1),
        (Oak, 40_000_000m, 1),
        (Harbor, 35_000_000m, 1),
        (Northfield, 30_000_000m, 1),
        ("Blue Mesa Insurance Company", 25_000_000m, 1),
        ("Fjord Sovereign Reserve", 20_000_000m, 1),
        ("Lakeside Firefighters' Pension Plan", 20_000_000m, 1),
        ("Willow Family Office, LP", 15_000_000m, 1),
        ("Granite Foundation", 15_000_000m, 1),
        ("Meridian Fund of Funds IV, L.P.", 12_500_000m, 2),
        ("Santa Elena Hospital System", 10_000_000m, 2),
        ("Juniper Trust", 7_500_000m, 2),
        ("Dr. A. Okafor", 5_000_001m, 2),
    ];

    private readonly Dictionary<string, string> _ids = [];
    private string _fund = "";
    private string _distribution = "";

    public async Task Run()
    {
        await SetUp();
        await Account();
        await CallCapital();
        await InvestAndExit();
        await Distribute();
        await new MoneyJob(firm, _fund, [.. Investors.Select(i => (i.Name, _ids[i.Name]))], say).Run(_distribution);
        await Report();
        await Verify();
        await Ledger();
        await Portal();
    }

    private DemoClient Accountant => firm.Accountant;

    private string Api(string rest) => $"/funds/{_fund}{rest}";

    private async Task SetUp()
    {
        var template = (await Accountant.Get("/funds/terms/templates"))["data"]![0]!["terms"]!;
        var fund = await Accountant.Post("/funds", new { name = "Cedar Ridge Partners Fund I, L.P.", currency = "USD", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout", terms = template }, "fund");
        _fund = Text(fund["data"]!, "id");
        foreach (var (name, _, _) in Investors)
        {
            var admitted = await Accountant.Post(Api("/investors"), new
            {
                name,
                kind = name.Contains("GP", StringComparison.Ordinal) ? "GeneralPartner" : "LimitedPartner",
                admittedOn = "2024-01-15",
                contactName = "Investor Operations",
                email = "notices@" + new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]) + ".example",
            }, "admit:" + name);
            _ids[name] = Text(admitted["data"]!, "investorId");
        }
        await Close(1, "First closing", "2024-02-01");
        await Close(2, "Final closing", "2024-05-15");
        var now = await Accountant.Get(Api(""));
        say($"{Accountant.Who}: {Text(now["data"]!, "name")} set up with the ILPA Model LPA's whole-of-fund terms, 12 limited partners and the general partner, commitments {Money(now["data"]!["commitment"]!)}");
    }

    private Task<JsonNode> Close(int number, string name, string date) => Accountant.Post(Api("/closings"), new
    {
        name,
        date,
        commitments = Investors.Where(i => i.Closing == number).Select(i => new { investorId = _ids[i.Name], amount = i.Commitment }),
    }, "closing:" + number);

    private async Task Account()
    {
        var bank = new { holder = "Cedar Ridge Partners Fund I, L.P.", bank = "First Harbor Bank, New York", accountNumber = "004417790210", routingNumber = "021000021", bic = "FHBKUS33" };
        var entered = (await Accountant.Put($"/payments/funds/{_fund}/receiving-account", bank, "account"))["data"]!;
        if (entered["waiting"] is not { } waiting) return;
        var decision = $"/payments/funds/{_fund}/receiving-account/{Text(waiting, "accountId")}/decision";
        await firm.Cfo.Post(decision, new { confirm = true }, "account:confirm");
        say($"{firm.Cfo.Who}: confirms the bank account that the accountant entered; notices and portal name it, each with a check code");
    }

    private async Task CallCapital()
    {
        var draft = await Accountant.Post(Api("/capital-calls"), new
        {
            noticeDate = "2024-06-03",
            dueDate = "2024-06-20",
            purposes = new object[]
            {
                new { kind = "Investment", amount = 60_000_000m, dealId = Deal, description = "Acquisition of Alder Industrial Holdings" },
                new { kind = "ManagementFee", amount = 1_175_000m, description = "Management fee, third quarter 2024", feePeriodFrom = "2024-07-01", feePeriodTo = "2024-10-01" },
                new { kind = "Expenses", amount = 400_000m, description = "Organisation expenses" },
            },
        }, "call:draft");
        var call = Text(draft["data"]!, "id");
        say($"{Accountant.Who}: capital call 1 drafted, {Money(draft["data"]!["amount"]!)}: " + string.Join("; ", draft["data"]!["purposes"]!.AsArray().Select(p => $"{Text(p!, "description")} by {Text(p!, "base")}")));
        var lines = await Accountant.All(Api($"/capital-calls/{call}/lines"));
        say($"  preview for {lines.Count} partners; {Text(lines[1], "name")}: {Money(lines[1]["total"]!)}, unfunded {Money(lines[1]["unfundedBefore"]!)} → {Money(lines[1]["unfundedAfter"]!)}");
        await Accountant.Get(Api($"/capital-calls/{call}/explanation"));
        var workflow = await SubmitAndApprove("capital-calls", new { fundId = _fund, callId = call }, "call", $"AwaitingReceipts|Completed");
        await Mails(13, "capital call");
        await Receipts(call);
        await Accountant.Until($"/workflows/status/{workflow}", w => Text(w["data"]!["workflow"]!, "state") == "Completed", "The end of the call's process");
        say($"{Accountant.Who}: all receipts are in; the call's process is complete");
    }

    private async Task ValueAtYearEnd()
    {
        var round = await Accountant.Post(Api("/valuation-rounds"), new
        {
            date = "2024-12-31",
            values = new[]
            {
                new
                {
                    dealId = Deal,
                    fairValue = 78_000_000m,
                    level = 3,
                    method = "MarketMultiples",
                    inputs = new[] { new { name = "EV/EBITDA", value = 9.5m, low = 8m, high = 11m, unit = "x", unobservable = true } },
                },
            },
        }, "valuations:draft");
        say($"{Accountant.Who}: values the fund's investments at the end of 2024 at {Money(round["data"]!["fairValue"]!)}, {Money(round["data"]!["change"]!)} more than before");
        await SubmitAndApprove("valuation-rounds", new { fundId = _fund, roundId = Text(round["data"]!, "id") }, "valuations", "Completed");
    }

    private async Task<string> SubmitAndApprove(string kind, object proposal, string step, string then)
    {
        var started = await Accountant.Post("/workflows/" + kind, proposal, step + ":submit");
        var workflow = Text(started["data"]!, "workflowId");
        var state = Text((await Accountant.Get($"/workflows/status/{workflow}"))["data"]!["workflow"]!, "state");
        if (state == "AwaitingApproval")
        {
            // The accountant gets the right to approve, and is refused all the same: nobody approves what he prepared.
            var profile = (await Accountant.Get("/users/profile"))["data"]!;
            await firm.Admin.Put("/users/permissions", new { userId = Text(profile, "id"), grant = new[] { "capital_call:approve" }, revoke = Array.Empty<string>() }, step + ":grant");
            var code = await Accountant.MustBeRefused(HttpMethod.Put, $"/workflows/approve/{workflow}", new { decision = "approve", reason = "looks right to me" }, step + ":self-approve");
            say($"{Accountant.Who}: tries to approve what he prepared and is refused ({code})");
            await firm.Admin.Put("/users/permissions", new { userId = Text(profile, "id"), grant = Array.Empty<string>(), revoke = new[] { "capital_call:approve" } }, step + ":revoke");
            await firm.Cfo.Put($"/workflows/approve/{workflow}", new { decision = "approve", reason = "checked against the model" }, step + ":approve");
            say($"{firm.Cfo.Who}: approves");
        }
        var wanted = then.Split('|');
        await Accountant.Until($"/workflows/status/{workflow}", w => wanted.Contains(Text(w["data"]!["workflow"]!, "state")), $"{then} of the process");
        return workflow;
    }

    private async Task Receipts(string call)
    {
        var lines = await Accountant.All(Api($"/capital-calls/{call}/lines"));
        decimal Due(int i) => decimal.Parse(lines[i]["total"]!["amount"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        object Receipt(int i, decimal amount, string on) => new { investorId = Text(lines[i], "investorId"), amount, receivedOn = on };
        var inTime = Enumerable.Range(0, lines.Count - 2).Select(i => Receipt(i, Due(i), "2024-06-20"));
        await Accountant.Post(Api($"/capital-calls/{call}/receipts"), new { receipts = inTime }, "receipts:in-time");
        var half = decimal.Round(Due(lines.Count - 2) / 2, 2);
        await Accountant.Post(Api($"/capital-calls/{call}/receipts"), new { receipts = new[] { Receipt(lines.Count - 2, half, "2024-06-20") } }, "receipts:partial");
        var late = await Accountant.Post(Api($"/capital-calls/{call}/receipts"), new
        {
            receipts = new[] { Receipt(lines.Count - 2, Due(lines.Count - 2) - half, "2024-06-28"), Receipt(lines.Count - 1, Due(lines.Count - 1), "2024-07-08") },
        }, "receipts:late");
        say($"{Accountant.Who}: receipts recorded: {lines.Count - 2} in full, one in two parts, one {late["data"]!["receipts"]![1]!["daysLate"]!.GetValue<int>()} days late");
    }

    private async Task InvestAndExit()
    {
        await Accountant.Post(Api("/investments"), new { dealId = Deal, name = "Alder Industrial Holdings", date = "2024-07-10", cost = 60_000_000m }, "invest");
        await Accountant.Post(Api("/management-fees"), new { date = "2024-07-10", periodFrom = "2024-07-01", periodTo = "2024-10-01", amount = 1_175_000m }, "fee");
        await Accountant.Post(Api("/expenses"), new { date = "2024-07-10", category = "Organisation", amount = 400_000m }, "expense");
        await ValueAtYearEnd();
        var exit = await Accountant.Post(Api("/proceeds"), new { dealId = Deal, date = "2026-03-31", kind = "Realisation", amount = 96_000_000m, cost = 60_000_000m }, "exit");
        say($"{Accountant.Who}: invested 60 million, valued at 78 million, sold for {Money(exit["data"]!["proceeds"]!)}");
    }

    private async Task Distribute()
    {
        var draft = await Accountant.Post(Api("/distributions"), new { date = "2026-04-10", paymentDate = "2026-04-20", amount = 96_000_000m, dealId = Deal }, "distribution:draft");
        var distribution = _distribution = Text(draft["data"]!, "id");
        var tiers = draft["data"]!["tiers"]!;
        say($"{Accountant.Who}: distribution 1 drafted: return of capital {Money(tiers["returnOfCapital"]!)}, preferred return {Money(tiers["preferredReturn"]!)}, catch-up and split to partners {Money(tiers["catchUp"]!)} + {Money(tiers["residualSplit"]!)}, carried interest {Money(tiers["carriedInterest"]!)}");
        await Accountant.Get(Api($"/distributions/{distribution}/explanation"));
        var workflow = await SubmitAndApprove("distributions", new { fundId = _fund, distributionId = distribution }, "distribution", "AwaitingPayments|Completed");
        await Mails(26, "distribution");
        var instructions = await Accountant.All($"/payments/instructions?distributionId={distribution}&size=100");
        foreach (var instruction in instructions)
            if (Text(instruction, "state") == "Prepared")
                await Accountant.Post($"/payments/instructions/{Text(instruction, "instructionId")}/settle", new { valueDate = "2026-04-20", bankReference = "WIRE-" + Text(instruction, "instructionId")[^8..].ToUpperInvariant() }, "settle:" + Text(instruction, "instructionId"));
        await Accountant.Until($"/workflows/status/{workflow}", w => Text(w["data"]!["workflow"]!, "state") == "Completed", "The end of the distribution's process");
        say($"{Accountant.Who}: {instructions.Count} payment instructions executed; the distribution's process is complete");
    }

    private async Task Mails(int count, string what)
    {
        await Accountant.Until($"/notifications/messages?fundId={_fund}&state=Sent&size=100", m => m["data"]!.AsArray().Count >= count, $"The {what} notices");
        say($"  notices of the {what} went out to 13 partners, each with its PDF");
    }

    private async Task Report()
    {
        var bytes = 0L;
        foreach (var (name, id) in _ids)
        {
            var statement = await firm.Cfo.Get($"/reports/investor-statements/{id}?fundId={_fund}&period=2026-Q2&format=json");
            if (statement["data"]!["ties"]!.AsArray().FirstOrDefault(t => !t!["holds"]!.GetValue<bool>()) is { } broken) throw new DemoFailedException($"{name}'s statement does not tie: {broken.ToJsonString()}");
            foreach (var format in (string[])["pdf", "xlsx"])
                bytes += (await firm.Cfo.Download($"/reports/investor-statements/{id}?fundId={_fund}&period=2026-Q2&format={format}")).Length;
        }
        say($"{firm.Cfo.Who}: {_ids.Count} statements in JSON, PDF and XLSX ({bytes / 1024} KiB); every one ties to the book");
    }

    private async Task Verify()
    {
        foreach (var (name, _, _) in Investors.Skip(1))
        {
            var pack = (await firm.Cfo.Post("/calculations/verification-packs", new { fundId = _fund, distributionId = _distribution, investorId = _ids[name] }, "pack:" + name))["data"]!.ToJsonString();
            if (SealedPack.Verify(pack).Findings is [var wrong, ..]) throw new DemoFailedException($"{name}'s verification pack does not hold: {wrong.Where}: {wrong.What}");
            if (packs is null) continue;
            Directory.CreateDirectory(packs);
            await File.WriteAllTextAsync(Path.Combine(packs, new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]) + ".json"), pack);
        }
        say($"{firm.Cfo.Who}: {Investors.Length - 1} verification packs; each investor can work out his carried interest again, without us");
    }

    private async Task Ledger()
    {
        var trial = await firm.Cfo.Until($"/accounting/trial-balance?fundId={_fund}", t => t["data"]!["postedThrough"]!.GetValue<long>() == t["data"]!["bookThrough"]!.GetValue<long>(), "The ledger's catching up with the book");
        if (!trial["data"]!["balanced"]!.GetValue<bool>()) throw new DemoFailedException("The trial balance does not sum to zero.");
        say($"{firm.Cfo.Who}: the journal balances for each fact and for the fund");
    }

    private async Task Portal()
    {
        await Portal(await people.Investor(firm.Admin, firm.Domain, "treasurer@oak-county.example", "Tessa Treasurer", _ids[Oak]));
        await Portal(await people.Investor(firm.Admin, firm.Domain, DemoPeople.AdviserEmail, DemoPeople.AdviserName, _ids[Harbor], _ids[Northfield]));
    }

    /// <summary>What an investor does in the portal: his standing, the call's notice, the statement, and the pack that proves his carried interest.</summary>
    private async Task Portal(DemoClient investor)
    {
        foreach (var interest in await investor.All("/portal/me/funds"))
        {
            var (id, bytes) = (Text(interest, "investorId"), 0);
            foreach (var call in (await investor.All($"/portal/me/capital-calls?fundId={_fund}")).Where(c => Text(c, "investorId") == id))
                bytes += (await investor.Download($"/portal/me/capital-calls/{Text(call, "id")}/notice?investorId={id}")).Length;
            var statement = (await investor.All($"/portal/me/statements?fundId={_fund}")).First(s => Text(s, "investorId") == id);
            bytes += (await investor.Download($"/portal/me/statements/{id}?fundId={_fund}&period={Text(statement, "period")}&format=pdf")).Length;
            var pack = await investor.Get($"/portal/me/distributions/{_distribution}/verification-pack?investorId={id}");
            if (SealedPack.Verify(pack["data"]!.ToJsonString()).Findings is [var wrong, ..]) throw new DemoFailedException($"{investor.Who}: the pack does not hold: {wrong.Where}: {wrong.What}");
            say($"{investor.Who}: in the portal, {Text(interest, "investorName")}: commitment {Money(interest["commitment"]!)}, paid in {Money(interest["paidIn"]!)}, distributed {Money(interest["distributed"]!)}, TVPI {Text(interest, "tvpi")}, IRR {Text(interest, "irr")}; notice and statement {Text(statement, "period")} read ({bytes / 1024} KiB), pack verified");
        }
    }

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? throw new DemoFailedException($"No '{name}' in {node.ToJsonString()}");

    private static string Money(JsonNode money) => $"{money["amount"]!.GetValue<string>()} {money["currency"]!.GetValue<string>()}";
}
