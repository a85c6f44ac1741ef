using System.Collections.Frozen;

namespace StratCap.Contracts.Funds;

/// <summary>What is held in an investment, as a schedule of investments tells it (ASC 946-210-50-6).</summary>
public enum InvestmentType
{
    /// <summary>Common stock.</summary>
    CommonStock,

    /// <summary>Preferred stock.</summary>
    PreferredStock,

    /// <summary>Debt that may become equity.</summary>
    ConvertibleDebt,

    /// <summary>Loans, notes and bonds.</summary>
    Debt,

    /// <summary>Warrants and options.</summary>
    Warrant,

    /// <summary>An interest in a partnership or a limited liability company that is no fund.</summary>
    PartnershipInterest,

    /// <summary>An interest in another fund.</summary>
    FundInterest,

    /// <summary>Real estate held directly.</summary>
    RealEstate,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>The eleven sectors into which the usual industry classifications divide companies.</summary>
public enum IndustrySector
{
    /// <summary>Energy.</summary>
    Energy,

    /// <summary>Materials.</summary>
    Materials,

    /// <summary>Industrials.</summary>
    Industrials,

    /// <summary>Consumer discretionary.</summary>
    ConsumerDiscretionary,

    /// <summary>Consumer staples.</summary>
    ConsumerStaples,

    /// <summary>Health care.</summary>
    HealthCare,

    /// <summary>Financials.</summary>
    Financials,

    /// <summary>Information technology.</summary>
    InformationTechnology,

    /// <summary>Communication services.</summary>
    CommunicationServices,

    /// <summary>Utilities.</summary>
    Utilities,

    /// <summary>Real estate.</summary>
    RealEstate,
}

/// <summary>How an investment is classified.</summary>
/// <param name="Country">Of the issuer's main business, ISO 3166-1 alpha-2; null where it has no single one.</param>
/// <param name="Industry">Null where it has none, as a fund of many.</param>
public sealed record InvestmentProfile(Guid DealId, InvestmentType Type, string? Country, IndustrySector? Industry);

/// <summary>Asks Funds how a fund's investments are classified, of the tenant in scope.</summary>
public interface IInvestmentProfiles
{
    /// <summary>The profiles that hold on a day; an investment without one is not among them.</summary>
    /// <param name="knownAt">What was recorded by then, inclusive; null is all.</param>
    Task<IReadOnlyList<InvestmentProfile>> Of(Guid fundId, DateOnly day, DateTimeOffset? knownAt, CancellationToken ct);
}

/// <summary>The countries of ISO 3166-1 by their alpha-2 codes, with their usual English names (Unicode CLDR).</summary>
public static class Countries
{
    private static readonly FrozenDictionary<string, string> Names = Read();

    /// <summary>Whether this is a country's code: two capital letters of the list.</summary>
    public static bool IsCode(string code) => Names.ContainsKey(code);

    /// <summary>The country's English name.</summary>
    /// <exception cref="KeyNotFoundException">It is no country's code.</exception>
    public static string NameOf(string code) => Names[code];

    /// <summary>All codes.</summary>
    public static IReadOnlyCollection<string> Codes => Names.Keys;

    private static FrozenDictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(Countries).Assembly.GetManifestResourceStream("countries.tsv")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToFrozenDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
    }
}
