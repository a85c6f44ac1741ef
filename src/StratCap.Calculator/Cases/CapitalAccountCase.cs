using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Statements;

namespace StratCap.Calculator.Cases;

/// <summary>Group <c>pcap</c>: capital accounts.</summary>
internal static class CapitalAccountCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var partners = inputs.Objects("partners");
        var names = CaseParties.Names(partners);
        var (opening, accrued) = (ByPartner(inputs, "opening", names), AccruedCarry(inputs, partners, names, currency));
        List<AccountHolder> holders = [.. partners.Select((p, i) => new AccountHolder(names[i], p.Number("share", 0), opening[i], accrued[i], IsGeneral(p, partners)))];
        var result = CapitalAccounts.Run(currency, holders, [.. inputs.ObjectsOrNone("items").Select(i => Item(i, inputs, names))]);
        return new JsonObject
        {
            ["lines"] = new JsonArray([.. result.Lines.Select(l => new JsonObject
            {
                ["line"] = l.Line,
                ["partners"] = CaseParties.Amounts(names, l.Amounts, currency),
                ["total"] = currency.Format(l.Total),
            })]),
            ["ending"] = CaseParties.Amounts(names, result.Ending, currency),
            ["ending_total"] = currency.Format(result.Ending.Sum()),
        };
    }

    /// <summary>The partner of kind GP; where no partner has a kind, the one named so.</summary>
    private static bool IsGeneral(CaseInputs partner, IReadOnlyList<CaseInputs> all) =>
        partner.TextOrNull("kind") == "GP" || (all.All(p => !p.Has("kind")) && partner.Text("id") == "GP");

    /// <summary>
    /// What carried interest took from each limited partner, written with either sign. Where only the whole is given, or the general partner's own
    /// figure, which is the whole, it is shared out as totals are.
    /// </summary>
    private static decimal[] AccruedCarry(CaseInputs inputs, IReadOnlyList<CaseInputs> partners, IReadOnlyList<string> names, Currency currency)
    {
        const string Name = "opening_accrued_carry";
        var isByPartner = inputs.Has(Name) && inputs.Element.GetProperty(Name).ValueKind == JsonValueKind.Object;
        var given = isByPartner ? ByPartner(inputs, Name, names) : new decimal[names.Count];
        bool[] isLimited = [.. partners.Select(p => !IsGeneral(p, partners))];
        decimal[] taken = [.. given.Select((g, i) => isLimited[i] ? Math.Abs(g) : 0)];
        var whole = Math.Abs(isByPartner ? given.Sum() : inputs.Number(Name, 0));
        return whole == 0 || taken.Any(t => t != 0) ? taken : LargestRemainder.Split(whole, [.. partners.Select((p, i) => isLimited[i] ? p.Number("share", 0) : 0)], currency.MinorUnits);
    }

    private static decimal[] ByPartner(CaseInputs of, string name, IReadOnlyList<string> names)
    {
        var amounts = new decimal[names.Count];
        foreach (var (partner, amount) in of.Has(name) ? of.Amounts(name) : [])
            amounts[CaseParties.IndexOf(names, partner)] = amount;
        return amounts;
    }

    /// <summary>All of it, where no part is given.</summary>
    private static decimal FractionOf(CaseInputs transfer) =>
        (transfer.NumberOrNull("fraction") ?? transfer.NumberOrNull("share") ?? transfer.NumberOrNull("portion") ?? transfer.NumberOrNull("pct") ?? 1) is var part && part > 1 ? part / 100 : part;

    private static AccountItem Item(CaseInputs item, CaseInputs inputs, IReadOnlyList<string> names)
    {
        if (item.Has("hypothetical_liquidation"))
            return new CarryAccrual(item.TextOrNull("line") ?? "accrued_carry", HypotheticalLiquidation.Of(item, inputs));
        if (item.Has("transfer"))
        {
            var transfer = item.Element.GetProperty("transfer").ValueKind == JsonValueKind.Object ? item.Object("transfer") : item;
            var amount = transfer.NumberOrNull("amount");
            return new AccountTransfer(
                item.TextOrNull("line") ?? "transfer", transfer.Text("from"), transfer.Text("to"), amount is null ? FractionOf(transfer) : null, amount);
        }
        return item.Has("total")
            ? new SharedTotal(item.Text("line"), item.Number("total"), item.TextsOrNone("excluded"))
            : new GivenAmounts(item.Text("line"), ByPartner(item, item.Has("amounts") ? "amounts" : throw item.Refuse("amounts", "amounts, a total, a transfer or a hypothetical liquidation"), names));
    }
}
