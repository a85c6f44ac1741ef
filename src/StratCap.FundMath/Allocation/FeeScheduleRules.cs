namespace StratCap.FundMath.Allocation;

/// <summary>What a fee schedule must satisfy to be billed.</summary>
internal static class FeeScheduleRules
{
    private const int LongestYears = 200;

    internal static void Check(FeeScheduleRequest request)
    {
        if (request.Billing.To <= request.Billing.From)
            throw new FundRuleException("fee.period_empty", "Let the billing end after it begins; its last day is not counted.");
        if (request.Billing.To.Year - request.Billing.From.Year > LongestYears)
            throw new FundRuleException("fee.period_too_long", "Let the billing end within 200 years.");
        if (request.Billing.MonthsPerPeriod is not (12 or 6 or 3 or 1))
            throw new FundRuleException("fee.frequency_unknown", "Bill every 12, 6, 3 or 1 months.");
        if (request.Lines.Any(l => l.To <= l.From))
            throw new FundRuleException("fee.line_empty", "Let each line of the fee schedule end after it begins.");
        if (request.Lines.OrderBy(l => l.From).ToList() is var lines && lines.Zip(lines.Skip(1)).Any(pair => pair.Second.From < pair.First.To))
            throw new FundRuleException("fee.lines_overlap", "Let each line of the fee schedule end where the next one begins: a day that lies in two would be charged twice.");
        if (request.Lines.Select(l => l.RateAnnual).Concat(request.Payers.Select(p => p.RateAnnual ?? 0)).Any(r => r is < 0 or > 1))
            throw new FundRuleException("fee.rate_out_of_range", "Give fee rates as fractions between 0 and 1: 0.02 is 2 %.");
        if (request.Payers.Any(p => p.Commitment < 0))
            throw new FundRuleException("fee.commitment_negative", "Give commitments that are not negative.");
        if (request.Lines.Any(l => l.Amount < 0))
            throw new FundRuleException("fee.basis_negative", "Give an amount that is not negative as the basis of a fee.");
        if (request.Offsets.Any(o => o.Amount < 0 || o.Fraction is < 0 or > 1))
            throw new FundRuleException("fee.offset_out_of_range", "Give offsets as amounts that are not negative, with a fraction between 0 and 1: 0.8 is 80 %.");
    }
}
