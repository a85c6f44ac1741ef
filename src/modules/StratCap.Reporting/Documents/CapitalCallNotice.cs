using System.Globalization;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>The notice of a capital call to one investor, with the fields of the ILPA Capital Call and Distribution Template (2025).</summary>
internal static class CapitalCallNotice
{
    /// <summary>Renders the notice. The same model gives the same bytes.</summary>
    /// <exception cref="FundRuleException"><c>reporting.notice.*</c>: its figures do not add up; <c>reporting.document.*</c>: it cannot be printed.</exception>
    public static byte[] Pdf(CapitalCallNoticeModel model)
    {
        NoticeRules.Check(model);
        var number = model.Number.ToString(CultureInfo.InvariantCulture);
        using var flow = new DocumentFlow(model.Letterhead, model.Stamp, "Capital call notice", $"Capital call notice {number}, {model.FundName}, {model.Investor.Name}");
        flow.Title($"Capital call no. {number}", model.FundName);
        flow.AddresseeAndData(model.Investor,
        [
            new("Notice number", number),
            new("Notice date", Figures.Date(model.NoticeDate)),
            new("Due date", Figures.Date(model.DueDate)),
            new("Reference", model.Stamp.Reference),
            new("Currency", model.Currency.Code),
        ]);
        flow.Tiles(
        [
            new("Amount due", Figures.MoneyWithCode(model.AmountDue, model.Currency)),
            new("Due date", Figures.Date(model.DueDate)),
            new("Called to date, of commitment", PercentCalled(model.CalledAfter, model.Unfunded.Commitment)),
        ]);
        foreach (var paragraph in model.CoverParagraphs)
            flow.Paragraph(paragraph);

        flow.Table("This capital call", NoticeParts.Lines(model.Lines, model.Currency, "Total due"));
        NoticeParts.Unfunded(flow, model.Unfunded, "Effect of this capital call", model.Currency);
        SinceInception(flow, model);
        Payment(flow, model);
        NoticeParts.Closing(flow, model.Contact, model.Notes);
        return flow.Finish();
    }

    private static void SinceInception(DocumentFlow flow, CapitalCallNoticeModel model)
    {
        flow.Table("Since inception", NoticeParts.Ledger(model.Currency,
        [
            ("Called before this notice", model.CalledBefore, PdfRowKind.Line),
            ("This capital call, inside the fund", model.CalledAfter - model.CalledBefore, PdfRowKind.Line),
            ("Called to date", model.CalledAfter, PdfRowKind.Subtotal),
            ("Distributed to date", model.DistributedToDate, PdfRowKind.Line),
        ]));
        flow.Note($"Called before this notice: {PercentCalled(model.CalledBefore, model.Unfunded.Commitment)} of commitment. After it: {PercentCalled(model.CalledAfter, model.Unfunded.Commitment)}.");
    }

    private static void Payment(DocumentFlow flow, CapitalCallNoticeModel model)
    {
        flow.Heading("Payment");
        flow.Paragraph($"Please pay {Figures.MoneyWithCode(model.AmountDue, model.Currency)} in cleared funds by {Figures.Date(model.DueDate)}.");
        if (model.PaymentDetails.Count > 0)
            flow.KeyValues(model.PaymentDetails);
        else
            flow.Paragraph("Pay to the fund's account that you have on file. This notice gives no bank details.");
        flow.Warning("Check bank details before you pay",
            "If these details differ from those you used before, or if anyone asks you to pay to another account, do not pay. "
            + "Call us first on a telephone number that you already know, not on one from this notice or from an e-mail.");
    }

    private static string PercentCalled(decimal called, decimal commitment) =>
        commitment == 0 ? "n/a" : Figures.Percent(called / commitment);
}
