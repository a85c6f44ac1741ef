using System.Text.Json.Nodes;
using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Portals;

/// <summary>Capability <c>portal</c>: an investor portal or CRM of another house.</summary>
public interface IPortal
{
    /// <summary>Investors made or changed since a cursor.</summary>
    IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(Connection connection, string? cursor, CancellationToken ct);

    /// <summary>Writes an investor, once per key; the portal's own id is what later calls use.</summary>
    Task<WriteOutcome> UpsertInvestor(Connection connection, string key, PortalInvestor investor, CancellationToken ct);

    /// <summary>Publishes a document or notice, once per key.</summary>
    Task<WriteOutcome> PublishDocument(Connection connection, string key, PortalDocument document, CancellationToken ct);

    /// <summary>Publishes a capital event (call or distribution) of one investor, once per key.</summary>
    Task<WriteOutcome> PublishEvent(Connection connection, string key, PortalCapitalEvent capitalEvent, CancellationToken ct);
}

/// <summary>An investor as the portal has it.</summary>
/// <param name="ExternalId">The portal's id; empty for one that is new there.</param>
/// <param name="Name">The legal name.</param>
/// <param name="Kind">Our kinds, mapped: <c>individual</c>, <c>institution</c>, <c>trust</c>, <c>fund_of_funds</c>, <c>pension</c>, <c>other</c>.</param>
/// <param name="Email">For notices.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Deleted">It is no more.</param>
/// <param name="Other">What else the mapping names.</param>
public sealed record PortalInvestor(string ExternalId, string Name, string? Kind, string? Email, string? Country, bool Deleted = false, JsonObject? Other = null);

/// <summary>A document for one investor.</summary>
public sealed record PortalDocument(string InvestorExternalId, string FundName, string Title, string Kind, DateOnly Date, string FileName, string ContentType, ReadOnlyMemory<byte> Content);

/// <summary>A call or distribution, one investor's share (ILPA's words).</summary>
/// <param name="InvestorExternalId">The portal's id of the investor.</param>
/// <param name="FundName">The fund.</param>
/// <param name="Kind"><c>capital_call</c> or <c>distribution</c>.</param>
/// <param name="Number">The how-manyth of its kind.</param>
/// <param name="Date">The notice's day.</param>
/// <param name="DueOn">The due or payment day.</param>
/// <param name="Amount">The investor's share, above zero.</param>
/// <param name="UnfundedAfter">The investor's unfunded commitment afterwards.</param>
/// <param name="Parts">Purposes with their amounts.</param>
public sealed record PortalCapitalEvent(
    string InvestorExternalId, string FundName, string Kind, int Number, DateOnly Date, DateOnly DueOn, Amount Amount, Amount? UnfundedAfter, IReadOnlyDictionary<string, decimal> Parts);
