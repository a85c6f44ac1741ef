using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Notices;

/// <summary>
/// Notices in the form of the ILPA Capital Call and Distribution Template of 2025: what is called or distributed by type, inside and outside the fund, and the investor's unfunded commitment in the rows of
/// section A.2 of the reporting template. The workbook of ILPA itself is not reproduced.
/// </summary>
internal static class NoticeSheets
{
    private static readonly string[] Columns = ["Total fund (incl. GP)", "LP's allocation", "Effect on LP's unfunded commitment"];

    /// <summary>A call's notice.</summary>
    /// <exception cref="FundRuleException"><c>reporting.notice.*</c>.</exception>
    public static FigureSheet Of(CapitalCallNoticeModel n)
    {
        NoticeRules.Check(n);
        return new(
            "Capital call", $"Capital call notice ({n.Currency.Code})", n.Currency, Columns,
            [.. Particulars(n.Stamp, n.FundName, n.Investor, n.Currency, n.Number, n.NoticeDate), new("Due date", Figures.Date(n.DueDate)), .. n.PaymentDetails],
            [.. Transactions("Capital call", n.Lines, 0, "total", "Amount due"), .. Unfunded(n.Unfunded, n.Lines), Memo("called", "Called to date, with this call", n.CalledAfter), Memo("distributed", "Distributed to date", n.DistributedToDate)],
            [], n.Notes);
    }

    /// <summary>A distribution's notice.</summary>
    /// <exception cref="FundRuleException"><c>reporting.notice.*</c>.</exception>
    public static FigureSheet Of(DistributionNoticeModel n)
    {
        NoticeRules.Check(n);
        return new(
            "Distribution", $"Distribution notice ({n.Currency.Code})", n.Currency, Columns,
            [.. Particulars(n.Stamp, n.FundName, n.Investor, n.Currency, n.Number, n.NoticeDate), new("Payment date", Figures.Date(n.PaymentDate)), .. n.Source is { } source ? [new LabelledValue("Source", source)] : Array.Empty<LabelledValue>()],
            [
                .. Transactions("Distribution", n.Lines, n.Withholding, "payable", n.InKind ? "Value distributed in kind" : "Amount payable"), .. Unfunded(n.Unfunded, n.Lines),
                Memo("apportioned", "Share before carried interest", n.Apportioned), Memo("carriedInterest", "Of it, carried interest", n.CarriedInterest),
                Memo("distributed", "Distributed to date, with this distribution", n.DistributedAfter), Memo("called", "Called to date", n.CalledToDate),
            ],
            [], n.Notes);
    }

    private static IEnumerable<LabelledValue> Particulars(DocumentStamp stamp, string fund, Addressee investor, Currency currency, int number, DateOnly noticeDate) =>
        [new("Fund", fund), new("Investor", investor.Name), new("Notice number", $"{number}"), new("Reference", stamp.Reference), new("Notice date", Figures.Date(noticeDate)), new("Currency", currency.Code), .. stamp.ContentHash is { } hash ? [new LabelledValue("Made from", hash)] : Array.Empty<LabelledValue>()];

    private static IEnumerable<FigureRow> Transactions(string heading, IReadOnlyList<NoticeLine> lines, decimal withholding, string totalKey, string total)
    {
        yield return new("transactions", heading, IlpaRowKind.Heading, [], []);
        foreach (var row in Group(lines, isInside: true)) yield return row;
        foreach (var row in Group(lines, isInside: false)) yield return row;
        yield return new("withheld", "Less: tax withheld", IlpaRowKind.Entered, [], [null, -withholding, null]);
        yield return new(totalKey, total, IlpaRowKind.Sum, [new("inside"), new("outside"), new("withheld")], [null, lines.Sum(l => l.InvestorAmount) - withholding, null]);
    }

    private static IEnumerable<FigureRow> Group(IReadOnlyList<NoticeLine> lines, bool isInside)
    {
        var key = isInside ? "inside" : "outside";
        var own = lines.Where(l => l.InsideFund == isInside).ToList();
        for (var i = 0; i < own.Count; i++)
            yield return new($"{key}.{i}", own[i].Description is { } what ? $"{own[i].Type}: {what}" : own[i].Type, IlpaRowKind.Entered, [], [own[i].FundAmount, own[i].InvestorAmount, own[i].EffectOnUnfunded]);
        yield return new(
            key, isInside ? "Subtotal: inside fund" : "Subtotal: outside fund", IlpaRowKind.Sum, [.. own.Select((_, i) => new IlpaPart($"{key}.{i}"))],
            [own.Sum(l => l.FundAmount), own.Sum(l => l.InvestorAmount), own.Sum(l => l.EffectOnUnfunded)]);
    }

    // Keys and order are those of section A.2, so that a reader finds the same rows.
    private static IEnumerable<FigureRow> Unfunded(UnfundedCommitment unfunded, IReadOnlyList<NoticeLine> lines)
    {
        FigureRow Row(string key, string label, decimal amount) => new(key, label, IlpaRowKind.Entered, [], [null, amount, null]);
        yield return new("unfunded", "LP unfunded commitment", IlpaRowKind.Heading, [], []);
        yield return Memo("commitment", "Total commitment", unfunded.Commitment);
        yield return Row("unfunded.beginning", "Beginning unfunded commitment", unfunded.Before);
        yield return Row("unfunded.contributions", "Less: contributions", lines.Where(l => l.EffectOnUnfunded < 0).Sum(l => l.EffectOnUnfunded));
        yield return Row("unfunded.recallable", "Plus: recallable distributions", lines.Where(l => l.EffectOnUnfunded > 0).Sum(l => l.EffectOnUnfunded));
        yield return new("unfunded.ending", "Ending unfunded commitment", IlpaRowKind.Sum, [new("unfunded.beginning"), new("unfunded.contributions"), new("unfunded.recallable")], [null, unfunded.After, null]);
    }

    private static FigureRow Memo(string key, string label, decimal amount) => new(key, label, IlpaRowKind.Memo, [], [null, amount, null]);
}
