using StratCap.Plugin.SageIntacct.Vendor;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.SageIntacct;

/// <summary>The company that the kit judges the connector with, at a time that the tests set. Sage's own SDK drives the gateway too (<see cref="IntacctPeerTests"/>).</summary>
internal sealed class IntacctStandIn : ScriptStandIn
{
    private readonly Company company;

    public IntacctStandIn()
        : this(new IntacctByRest())
    {
    }

    private IntacctStandIn(IntacctVendor vendor)
        : base(vendor)
    {
        company = vendor.Company;
        Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    }

    public DateTimeOffset Now
    {
        get => company.Now;
        set => company.Now = value;
    }

    public Dictionary<string, List<Dictionary<string, string>>> Books => company.Books;

    public List<Dictionary<string, string>> Batches => company.Batches;

    public static void Touch(Dictionary<string, string> batch, DateTimeOffset at) => Company.Touch(batch, at);

    public Dictionary<string, string> Add(DateTimeOffset at, string amount = "10.00", string date = "2026-01-15", string state = "Posted") => company.Add(at, amount, date, state: state);
}
