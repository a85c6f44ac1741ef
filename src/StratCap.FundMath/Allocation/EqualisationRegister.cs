namespace StratCap.FundMath.Allocation;

/// <summary>Who has joined, and what everybody has paid for each call.</summary>
internal sealed class EqualisationRegister(EqualisationRequest request)
{
    private readonly List<string> names = [];

    private readonly List<decimal> commitments = [];

    internal IReadOnlyList<string> Names => names;

    internal IReadOnlyList<decimal> Commitments => commitments;

    internal List<RegisteredCall> Calls { get; } = [];

    /// <summary>Takes the commitments of a closing.</summary>
    /// <returns>What each party has committed at it, in all and where the fee is charged, in the order of joining.</returns>
    internal (decimal[] All, decimal[] Charged) Admit(Closing closing)
    {
        var (added, charged) = (new Dictionary<int, decimal>(), new Dictionary<int, decimal>());
        foreach (var (name, commitment, isExempt) in closing.Commitments)
        {
            var index = names.IndexOf(name);
            if (index < 0)
            {
                index = names.Count;
                names.Add(name);
                commitments.Add(0);
            }
            commitments[index] += commitment;
            added[index] = added.GetValueOrDefault(index) + commitment;
            charged[index] = charged.GetValueOrDefault(index) + (isExempt ? 0 : commitment);
        }
        foreach (var call in Calls)
            call.Paid.AddRange(new decimal[names.Count - call.Paid.Count]);
        return ([.. names.Select((_, i) => added.GetValueOrDefault(i))], [.. names.Select((_, i) => charged.GetValueOrDefault(i))]);
    }

    /// <summary>Shares a call out among all who have joined.</summary>
    internal IReadOnlyList<decimal> ShareOut(EqualisedCall call)
    {
        var parts = Shares(call);
        Calls.Add(new RegisteredCall(call, commitments.Sum(), [.. parts]));
        return parts;
    }

    /// <summary>What everybody would pay for a call had all joined before it.</summary>
    internal decimal[] Shares(EqualisedCall call) => LargestRemainder.Split(call.Amount, commitments, request.Currency.MinorUnits);
}

/// <summary>A call and what each party has paid for it so far.</summary>
/// <param name="Commitments">All commitments when it was made.</param>
internal sealed record RegisteredCall(EqualisedCall Call, decimal Commitments, List<decimal> Paid);
