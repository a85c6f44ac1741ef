using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>What both notices print alike.</summary>
internal static class NoticeParts
{
    /// <summary>The lines with subtotals inside and outside the fund and the total.</summary>
    public static PdfTable Lines(IReadOnlyList<NoticeLine> lines, Currency currency, string totalLabel)
    {
        var withBase = lines.Any(line => line.AllocationBase is not null);
        List<PdfColumn> columns = [new("Type and purpose", Share: 2.2)];
        if (withBase)
            columns.Add(new("Allocated by"));
        columns.AddRange([
            new($"All partners ({currency.Code})", PdfColumnKind.Figure),
            new($"Your share ({currency.Code})", PdfColumnKind.Figure),
            new($"Effect on unfunded ({currency.Code})", PdfColumnKind.Figure)]);

        var rows = new List<PdfRow>();
        AddGroup("Inside the fund", lines.Where(line => line.InsideFund).ToList());
        AddGroup("Outside the fund", lines.Where(line => !line.InsideFund).ToList());
        rows.Add(Sum(totalLabel, lines, PdfRowKind.Total));
        return new(columns, rows);

        void AddGroup(string name, List<NoticeLine> group)
        {
            if (group.Count == 0)
                return;
            rows.Add(new(columns.Select((_, index) => index == 0 ? name : "").ToList(), PdfRowKind.Section));
            rows.AddRange(group.Select(line => Row(
                line.Description is null ? line.Type : $"{line.Type}: {line.Description}", line.AllocationBase ?? "–",
                line.FundAmount, line.InvestorAmount, line.EffectOnUnfunded, PdfRowKind.Line)));
            rows.Add(Sum("Subtotal " + char.ToLowerInvariant(name[0]) + name[1..], group, PdfRowKind.Subtotal));
        }

        PdfRow Sum(string label, IReadOnlyList<NoticeLine> of, PdfRowKind kind) => Row(
            label, "", of.Sum(line => line.FundAmount), of.Sum(line => line.InvestorAmount), of.Sum(line => line.EffectOnUnfunded), kind);

        PdfRow Row(string label, string allocatedBy, decimal fund, decimal investor, decimal effect, PdfRowKind kind)
        {
            List<string> cells = withBase ? [label, allocatedBy] : [label];
            cells.AddRange([Figures.Money(fund, currency), Figures.Money(investor, currency), Figures.Money(effect, currency)]);
            return new(cells, kind);
        }
    }

    /// <summary>The section on the unfunded commitment and on what was called and distributed since inception.</summary>
    public static void Unfunded(DocumentFlow flow, UnfundedCommitment unfunded, string effectLabel, Currency currency)
    {
        flow.Table("Your unfunded commitment", Ledger(currency,
        [
            ("Commitment", unfunded.Commitment, PdfRowKind.Line),
            ("Unfunded commitment before this notice", unfunded.Before, PdfRowKind.Line),
            (effectLabel, unfunded.After - unfunded.Before, PdfRowKind.Line),
            ("Unfunded commitment after this notice", unfunded.After, PdfRowKind.Total),
        ]));
    }

    /// <summary>Labels with one column of money.</summary>
    public static PdfTable Ledger(Currency currency, IReadOnlyList<(string Label, decimal Amount, PdfRowKind Kind)> rows) => new(
        [new("", Share: 1), new($"Amount ({currency.Code})", PdfColumnKind.Figure)],
        rows.Select(row => new PdfRow([row.Label, Figures.Money(row.Amount, currency)], row.Kind)).ToList());

    /// <summary>Whom to ask, and the small print.</summary>
    public static void Closing(DocumentFlow flow, Contact contact, IReadOnlyList<string> notes)
    {
        flow.Heading("Contact");
        List<LabelledValue> lines = [new("Name", contact.Name)];
        if (contact.Email is { } email)
            lines.Add(new("E-mail", email));
        if (contact.Phone is { } phone)
            lines.Add(new("Telephone", phone));
        flow.KeyValues(lines);
        foreach (var note in notes)
            flow.Note(note);
    }
}
