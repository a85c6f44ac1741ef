namespace StratCap.FundMath.Returns;

/// <summary>The amounts behind the ratios; null is not disclosed.</summary>
internal sealed record RatioInputs(decimal Commitment, decimal? PaidIn, decimal? Distributed, decimal? ResidualValue)
{
    internal decimal? Dpi => OverPaidIn(Distributed);

    internal decimal? Rvpi => OverPaidIn(ResidualValue);

    internal decimal? Tvpi => OverPaidIn(Distributed + ResidualValue);

    internal decimal? Pic => Commitment == 0 ? null : PaidIn / Commitment;

    private decimal? OverPaidIn(decimal? amount) => PaidIn is null or 0 ? null : amount / PaidIn;
}
