using StratCap.FundMath;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Documents.Tests;

/// <summary>Documents of one fictitious fund, as the reporting module would ask for them.</summary>
internal static class Samples
{
    public static readonly Currency Usd = new("USD");

    public static readonly Letterhead Firm = new("Harbour Ridge Capital Partners LLP", "#14532D");

    public static readonly DocumentStamp Stamp = new(
        "CC-2026-003/0007", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", new(2026, 3, 31, 14, 5, 9, TimeSpan.Zero));

    public static readonly Addressee Investor = new("Łódź Municipal Employees’ Pension Fund", ["Plac Wolności 1", "91-415 Łódź", "Poland"]);

    public static readonly Contact Contact = new("Fund Accounting, Harbour Ridge", "fund.accounting@harbour-ridge.example", "+44 20 7946 0123");

    public static CapitalCallNoticeModel Call() => new(
        Firm, Stamp, "Harbour Ridge Buyout Fund IV LP", Investor, Usd, 3, new(2026, 3, 31), new(2026, 4, 15),
        [
            new("Call: Investments", "Alder Logistics GmbH", "Remaining commitments", 24_000_000m, 1_200_000.01m, -1_200_000.01m),
            new("Call: Management Fees", "Second quarter of 2026", "Each limited partner's own fee", 1_500_000m, 77_419.35m, -77_419.35m),
            new("Call: Partnership Expenses", "Audit and fund administration", "Commitments", 210_000m, 10_500m, -10_500m),
            new("Subsequent closing: interest", "To earlier partners", null, 30_000m, 1_508.22m, 0m, InsideFund: false),
        ],
        new(10_000_000m, 6_250_000m, 4_962_080.64m), 3_750_000m, 5_037_919.36m, 812_345.67m,
        [
            new("Bank", "Example Bank plc, 1 Example Square, London"),
            new("Account name", "Harbour Ridge Buyout Fund IV LP – Capital account"),
            new("IBAN", "GB33 BUKB 2020 1555 5555 55"),
            new("BIC", "BUKBGB22"),
            new("Payment reference", "HRBF4-CC003-0007"),
        ],
        Contact,
        [
            "Dear investor,",
            "Under section 6.2 of the limited partnership agreement we call capital for the purchase of Alder Logistics GmbH, for the management fee of the second quarter and for the fund’s expenses. Each purpose is shared out on its own base, shown below.",
        ],
        ["Amounts marked as outside the fund pass between partners; they are no contributions and do not change the unfunded commitment."]);

    public static DistributionNoticeModel Distribution() => new(
        Firm, Stamp with { Reference = "DN-2026-002/0007" }, "Harbour Ridge Buyout Fund IV LP", Investor, Usd, 2, new(2026, 9, 30), new(2026, 10, 9), "Sale of Birch Software Ltd",
        48_000_000m, 2_400_000m,
        [
            new("Return of capital contributions", 30_000_000m, 1_500_000m, 0m),
            new("Preferred return, 8% a year, compounded annually", 9_000_000m, 450_000.27m, 0m),
            new("Catch-up, 80% to the general partner", 2_812_501.69m, 28_125.02m, 112_500.07m),
            new("Split, 80% to investors", 6_187_498.31m, 247_499.71m, 61_874.93m),
        ],
        174_375m,
        [
            new("Distribution: Return of Capital (Permanent)", "Birch Software Ltd", null, 26_000_000m, 1_300_000m, 0m),
            new("Distribution: Return of Capital (Recallable)", "Cost returned within twelve months", null, 4_000_000m, 200_000m, 200_000m),
            new("Distribution: Gain", "Birch Software Ltd", null, 14_512_500m, 725_625m, 0m),
        ],
        33_750.5m, new(10_000_000m, 4_962_080.64m, 5_162_080.64m), 812_345.67m, 3_037_970.67m, 5_037_919.36m,
        [new("Account on file", "Account ending 4471, Bank Example SA")],
        Contact,
        ["Dear investor,", "The fund has sold its holding in Birch Software Ltd. Your share of the proceeds was run through the fund’s waterfall as follows."],
        ["Tax withheld counts as distributed to you."]);
}
