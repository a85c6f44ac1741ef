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
}

/// <summary>What goes with a kind.</summary>
internal static class ReportKinds
{
    /// <summary>Whether there is one for each investor.</summary>
    public static bool IsOfInvestor(this ReportKind kind) => kind != ReportKind.FinancialStatements;

    /// <summary>What the store of documents calls it.</summary>
    public static DocumentKind Document(this ReportKind kind) => kind switch
    {
        ReportKind.InvestorStatement => DocumentKind.InvestorStatement,
        ReportKind.CapitalAccount => DocumentKind.CapitalAccount,
        ReportKind.ReportingTemplate => DocumentKind.ReportingTemplate,
        _ => DocumentKind.FinancialStatements,
    };

    /// <summary>For titles of documents, in English.</summary>
    public static string Words(this ReportKind kind) => kind switch
    {
        ReportKind.InvestorStatement => "Statement",
        ReportKind.CapitalAccount => "Capital account",
        ReportKind.ReportingTemplate => "ILPA reporting template",
        _ => "Financial statements",
    };
}
