using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculator.Cases;

/// <summary>The partners of a case by name, in the order of the file.</summary>
internal sealed class CasePartners
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    internal CasePartners(CaseInputs inputs)
    {
        var partners = inputs.Objects("partners");
        CaseNumbers.RefuseRepeated(partners.Select(p => p.Text("id")), "partners");
        All = [.. partners.Select((p, i) => new FundPartner(new Guid(i + 1, 0, 0, new byte[8]), p.Text("id"), BearsCarry(p), p.Number("commitment", 0)))];
        foreach (var (partner, i) in All.Select((p, i) => (p, i)))
            places.Add(partner.Name, i);
    }

    internal IReadOnlyList<FundPartner> All { get; }

    /// <summary>A contribution's amounts by place.</summary>
    internal IEnumerable<(int Partner, decimal Amount)> Amounts(CaseInputs contribution) => contribution.Amounts("amounts").Select(a =>
        places.TryGetValue(a.Key, out var place)
            ? (place, a.Value)
            : throw new FundRuleException("case.partner_unknown", $"{contribution.At("amounts")} names {a.Key}, who is no partner: add him, or take his amount out."));

    private static bool BearsCarry(CaseInputs partner) => partner.TextOrNull("kind") switch
    {
        null or "LP" => true,
        "GP" => false,
        _ => throw partner.Refuse("kind", "LP or GP"),
    };
}

/// <summary>How a waterfall's results are printed.</summary>
internal static class WaterfallResults
{
    internal static JsonArray Distributions(FundFlows flows, Currency currency, IReadOnlyList<string> tiers, Func<Guid, string>? dealName = null)
    {
        var list = new JsonArray();
        foreach (var distribution in flows.Distributions)
        {
            var row = Row(flows, distribution, currency, tiers);
            if (distribution.DealId is { } deal && dealName is not null)
                row["deal"] = dealName(deal);
            list.Add(row);
        }
        return list;
    }

    internal static JsonObject Totals(FundFlows flows, Currency currency, bool withFundProfit)
    {
        var totals = flows.Totals();
        var result = new JsonObject
        {
            ["carry_bearing_paid_in"] = currency.Format(totals.CarryBearingPaidIn),
            ["carry_bearing_received"] = currency.Format(totals.CarryBearingReceived),
            ["own_account_paid_in"] = currency.Format(totals.OwnAccountPaidIn),
            ["own_account_received"] = currency.Format(totals.OwnAccountReceived),
            ["gp_carry"] = currency.Format(totals.CarriedInterest),
            ["profit_distributed"] = currency.Format(totals.ProfitDistributed),
            ["unreturned_capital"] = currency.Format(totals.UnreturnedCapital),
        };
        if (totals.CarryShareOfProfit is { } share)
            result["carry_share_of_profit"] = CaseNumbers.Rate(share);
        if (withFundProfit)
            result["fund_profit"] = currency.Format(totals.FundProfit);
        return result;
    }

    internal static JsonObject NetIrr(FundFlows flows)
    {
        var rates = new JsonObject();
        for (var i = 0; i < flows.Partners.Count; i++)
        {
            if (flows.Partners[i].BearsCarry)
                rates[flows.Partners[i].Name] = Irr(flows.Net(i));
        }
        return rates;
    }

    /// <summary>The rate where there is exactly one.</summary>
    internal static JsonNode? Irr(IEnumerable<DatedFlow> flows) => CaseNumbers.RateOrNull(FundMath.Returns.Irr.Of(flows) is { Status: IrrStatus.Unique } irr ? irr.Rate : null);

    private static JsonObject Row(FundFlows flows, FundDistribution distribution, Currency currency, IReadOnlyList<string> tiers) => new()
    {
        ["date"] = distribution.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["amount"] = currency.Format(distribution.Amount),
        ["tiers"] = new JsonArray([.. tiers.Select((name, i) => Tier(name, distribution.Tier(i), currency))]),
        ["partners"] = new JsonObject(flows.Partners.Select((p, i) => KeyValuePair.Create(p.Name, (JsonNode?)Partner(distribution.Lines[i], currency, tiers)))),
        ["gp_carry"] = currency.Format(distribution.CarriedInterest),
        ["to_partners"] = currency.Format(distribution.Amount - distribution.CarriedInterest),
    };

    private static JsonObject Tier(string name, (decimal ToPartners, decimal CarriedInterest) tier, Currency currency) => new()
    {
        ["tier"] = name,
        ["lp"] = currency.Format(tier.ToPartners),
        ["gp_carry"] = currency.Format(tier.CarriedInterest),
        ["total"] = currency.Format(tier.ToPartners + tier.CarriedInterest),
    };

    private static JsonObject Partner(WaterfallLine line, Currency currency, IReadOnlyList<string> tiers)
    {
        var result = new JsonObject { ["share"] = currency.Format(line.Apportioned) };
        foreach (var (tier, i) in line.Tiers.Select((t, i) => (t, i)))
            result[tiers[i]] = currency.Format(tier.ToPartner);
        if (line.Tiers.Count > 0)
            result["carry_paid"] = currency.Format(line.CarriedInterest);
        result["total"] = currency.Format(line.ToPartner);
        return result;
    }
}
