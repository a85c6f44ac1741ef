using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;

namespace StratCap.Calculator.Cases;

/// <summary>Group <c>equalisation</c>.</summary>
internal static class EqualisationCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var closings = inputs.Objects("closes").Select(c => new Closing(c.Date("date"), [.. c.Objects("partners").Select(Commitment)])).ToList();
        var interest = inputs.Has("interest") ? Interest(inputs.Object("interest")) : null;
        var hasFee = inputs.Has("fee_true_up");
        var calls = inputs.ObjectsOrNone("calls").Select(c => new EqualisedCall(c.Text("id"), c.Date("date"), c.Number("amount"))).ToList();
        CaseNumbers.RefuseRepeated(calls.Select(c => c.Id), "calls");
        var result = Equalisation.Run(new EqualisationRequest(
            currency, closings, calls, interest,
            inputs.TextOrNull("mode") switch
            {
                null or "rebalance" => EqualisationMode.Rebalance,
                "retain" => EqualisationMode.Retain,
                _ => throw inputs.Refuse("mode", "rebalance or retain"),
            },
            hasFee ? Fees(inputs.Object("fee_true_up"), closings) : null,
            hasFee ? FeeInterest(inputs.Object("fee_true_up"), interest) : null));
        var first = new JsonObject();
        foreach (var (call, parts) in result.Calls)
            first[call.Id] = CaseParties.Amounts(result.Names, parts, currency);
        return new JsonObject { ["calls"] = first, ["closes"] = new JsonArray([.. result.Closings.Select(c => Closing(c, currency, hasFee))]) };
    }

    private static ClosingCommitment Commitment(CaseInputs partner) => new(partner.Text("id"), partner.Number("commitment"), partner.Flag("fee_exempt"));

    /// <summary>A rate, or a base rate and a margin.</summary>
    private static LateInterest Interest(CaseInputs terms) => new(
        terms.Has("margin") ? terms.Number("rate", 0) + terms.Number("base_rate", 0) + terms.Number("margin") : terms.Number("rate"),
        terms.TextOrNull("method") switch
        {
            null or "simple" => Compounding.SimpleAnnual,
            "compound" => Compounding.EffectiveAnnual,
            _ => throw terms.Refuse("method", "simple or compound"),
        },
        terms.DayCount("day_count"));

    /// <summary>One fee from the first closing to the newcomer's, or the bills of a frequency, each due on its first day.</summary>
    private static IReadOnlyList<BackDatedFee> Fees(CaseInputs fee, List<Closing> closings)
    {
        var (rate, from) = (fee.Number("rate"), fee.DateOrNull("from") ?? closings[0].Date);
        if (!fee.Has("frequency"))
            return [new BackDatedFee(from, rate, from, fee.DateOrNull("to"), fee.DayCount("day_count"))];
        var (months, end) = (ManagementFeeCase.Months(fee), fee.DateOrNull("to") ?? closings[^1].Date);
        var dayCount = fee.Has("day_count") && fee.TextOrNull("period_method") != "equal" ? fee.DayCount("day_count") : DayCount.ThirtyE360;
        return [.. Enumerable.Range(0, int.MaxValue).Select(i => from.AddMonths(i * months)).TakeWhile(d => d < end)
            .Select(d => new BackDatedFee(d, rate, d, d.AddMonths(months), dayCount))];
    }

    private static LateInterest? FeeInterest(CaseInputs fee, LateInterest? otherwise)
    {
        if (!fee.Has("interest"))
            return otherwise;
        return fee.Element.GetProperty("interest").ValueKind == JsonValueKind.Object ? Interest(fee.Object("interest")) : fee.Flag("interest") ? otherwise : null;
    }

    private static JsonObject Closing(EqualisationClosing closing, Currency currency, bool hasFee)
    {
        var (partners, byCall, ownership) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var line in closing.Lines)
        {
            partners[line.Name] = Partner(line, currency, hasFee);
            ownership[line.Name] = CaseNumbers.Rate(line.Ownership);
        }
        foreach (var call in closing.ByCall)
        {
            var moved = new JsonObject();
            for (var i = 0; i < closing.Lines.Count; i++)
                moved[closing.Lines[i].Name] = new JsonObject { ["capital"] = currency.Format(call.Capital[i]), ["interest"] = currency.Format(call.Interest[i]) };
            byCall[call.Call.Id] = moved;
        }
        return new JsonObject
        {
            ["date"] = CaseParties.Date(closing.Date),
            ["partners"] = partners,
            ["by_call"] = byCall,
            ["to_manager"] = currency.Format(closing.ToManager),
            ["net_to_fund"] = currency.Format(closing.NetToFund),
            ["ownership"] = ownership,
        };
    }

    private static JsonObject Partner(EqualisationLine line, Currency currency, bool hasFee)
    {
        var result = new JsonObject { ["capital"] = currency.Format(line.Capital), ["interest"] = currency.Format(line.Interest) };
        if (hasFee)
        {
            result["management_fee"] = currency.Format(line.ManagementFee);
            result["fee_interest"] = currency.Format(line.FeeInterest);
        }
        result["net_due"] = currency.Format(line.NetDue);
        result["contributed_after"] = currency.Format(line.ContributedAfter);
        return result;
    }
}
