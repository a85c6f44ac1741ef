namespace StratCap.Ingestion.Positions;

/// <summary>
/// Guesses what a column stands for, from names that administrators, plans and other systems use. A guess is shown to a person before it counts: the names
/// that count by themselves are <see cref="PositionColumns"/>'.
/// </summary>
internal static class ColumnProposal
{
    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["fund_name"] = "fund name_of_fund fund_title investment investment_name account account_name vehicle fund_legal_name fonds fondsname",
        ["pension_fund_name"] = "investor_legal_name name_of_investor limited_partner_name client client_name holder plan_name institution pension_fund anleger anlegername investor_account",
        ["as_of_date"] = "as_at as_at_date date report_date reporting_date quarter_end period_end period_end_date statement_date nav_date stichtag datum bewertungsdatum",
        ["commitment"] = "lp_commitment total_commitment original_commitment capital_commitment committed_capital commitments commitment_total zeichnung kapitalzusage zeichnungsbetrag",
        ["capital_called"] = "contributed contributed_capital capital_contributed cumulative_contributions total_contributions paid_in_capital drawn drawn_down drawdowns amount_funded funded abgerufen eingezahlt",
        ["capital_distributed"] = "cumulative_distributions total_distributions distributions_to_date proceeds capital_returned ausgeschuettet ausschuettungen ausgeschüttet ausschüttungen",
        ["remaining_value"] = "net_asset_value ending_value ending_nav fair_value current_value valuation residual_value remaining_market_value unrealized_value nettoinventarwert restwert",
        ["vintage_year"] = "vintage_yr year inception_year jahrgang",
        ["sub_strategy"] = "style sub_asset_class investment_strategy category strategie",
        ["asset_class"] = "class type asset_type anlageklasse",
        ["net_multiple"] = "moic net_tvpi total_value_multiple value_multiple equity_multiple net_moic multiplikator",
        ["net_irr"] = "since_inception_irr si_irr itd_irr net_irr_pct internal_rate_of_return irr_netto",
        ["currency"] = "ccy curr fund_currency reporting_currency währung waehrung",
        ["source_document"] = "document reference source_file report quelle",
        ["general_partner"] = "manager sponsor gp_name firm_name fund_manager",
        ["pension_fund_state"] = "state plan_state bundesland",
    };

    private static readonly Dictionary<string, string> Names = Usual.SelectMany(u => u.Value.Split(' '), (u, name) => (name, u.Key)).ToDictionary(u => u.name, u => u.Key, StringComparer.Ordinal);

    private static readonly string[] Millions = ["_mm", "_m", "_mn", "_mio", "_mil", "_millions", "_million", "_usd_mm", "_usd_m", "_in_millions", "_usd_millions"];
    private static readonly string[] Currencies = ["_usd", "_eur", "_gbp", "_us"];

    /// <summary>The known name that a column probably stands for, or null.</summary>
    public static string? Of(string column)
    {
        if (PositionColumns.Understood(column) is { } known) return known;
        var name = PositionColumns.Simple(column);
        if (Names.TryGetValue(name, out var plain)) return plain;
        foreach (var end in Millions.OrderByDescending(e => e.Length))
            if (name.EndsWith(end, StringComparison.Ordinal) && (Names.GetValueOrDefault(name[..^end.Length]) ?? PositionColumns.Understood(name[..^end.Length])) is { } amount)
                return PositionColumns.Targets.Any(t => t.Name == amount + "_mm") ? amount + "_mm" : amount;
        foreach (var end in Currencies)
            if (name.EndsWith(end, StringComparison.Ordinal)) return Of(name[..^end.Length]);
        return null;
    }
}
