using StratCap.Contracts.Documents;

namespace StratCap.Reporting.Publishing;

/// <summary>What is published for a quarter.</summary>
internal enum ReportKind
{
    /// <summary>An investor's statement, as PDF.</summary>
    InvestorStatement,

    /// <summary>An investor's capital account (PCAP), as workbook.</summary>
    CapitalAccount,

    /// <summary>An investor's ILPA Reporting Template 2.0, as workbook.</summary>
    ReportingTemplate,

    /// <summary>The fund's financial statements, as PDF; of no investor.</summary>
    FinancialStatements,

    /// <summary>An investor's ILPA Reporting Template 1.1, for funds that no longer invest, as workbook.</summary>
    ReportingTemplate11,

    /// <summary>The fund's ILPA Performance Template, itemised, as workbook; of no investor.</summary>
    PerformanceTemplate,
}

/// <summary>What goes with a kind.</summary>
internal static class ReportKinds
{
    /// <summary>Whether there is one for each investor.</summary>
    public static bool IsOfInvestor(this ReportKind kind) => kind is not (ReportKind.FinancialStatements or ReportKind.PerformanceTemplate);

    /// <summary>What the store of documents calls it.</summary>
    public static DocumentKind Document(this ReportKind kind) => kind switch
    {
        ReportKind.InvestorStatement => DocumentKind.InvestorStatement,
        ReportKind.CapitalAccount => DocumentKind.CapitalAccount,
        ReportKind.ReportingTemplate or ReportKind.ReportingTemplate11 or ReportKind.PerformanceTemplate => DocumentKind.ReportingTemplate,
        _ => DocumentKind.FinancialStatements,
    };

    /// <summary>For titles of documents, in English.</summary>
    public static string Words(this ReportKind kind) => kind switch
    {
        ReportKind.InvestorStatement => "Statement",
        ReportKind.CapitalAccount => "Capital account",
        ReportKind.ReportingTemplate => "ILPA reporting template",
        ReportKind.ReportingTemplate11 => "ILPA reporting template 1.1",
        ReportKind.PerformanceTemplate => "ILPA performance template",
        _ => "Financial statements",
    };
}
