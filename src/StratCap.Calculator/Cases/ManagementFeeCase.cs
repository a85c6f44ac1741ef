using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;

namespace StratCap.Calculator.Cases;

/// <summary>Group <c>management_fee</c>.</summary>
internal static class ManagementFeeCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var names = CaseParties.Names(inputs.Objects("partners"));
        var result = FeeSchedule.Run(new FeeScheduleRequest(
            currency,
            [.. inputs.Objects("partners").Select(p => new FeePayer(p.Text("id"), p.Number("commitment"), p.Flag("fee_exempt"), p.NumberOrNull("rate")))],
            Billing(inputs.Object("billing")),
            Lines(inputs.Objects("schedule")),
            [.. inputs.ObjectsOrNone("invested").Select(i => new InvestedChange(i.Date("date"), i.Number("delta")))],
            inputs.TextOrNull("basis_measurement") switch
            {
                null or "opening" => FeeMeasurement.Opening,
                "daily" => FeeMeasurement.Daily,
                _ => throw inputs.Refuse("basis_measurement", "opening or daily"),
            },
            [.. inputs.ObjectsOrNone("offsets").Select(o => new FeeOffset(o.Date("date"), o.Number("amount"), Part(o.Number("pct", 1))))]));
        return new JsonObject
        {
            ["periods"] = new JsonArray([.. result.Bills.Select(b => Period(b, names, currency))]),
            ["total_gross"] = currency.Format(result.Bills.Sum(b => b.Gross)),
            ["total_net"] = currency.Format(result.Bills.Sum(b => b.Net)),
            ["partner_totals"] = CaseParties.Amounts(names, [.. names.Select((_, i) => result.Bills.Sum(b => b.ByPayer[i]))], currency),
            ["unused_offset"] = currency.Format(result.UnusedOffset),
        };
    }

    /// <summary>A fraction; above 1 it can only be a percentage.</summary>
    private static decimal Part(decimal given) => given > 1 ? given / 100 : given;

    private static FeeBilling Billing(CaseInputs billing) => new(
        Months(billing),
        billing.TextOrNull("timing") switch
        {
            null or "advance" or "in_advance" => true,
            "arrears" or "in_arrears" => false,
            _ => throw billing.Refuse("timing", "advance or arrears"),
        },
        billing.Date("from"), billing.Date("to"),
        billing.TextOrNull("period_method") switch
        {
            null or "equal" => FeePeriodMethod.Equal,
            "days" => FeePeriodMethod.Days,
            _ => throw billing.Refuse("period_method", "equal or days"),
        },
        billing.DayCount("day_count"));

    internal static int Months(CaseInputs billing) => billing.Text("frequency") switch
    {
        "annual" or "annually" or "yearly" => 12,
        "semi_annual" or "semi-annual" or "semiannual" or "half_yearly" or "half-yearly" => 6,
        "quarterly" => 3,
        "monthly" => 1,
        _ => throw billing.Refuse("frequency", "annual, semi_annual, quarterly or monthly"),
    };

    /// <summary>A line without an end goes on until the next one begins.</summary>
    private static List<FeeLine> Lines(IReadOnlyList<CaseInputs> schedule)
    {
        var starts = schedule.Select(l => l.Date("from")).Order().ToList();
        return [.. schedule.Select(l => Line(l, starts.Where(s => s > l.Date("from")).Cast<DateOnly?>().FirstOrDefault() ?? DateOnly.MaxValue))];
    }

    /// <summary>An amount without a rate is itself the year's fee.</summary>
    private static FeeLine Line(CaseInputs line, DateOnly otherwiseTo)
    {
        var basis = line.TextOrNull("basis") switch
        {
            null or "committed" => FeeLineBasis.Committed,
            "invested" => FeeLineBasis.Invested,
            "amount" => FeeLineBasis.Amount,
            _ => throw line.Refuse("basis", "committed, invested or amount"),
        };
        var isAmount = basis == FeeLineBasis.Amount;
        return new FeeLine(
            line.Date("from"), line.DateOrNull("to") ?? otherwiseTo, isAmount ? line.Number("rate", 1) : line.Number("rate"), basis, isAmount ? line.Number("amount") : 0);
    }

    private static JsonObject Period(FeeBill bill, IReadOnlyList<string> names, Currency currency) => new()
    {
        ["from"] = CaseParties.Date(bill.From),
        ["to"] = CaseParties.Date(bill.To),
        ["days"] = bill.Days,
        ["gross"] = currency.Format(bill.Gross),
        ["offset"] = currency.Format(bill.Offset),
        ["net"] = currency.Format(bill.Net),
        ["partners"] = CaseParties.Amounts(names, bill.ByPayer, currency),
    };
}
