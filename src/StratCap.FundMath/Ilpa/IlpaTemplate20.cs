namespace StratCap.FundMath.Ilpa;

/// <summary>
/// The edition of January 2025, sections A.1 and A.2. Charges are negative; rebates, waivers, offsets and carried interest paid are positive. Offset rows are
/// positive when fees are recognised. Section B.1, what the adviser received from portfolio companies, is not in a fund's book and so not here.
/// </summary>
internal static class IlpaTemplate20
{
    internal static readonly (string Key, string Label)[] Internal =
    [
        ("internal.accounting", "Administration, accounting, valuation, audit and tax"), ("internal.it", "Information technology"),
        ("internal.legal", "Legal, regulatory, compliance, investigation and examination"), ("internal.organisation", "Organization costs"), ("internal.other", "Other"),
    ];

    internal static readonly (string Key, string Label)[] External =
    [
        ("external.administration", "Fund administration and accounting"), ("external.valuation", "Valuation"), ("external.it", "Information technology"),
        ("external.legal", "Legal, regulatory and compliance"), ("external.investigation", "Investigation and examination"), ("external.audit", "Audit"),
        ("external.tax", "Tax preparation and advisory"), ("external.organisation", "Organization costs"), ("external.taxes", "Taxes"), ("external.bank", "Bank fees"),
        ("external.lineFees", "Subscription facility fees"), ("external.lineInterest", "Subscription facility interest"), ("external.creditFees", "Other credit facility fees"),
        ("external.creditInterest", "Other credit facility interest"), ("external.interest", "Other interest"), ("external.custody", "Custody"), ("external.dueDiligence", "Due diligence"),
        ("external.brokenDeals", "Broken deals"), ("external.travel", "Travel and entertainment"), ("external.insurance", "Insurance"),
        ("external.nonRecoverable", "Non-recoverable portfolio costs"), ("external.other", "Other"), ("external.other2016", "Other (2016 template value)"),
    ];

    internal static readonly (string Key, string Label)[] Offsets =
    [
        ("offset.advisory", "Advisory and consulting fees"), ("offset.brokenDeal", "Broken deal fees"), ("offset.transaction", "Transaction and deal fees"), ("offset.directors", "Directors fees"),
        ("offset.monitoring", "Monitoring fees"), ("offset.capitalMarkets", "Capital markets fees"), ("offset.arrangement", "Arrangement fees"), ("offset.origination", "Origination fees"),
        ("offset.organisation", "Organization cost offset"), ("offset.placement", "Placement fee offset"), ("offset.other", "Other offset"), ("offset.other2016", "Other offset (2016 template value)"),
    ];

    internal static readonly IlpaTemplate Template = new(IlpaVersion.V20, "ILPA Reporting Template v2.0", Write());

    private static IReadOnlyList<IlpaRow> Write() => new IlpaRows()
        .Heading("a1", "A.1 NAV reconciliation and summary of fees, expenses and carried interest")
        .Beginning("beginningNav", "Beginning NAV - net of carried interest")
        .Entered(
            ("contributions", "Contributions"), ("distributions", "Distributions"), ("offeringCosts", "Offering and syndication costs"), ("placementFees", "Placement fees"),
            ("partnerTransfers", "Partner transfers"))
        .Sum("totalFlows", "Total cash / non-cash flows", "contributions", "distributions", "offeringCosts", "placementFees", "partnerTransfers")
        .Heading("fee", "Management fees")
        .Entered(("fee.gross", "Management fees - gross"), ("fee.rebate", "Management fee rebate"), ("fee.waiver", "Management fee waiver"), ("fee.offsets", "Offsets applied to management fees"))
        .Sum("fee.net", "Management fees - net", "fee.gross", "fee.rebate", "fee.waiver", "fee.offsets")
        .Heading("internal", "Partnership expenses - paid to the adviser or related persons")
        .Entered(Internal)
        .Sum("internal.gross", "Internal chargebacks - gross", Keys(Internal))
        .Entered(("internal.offsets", "Offsets applied to internal chargebacks"))
        .Sum("internal.net", "Internal chargebacks - net", "internal.gross", "internal.offsets")
        .Heading("external", "Partnership expenses - external")
        .Entered(External)
        .Sum("external.gross", "External partnership expenses - gross", Keys(External))
        .Entered(("external.offsets", "Offsets applied to external partnership expenses"))
        .Sum("external.net", "External partnership expenses - net", "external.gross", "external.offsets")
        .Sum("totalFeesAndExpenses", "Total management fees and partnership expenses - net", "fee.net", "internal.net", "external.net")
        .Heading("offset", "Offsets to fees and expenses")
        .Beginning("offset.beginning", "Unapplied offsets - beginning balance")
        .Entered(Offsets)
        .Sum("offset.recognised", "Total offsets recognized during the period", Keys(Offsets))
        .Sum("offset.applied", "Total offsets applied during the period", "fee.offsets", "internal.offsets", "external.offsets")
        .Ending("offset.ending", "Unapplied offsets - ending balance", "offset.beginning", "offset.recognised", "-offset.applied")
        .Heading("income", "Investment income")
        .Entered(("income.interest", "Interest income"), ("income.dividends", "Dividend income"), ("income.other", "Other income"))
        .Sum("income.total", "Total investment income", "income.interest", "income.dividends", "income.other")
        .Sum("netOperatingIncome", "Total net operating income", "totalFeesAndExpenses", "income.total")
        .Entered(("realisedGain", "Net realized gain - net of carried interest"), ("unrealisedGain", "Net unrealized gain - net of carried interest"))
        .Ending("endingNav", "Ending NAV - net of carried interest", "beginningNav", "totalFlows", "netOperatingIncome", "realisedGain", "unrealisedGain")
        .Heading("carry", "Carried interest")
        .Beginning("carry.beginning", "Carried interest - beginning balance")
        .Entered(("carry.accrued", "Carried interest accrued - unrealized"), ("carry.earned", "Carried interest earned - realized"))
        .Memo("carry.escrow", "Escrow balance", isAtTheEnd: true)
        .Entered(("carry.paid", "Carried interest paid"), ("carry.clawback", "Returned clawback"))
        .Ending("carry.ending", "Carried interest - ending balance", "carry.beginning", "carry.accrued", "carry.earned", "carry.paid", "carry.clawback")
        .Ending("endingNavGross", "Ending NAV - gross of carried interest", "endingNav", "-carry.ending")
        .Heading("a2", "A.2 Commitment reconciliation")
        .Memo("commitment", "Total commitment", isAtTheEnd: true)
        .Beginning("unfunded.beginning", "Beginning unfunded commitment")
        .Entered(
            ("unfunded.contributions", "Less contributions"), ("unfunded.recallable", "Plus recallable distributions"), ("unfunded.released", "Less expired or released commitments"),
            ("unfunded.other", "Other unfunded adjustments"))
        .Ending("unfunded.ending", "Ending unfunded commitment", "unfunded.beginning", "unfunded.contributions", "unfunded.recallable", "unfunded.released", "unfunded.other")
        .All;

    internal static IEnumerable<string> Keys((string Key, string Label)[] rows) => rows.Select(r => r.Key);
}
