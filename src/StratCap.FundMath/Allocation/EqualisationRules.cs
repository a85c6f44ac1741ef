namespace StratCap.FundMath.Allocation;

/// <summary>What closings and calls must satisfy to be equalised.</summary>
internal static class EqualisationRules
{
    internal static void Check(EqualisationRequest request)
    {
        if (request.Closings.Count == 0)
            throw new FundRuleException("closing.none", "Give at least the first closing.");
        if (request.Closings.Zip(request.Closings.Skip(1)).Any(pair => pair.Second.Date <= pair.First.Date))
            throw new FundRuleException("closing.out_of_order", "Give the closings in the order of their dates, one a day.");
        if (request.Closings.SelectMany(c => c.Commitments).Any(c => c.Commitment <= 0) || request.Closings[0].Commitments.Count == 0)
            throw new FundRuleException("closing.commitment_not_positive", "Give everybody who joins a commitment above zero.");
        if (request.Calls.Any(c => c.Date < request.Closings[0].Date))
            throw new FundRuleException("closing.call_before_first", "Nobody can be called before the first closing: correct the date of the call.");
        if (request.Calls.Any(c => c.Amount < 0 || !request.Currency.IsPayable(c.Amount)))
            throw new FundRuleException("closing.call_not_payable", $"Give each call an amount that is not negative and that {request.Currency.Code} can pay.");
        if (new[] { request.Interest, request.FeeInterest }.Any(i => i is { RateAnnual: < 0 or > 1 }) || (request.Fees ?? []).Any(f => f.RateAnnual is < 0 or > 1))
            throw new FundRuleException("closing.rate_out_of_range", "Give rates as fractions between 0 and 1: 0.08 is 8 %.");
    }
}
