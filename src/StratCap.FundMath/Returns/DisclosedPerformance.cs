using StratCap.FundMath.Book;

namespace StratCap.FundMath.Returns;

/// <summary>Performance from what investors disclosed, each at its latest disclosure.</summary>
internal static class DisclosedPerformance
{
    private const string NoDates = "The dates of the flows were not disclosed: no rate of return is computed.";

    internal static FundPerformance Of(FundBook book, bool explain) => new(
        Group(book, book.Name, book.Partners, explain),
        Group(book, "Limited partners", [.. book.Partners.Where(p => p.IsLimitedPartner)], explain),
        [.. book.Partners.Select(p => OfPartner(book, p, explain))]);

    internal static PerformanceLine OfPartner(FundBook book, PartnerAccount partner, bool explain)
    {
        if (partner.Disclosed.Count == 0)
        {
            return new PerformanceLine(
                partner.InvestorId, partner.Name, partner.Kind, PerformanceBasis.Disclosed, book.AsOf, partner.Commitment,
                null, null, null, 0, null, null, null, null, null, null, null, null, ["Nothing was disclosed."], null);
        }
        var last = partner.Disclosed[^1];
        var position = last.Position;
        var figures = new RatioInputs(position.Commitment, position.Called, position.Distributed, position.RemainingValue);
        var notes = new List<string> { NoDates };
        if (position.ReportedMultiple is { } reported && figures.Tvpi is { } own && Math.Abs(own - reported) >= 0.01m)
            notes.Add("The investor's own multiple differs by a hundredth or more: it is rounded or has another basis.");
        return new PerformanceLine(
            partner.InvestorId, partner.Name, partner.Kind, PerformanceBasis.Disclosed, last.Date, figures.Commitment,
            figures.PaidIn, figures.Distributed, figures.ResidualValue, 0, figures.Dpi, figures.Rvpi, figures.Tvpi, figures.Pic, null,
            position.ReportedMultiple, figures.Tvpi - position.ReportedMultiple, position.ReportedNetIrr, notes,
            explain ? PerformanceExplanations.FromDisclosures(book, partner.Name, figures, [last]) : null);
    }

    /// <summary>Only investors who disclosed all three figures can be added up to a ratio.</summary>
    private static PerformanceLine Group(FundBook book, string name, IReadOnlyList<PartnerAccount> partners, bool explain)
    {
        var latest = partners.Where(p => p.Disclosed.Count > 0).Select(p => p.Disclosed[^1]).ToList();
        var complete = latest.Where(d => d.Position is { Called: not null, Distributed: not null, RemainingValue: not null }).ToList();
        var notes = new List<string> { NoDates };
        if (complete.Count < latest.Count)
            notes.Add($"{latest.Count - complete.Count} of {latest.Count} investors did not disclose all figures and are left out of the totals.");
        if (complete.Select(d => d.Date).Distinct().Count() > 1)
            notes.Add("The investors' latest disclosures are of different dates.");
        var figures = complete.Count == 0
            ? new RatioInputs(0, null, null, null)
            : new RatioInputs(
                complete.Sum(d => d.Position.Commitment), complete.Sum(d => d.Position.Called), complete.Sum(d => d.Position.Distributed), complete.Sum(d => d.Position.RemainingValue));
        return new PerformanceLine(
            null, name, null, PerformanceBasis.Disclosed, complete.Count == 0 ? book.AsOf : complete.Max(d => d.Date), figures.Commitment,
            figures.PaidIn, figures.Distributed, figures.ResidualValue, 0, figures.Dpi, figures.Rvpi, figures.Tvpi, figures.Pic, null, null, null, null, notes,
            explain ? PerformanceExplanations.FromDisclosures(book, name, figures, complete) : null);
    }
}
