using StratCap.Contracts.Funds;
using StratCap.FundMath;
using StratCap.FundMath.Fx;

namespace StratCap.Reporting;

/// <summary>The firm's rates for a document in another currency than the fund's, as they were known at a time.</summary>
internal sealed class Exchange(IFxRates rates)
{
    /// <summary>Whether a text is a currency's code.</summary>
    internal static bool IsCode(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    /// <summary>Rates between two currencies, and with the one that may stand between them.</summary>
    internal async Task<FxRates> Between(Currency one, Currency other, string? via, DateTimeOffset? knownAt, CancellationToken ct) =>
        new(await rates.Between(via is null ? [one.Code, other.Code] : [one.Code, other.Code, via], ct), knownAt, via);
}
