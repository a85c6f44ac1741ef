namespace StratCap.FundMath.Allocation;

/// <summary>What a call must satisfy to be shared out.</summary>
internal static class DrawdownRules
{
    internal static void Check(DrawdownRequest request)
    {
        if (request.Components.Any(c => c.Amount < 0 || !request.Currency.IsPayable(c.Amount)))
            throw new FundRuleException("call.amount_not_payable", $"Give each component an amount that is not negative and that {request.Currency.Code} can pay.");
        if (request.Parties.Any(p => p.Unfunded < 0 || p.Commitment < 0 || !request.Currency.IsPayable(p.Unfunded)))
            throw new FundRuleException("call.unfunded_out_of_range", $"Give commitments and unfunded commitments that are not negative and that {request.Currency.Code} can pay.");
        if (request.OvercallLimit is < 0)
            throw new FundRuleException("call.limit_out_of_range", "Give the limit of a cover call as a fraction of the notice, not negative: 0.5 is 50 %.");
        var known = request.Parties.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        if (request.Components.SelectMany(c => c.Excluded).Concat(request.Defaulted).FirstOrDefault(n => !known.Contains(n)) is { } unknown)
            throw new FundRuleException("call.party_unknown", $"'{unknown}' is not among those called: name a partner.");
    }
}
