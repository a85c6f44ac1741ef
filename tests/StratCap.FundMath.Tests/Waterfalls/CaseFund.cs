using System.Text.Json;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

/// <summary>A fund of a worked case: partners, contributions and the distributions so far, apportioned by commitment as the cases are.</summary>
internal sealed class CaseFund
{
    private readonly List<string> names = [];
    private readonly HashSet<string> general = [];
    private readonly List<decimal> commitments = [];
    private readonly Dictionary<string, WaterfallPartner> partners = [];
    private readonly Dictionary<string, List<DatedFlow>> flows = [];
    private readonly EuropeanWaterfall waterfall;
    private readonly Currency currency;

    internal CaseFund(JsonElement inputs)
    {
        currency = WorkedCase.CurrencyOf(inputs);
        waterfall = new EuropeanWaterfall(WorkedCase.Terms(inputs.GetProperty("terms")), currency);
        foreach (var partner in inputs.GetProperty("partners").EnumerateArray())
        {
            var name = partner.GetProperty("id").GetString()!;
            names.Add(name);
            commitments.Add(WorkedCase.Money(partner, "commitment"));
            if (partner.GetProperty("kind").GetString() == "GP")
                general.Add(name);
            partners.Add(name, new WaterfallPartner(Guid.Empty, name, [], []));
            flows.Add(name, []);
        }
        foreach (var contribution in inputs.GetProperty("contributions").EnumerateArray())
        {
            var date = WorkedCase.Date(contribution, "date");
            foreach (var amount in contribution.GetProperty("amounts").EnumerateObject())
                Contribute(amount.Name, date, WorkedCase.Number(amount.Value));
        }
    }

    internal decimal Carry { get; private set; }

    internal Dictionary<string, WaterfallLine> Distribute(DateOnly date, decimal amount)
    {
        var shares = LargestRemainder.Split(amount, commitments, currency.MinorUnits);
        var lines = new Dictionary<string, WaterfallLine>();
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            var partner = partners[name];
            var line = general.Contains(name)
                ? new WaterfallLine(Guid.Empty, shares[i], 0, 0, 0, 0, shares[i], 0, 0, 0, null)
                : waterfall.Run(date, partner, shares[i]);
            lines.Add(name, line);
            partners[name] = partner with
            {
                Earlier = [.. partner.Earlier, new WaterfallDistribution(date, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest)],
            };
            flows[name].Add(new DatedFlow(date, line.ToPartner));
            Carry += line.CarriedInterest;
        }
        return lines;
    }

    internal decimal NetIrr(string name) => Irr.Of(flows[name]).Rate!.Value;

    private void Contribute(string name, DateOnly date, decimal amount)
    {
        partners[name] = partners[name] with { Contributions = [.. partners[name].Contributions, new WaterfallContribution(date, amount)] };
        flows[name].Add(new DatedFlow(date, -amount));
    }
}
