using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Distributions;

/// <summary>A distribution as tiers and investor by investor; the first lines are here, all are under its link <c>lines</c>.</summary>
/// <param name="State">Draft, Submitted, Declared, PartlyPaid or Paid.</param>
internal sealed record DistributionView(
    Guid Id, Guid FundId, int Number, string State, DateOnly Date, DateOnly PaymentDate, Guid? DealId, MoneyView Amount, DistributionView.TiersView Tiers, IReadOnlyList<DistributionView.RowView> Waterfall, MoneyView Paid,
    int Investors, IReadOnlyList<DistributionView.LineView> Lines, string? ReturnedBecause, Guid PreparedBy, string ContentHash, bool IsTax, bool IsInKind)
{
    internal const int LinesShown = 50;

    /// <param name="CatchUp">What stays with the investors of the catch-up tier.</param>
    /// <param name="CarriedInterest">What goes to the general partner.</param>
    internal sealed record TiersView(MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView CarriedInterest, MoneyView Withholding);

    /// <summary>A row of the waterfall, and to whom it goes. The rows add up to the distribution, but for advances, which are in no tier.</summary>
    /// <param name="GeneralPartner">On his own commitment; of carried interest, all of it.</param>
    internal sealed record RowView(WaterfallRow Tier, MoneyView LimitedPartners, MoneyView GeneralPartner, MoneyView Total);

    /// <param name="Advance">Positive: an advance on later distributions; negative: taken off an earlier advance.</param>
    /// <param name="CarryAdvance">The same of carried interest out of his share.</param>
    /// <param name="FromDefault">Of the apportioned share, what comes from a defaulter's (positive), or is given up to the others after a default (negative).</param>
    internal sealed record LineView(
        Guid InvestorId, string Name, PartnerKind Kind, MoneyView Apportioned, MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit,
        MoneyView CarriedInterest, MoneyView Withholding, MoneyView Payable, MoneyView Recallable, MoneyView Paid, MoneyView Advance, MoneyView CarryAdvance, MoneyView FromDefault)
    {
        internal int Ordinal { get; init; }
    }

    internal static (string, string)[] Links(Guid fundId, Guid id)
    {
        var here = $"/api/v1/funds/{fundId}/distributions/{id}";
        return [("lines", here + "/lines"), ("explanation", here + "/explanation")];
    }

    internal static DistributionView Of(Proposal proposal, DistributionRunResult result, string currency, BookDistribution? declared = null)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        return new(
            proposal.Id, proposal.FundId, proposal.Number, declared?.Status.ToString() ?? proposal.State.ToString(), proposal.EffectiveDate, proposal.DueDate, result.Request.DealId,
            Money(proposal.Amount),
            TiersOf(result, currency), WaterfallOf(result, currency), Money(declared?.Paid ?? 0), result.Lines.Count, [.. result.Lines.Take(LinesShown).Select(l => Line(l, currency, declared))],
            proposal.ReturnedBecause, proposal.PreparedBy, proposal.ContentHash, result.Tax is not null, result.InKind is not null);
    }

    internal static TiersView TiersOf(DistributionRunResult result, string currency)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        var totals = result.Totals;
        return new(Money(totals.ReturnOfCapital), Money(totals.PreferredReturn), Money(totals.CatchUp), Money(totals.ResidualSplit), Money(totals.CarriedInterest), Money(totals.Withholding));
    }

    internal static IReadOnlyList<RowView> WaterfallOf(DistributionRunResult result, string currency)
    {
        RowView Row(WaterfallRow row, Func<TierTotals, decimal> amount)
        {
            decimal Of(PartnerKind kind) => amount(TierTotals.Of(result.Lines.Where(l => l.Partner == kind).Select(l => l.Line)));
            var (limited, general) = (Of(PartnerKind.LimitedPartner), Of(PartnerKind.GeneralPartner));
            if (row == WaterfallRow.CarriedInterest) (limited, general) = (0, limited + general);
            return new(row, MoneyView.Of(limited, currency), MoneyView.Of(general, currency), MoneyView.Of(limited + general, currency));
        }
        return
        [
            Row(WaterfallRow.ReturnOfCapital, t => t.ReturnOfCapital), Row(WaterfallRow.PreferredReturn, t => t.PreferredReturn), Row(WaterfallRow.CatchUp, t => t.CatchUp),
            Row(WaterfallRow.ResidualSplit, t => t.ResidualSplit), Row(WaterfallRow.CarriedInterest, t => t.CarriedInterest),
        ];
    }

    internal static LineView Line(DistributionRunLine run, string currency, BookDistribution? declared)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        var line = run.Line;
        return new(
            line.InvestorId, run.Name, run.Partner, Money(line.Apportioned), Money(line.ReturnOfCapital), Money(line.PreferredReturn), Money(line.CatchUp), Money(line.ResidualSplit),
            Money(line.CarriedInterest), Money(line.Withholding), Money(line.Payable), Money(line.Recallable), Money(declared?.PaidTo(line.InvestorId) ?? 0),
            Money(line.Advance), Money(line.CarryAdvance), Money(line.FromDefault));
    }
}
