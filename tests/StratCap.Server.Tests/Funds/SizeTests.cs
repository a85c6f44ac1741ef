using System.Diagnostics;
using System.Globalization;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A fund of the size that must be held: 2,000 partners, earlier calls with every receipt in the book, and one more call.</summary>
public sealed class SizeTests(House house)
{
    private const int Partners = 2_000;

    /// <summary>The size to hold has 40 of them; so many take minutes to enter, so the suite enters fewer and the variable says otherwise.</summary>
    private static readonly int EarlierCalls = int.Parse(Environment.GetEnvironmentVariable("STRATCAP_TEST_EARLIER_CALLS") ?? "6", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(30);

    private readonly List<string> _times = [];
    private Firm _firm = null!;
    private string _fund = "";

    [Fact]
    public async Task Call_OfAFundWithTwoThousandPartners_IsDraftedApprovedAndIssuedInSeconds()
    {
        _firm = await house.Provision("Great Size");
        await Build();
        await Timed("the ledger catches up with the earlier calls", TimeSpan.FromMinutes(3), CaughtUp);

        var draft = await Timed("draft", Seconds, () => _firm.Accountant.Post(Api("/capital-calls"), CallBody(EarlierCalls + 1)));
        var call = draft.Ok()["data"]!.Text("id");
        draft.Ok()["data"]!["investors"]!.GetValue<int>().ShouldBe(Partners);
        var lines = await Timed("500 lines of the draft", Seconds, () => _firm.Accountant.Get(Api($"/capital-calls/{call}/lines?size=500")));
        lines.Ok().Rows().Count.ShouldBe(500);
        var workflow = await Timed("submit", Seconds, async () => (await _firm.Accountant.Post("/api/v1/workflows/capital-calls", new { fundId = _fund, callId = call })).Ok()["data"]!.Text("workflowId"));
        await Timed("approve to issued", Seconds, async () =>
        {
            (await _firm.Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve", reason = "checked" })).Ok();
            return await Issued(workflow);
        });
        await Notices(call);
    }

    private async Task Build()
    {
        _fund = (await _firm.Accountant.Post("/api/v1/funds", new { name = "Great Fund", currency = "USD", establishedOn = "2020-01-01", terms = await FundLife.Terms(_firm) })).Ok()["data"]!.Text("id");
        var admitted = await Timed($"admit {Partners}", Seconds, () => _firm.Accountant.Post(Api("/investors/bulk"), new
        {
            investors = Enumerable.Range(0, Partners).Select(i => new { name = $"Partner {i:0000}", kind = i == 0 ? "GeneralPartner" : "LimitedPartner", admittedOn = "2020-01-15" }),
        }));
        var ids = admitted.Ok()["data"]!["investorIds"]!.AsArray().Select(i => i!.GetValue<string>()).ToList();
        (await Timed($"closing of {Partners} commitments", Seconds, () => _firm.Accountant.Post(Api("/closings"), new
        {
            name = "First closing",
            date = "2020-02-01",
            commitments = ids.Select((id, i) => new { investorId = id, amount = 1_000_000m + 1_000m * i }),
        }))).Ok();
        for (var number = 1; number <= EarlierCalls; number++)
        {
            await Timed($"earlier call {number} with its receipts", TimeSpan.FromMinutes(2), () => EarlierCall(number));
            await SignInAgain();
        }
    }

    /// <summary>Forty calls take longer than an access token lives.</summary>
    private async Task SignInAgain()
    {
        _firm.Accountant = await house.SignIn(_firm.Domain, $"accountant@{_firm.Domain}.example");
        _firm.Cfo = await house.SignIn(_firm.Domain, $"cfo@{_firm.Domain}.example");
    }

    private async Task<int> EarlierCall(int number)
    {
        var watch = Stopwatch.StartNew();
        var call = (await _firm.Accountant.Post(Api("/capital-calls"), CallBody(number))).Ok()["data"]!.Text("id");
        var drafted = watch.Elapsed;
        var workflow = (await _firm.Accountant.Post("/api/v1/workflows/capital-calls", new { fundId = _fund, callId = call })).Ok()["data"]!.Text("workflowId");
        (await _firm.Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve", reason = "checked" })).Ok();
        await Issued(workflow);
        var issued = watch.Elapsed;
        var lines = await _firm.Accountant.All(Api($"/capital-calls/{call}/lines?size=500"));
        var read = watch.Elapsed;
        (await _firm.Accountant.Post(Api($"/capital-calls/{call}/receipts"), new { receipts = lines.Select(l => new { investorId = l.Text("investorId"), amount = l.Money("total"), receivedOn = Day(number, 20) }) })).Ok();
        Say(FormattableString.Invariant($"  draft {drafted.TotalSeconds:0.0}, issue {(issued - drafted).TotalSeconds:0.0}, lines {(read - issued).TotalSeconds:0.0}, receipts {(watch.Elapsed - read).TotalSeconds:0.0}"));
        return lines.Count;
    }

    private async Task<int> CaughtUp()
    {
        await FundLife.LedgerCaughtUp(_firm, _fund);
        return 0;
    }

    private async Task<int> Issued(string workflow)
    {
        await _firm.Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts", seconds: 120);
        return 0;
    }

    /// <summary>A notice of a book of this size is made from a book that is folded once for all of them.</summary>
    private async Task Notices(string call)
    {
        var lines = (await _firm.Accountant.Get(Api($"/capital-calls/{call}/lines?size=100"))).Ok().Rows();
        string Path(int i) => $"/api/v1/reports/funds/{_fund}/capital-calls/{call}/notices/{lines[i].Text("investorId")}";
        await Timed("first notice", Seconds, () => _firm.Cfo.Get(Path(0)));
        await Timed("99 more notices", Seconds, async () =>
        {
            for (var i = 1; i < 100; i++) (await _firm.Cfo.Get(Path(i))).Status.ShouldBe(System.Net.HttpStatusCode.OK);
            return 0;
        });
    }

    private object CallBody(int number) => new
    {
        noticeDate = Day(number, 1),
        dueDate = Day(number, 20),
        purposes = new object[]
        {
            new { kind = "Investment", amount = 40_000_000m + number, dealId = new Guid(number, 0, 0, new byte[8]), description = $"Investment {number}" },
            new { kind = "ManagementFee", amount = 9_000_000m, description = $"Fee {number}" },
            new { kind = "Expenses", amount = 400_000.01m, description = $"Expenses {number}" },
        },
    };

    private static string Day(int number, int day) => new DateOnly(2020, 2, day).AddMonths(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Api(string rest) => $"/api/v1/funds/{_fund}{rest}";

    private void Say(string line)
    {
        _times.Add(line);
        TestContext.Current.TestOutputHelper!.WriteLine(line);
    }

    private async Task<T> Timed<T>(string what, TimeSpan most, Func<Task<T>> work)
    {
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var result = await work();
        Say(FormattableString.Invariant($"{what}: {watch.Elapsed.TotalSeconds:0.00} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.00} s of them on the processor in this process"));
        watch.Elapsed.ShouldBeLessThan(most, string.Join("\n", _times));
        return result;
    }
}
