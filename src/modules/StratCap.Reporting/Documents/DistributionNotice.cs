using System.Globalization;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>The notice of a distribution to one investor: his share, the waterfall tier by tier, what is withheld, what is paid and what may be called again.</summary>
internal static class DistributionNotice
{
    /// <summary>Renders the notice. The same model gives the same bytes.</summary>
    /// <exception cref="FundRuleException"><c>reporting.notice.*</c>: its figures do not add up; <c>reporting.document.*</c>: it cannot be printed.</exception>
    public static byte[] Pdf(DistributionNoticeModel model)
    {
        NoticeRules.Check(model);
        var number = model.Number.ToString(CultureInfo.InvariantCulture);
        using var flow = new DocumentFlow(model.Letterhead, model.Stamp, "Distribution notice", $"Distribution notice {number}, {model.FundName}, {model.Investor.Name}");
        flow.Title($"Distribution no. {number}", model.FundName);
        flow.AddresseeAndData(model.Investor, Data(model, number));
        flow.Tiles(
        [
            new(model.InKind ? "Value in kind" : "Amount payable", Figures.MoneyWithCode(model.Payable, model.Currency)),
            new("Payment date", Figures.Date(model.PaymentDate)),
            new("Recallable", Figures.MoneyWithCode(model.Recallable, model.Currency)),
        ]);
        foreach (var paragraph in model.CoverParagraphs)
            flow.Paragraph(paragraph);

        flow.Table("Your share, tier by tier", Tiers(model));
        flow.Table("This distribution by type", NoticeParts.Lines(model.Lines, model.Currency, "Total before withholding"));
        flow.Table("From your share to the payment", Payable(model));
        NoticeParts.Unfunded(flow, model.Unfunded, "Recallable part of this distribution", model.Currency);
        SinceInception(flow, model);
        if (!model.InKind)
            Payment(flow, model);
        NoticeParts.Closing(flow, model.Contact, model.Notes);
        return flow.Finish();
    }

    private static List<LabelledValue> Data(DistributionNoticeModel model, string number)
    {
        List<LabelledValue> data =
        [
            new("Notice number", number),
            new("Notice date", Figures.Date(model.NoticeDate)),
            new("Payment date", Figures.Date(model.PaymentDate)),
        ];
        if (model.Source is { } source)
            data.Add(new("Source", source));
        data.AddRange([new("Reference", model.Stamp.Reference), new("Currency", model.Currency.Code)]);
        return data;
    }

    private static PdfTable Tiers(DistributionNoticeModel model)
    {
        var currency = model.Currency;
        var rows = model.Tiers.Select(tier => Row(tier.Name, tier.FundAmount, tier.ToInvestor, tier.CarriedInterest, PdfRowKind.Line)).ToList();
        rows.Add(Row("Total", model.Tiers.Sum(tier => tier.FundAmount), model.Tiers.Sum(tier => tier.ToInvestor), model.CarriedInterest, PdfRowKind.Total));
        return new(
            [
                new("Tier"),
                new($"All partners ({currency.Code})", PdfColumnKind.Figure),
                new($"Your apportioned share ({currency.Code})", PdfColumnKind.Figure),
                new($"Carried interest ({currency.Code})", PdfColumnKind.Figure),
                new($"To you ({currency.Code})", PdfColumnKind.Figure),
            ],
            rows);

        PdfRow Row(string name, decimal fund, decimal toInvestor, decimal carry, PdfRowKind kind) => new(
            [name, Figures.Money(fund, currency), Figures.Money(toInvestor + carry, currency), Figures.Money(carry, currency), Figures.Money(toInvestor, currency)], kind);
    }

    private static PdfTable Payable(DistributionNoticeModel model)
    {
        List<(string, decimal, PdfRowKind)> rows =
        [
            ("Distributed to all partners", model.FundDistribution, PdfRowKind.Line),
            ("Your apportioned share", model.Apportioned, PdfRowKind.Line),
            ("Less carried interest", -model.CarriedInterest, PdfRowKind.Line),
            ("Distributed to you", model.Distributed, PdfRowKind.Subtotal),
        ];
        if (model.Lines.Any(line => !line.InsideFund))
            rows.Add(("Passing outside the fund", model.Lines.Where(line => !line.InsideFund).Sum(line => line.InvestorAmount), PdfRowKind.Line));
        rows.AddRange([("Less tax withheld", -model.Withholding, PdfRowKind.Line), ("Payable to you", model.Payable, PdfRowKind.Total)]);
        return NoticeParts.Ledger(model.Currency, rows);
    }

    private static void SinceInception(DocumentFlow flow, DistributionNoticeModel model)
    {
        flow.Table("Since inception", NoticeParts.Ledger(model.Currency,
        [
            ("Distributed before this notice", model.DistributedBefore, PdfRowKind.Line),
            ("This distribution, inside the fund", model.DistributedAfter - model.DistributedBefore, PdfRowKind.Line),
            ("Distributed to date", model.DistributedAfter, PdfRowKind.Subtotal),
            ("Called to date", model.CalledToDate, PdfRowKind.Line),
        ]));
    }

    private static void Payment(DocumentFlow flow, DistributionNoticeModel model)
    {
        flow.Heading("Payment");
        flow.Paragraph($"We will pay {Figures.MoneyWithCode(model.Payable, model.Currency)} on {Figures.Date(model.PaymentDate)} to the account that we have on file for you.");
        if (model.PaymentDetails.Count > 0)
            flow.KeyValues(model.PaymentDetails);
        flow.Warning("If this is not your account",
            "Tell us before the payment date on a telephone number that you already know. We never change an account on the strength of an e-mail alone.");
    }
}
