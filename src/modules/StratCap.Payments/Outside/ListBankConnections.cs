using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;

namespace StratCap.Payments.Outside;

/// <summary>Names the firm's connections that can do something for money, for whoever has to choose one.</summary>
internal static class ListBankConnections
{
    private static readonly string[] OfMoney = ["pay", "collect", "paymentFiles", "statementFiles", "statements", "verifyAccount", "linkAccount"];

    /// <param name="FundId">Null: it serves every fund.</param>
    /// <param name="Capabilities">Of pay, collect, paymentFiles, statementFiles, statements, verifyAccount, linkAccount those that it has.</param>
    /// <param name="HasFolder">Its settings name the bank's file server: the house can fetch what lies there.</param>
    internal sealed record Line(Guid ConnectionId, string Name, string Plugin, Guid? FundId, bool IsHealthy, IReadOnlyList<string> Capabilities, bool HasFolder);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapGet("/connections", Handle)
        .Reads<PaymentsDbContext>(Permissions.PaymentRead)
        .WithName("ListBankConnections")
        .WithSummary("Connections over which money moves or banks tell of it")
        .WithDescription("With fundId those that serve this fund.");

    private static async Task<Answer<IReadOnlyList<Line>>> Handle([FromServices] IConnectors connectors, IFundBooks books, CancellationToken ct, Guid? fundId = null)
    {
        if (fundId is { } wanted && !await ReadAccounts.IsFund(wanted, books, ct)) return Refusal.NotFound("fund");
        return (await connectors.Connections(OfMoney, ct)).Where(c => fundId is null || c.FundId is null || c.FundId == fundId).OrderBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => new Line(c.Id, c.Name, c.PluginId, c.FundId, c.Healthy, [.. OfMoney.Where(c.Capabilities.Contains)], c.HasFolder)).ToList();
    }
}
