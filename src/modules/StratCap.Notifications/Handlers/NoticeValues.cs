using System.Globalization;
using StratCap.FundMath.Book;
using StratCap.Notifications.Messages;
using StratCap.Notifications.Texts;

namespace StratCap.Notifications.Handlers;

/// <summary>What the notices of a call or distribution say of each investor's part in it.</summary>
internal static class NoticeValues
{
    /// <param name="shares">Whom it concerns, and the amount.</param>
    /// <param name="day">Due date or payment date.</param>
    public static NoticeRound Round(EmailKind kind, Guid fundId, Guid subjectId, int number, DateOnly day, IEnumerable<(Guid InvestorId, decimal Amount)> shares, IReadOnlyList<RecordedFact> facts)
    {
        var names = facts.Select(f => f.Payload).OfType<InvestorAdmitted>().ToLookup(i => i.InvestorId, i => i.Name);
        var fund = facts.Select(f => f.Payload).OfType<FundEstablished>().Single();
        return new NoticeRound(kind, fundId, subjectId, [.. shares.Select(s => new NoticePart(s.InvestorId, names[s.InvestorId].Last(), f => Of(f, fund, number, day, s.Amount)))]);
    }

    private static Dictionary<string, string> Of(LocalFigures figures, FundEstablished fund, int number, DateOnly day, decimal amount) => new(StringComparer.Ordinal)
    {
        ["fund"] = fund.Name,
        ["number"] = number.ToString(CultureInfo.InvariantCulture),
        ["dueDate"] = figures.Date(day),
        ["amount"] = figures.Money(amount, fund.Currency),
    };
}
