using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

/// <summary>
/// The size to hold: 2,000 partners, 40 calls, 80,000 receipts. Measured in processor time, alone in the process, so that a busy machine does not
/// matter; a fold needs some 0.2 s.
/// </summary>
[Collection("Settings of the machine")]
public sealed class FundBookSpeedTests
{
    private const int Partners = 2_000;
    private const int Calls = 40;

    private static readonly List<RecordedFact> Facts = Make();

    [Fact]
    public void Fold_OfALargeBook_GrowsWithItAndNotWithItsSquare()
    {
        FundBook.Fold(Facts);
        var (book, elapsed) = Timed(() => FundBook.Fold(Facts));
        book.Partners.Count.ShouldBe(Partners);
        book.Total.Outstanding.ShouldBe(0m);
        book.CheckTies();
        elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Check_OfManyCandidates_FoldsOnce()
    {
        var call = Facts.Select(f => f.Payload).OfType<CapitalCallIssued>().First();
        var next = call with { CallId = Guid.NewGuid(), Number = Calls + 1 };
        var date = new DateOnly(2040, 1, 1);
        (Fact, DateOnly)[] candidates = [(next with { DueDate = date }, date), .. call.Shares.Select(s => ((Fact)new ReceiptRecorded(Guid.NewGuid(), next.CallId, s.InvestorId, s.Amounts), date))];
        var (_, elapsed) = Timed(() =>
        {
            BookRules.Check(Facts, candidates);
            return 0;
        });
        candidates.Length.ShouldBe(Partners + 1);
        elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Run_OfACallToTwoThousandPartners_SharesItToTheCent()
    {
        var book = FundBook.Fold(Facts);
        var date = new DateOnly(2040, 1, 1);
        var (result, elapsed) = Timed(() => CapitalCallAllocation.Run(book, new CapitalCallRequest(date, date.AddDays(20),
        [
            new(CallPurposeKind.Investment, 10_000_000m),
            new(CallPurposeKind.ManagementFee, 1_000_000.01m),
            new(CallPurposeKind.Expenses, 333_333.33m),
        ])));
        result.Lines.Count.ShouldBe(Partners);
        result.Total.ShouldBe(11_333_333.34m);
        elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    private static (T Result, TimeSpan Elapsed) Timed<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = work();
        var elapsed = Environment.CpuUsage.TotalTime - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{elapsed.TotalMilliseconds:0} ms of processor time");
        return (result, elapsed);
    }

    /// <summary>Without hashes: folding does not read them.</summary>
    private static List<RecordedFact> Make()
    {
        var facts = new List<RecordedFact>(Partners * (Calls + 2));
        var at = DateTimeOffset.UnixEpoch;
        void Add(Fact fact, DateOnly date) => facts.Add(new RecordedFact(
            Guid.Empty, Guid.Empty, Guid.NewGuid(), facts.Count + 1, date, at, Guid.Empty, "test", 1, "", "", fact));
        var start = new DateOnly(2030, 1, 1);
        var ids = Enumerable.Range(0, Partners).Select(_ => Guid.NewGuid()).ToArray();
        Add(new FundEstablished("Large Fund", "USD", null, null), start);
        Add(new TermsSet(IlpaTerms.WholeOfFund()), start);
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            Add(new InvestorAdmitted(id, $"Investor {i}", PartnerKind.LimitedPartner), start);
            Add(new CommitmentAccepted(id, null, 1_000_000m + (i * 10_007m)), start);
        }
        decimal[] weights = [.. Enumerable.Range(0, Partners).Select(i => 1_000_000m + (i * 10_007m))];
        for (var c = 0; c < Calls; c++)
        {
            var date = start.AddDays(60 * (c + 1));
            CallPurpose[] purposes = [new(CallPurposeKind.Investment, AllocationBase.Commitments, 50_000_000m, null, "Deal"), new(CallPurposeKind.Expenses, AllocationBase.Commitments, 1_234_567.89m, null, "Costs")];
            var parts = purposes.Select(p => LargestRemainder.Split(p.Amount, weights, 2)).ToArray();
            var call = new CapitalCallIssued(Guid.NewGuid(), c + 1, date.AddDays(14), purposes, [.. ids.Select((id, i) => new CallShare(id, [parts[0][i], parts[1][i]]))]);
            Add(call, date);
            foreach (var share in call.Shares)
                Add(new ReceiptRecorded(Guid.NewGuid(), call.CallId, share.InvestorId, share.Amounts), date.AddDays(14));
        }
        return facts;
    }
}
