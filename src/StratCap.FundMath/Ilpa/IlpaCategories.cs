namespace StratCap.FundMath.Ilpa;

/// <summary>
/// Which row of the template an expense or an offset belongs to, by the category in its fact. Case, punctuation, "and" and "fees" at the end do not matter. What is
/// paid to the adviser or related persons begins with "Internal:", such as "Internal: Legal". What no row is named after is "Other".
/// </summary>
public static class IlpaCategories
{
    private const string InternalPrefix = "internal";

    private static readonly Dictionary<string, string> Expenses = Read(
        ("external.administration", "Fund administration and accounting|Fund administration|Administration|Fund accounting|Accounting"), ("external.valuation", "Valuation|Appraisal"),
        ("external.it", "Information technology|IT"), ("external.legal", "Legal, regulatory and compliance|Legal|Regulatory|Compliance|Legal and regulatory|Legal and compliance"),
        ("external.investigation", "Investigation and examination|Investigation|Examination"), ("external.audit", "Audit"),
        ("external.tax", "Tax preparation and advisory|Tax preparation|Tax advisory|Tax advice|Tax preparatory"), ("external.organisation", "Organisation|Organization|Organisation costs|Organization costs|Organisation expenses|Organization expenses"),
        ("external.taxes", "Taxes|Tax|Blocker taxes|Withholding tax"), ("external.bank", "Bank"), ("external.lineFees", "Subscription facility|Subscription line"),
        ("external.lineInterest", "Subscription facility interest|Subscription line interest"), ("external.creditFees", "Other credit facility|Credit facility"),
        ("external.creditInterest", "Other credit facility interest|Credit facility interest"), ("external.interest", "Other interest|Interest"), ("external.custody", "Custody"),
        ("external.dueDiligence", "Due diligence"), ("external.brokenDeals", "Broken deals|Broken deal"), ("external.travel", "Travel and entertainment|Travel"), ("external.insurance", "Insurance"),
        ("external.nonRecoverable", "Non-recoverable portfolio costs|Non-recoverable portfolio company costs"), ("external.other", "Other"),
        ("offeringCosts", "Offering and syndication costs|Offering costs|Syndication costs|Offering/Syndication costs"), ("placementFees", "Placement"));

    private static readonly Dictionary<string, string> Offsets = Read(
        ("offset.advisory", "Advisory and consulting|Advisory|Consulting"), ("offset.brokenDeal", "Broken deal|Broken deals"), ("offset.transaction", "Transaction and deal|Transaction|Deal"),
        ("offset.directors", "Directors|Director"), ("offset.monitoring", "Monitoring"), ("offset.capitalMarkets", "Capital markets|Capital market"), ("offset.arrangement", "Arrangement"),
        ("offset.origination", "Origination"), ("offset.organisation", "Organisation|Organization|Organisation costs|Organization costs"), ("offset.placement", "Placement"), ("offset.other", "Other"));

    private static readonly Dictionary<string, string> Related = new(StringComparer.Ordinal)
    {
        ["external.administration"] = "internal.accounting",
        ["external.valuation"] = "internal.accounting",
        ["external.audit"] = "internal.accounting",
        ["external.tax"] = "internal.accounting",
        ["external.it"] = "internal.it",
        ["external.legal"] = "internal.legal",
        ["external.investigation"] = "internal.legal",
        ["external.organisation"] = "internal.organisation",
    };

    /// <summary>The row of an expense: of section A.1, external or internal, or among its flows.</summary>
    public static string OfExpense(string category) => FindExpense(category) ?? (IsInternal(category) ? "internal.other" : "external.other");

    /// <summary>The row of income.</summary>
    internal static string OfIncome(Book.IncomeKind? kind) => kind switch { Book.IncomeKind.Interest => "income.interest", Book.IncomeKind.Dividends => "income.dividends", _ => "income.other" };

    /// <summary>The row of an offset.</summary>
    public static string OfOffset(string category) => Offsets.GetValueOrDefault(Bare(category), "offset.other");

    /// <summary>Whether a row is named after the category.</summary>
    public static bool IsKnown(string category) => FindExpense(category) is not null;

    private static string? FindExpense(string category) => IsInternal(category)
        ? Expenses.TryGetValue(Bare(category)[InternalPrefix.Length..], out var own) ? Related.GetValueOrDefault(own, "internal.other") : null
        : Expenses.GetValueOrDefault(Bare(category));

    private static bool IsInternal(string category) => category.TrimStart().StartsWith(InternalPrefix + ":", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Read(params (string Row, string Names)[] rows) =>
        rows.SelectMany(r => r.Names.Split('|').Select(n => (Name: Bare(n), r.Row))).DistinctBy(n => n.Name).ToDictionary(n => n.Name, n => n.Row, StringComparer.Ordinal);

    /// <summary>Words without what does not tell categories apart.</summary>
    private static string Bare(string category)
    {
        var words = string.Concat(category.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w != "and").ToList();
        if (words.Count > 1 && words[^1] is "fees" or "fee")
            words.RemoveAt(words.Count - 1);
        return string.Concat(words);
    }
}
