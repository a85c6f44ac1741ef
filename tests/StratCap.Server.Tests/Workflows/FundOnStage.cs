using StratCap.FundMath.Book;

namespace StratCap.Server.Tests.Workflows;

/// <summary>A small fund whose facts a test writes itself, each checked by the book's own rules.</summary>
internal sealed class FundOnStage
{
    public Guid Id { get; } = Guid.CreateVersion7();
    public List<RecordedFact> Facts { get; } = [];
    public List<Guid> Investors { get; } = [];

    /// <summary>Establishes the fund with limited partners of 1,000,000 each and, last, the general partner.</summary>
    public void Begin(int limitedPartners = 3, string currency = "USD")
    {
        var day = new DateOnly(2026, 1, 5);
        Add(day, new FundEstablished("Fund on stage", currency, 2026, "Buyout"));
        for (var i = 0; i <= limitedPartners; i++)
        {
            Investors.Add(Guid.CreateVersion7());
            Add(day, new InvestorAdmitted(Investors[i], $"Investor {i}", i == limitedPartners ? PartnerKind.GeneralPartner : PartnerKind.LimitedPartner));
            Add(day, new CommitmentAccepted(Investors[i], null, 1_000_000m));
        }
    }

    /// <summary>A call of 1,000.01 from each investor, due 31 March 2026.</summary>
    public RecordedFact Call(Guid callId) => Add(new(2026, 3, 2), new CapitalCallIssued(callId, FundBook.Fold(Facts).Calls.Count + 1, new(2026, 3, 31),
        [new(CallPurposeKind.Expenses, AllocationBase.Commitments, 1_000.01m * Investors.Count, null, "Expenses")], [.. Investors.Select(i => new CallShare(i, [1_000.01m]))]));

    public RecordedFact Receive(Guid callId, Guid investor, decimal amount) => Add(new(2026, 3, 20), new ReceiptRecorded(Guid.CreateVersion7(), callId, investor, [amount]));

    /// <summary>A distribution of 100 to each, 20 of each limited partner's as carried interest to the last, 5 of the first withheld.</summary>
    public RecordedFact Distribute(Guid distributionId) => Add(new(2026, 3, 2), new DistributionDeclared(distributionId, FundBook.Fold(Facts).Distributions.Count + 1, new(2026, 3, 10), null, 100m * Investors.Count, Investors[^1],
        [.. Investors.Select((i, n) => i == Investors[^1] ? new DistributionLine(i, 100m, 100m, 0, 0, 0, 0) : new DistributionLine(i, 100m, 80m, 0, 0, 0, 20m, n == 0 ? 5m : 0))]));

    public RecordedFact Reverse(RecordedFact original) => Add(original.EffectiveDate, new FactReversed(original.FactId, "Recorded in error"));

    public RecordedFact Add(DateOnly day, Fact fact)
    {
        if (Facts.Count < 200) BookRules.Check(Facts, fact, day);
        var recorded = FactHash.Chain(Facts.LastOrDefault(), Guid.Empty, Id, Guid.CreateVersion7(), day, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), Guid.Empty, "test", fact).Fact;
        Facts.Add(recorded);
        return recorded;
    }
}
