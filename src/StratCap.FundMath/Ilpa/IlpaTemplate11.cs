namespace StratCap.FundMath.Ilpa;

/// <summary>
/// The edition of October 2016, sections A.1 to A.3 as far as a fund's book has them, and where each row comes from in the edition of 2025. Distributions are entered
/// positive, placement fees stand below net operating income, broken deals are part of due diligence, interest is apart from expenses, there is no split into
/// related persons and others.
/// </summary>
internal static class IlpaTemplate11
{
    private static readonly (string Key, string Label)[] Expenses =
    [
        ("expense.accounting", "Accounting, administration and IT"), ("expense.audit", "Audit and tax preparatory"), ("expense.bank", "Bank fees"), ("expense.custody", "Custody fees"),
        ("expense.dueDiligence", "Due diligence"), ("expense.legal", "Legal"), ("expense.organisation", "Organization costs"), ("expense.travel", "Other travel and entertainment"), ("expense.other", "Other expenses"),
    ];

    private static readonly (string Key, string Label)[] Offsets =
    [
        ("offset.advisory", "Advisory fee offset"), ("offset.brokenDeal", "Broken deal fee offset"), ("offset.transaction", "Transaction and deal fee offset"), ("offset.directors", "Directors fee offset"),
        ("offset.monitoring", "Monitoring fee offset"), ("offset.capitalMarkets", "Capital markets fee offset"), ("offset.organisation", "Organization cost offset"),
        ("offset.placement", "Placement fee offset"), ("offset.other", "Other offset"),
    ];

    /// <summary>Rows of this edition that are not a sum, from rows of the edition of 2025. What both name alike comes from itself.</summary>
    private static readonly Dictionary<string, string[]> From = new(StringComparer.Ordinal)
    {
        ["contributions"] = ["contributions", "partnerTransfers"],
        ["distributions"] = ["-distributions"],
        ["expense.accounting"] = ["internal.accounting", "internal.it", "external.administration", "external.valuation", "external.it"],
        ["expense.audit"] = ["external.audit", "external.tax"],
        ["expense.bank"] = ["external.bank", "external.lineFees", "external.creditFees"],
        ["expense.custody"] = ["external.custody"],
        ["expense.dueDiligence"] = ["external.dueDiligence", "external.brokenDeals"],
        ["expense.legal"] = ["internal.legal", "external.legal", "external.investigation"],
        ["expense.organisation"] = ["offeringCosts", "internal.organisation", "external.organisation"],
        ["expense.travel"] = ["external.travel"],
        ["expense.other"] = ["internal.other", "external.taxes", "external.insurance", "external.nonRecoverable", "external.other", "external.other2016"],
        ["offset.total"] = ["offset.applied"],
        ["interestExpense"] = ["external.lineInterest", "external.creditInterest", "external.interest"],
        ["offset.other"] = ["offset.arrangement", "offset.origination", "offset.other", "offset.other2016"],
    };

    internal static readonly IlpaTemplate Template = new(IlpaVersion.V11, "ILPA Reporting Template v1.1", Write());

    /// <summary>What a row that is no sum comes from.</summary>
    internal static IReadOnlyList<IlpaPart> Source(string key) =>
        From.TryGetValue(key, out var parts) ? [.. parts.Select(p => p[0] == '-' ? new IlpaPart(p[1..], -1) : new IlpaPart(p))] : [new IlpaPart(key)];

    private static IReadOnlyList<IlpaRow> Write() => new IlpaRows()
        .Heading("a1", "A.1 NAV reconciliation and summary of fees, expenses and incentive allocation")
        .Beginning("beginningNav", "Beginning NAV - net of incentive allocation")
        .Entered(("contributions", "Contributions - cash and non-cash"), ("distributions", "Distributions - cash and non-cash"))
        .Sum("totalFlows", "Total cash / non-cash flows", "contributions", "-distributions")
        .Heading("fee", "Management fees and partnership expenses")
        .Entered(("fee.gross", "Management fees - gross of offsets, waivers and rebates"), ("fee.rebate", "Management fee rebate"))
        .Entered(Expenses)
        .Sum("expense.total", "Partnership expenses - total", IlpaTemplate20.Keys(Expenses))
        .Entered(("offset.total", "Total offsets to fees and expenses (applied during period)"))
        .Sum("totalFeesAndExpenses", "Total management fees and partnership expenses, net of offsets and rebates, gross of incentive allocation", "fee.gross", "fee.rebate", "expense.total", "offset.total")
        .Entered(
            ("fee.waiver", "Fee waiver"), ("income.interest", "Interest income"), ("income.dividends", "Dividend income"), ("interestExpense", "Interest expense"), ("income.other", "Other income / (expense)"))
        .Sum("netOperatingIncome", "Total net operating income / (expense)", "totalFeesAndExpenses", "fee.waiver", "income.interest", "income.dividends", "interestExpense", "income.other")
        .Entered(("placementFees", "Placement fees"), ("realisedGain", "Realized gain / (loss)"), ("unrealisedGain", "Change in unrealized gain / (loss)"))
        .Ending("endingNav", "Ending NAV - net of incentive allocation", "beginningNav", "totalFlows", "netOperatingIncome", "placementFees", "realisedGain", "unrealisedGain")
        .Entered(("carry.paid", "Incentive allocation - paid during the period"), ("carry.accrued", "Accrued incentive allocation - periodic change"))
        .Memo("carry.ending", "Accrued incentive allocation - ending period balance", isAtTheEnd: true)
        .Ending("endingNavGross", "Ending NAV - gross of accrued incentive allocation", "endingNav", "-carry.ending")
        .Heading("offset", "Offset categories")
        .Beginning("offset.beginning", "Unapplied offset balance - beginning")
        .Entered(Offsets)
        .Sum("offset.recognised", "Total offsets recognized during the period", IlpaTemplate20.Keys(Offsets))
        .Ending("offset.ending", "Unapplied offset balance - ending", "offset.beginning", "offset.recognised", "-offset.total")
        .Heading("a2", "A.2 Commitment reconciliation")
        .Memo("commitment", "Total commitment", isAtTheEnd: true)
        .Beginning("unfunded.beginning", "Beginning unfunded commitment")
        .Entered(
            ("unfunded.contributions", "Less contributions"), ("unfunded.recallable", "Plus recallable distributions"), ("unfunded.released", "Less expired/released commitments"),
            ("unfunded.other", "+/- Other unfunded adjustment"))
        .Ending("unfunded.ending", "Ending unfunded commitment", "unfunded.beginning", "unfunded.contributions", "unfunded.recallable", "unfunded.released", "unfunded.other")
        .Heading("a3", "A.3 Miscellaneous")
        .Memo("carry.earned", "Incentive allocation - earned")
        .Memo("carry.escrow", "Incentive allocation - escrow balance", isAtTheEnd: true)
        .Memo("carry.clawback", "Incentive allocation - returned clawback")
        .All;
}
