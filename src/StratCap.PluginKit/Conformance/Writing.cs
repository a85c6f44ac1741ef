using StratCap.PluginSdk;

namespace StratCap.PluginKit.Conformance;

/// <summary>Writes: each once, an uncertain one found again, what cannot be is refused by name.</summary>
internal static class Writing
{
    private static readonly (decimal Value, string Currency)[] Amounts = [(0.01m, "USD"), (999_999_999_999.99m, "USD"), (1m, "JPY"), (0.001m, "KWD")];

    internal static IEnumerable<Check> Checks(string capability, Func<Bench, IWrites> writes) =>
    [
        new("write.once", capability, "The same key twice gives one thing and the first answer.", (bench, ct) => Once(bench, writes(bench), ct)),
        new("write.lost_answer", capability, "When the answer is lost after the vendor did it, the outcome is Uncertain, and a find or status brings it to light: one thing.", (bench, ct) => LostAnswer(bench, writes(bench), ct)),
        new("write.unknown", capability, "What was never written is not found.", (bench, ct) => Unknown(bench, writes(bench), ct)),
        new("write.amounts", capability, "The smallest and the largest amounts, and currencies with no and with three places, are taken exactly or refused by name.", (bench, ct) => Money(bench, writes(bench), ct)),
        new("write.invalid", capability, "What no vendor can take (too many decimal places, an entry that does not balance) is Rejected before the vendor sees it.", (bench, ct) => Invalid(bench, writes(bench), ct)),
    ];

    private static async Task Once(Bench bench, IWrites writes, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var key = writes.NewKey();
        var first = Accepted(await writes.Write(key, new Amount(100.25m, "USD"), ct), "A plain write");
        var second = Accepted(await writes.Write(key, new Amount(100.25m, "USD"), ct), "The same write again");
        NotConformant.Unless(bench.Script.Written.Count == 1, $"The same key twice left {bench.Script.Written.Count} things at the vendor's instead of one.");
        NotConformant.Unless(first.ExternalId == second.ExternalId, $"The same key gave {first.ExternalId} first and {second.ExternalId} then.");
    }

    private static async Task LostAnswer(Bench bench, IWrites writes, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var key = writes.NewKey();
        bench.LoseAnswer();
        var outcome = await writes.Write(key, new Amount(75m, "USD"), ct);
        bench.Heal();
        // A plugin that asks again under the vendor's own idempotency key may know by itself.
        NotConformant.Unless(outcome is WriteOutcome.Uncertain or WriteOutcome.Accepted, $"The vendor wrote and its answer was lost; the outcome is {outcome.GetType().Name} and should be Uncertain.");
        NotConformant.Unless(await writes.Find(key, ct) is not null, "The vendor has it, and the find under its key does not see it: the host would send it again.");
        NotConformant.Unless(bench.Script.Written.Count == 1, $"There are {bench.Script.Written.Count} things at the vendor's instead of one.");
    }

    private static async Task Unknown(Bench bench, IWrites writes, CancellationToken ct)
    {
        bench.Script.Seed(1);
        NotConformant.Unless(await writes.Find(writes.NewKey(), ct) is null, "A key that was never used was found.");
    }

    private static async Task Money(Bench bench, IWrites writes, CancellationToken ct)
    {
        foreach (var (value, currency) in Amounts)
        {
            bench.Script.Seed(1);
            var outcome = await writes.Write(writes.NewKey(), new Amount(value, currency), ct);
            NotConformant.Unless(outcome is not WriteOutcome.Uncertain, FormattableString.Invariant($"{value} {currency} ended as Uncertain although the vendor answered."));
            var expected = outcome is WriteOutcome.Accepted ? 1 : 0;
            NotConformant.Unless(bench.Script.Written.Count == expected, FormattableString.Invariant($"{value} {currency} ended as {outcome.GetType().Name}, and the vendor holds {bench.Script.Written.Count}."));
            if (bench.Script.WrittenAmounts is { } held)
                NotConformant.Unless(held.All(a => a == new Amount(value, currency)), FormattableString.Invariant($"{value} {currency} was accepted, and the vendor holds {string.Join(", ", held)}."));
        }
    }

    private static async Task Invalid(Bench bench, IWrites writes, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var before = bench.Asked;
        foreach (var (what, outcome) in await writes.Impossible(ct))
            NotConformant.Unless(outcome is WriteOutcome.Rejected, $"{what} ended as {outcome.GetType().Name} and should be Rejected.");
        NotConformant.Unless(bench.Asked == before, "Something that cannot be written was sent to the vendor all the same.");
    }

    private static WriteOutcome.Accepted Accepted(WriteOutcome outcome, string what) => outcome switch
    {
        WriteOutcome.Accepted accepted => accepted,
        WriteOutcome.Rejected rejected => throw new NotConformant($"{what} was rejected: {rejected.Code} {rejected.Text}"),
        _ => throw new NotConformant($"{what} ended as {outcome.GetType().Name}."),
    };
}
